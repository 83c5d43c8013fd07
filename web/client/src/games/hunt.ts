/** The game `hunt` as its players call it. Generated: `make format` writes it anew. */

import { ownChannel, roomChannel, valueChannel, type ChannelName } from "../channels.ts";
import type { Connection } from "../connection.ts";
import type { Event } from "../events.ts";
import type { Outcome } from "../requests.ts";

export interface Planned {
  title: string;
  starts_at: string;
  ends_at: string;
  timestamp: string;
}

/** The rules have changed. Clients read the hunt's view again, for its land and kinds. */
export interface RulesChanged {
  version: number;
  timestamp: string;
}

export interface Started {
  timestamp: string;
}

export interface Ended {
  early: boolean;
  ends_at: string;
  timestamp: string;
}

/** `holder` has claimed a rival treasure. */
export interface Claimed {
  treasure: string;
  title: string;
  kind: string;
  holder: string;
  timestamp: string;
}

/** A rival treasure can be claimed again, after an operator took it back. */
export interface Reopened {
  treasure: string;
  title: string;
  timestamp: string;
}

export interface Joined {
  x: number;
  y: number;
  energy: EnergyView;
  timestamp: string;
}

/** A seeker's energy at the time `since`. From then on it grows by one each `regain` seconds. */
export interface EnergyView {
  level: number;
  since: string;
}

export interface Moved {
  x: number;
  y: number;
  energy: EnergyView;
  timestamp: string;
}

export interface Searched {
  clues: Array<Clue>;
  nearest: number | null;
  energy: EnergyView;
  timestamp: string;
}

/** A treasure known to a seeker. `stage` is how far the seeker has got with it. */
export interface Clue {
  treasure: string;
  kind: string;
  title: string;
  x: number;
  y: number;
  rival: boolean;
  riddle: string;
  stage: "found" | "solved" | "taken" | "unearthed";
}

export interface Dug {
  cell: number;
  clue: Clue | null;
  energy: EnergyView;
  timestamp: string;
}

/** The seeker took a treasure at `cell`. `clues` are the treasures that it reveals. */
export interface EventsTaken {
  treasure: string;
  kind: string;
  cell: number;
  points: number;
  total: number;
  finds: number;
  items: Record<string, number>;
  clues: Array<Clue>;
  ready_at: string | null;
  energy: EnergyView;
  timestamp: string;
}

export interface Solved {
  treasure: string;
  energy: EnergyView;
  timestamp: string;
}

export interface Missed {
  treasure: string;
  tries_left: number;
  energy: EnergyView;
  timestamp: string;
}

/** The seeker has fulfilled every need in the rules' `finish`. */
export interface Through {
  points: number;
  timestamp: string;
}

export interface FindReversed {
  treasure: string;
  cell: number;
  points: number;
  total: number;
  items: Record<string, number>;
  reason: string;
  timestamp: string;
}

export interface ClaimReversed {
  holder: string;
  reason: string;
  timestamp: string;
}

/** A hunt as everybody sees it: the land, the kinds of treasures, and who claimed which. */
export interface HuntView {
  hunt: string;
  title: string;
  phase: "ended" | "running" | "scheduled";
  starts_at: string;
  ends_at: string;
  version: number;
  land: Array<string>;
  terrain: Record<string, number>;
  energy: Costs;
  kinds: Record<string, KindView>;
  claims: Record<string, Claim>;
}

/** Maximum energy, seconds to regain one, and the energy that each action costs. */
export interface Costs {
  most: number;
  regain: number;
  search: number;
  dig: number;
  solve: number;
}

/** A kind of treasure, and how many of it are buried. What it reveals is not shown. */
export interface KindView {
  points: number;
  buried: number;
  rival: boolean;
  radius: number;
  cooldown: number;
  needs: Array<string>;
  items: Record<string, number>;
}

/** A rival treasure that `holder` has claimed. */
export interface Claim {
  title: string;
  kind: string;
  holder: string;
}

/** A hunt as operators see it, with all its rules. */
export interface PlanView {
  hunt: string;
  title: string;
  phase: "ended" | "running" | "scheduled";
  starts_at: string;
  ends_at: string;
  version: number;
  rules: Rules;
  claims: Record<string, Claim>;
}

/** A hunt's rules. */
export interface Rules {
  land: Array<string>;
  terrain: Record<string, number>;
  kinds: Record<string, Kind>;
  treasures: Array<Treasure>;
  x?: number;
  y?: number;
  energy?: Energy;
  hint?: number;
  tries?: number;
  finish?: Array<RulesTaken | Holds | Scored | Rested | Elapsed>;
  ends_with?: string | null;
}

/** A kind of treasure. */
export interface Kind {
  gives: Array<Points | Item | Refresh | Reveal>;
  needs?: Array<RulesTaken | Holds | Scored | Rested | Elapsed>;
  rival?: boolean;
  radius?: number;
  cooldown?: number;
}

/** Gives the seeker points. */
export interface Points {
  do: "points";
  amount: number;
}

/** Gives the seeker `count` of an item. */
export interface Item {
  do: "item";
  item: string;
  count?: number;
}

/** Gives the seeker energy. */
export interface Refresh {
  do: "refresh";
  energy: number;
}

