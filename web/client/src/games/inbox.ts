/** The game `inbox` as its players call it. Generated: `make format` writes it anew. */

import { ownChannel, roomChannel, valueChannel, type ChannelName } from "../channels.ts";
import type { Connection } from "../connection.ts";
import type { Event } from "../events.ts";
import type { Outcome } from "../requests.ts";

export interface Opened {
  timestamp: string;
}

/** A notice arrived. `number` counts the notices of the inbox, `kind` says what it is about. */
export interface Notified {
  number: number;
  id: string;
  kind: string;
  data: unknown;
  timestamp: string;
}

/** All notices up to the number `through` have been read. */
export interface Read {
  through: number;
  timestamp: string;
}

/** An inbox, with the newest notice first. `last` is the newest notice's number. */
export interface InboxView {
  unread: number;
  last: number;
  notices: Array<NoticeView>;
}

export interface NoticeView {
  number: number;
  at: string;
  id: string;
  kind: string;
  data: unknown;
  read: boolean;
}

/** What comes on a stream of the game, each name with its data. */
export type InboxTold =
  | Event<"inbox.opened", Opened>
  | Event<"notice", Notified>
  | Event<"notices.read", Read>
  | Event<"snapshot", InboxView>
  | Event<"batch", { events: { event: string; data: unknown }[] }>
  | Event<"command.refused", { id: string; reason: string; details: unknown }>;

/** A room of the game, over a connection; `room` is its id, such as `b1`. */
export class Inbox {
  readonly room: string;
  readonly name: string;
  readonly stream: ChannelName<InboxTold>;
  readonly board;
  readonly presence;
  readonly rank;
  readonly #connection: Connection;

  constructor(connection: Connection, room: string) {
    this.room = room;
    this.name = `inbox/${room}`;
    this.stream = roomChannel(this.name);
    this.board = valueChannel(this.name, "board");
    this.presence = valueChannel(this.name, "presence");
    this.rank = valueChannel(this.name, "rank");
    this.#connection = connection;
  }

  /** Name the channel of a player's stream, which only that player may listen to. */
  own(username: string): ChannelName<InboxTold> {
    return ownChannel(this.name, username);
  }

  /** Name the channel of the room's stream as a player sees it. */
  seenBy(username: string): ChannelName<InboxTold> {
    return roomChannel(this.name, username);
  }

  /** Create your inbox before its first notice, so that a client can subscribe to it. */
  open(): Promise<Outcome> {
    return this.#connection.command("inbox.open", { room: this.room });
  }

  /** Mark all notices up to the number `through` as read. */
  read(through: number): Promise<Outcome> {
    return this.#connection.command("inbox.read", { room: this.room, through });
  }
}
