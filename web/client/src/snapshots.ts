/** The snapshots of value channels: a board, or who is present; see docs/protocol.md. */

export type Row = [username: string, points: number, ...columns: number[]];

export interface Board {
  size: number;
  rows: Row[];
  stale?: boolean;
}

export interface Presence {
  count: number;
  names: string[];
}

export interface Rank {
  rank: number;
  points: number;
  size: number;
  columns?: number[];
}

/** Rows of a board: what a delta pushes beyond them is gone. */
const SHOWN = 100;

type Snapshot = Record<string, any>;

/** Return the snapshot that a delta makes of the one it builds on. */
export function patched(snapshot: Snapshot, delta: Snapshot): Snapshot {
  return "rows" in snapshot ? board(snapshot, delta) : presence(snapshot, delta);
}

function board(snapshot: Snapshot, delta: Snapshot): Board {
  const changed: [number, string, ...number[]][] = delta["changed"];
  const out = new Set<string>(delta["removed"]);
  for (const row of changed) out.add(row[1]);
  const rows = (snapshot["rows"] as Row[]).filter((row) => !out.has(row[0]));
  for (const row of changed) rows.splice(row[0] - 1, 0, row.slice(1) as Row);
  return { size: delta["size"], rows: rows.slice(0, SHOWN) };
}

function presence(snapshot: Snapshot, delta: Snapshot): Presence {
  const gone = new Set<string>(delta["left"]);
  const names = (snapshot["names"] as string[]).filter((name) => !gone.has(name));
  return { count: delta["count"], names: [...names, ...delta["joined"]].sort() };
}
