/** What differs between two states, as JSON. */

export interface Change {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

const NOTHING = undefined;

/** List what differs, leaf by leaf; a side that has nothing there is undefined. */
export function diff(before: unknown, after: unknown, path = ""): Change[] {
  if (Object.is(before, after)) return [];
  if (isBranch(before) && isBranch(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => diff(before[key] ?? NOTHING, after[key] ?? NOTHING, path ? `${path}.${key}` : key));
  }
  if (isBranch(before) && after === NOTHING) return leaves(before, path).map(([at, value]) => ({ path: at, before: value, after }));
  if (isBranch(after) && before === NOTHING) return leaves(after, path).map(([at, value]) => ({ path: at, before, after: value }));
  return [{ path, before, after }];
}

function leaves(value: Record<string, unknown>, path: string): [string, unknown][] {
  const found = Object.entries(value);
  if (found.length === 0) return [[path, value]];
  return found.flatMap(([key, each]) => {
    const at = path ? `${path}.${key}` : key;
    return isBranch(each) ? leaves(each, at) : [[at, each] as [string, unknown]];
  });
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