/** Shows the seeker where another treasure is. */
export interface Reveal {
  do: "reveal";
  treasure: string;
}

/** True if the seeker has taken at least `count` treasures of a kind. */
export interface RulesTaken {
  is: "taken";
  kind: string;
  count?: number;
}

/** True if the seeker has at least `count` of an item. */
export interface Holds {
  is: "holds";
  item: string;
  count?: number;
}

/** True if the seeker has at least `points` points. */
export interface Scored {
  is: "scored";
  points: number;
}

/** True if the seeker has at least `energy` energy. */
export interface Rested {
  is: "rested";
  energy: number;
}

/** True once `seconds` have passed since the start of the hunt. */
export interface Elapsed {
  is: "elapsed";
  seconds: number;
}

/** A treasure and where it is buried. If it has `answers`, its riddle must be solved first. */
export interface Treasure {
  id: string;
  kind: string;
  x: number;
  y: number;
  title: string;
  riddle?: string;
  answers?: Array<string>;
}

/** A seeker's energy. It grows by one each `regain` seconds up to `most`; actions use it up. */
export interface Energy {
  most?: number;
  start?: number;
  regain?: number;
  search?: number;
  dig?: number;
  solve?: number;
}

/** A seeker, as the seeker itself and operators see it. */
export interface OwnView {
  hunt: string;
  username: string;
  x: number;
  y: number;
  energy: EnergyView;
  points: number;
  finds: number;
  steps: number;
  clues: Array<Clue>;
  items: Record<string, number>;
  ready: Record<string, string>;
  dug: Array<number>;
  tries: Record<string, number>;
  through: boolean;
}

/** A seeker as others see it: without its position, energy and clues. */
export interface OthersView {
  hunt: string;
  username: string;
  points: number;
  finds: number;
  through: boolean;
}

/** A rival treasure that has been claimed, as operators see it. */
export interface RivalView {
  treasure: string;
  title: string;
  kind: string;
  holder: string;
  changes: number;
}

/** What comes on a stream of the game, each name with its data. */
export type HuntTold =
  | Event<"hunt.planned", Planned>
  | Event<"hunt.rules_changed", RulesChanged>
  | Event<"hunt.started", Started>
  | Event<"hunt.ended", Ended>
  | Event<"treasure.claimed", Claimed>
  | Event<"treasure.reopened", Reopened>
  | Event<"seeker.joined", Joined>
  | Event<"seeker.moved", Moved>
  | Event<"seeker.searched", Searched>
  | Event<"seeker.dug", Dug>
  | Event<"treasure.taken", EventsTaken>
  | Event<"riddle.solved", Solved>
  | Event<"riddle.missed", Missed>
  | Event<"seeker.through", Through>
  | Event<"find.reversed", FindReversed>
  | Event<"claim.reversed", ClaimReversed>
  | Event<"snapshot", HuntView>
  | Event<"snapshot", PlanView>
  | Event<"snapshot", OwnView>
  | Event<"snapshot", OthersView>
  | Event<"snapshot", RivalView>
  | Event<"batch", { events: { event: string; data: unknown }[] }>
  | Event<"command.refused", { id: string; reason: string; details: unknown }>;

/** A room of the game, over a connection; `room` is its id, such as `b1`. */
export class Hunt {
  readonly room: string;
  readonly name: string;
  readonly stream: ChannelName<HuntTold>;
  readonly board;
  readonly presence;
  readonly rank;
  readonly #connection: Connection;

  constructor(connection: Connection, room: string) {
    this.room = room;
    this.name = `hunt/${room}`;
    this.stream = roomChannel(this.name);
    this.board = valueChannel(this.name, "board");
    this.presence = valueChannel(this.name, "presence");
    this.rank = valueChannel(this.name, "rank");
    this.#connection = connection;
  }

  /** Name the channel of a player's stream, which only that player may listen to. */
  own(username: string): ChannelName<HuntTold> {
    return ownChannel(this.name, username);
  }

  /** Name the channel of the room's stream as a player sees it. */
  seenBy(username: string): ChannelName<HuntTold> {
    return roomChannel(this.name, username);
  }

  /** Join a hunt, before its start or while it runs. */
  join(): Promise<Outcome> {
    return this.#connection.command("hunt.join", { room: this.room });
  }

  /** Move to an adjacent cell. */
  move(x: number, y: number): Promise<Outcome> {
    return this.#connection.command("hunt.move", { room: this.room, x, y });
  }

  /** Search the cells around you for treasures. */
  search(): Promise<Outcome> {
    return this.#connection.command("hunt.search", { room: this.room });
  }

  /** Dig in the cell where you stand. */
  dig(): Promise<Outcome> {
    return this.#connection.command("hunt.dig", { room: this.room });
  }

  /** Answer the riddle of a treasure that you have dug up. */
  solve(treasure: string, answer: string): Promise<Outcome> {
    return this.#connection.command("hunt.solve", { room: this.room, treasure, answer });
  }

  /** Claim a rival treasure that you have dug up. Only the first to claim it gets it. */
  claim(treasure: string): Promise<Outcome> {
    return this.#connection.command("hunt.claim", { room: this.room, treasure });
  }
}
