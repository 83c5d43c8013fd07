/** What a connection tells: each to whoever listens to it, and kept until somebody does. */

import type { Event, Link } from "./events.ts";

type Told = Event | Link;
type Listener = (each: any) => void;

const LINK = "link";

export class Inbox {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #readers = new Set<Reader>();
  #kept: Told[] = [];
  #closed = false;

  /** Tell those who listen; keep it while nobody does. */
  tell(each: Told): void {
    const listeners = this.#listeners.get(key(each));
    if (!listeners?.size && this.#readers.size === 0) this.#kept.push(each);
    for (const listener of listeners ?? []) call(listener, each);
    for (const reader of this.#readers) reader.push(each);
  }

  /** Tell a listener what comes of a channel, or of the link, and what was kept of it. */
  on(name: string, listener: Listener, signal?: AbortSignal): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    const off = () => void listeners.delete(listener);
    signal?.addEventListener("abort", off, { once: true });
    const kept = this.#kept.filter((each) => key(each) === name);
    this.#kept = this.#kept.filter((each) => key(each) !== name);
    for (const each of kept) call(listener, each);
    return off;
  }

  /** Yield all there is, in order and once; ends when the connection is over. */
  async *all(): AsyncGenerator<Told, void, void> {
    const reader = new Reader(this.#kept, this.#closed);
    this.#kept = [];
    this.#readers.add(reader);
    try {
      for (let each; (each = await reader.next()) !== undefined; ) yield each;
    } finally {
      this.#readers.delete(reader);
    }
  }

  close(): void {
    this.#closed = true;
    for (const reader of this.#readers) reader.close();
  }
}

/** One who reads everything, at its own pace. */
class Reader {
  readonly #waiting: Told[];
  #closed: boolean;
  #stir: () => void = () => {};

  constructor(waiting: Told[], closed: boolean) {
    this.#waiting = waiting;
    this.#closed = closed;
  }

  push(each: Told): void {
    this.#waiting.push(each);
    this.#stir();
  }

  close(): void {
    this.#closed = true;
    this.#stir();
  }

  async next(): Promise<Told | undefined> {
    if (this.#waiting.length === 0 && !this.#closed) {
      await new Promise<void>((resolve) => (this.#stir = resolve));
    }
    return this.#waiting.shift();
  }
}

function key(each: Told): string {
  return "state" in each ? LINK : each.channel;
}

/** Let the listener's own fault be reported, and keep it from the others. */
function call(listener: Listener, each: Told): void {
  try {
    listener(each);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
