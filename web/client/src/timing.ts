/** When to try again and when to move; time and chance come from outside. */

/** Seconds after which a socket is left: API Gateway ends it after two hours. */
const LIFETIME = 6600;

/** Seconds by which a socket is left earlier at most: those who came together part on the way. */
const SPREAD = 600;

/** Seconds between two tries to connect, at most. */
const SLOWEST = 30;

/** Return how many seconds to wait after so many failures in a row; `chance` is in [0, 1). */
export function pause(failures: number, chance: number): number {
  return chance * Math.min(SLOWEST, 0.25 * 2 ** Math.min(failures, 16));
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
  failed(now: number): void {
    this.#failures += 1;
    this.#at = now + pause(this.#failures, this.#chance());
  }

  due(now: number): boolean {
    return now >= this.#at;
  }
}
