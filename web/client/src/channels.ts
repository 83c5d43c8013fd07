/** The names of channels, which are written and read here and nowhere else in the library. */

import type { Event } from "./events.ts";
import { NoticeChannel } from "./noticeChannel.ts";
import type { Board, Presence, Rank } from "./snapshots.ts";
import { StreamChannel } from "./streamChannel.ts";
import { PlaceChannel, ValueChannel } from "./valueChannel.ts";

export type Channel = StreamChannel | ValueChannel | NoticeChannel;

export type Kind = "stream" | "account" | ValueKind;

/** The values of a room by their kind, and what a snapshot of each is. */
export interface Values {
  board: Board;
  presence: Presence;
  rank: Rank;
}

export type ValueKind = keyof Values;

declare const events: unique symbol;

/** The name of a channel on which these events come. */
export type ChannelName<E extends Event = Event> = string & { readonly [events]?: E };

export type ValueName<K extends ValueKind> = ChannelName<Event<K, Values[K]>>;

/** Name the channel of a room's stream: as a player sees it, or anybody. */
export function roomChannel<E extends Event>(room: string, username = ""): ChannelName<E> {
  return username ? `${room}@${username}` : room;
}

/** Name the channel of a player's stream in a room, as that player sees it. */
export function ownChannel<E extends Event>(room: string, username: string): ChannelName<E> {
  return `${room}/player/${username}@${username}`;
}

/** Name the channel of a room's board or presence, or of one's own rank. */
export function valueChannel<K extends ValueKind>(room: string, kind: K): ValueName<K> {
  return `${room}/${kind}`;
}

/** Name the channel that tells a player of its money and items. */
export function accountChannel(playerId: string): ChannelName {
  return `account/${playerId}`;
}

/** Return what a channel shows, by its name. */
export function kindOf(name: string): Kind {
  const parts = name.split("/");
  if (parts.length === 2 && parts[0] === "account") return "account";
  const kind = parts[2];
  const valued = kind === "board" || kind === "presence" || kind === "rank";
  return parts.length === 3 && valued ? kind : "stream";
}

/** Return the tracker of a channel; its kind is told by its name. */
export function tracker(name: string): Channel {
  switch (kindOf(name)) {
    case "account":
      return new NoticeChannel(name);
    case "rank":
      return new PlaceChannel(name);
    case "stream":
      return new StreamChannel(name);
    case "board":
    case "presence":
      return new ValueChannel(name);
  }
}
