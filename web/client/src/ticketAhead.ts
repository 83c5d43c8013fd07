/** The ticket for the next socket that a host has given over this one. */

import type { Frame } from "./frames.ts";

/** With one ticket: a host that is full does not use it up, and a browser can't tell why not. */
const TRIES = 3;

/** With it a client that is cut off comes back without asking the HTTP API. */
export class TicketAhead {
  #url = "";
  #ticket = "";
  #until = -Infinity;
  #tries = 0;

  /** Note where a socket was opened, or tried for. */
  cameBy(url: string): void {
    this.#url = url.split("?", 1)[0]!;
  }

  /** Keep a ticket in the place of the one before. */
  heard(frame: Frame, now: number): void {
    this.#ticket = frame["ticket"];
    this.#until = now + frame["expires_in"];
    this.#tries = TRIES;
  }

  /** It was used. */
  drop(): void {
    this.#tries = 0;
  }

  /** Return where to connect to once more with it; nothing if it is not good any more. */
  url(now: number): string {
    if (this.#tries === 0 || now >= this.#until) return "";
    this.#tries -= 1;
    return `${this.#url}?ticket=${this.#ticket}`;
  }
}
