/** A channel of notices, each of which is shown once. */

import { HELD, type Event } from "./events.ts";
import type { Frame, Message } from "./frames.ts";

/** A channel of notices: they have no order, and one that was missed is not sent again. */
export class NoticeChannel {
  readonly name: string;
  readonly behind = false;
  wants = true;
  #had = new Set<string>();

  constructor(name: string) {
    this.name = name;
  }

  opened(_socket: number): void {
    this.wants = true;
  }

  disconnected(): void {
    this.wants = true;
  }

  /** Return the fields of a `subscribe` frame. */
  request(): Frame {
    this.wants = false;
    return { channel: this.name };
  }

  subscribed(_frame: Frame): Event[] {
    return [];
  }

  /** A notice with an id is shown once. */
  message(message: Message, _socket = 0): Event[] {
    const notice = message.data.id;
    if (notice != null) {
      if (this.#had.has(notice)) return [];
      this.#had.add(notice);
      if (this.#had.size > HELD) this.#had.delete(this.#had.values().next().value!);
    }
    return [{ channel: this.name, name: message.event, data: message.data, offset: 0 }];
  }
}
