/** A channel on which every message matters: repeats are dropped, gaps are noticed. */

import { HELD, type Event } from "./events.ts";
import type { Frame, Message } from "./frames.ts";

const HIDDEN = "hidden";

/**
 * A channel on which every message matters; its offsets have no gaps.
 *
 * What is hidden from its viewer keeps its place in the order, and is shown to nobody.
 */
export class StreamChannel {
  readonly name: string;
  wants = true;
  epoch = "";
  offset: number | undefined;
  #newest = 0;
  #awaitsSnapshot = false;
  #promised = 0;
  #held = new Map<number, Message>();

  constructor(name: string) {
    this.name = name;
  }

  /** Whether something is on its way; if it stays away, ask again. */
  get behind(): boolean {
    return this.#awaitsSnapshot || this.#held.size > 0 || (this.offset ?? 0) < this.#promised;
  }

  /** Go on over another socket, perhaps beside an older one. */
  opened(socket: number): void {
    this.wants = true;
    this.#newest = socket;
  }

  /** Whatever was under way is lost with the connection. */
  disconnected(): void {
    this.wants = true;
    this.#awaitsSnapshot = false;
    this.#promised = 0;
    this.#held.clear();
  }

  /** Return the fields of a `subscribe` frame: it goes on from what was received. */
  request(): Frame {
    this.wants = false;
    if (this.offset === undefined) return { channel: this.name };
    return { channel: this.name, epoch: this.epoch, offset: this.offset };
  }

  /** Take the answer to a request: all up to its offset follows, or a snapshot does. */
  subscribed(frame: Frame): Event[] {
    const here = frame["epoch"] === this.epoch && frame["offset"] === this.offset;
    this.#awaitsSnapshot = !frame["recovered"] && !here;
    this.#promised = frame["offset"];
    return this.#release();
  }

  /**
   * Take a message; a notice, which has no epoch, has no place in the order.
   *
   * A snapshot of an older socket is said anew on the newest, perhaps of another epoch.
   */
  message(message: Message, socket = 0): Event[] {
    if (!message.epoch) return [this.#shown(message, 0)];
    if (message.event === "snapshot") {
      return socket >= this.#newest ? this.#snapshot(message) : [];
    }
    if (this.#awaitsSnapshot || this.offset === undefined) {
      this.#hold(message);
    } else if (message.epoch !== this.epoch) {
      this.wants = true;
    } else if (message.offset > this.offset) {
      this.#hold(message);
      const events = this.#release();
      this.wants ||= this.#held.size > 0 && this.offset >= this.#promised;
      return events;
    }
    return [];
  }

  /** Begin anew with the one that was announced, or with the first one; drop repeats. */
  #snapshot(message: Message): Event[] {
    const announced = this.#awaitsSnapshot && message.offset >= this.#promised;
    const first = !this.#awaitsSnapshot && this.offset === undefined;
    if (!announced && !first) return [];
    this.epoch = message.epoch;
    this.offset = message.offset;
    this.#awaitsSnapshot = false;
    return [this.#shown(message, message.offset), ...this.#release()];
  }

  #hold(message: Message): void {
    if (this.#held.size < HELD) this.#held.set(message.offset, message);
  }

  /** Return what follows without a gap; forget what is old or of another epoch. */
  #release(): Event[] {
    if (this.offset === undefined) return [];
    for (const [offset, { epoch }] of this.#held) {
      if (offset <= this.offset || epoch !== this.epoch) this.#held.delete(offset);
    }
    const events: Event[] = [];
    for (let next; (next = this.#held.get(this.offset + 1)) !== undefined; ) {
      this.#held.delete(++this.offset);
      if (next.event !== HIDDEN) events.push(this.#shown(next, this.offset));
    }
    return events;
  }

  #shown(message: Message, offset: number): Event {
    return { channel: this.name, name: message.event, data: message.data, offset };
  }
}
