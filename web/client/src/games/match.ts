/** The game `match` as its players call it. Generated: `make format` writes it anew. */

import { ownChannel, roomChannel, valueChannel, type ChannelName } from "../channels.ts";
import type { Connection } from "../connection.ts";
import type { Event } from "../events.ts";
import type { Outcome } from "../requests.ts";

/** `commitment` is the SHA-256 of the seed in decimal digits: the seed is told at the end. */
export interface MatchOpened {
  plan: Plan;
  commitment: string;
  join_by: string;
  timestamp: string;
}

/** `teams` are who was asked; without them the first to come take the seats, each alone. */
export interface Plan {
  style?: "at_once" | "rounds";
  seats?: number;
  teams?: Array<Array<string>>;
  turn_seconds?: number;
}

/** `items` are the viewer's own, or hidden. */
export interface PlayerJoined {
  username: string;
  items: Array<"boots" | "bow" | "potion" | "shield"> | null;
  timestamp: string;
}

/** What of the inventory counts in the match: the viewer's own, of operators everybody's. */
export interface GearTaken {
  gear: Record<string, Array<string>>;
  timestamp: string;
}

export interface PlayerReturned {
  username: string;
  timestamp: string;
}

export interface MatchBegan {
  fighters: Array<Seen>;
  deadline: string | null;
  ends_at: string;
  timestamp: string;
}

/** A fighter; `items` are those of one's own team, and hidden of others. */
export interface Seen {
  username: string;
  team: number;
  x: number;
  y: number;
  health: number;
  guards: boolean;
  dealt: number;
  items: Array<"boots" | "bow" | "potion" | "shield"> | null;
}

/** `action` is hidden from all but the one who chose it. */
export interface ActionChosen {
  username: string;
  seq: number;
  action: Move | Strike | Guard | Drink | Wait | null;
  timestamp: string;
}

/** Step to a square beside; with boots, two squares. */
export interface Move {
  kind: "move";
  x: number;
  y: number;
}

/** Hit whoever stands beside; with a bow, up to four squares away. */
export interface Strike {
  kind: "strike";
  target: string;
}

/** Take half of each blow, until the next action. */
export interface Guard {
  kind: "guard";
}

/** Empty the potion: it heals. */
export interface Drink {
  kind: "drink";
}

/** Do nothing; whoever is late does. */
export interface Wait {
  kind: "wait";
}

/** `fighters` are those that the viewer sees after the turn; `seq` is the viewer's own. */
export interface TurnResolved {
  turn: number;
  seq: number | null;
  fighters: Array<Seen>;
  blows: Array<Blow>;
  deadline: string | null;
  timestamp: string;
}

/** A strike that was tried; without damage it met nobody within reach. */
export interface Blow {
  by: string;
  target: string;
  damage: number;
}

export interface Forfeited {
  usernames: Array<string>;
  reason: "away" | "left";
  timestamp: string;
}

/** Somebody may take the place of one who has left, until a time. */
export interface PlaceVacated {
  instead_of: string;
  until: string;
  timestamp: string;
}

export interface PlaceFilled {
  username: string;
  instead_of: string;
  timestamp: string;
}

/** `action_id` is the id of the command that was deferred. */
export interface ActionFailed {
  action_id: string;
  reason: string;
  timestamp: string;
}

export interface MatchEnded {
  places: Record<string, number>;
  seed: string;
  timestamp: string;
}

export interface MatchCancelled {
  timestamp: string;
}

/** A match. `seq` and `action` are the viewer's own; the seed is told when it is over. */
export interface MatchView {
  phase: "fighting" | "gathering" | "over";
  plan: Plan;
  commitment: string;
  players: Array<string>;
  deadline?: string | null;
  turn?: number;
  fighters?: Array<Seen>;
  chosen?: Array<string>;
  seq?: number;
  action?: Move | Strike | Guard | Drink | Wait | null;
  places?: Record<string, number>;
  seed?: string | null;
}

/** What comes on a stream of the game, each name with its data. */
export type MatchTold =
  | Event<"match.opened", MatchOpened>
  | Event<"player.joined", PlayerJoined>
  | Event<"gear.taken", GearTaken>
  | Event<"player.returned", PlayerReturned>
  | Event<"match.began", MatchBegan>
  | Event<"action.chosen", ActionChosen>
  | Event<"turn.resolved", TurnResolved>
  | Event<"players.forfeited", Forfeited>
  | Event<"place.vacated", PlaceVacated>
  | Event<"place.filled", PlaceFilled>
  | Event<"action.failed", ActionFailed>
  | Event<"match.ended", MatchEnded>
  | Event<"match.cancelled", MatchCancelled>
  | Event<"snapshot", MatchView>
  | Event<"batch", { events: { event: string; data: unknown }[] }>
  | Event<"command.refused", { id: string; reason: string; details: unknown }>;

/** A room of the game, over a connection; `room` is its id, such as `b1`. */
export class Match {
  readonly room: string;
  readonly name: string;
  readonly stream: ChannelName<MatchTold>;
  readonly board;
  readonly presence;
  readonly rank;
  readonly #connection: Connection;

  constructor(connection: Connection, room: string) {
    this.room = room;
    this.name = `match/${room}`;
    this.stream = roomChannel(this.name);
    this.board = valueChannel(this.name, "board");
    this.presence = valueChannel(this.name, "presence");
    this.rank = valueChannel(this.name, "rank");
    this.#connection = connection;
  }

  /** Name the channel of a player's stream, which only that player may listen to. */
  own(username: string): ChannelName<MatchTold> {
    return ownChannel(this.name, username);
  }

  /** Name the channel of the room's stream as a player sees it. */
  seenBy(username: string): ChannelName<MatchTold> {
    return roomChannel(this.name, username);
  }

  /** Enter a match with up to two items, or say that you are back. */
  join(items?: Array<"boots" | "bow" | "potion" | "shield">): Promise<Outcome> {
    return this.#connection.command("match.join", { room: this.room, items });
  }

  /** Do something. `seq` counts your actions in this match from 1, without gaps. */
  act(seq: number, action: Move | Strike | Guard | Drink | Wait): Promise<Outcome> {
    return this.#connection.command("match.act", { room: this.room, seq, action });
  }

  /** Forfeit. */
  leave(): Promise<Outcome> {
    return this.#connection.command("match.leave", { room: this.room });
  }
}
