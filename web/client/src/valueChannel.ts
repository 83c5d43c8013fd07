/** A channel on which only the latest snapshot matters: deltas are put in their place. */

import { HELD, type Event } from "./events.ts";
import type { Frame, Message } from "./frames.ts";
import { patched } from "./snapshots.ts";

interface Version {
  epoch: string;
  offset: number;
}

/** A channel on which only the latest snapshot matters; `snapshot` is undefined until one came. */
export class ValueChannel {
  readonly name: string;
  wants = true;
  epoch = "";
  offset = 0;
  snapshot: Record<string, any> | undefined;
  /** The newest socket that has said anything here: older ones are late. */
  #speaker = 0;
  #promised: Version | undefined;
  #held: Message[] = [];

  constructor(name: string) {
    this.name = name;
  }

  /** Whether something is on its way; if it stays away, ask again. */
  get behind(): boolean {
    return this.#held.length > 0 || this.#promised !== undefined;
  }

  /** Go on over another socket, perhaps beside an older one. */
  opened(_socket: number): void {
    this.wants = true;
  }

  /** The snapshot stays; what was under way is lost. */
  disconnected(): void {
    this.wants = true;
    this.#promised = undefined;
    this.#held = [];
  }

  /** Return the fields of a `subscribe` frame, naming the snapshot that is held. */
  request(): Frame {
    this.wants = false;
    if (this.snapshot === undefined || !this.epoch) return { channel: this.name };
    return { channel: this.name, epoch: this.epoch, offset: this.offset };
  }

  /**
   * Take the answer to a request; a snapshot follows unless the latest is held.
   *
   * Without an epoch there may be none yet.
   */
  subscribed(frame: Frame): Event[] {
    this.wants = false;
    const version = { epoch: frame["epoch"], offset: frame["offset"] };
    const follows = version.epoch !== "" && !frame["recovered"] && !this.#old(version);
    this.#promised = follows ? version : undefined;
    return frame["recovered"] ? this.#release() : [];
  }

  /** Take a snapshot that is newer than the one held, or a delta that builds on that. */
  message(message: Message, socket = 0): Event[] {
    if (socket < this.#speaker) return [];
    this.#speaker = socket;
    if (this.#fits(message)) {
      const event = this.#take(message);
      this.wants = false;
      return this.#held.length > 0 ? [event, ...this.#release()] : [event];
    }
    if (!this.#old(message)) this.#hold(message);
    return [];
  }

  #fits(message: Message): boolean {
    if (this.snapshot === undefined) return message.base == null;
    if (message.base == null) return !this.#old(message);
    return message.base === this.offset && message.epoch === this.epoch;
  }

  #old({ epoch, offset }: Version): boolean {
    return offset <= this.offset && epoch === this.epoch && this.epoch !== "";
  }

  #take(message: Message): Event {
    const builds = this.snapshot !== undefined && message.base != null;
    const snapshot: Record<string, any> = builds
      ? patched(this.snapshot!, message.data)
      : message.data;
    this.snapshot = snapshot;
    this.epoch = message.epoch;
    this.offset = message.offset;
    if (this.#promised !== undefined && this.#old(this.#promised)) this.#promised = undefined;
    return { channel: this.name, name: message.event, data: snapshot, offset: this.offset };
  }

  /** A delta builds on a snapshot that has not come: ask for the latest one. */
  #hold(message: Message): void {
    this.#held = [...this.#held.slice(-HELD), message];
    this.wants = true;
  }

  /** Take the held deltas that build on the snapshot, one after the other. */
  #release(): Event[] {
    if (this.snapshot === undefined) return [];
    const events: Event[] = [];
    this.#forgetOld();
    for (let next; (next = this.#held.find((each) => this.#fits(each))) !== undefined; ) {
      events.push(this.#take(next));
      this.#forgetOld();
    }
    this.wants = this.#held.length > 0;
    return events;
  }

  #forgetOld(): void {
    this.#held = this.#held.filter((each) => !this.#old(each));
  }
}

/** A value of each player's own: who has no place yet is told nothing. */
export class PlaceChannel extends ValueChannel {
  /** Take the answer to a request; it promises nothing. */
  override subscribed(_frame: Frame): Event[] {
    this.wants = false;
    return [];
  }
}
