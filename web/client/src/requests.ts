/** What was asked of the server and is not answered yet; a repeat under the same id is safe. */

import { ProtocolError, Refused, type RumpusError } from "./errors.ts";
import { SOCKET, type Frame } from "./frames.ts";
import { spread } from "./timing.ts";

/** How often the server may ask to be asked again later. */
const TRIES = 8;

/** Seconds without an answer after which a frame is sent again. */
export const REPEAT_AFTER = 10;

const LATER: ReadonlySet<string> = new Set(["too_fast", "busy", "overloaded", "fault"]);

/** Who waits for an answer; only the first call counts. */
export interface Answer {
  resolve(frame: Frame): void;
  reject(error: RumpusError): void;
}

/** What a command did; an `accepted` one is under way and is told of on the player's stream. */
export interface Outcome {
  readonly fields: Readonly<Frame>;
  readonly accepted: boolean;
}

/**
 * One frame under way, to be sent again when it is `due`; nobody waits without an `answer`.
 *
 * It is `sent`, and its answer may come, or it will be sent `later`.
 */
export class Request {
  readonly kind: string;
  readonly answer: Answer | undefined;
  /** The channel that it subscribes to, if it does. */
  readonly channel: string | undefined;
  frame: Frame;
  state: "later" | "sent" = "later";
  due = 0;
  tries = 0;
  /** The number of the socket that it was sent over last. */
  socket = 0;

  constructor(kind: string, frame: Frame, answer?: Answer) {
    this.kind = kind;
    this.frame = frame;
    this.answer = answer;
    this.channel = kind === "subscribe" ? frame["channel"] : undefined;
  }

  get ofSocket(): boolean {
    return SOCKET.has(this.kind);
  }

  sent(socket: number, now: number): void {
    this.state = "sent";
    this.socket = socket;
    this.due = now + REPEAT_AFTER;
  }

  /** Whether the server asked to be asked again, and how often it did is bearable. */
  putOff(frame: Frame, now: number, chance: number): boolean {
    const later = frame["type"] === "error" && LATER.has(frame["code"]);
    if (!later || this.tries >= TRIES) return false;
    this.tries += 1;
    this.state = "later";
    this.due = now + spread(Number(frame["retry_after"] ?? 1), chance);
    return true;
  }
}

/** Return what an answer says; throw Refused, or ProtocolError. */
export function outcome(frame: Frame): Outcome {
  const { type, id: _, ...rest } = frame;
  if (type === "refused") {
    const { reason, ...details } = rest;
    throw new Refused(reason, details);
  }
  if (type === "error") throw new ProtocolError(rest["code"], rest["message"]);
  return { fields: rest, accepted: type === "accepted" };
}
