/** The frames of the protocol as a client writes and reads them. */

export type Frame = Record<string, any>;

export interface Message extends Frame {
  type: "message";
  channel: string;
  epoch: string;
  offset: number;
  base?: number;
  event: string;
  data: any;
}

/** Requests that concern the socket that they are sent over, not the game. */
export const SOCKET: ReadonlySet<string> = new Set(["subscribe", "unsubscribe", "ping"]);

/** Return the frame that asks for it; `fields` may set another id. */
export function requestFrame(kind: string, id: string, fields: Frame): Frame {
  return { type: kind, id, ...fields };
}

export function isMessage(frame: Frame): frame is Message {
  return frame["type"] === "message";
}

const MARK = "\u0000n";
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG = /^-?\d{16,}$/;

/** Write a frame; a `bigint` is written as the number that it is. */
export function write(frame: Frame): string {
  let long = false;
  const text = JSON.stringify(frame, (_, value) =>
    typeof value === "bigint" ? ((long = true), `${MARK}${value}`) : value,
  );
  return long ? text.replace(/"\\u0000n(-?\d+)"/g, "$1") : text;
}

/**
 * Return the frame that has come; throw SyntaxError if it is none.
 *
 * A whole number that a `number` would round is a `bigint`.
 */
export function read(text: string): Frame {
  const frame: unknown = /\d{16}/.test(text) ? readLong(text) : JSON.parse(text);
  if (typeof frame !== "object" || frame === null || Array.isArray(frame)) {
    throw new SyntaxError("a frame is an object");
  }
  return complete(frame as Frame);
}

function readLong(text: string): unknown {
  const marked = text.replace(STRING_OR_NUMBER, (part) =>
    LONG.test(part) && !Number.isSafeInteger(Number(part)) ? `"\\u0000n${part}"` : part,
  );
  return JSON.parse(marked, (_, value) =>
    typeof value === "string" && /^\u0000n-?\d+$/.test(value) ? BigInt(value.slice(2)) : value,
  );
}

/** A message may leave out what has its usual value. */
function complete(frame: Frame): Frame {
  return isMessage(frame)
    ? { channel: "", epoch: "", offset: 0, event: "", data: {}, ...(frame as Frame) }
    : frame;
}
