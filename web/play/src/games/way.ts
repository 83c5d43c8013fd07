/** The shortest way over a land on which one can stand. */

export interface Cell {
  readonly x: number;
  readonly y: number;
}

const BESIDE = [[0, -1], [1, 0], [0, 1], [-1, 0]] as const;

/** Return the steps to a cell, without the first; one step into what is no land, to be refused. */
export function way(land: string[], terrain: Record<string, number>, from: Cell, to: Cell): Cell[] {
  const stands = ({ x, y }: Cell) => terrain[land[y]?.[x] ?? ""] !== undefined;
  if (!stands(to)) return Math.abs(to.x - from.x) + Math.abs(to.y - from.y) === 1 ? [to] : [];
  const key = ({ x, y }: Cell) => y * 10_000 + x;
  const before = new Map<number, Cell | null>([[key(from), null]]);
  const open: Cell[] = [from];
  for (let at; !before.has(key(to)) && (at = open.shift()); ) {
    for (const [x, y] of BESIDE) {
      const next = { x: at.x + x, y: at.y + y };
      if (!stands(next) || before.has(key(next))) continue;
      before.set(key(next), at);
      open.push(next);
    }
  }
  const steps: Cell[] = [];
  for (let at: Cell | null | undefined = to; at && before.get(key(at)); at = before.get(key(at))) steps.unshift(at);
  return steps;
}
