/** What a call of the client library can reject with. */

export class RumpusError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** The game says no and nothing changed; `reason` is one of the documented words. */
export class Refused extends RumpusError {
  readonly reason: string;
  readonly details: Record<string, unknown>;

  constructor(reason: string, details: Record<string, unknown> = {}) {
    super(reason);
    this.reason = reason;
    this.details = details;
  }
}

/**
 * The server could not handle a frame or a request; `code` is one of the documented codes.
 *
 * What does not come from a Rumpus at all, though it came over HTTP, has the code `http`.
 */
export class ProtocolError extends RumpusError {
  readonly code: string;
  readonly detail: string;
  readonly status: number | undefined;
  /** Seconds after which it may be asked again, at the soonest. */
  readonly retryAfter: number;

  constructor(code: string, detail: string, status?: number, retryAfter = 0) {
    super(`${code}: ${detail}`);
    this.code = code;
    this.detail = detail;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** The player has logged in elsewhere; this connection is over and is not opened again. */
export class Superseded extends RumpusError {}

/** The connection was closed for good: by this program, or by the server's policy. */
export class Closed extends RumpusError {}

/** No answer came in time; the command may still be carried out. */
export class TimedOut extends RumpusError {}

/** No socket can be opened now; it is tried again. A program never sees it. */
export class Unreachable extends Error {
  readonly retryAfter: number;

  constructor(cause?: unknown, retryAfter = 0) {
    super("unreachable", { cause });
    this.retryAfter = retryAfter;
  }
}
