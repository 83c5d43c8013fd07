/** The game `match` as its players call it. Generated: `make format` writes it anew. */

import { ownChannel, roomChannel, valueChannel, type ChannelName } from "../channels.ts";
import type { Connection } from "../connection.ts";
import type { Event } from "../events.ts";
import type { Outcome } from "../requests.ts";

/** A match opened. `commitment` is the SHA-256 of the seed in decimal digits. */
export interface MatchOpened {
  plan: Plan;
  commitment: string;
  join_by: string;
  timestamp: string;
}

/** Settings of a match. `teams` names the players; if empty, the first to join play, each alone. */
export interface Plan {
  style?: "at_once" | "rounds";
  seats?: number;
  teams?: Array<Array<string>>;
  turn_seconds?: number;
}

/** A player joined. `items` are shown to that player and to operators only. */
export interface PlayerJoined {
  username: string;
  items: Array<"boots" | "bow" | "potion" | "shield"> | null;
  timestamp: string;
}

/** Worn items that count in the match: the viewer's own; for operators, every player's. */
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

/** A fighter as the viewer sees it. `items` are null if the viewer may not see them. */
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

/** A player chose an action. `action` is shown to that player and to operators only. */
export interface ActionChosen {
  username: string;
  seq: number;
  action: Move | Strike | Guard | Drink | Wait | null;
  timestamp: string;
}

/** Step to an adjacent square, or up to two squares away with boots. */
export interface Move {
  kind: "move";
  x: number;
  y: number;
}

/** Hit a fighter on an adjacent square, or up to four squares away with a bow. */
export interface Strike {
  kind: "strike";
  target: string;
}

/** Halve the damage of each blow, until your next action. */
export interface Guard {
  kind: "guard";
}

/** Drink the potion, which heals. */
export interface Drink {
  kind: "drink";
}

/** Do nothing. A player who chooses too late waits, too. */
export interface Wait {
  kind: "wait";
}

/** A turn was resolved. `fighters` are those that the viewer sees, `seq` is the viewer's own. */
export interface TurnResolved {
  turn: number;
  seq: number | null;
  fighters: Array<Seen>;
  blows: Array<Blow>;
  deadline: string | null;
  timestamp: string;
}

/** An attempted strike. `damage` is 0 if the target was out of reach. */
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

/** Until a time, another player may take the place of `instead_of`, who has left. */
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

/** A deferred action was refused. `action_id` is the id of its command. */
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

/** A match. `seq` and `action` are the viewer's own. `seed` is null until the match is over. */
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

  /** Join a match with up to two items, or return to it. */
  join(items?: Array<"boots" | "bow" | "potion" | "shield">): Promise<Outcome> {
    return this.#connection.command("match.join", { room: this.room, items });
  }

  /** Choose an action. `seq` counts your actions in this match from 1, without gaps. */
  act(seq: number, action: Move | Strike | Guard | Drink | Wait): Promise<Outcome> {
    return this.#connection.command("match.act", { room: this.room, seq, action });
  }

  /** Leave a match, which forfeits it. */
  leave(): Promise<Outcome> {
    return this.#connection.command("match.leave", { room: this.room });
  }
}
