/** When to try again and when to move; time and chance come from outside. */

/** Seconds after which a socket is left: API Gateway ends it after two hours. */
const LIFETIME = 6600;

/** Seconds by which a socket is left earlier at most: those who came together part on the way. */
const SPREAD = 600;

/** Seconds between two tries to connect, at most. */
const SLOWEST = 30;

/** Seconds of a hint that are heeded, at most: the API's slowest limit gives one in so many. */
const LONGEST = 120;

/**
 * Return how many seconds to stay away: as many as was asked for, and up to as many again.
 *
 * So those who were told the same do not come back at one moment; `chance` is in [0, 1).
 */
export function spread(retryAfter: number, chance: number): number {
  return Math.min(Math.max(retryAfter, 0), LONGEST) * (1 + chance);
}

/**
 * Return how many seconds to wait after so many failures in a row.
 *
 * That is not before `retryAfter`, or at a random moment of the next `within` seconds, where the
 * host says so.
 */
export function pause(failures: number, chance: number, retryAfter = 0, within = 0): number {
  const own = Math.min(SLOWEST, 0.25 * 2 ** Math.min(failures, 16));
  return Math.max(chance * Math.max(own, Math.min(within, LONGEST)), spread(retryAfter, chance));
}

/** When to leave the newest socket for another one. */
export class Moves {
  readonly #chance: () => number;
  #at = Infinity;
  #failures = 0;

  constructor(chance: () => number) {
    this.#chance = chance;
  }

  /** There is another socket, and nobody has asked for it to be left. */
  opened(now: number): void {
    this.#failures = 0;
    this.#at = now + LIFETIME - this.#chance() * SPREAD;
  }

  /** The host wants the socket to be left within so many seconds. */
  asked(within: number, now: number): void {
    this.#at = Math.min(this.#at, now + this.#chance() * within);
  }

  /** No other socket could be opened; a while later it is tried again. */
  failed(now: number, retryAfter = 0): void {
    this.#failures += 1;
    this.#at = now + pause(this.#failures, this.#chance(), retryAfter);
  }

  due(now: number): boolean {
    return now >= this.#at;
  }
}
