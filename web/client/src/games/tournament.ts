/** The game `tournament` as its players call it. Generated: `make format` writes it anew. */

import { ownChannel, roomChannel, valueChannel, type ChannelName } from "../channels.ts";
import type { Connection } from "../connection.ts";
import type { Event } from "../events.ts";
import type { Outcome } from "../requests.ts";

export interface TournamentCreated {
  plan: Plan;
  starts_at: string;
  timestamp: string;
}

/** Settings of a tournament, given by an operator. */
export interface Plan {
  title: string;
  format?: "double" | "heats" | "round_robin" | "season" | "single" | "swiss";
  most?: number;
  check_in_minutes?: number;
  round_minutes?: number;
  dispute_minutes?: number;
  rounds?: number;
  heat?: number;
  advance?: number;
  game?: string;
  ladder?: string;
  prizes?: Array<number>;
  currency?: string;
}

export interface EntrantChanged {
  username: string;
  change: "checked_in" | "disqualified" | "registered" | "withdrew";
  timestamp: string;
}

/** A new phase began. `entrants` is the number of players who take part. */
export interface PhaseChanged {
  phase: "check_in" | "running" | "seeding";
  entrants: number;
  timestamp: string;
}

/** A round was paired. Each section is a stream: `{tournament}/round/{round}-{section}`. */
export interface RoundPaired {
  round: number;
  matches: number;
  sections: number;
  timestamp: string;
}

export interface RoundClosed {
  round: number;
  timestamp: string;
}

/** The result of a match of an earlier round was replaced. Later rounds are void. */
export interface ResultOverturned {
  round: number;
  match: number;
  places: Array<number>;
  timestamp: string;
}

/** The tournament ended. `first` are the players on the first 16 places. */
export interface TournamentEnded {
  first: Array<Array<string>>;
  reason?: string;
  timestamp: string;
}

/** A section of a round opened. `first` is the index of its first match in the round. */
export interface SectionOpened {
  round: number;
  first: number;
  matches: Array<Match>;
  deadline: string;
  timestamp: string;
}

/** A match of a section. `places` is empty until the match has a result. */
export interface Match {
  key: string;
  sides: Array<string>;
  seeds: Array<number>;
  room?: string;
  places?: Array<number>;
  by?: "" | "bye" | "forfeit" | "match" | "no_show" | "operator";
  position?: number;
  disputed_by?: string;
}

export interface ResultTaken {
  match: number;
  places: Array<number>;
  by: "forfeit" | "match" | "no_show" | "operator";
  timestamp: string;
}

export interface ResultDisputed {
  match: number;
  username: string;
  timestamp: string;
}

export interface SectionClosed {
  round: number;
  timestamp: string;
}

/** A tournament. */
export interface TournamentView {
  phase: "check_in" | "open" | "over" | "running" | "seeding";
  plan: Plan;
  starts_at: string;
  ends_at?: string | null;
  count?: number;
  entrants?: Array<string>;
  checked_in?: Array<string>;
  gone?: Array<string>;
  round?: number;
  sections?: number;
  rounds?: Array<PastRound>;
  places?: Array<Array<string>>;
  points?: Array<number>;
  reason?: string;
}

/** A finished round, and its number of sections. */
export interface PastRound {
  number: number;
  sections: number;
}

/** A section of a round. `first` is the index of its first match in the round. */
export interface SectionView {
  round: number;
  first: number;
  matches: Array<Match>;
  deadline: string;
  is_closed: boolean;
}

/** What comes on a stream of the game, each name with its data. */
export type TournamentTold =
  | Event<"tournament.created", TournamentCreated>
  | Event<"entrant.changed", EntrantChanged>
  | Event<"phase.changed", PhaseChanged>
  | Event<"round.paired", RoundPaired>
  | Event<"round.closed", RoundClosed>
  | Event<"result.overturned", ResultOverturned>
  | Event<"tournament.ended", TournamentEnded>
  | Event<"section.opened", SectionOpened>
  | Event<"result.taken", ResultTaken>
  | Event<"result.disputed", ResultDisputed>
  | Event<"section.closed", SectionClosed>
  | Event<"snapshot", TournamentView>
  | Event<"snapshot", SectionView>
  | Event<"batch", { events: { event: string; data: unknown }[] }>
  | Event<"command.refused", { id: string; reason: string; details: unknown }>;

/** A room of the game, over a connection; `room` is its id, such as `b1`. */
export class Tournament {
  readonly room: string;
  readonly name: string;
  readonly stream: ChannelName<TournamentTold>;
  readonly board;
  readonly presence;
  readonly rank;
  readonly #connection: Connection;

  constructor(connection: Connection, room: string) {
    this.room = room;
    this.name = `tournament/${room}`;
    this.stream = roomChannel(this.name);
    this.board = valueChannel(this.name, "board");
    this.presence = valueChannel(this.name, "presence");
    this.rank = valueChannel(this.name, "rank");
    this.#connection = connection;
  }

  /** Name the channel of a player's stream, which only that player may listen to. */
  own(username: string): ChannelName<TournamentTold> {
    return ownChannel(this.name, username);
  }

  /** Name the channel of the room's stream as a player sees it. */
  seenBy(username: string): ChannelName<TournamentTold> {
    return roomChannel(this.name, username);
  }

  /** Register for the tournament. */
  register(): Promise<Outcome> {
    return this.#connection.command("tournament.register", { room: this.room });
  }

  /** Check in while check-in is open. */
  check_in(): Promise<Outcome> {
    return this.#connection.command("tournament.check_in", { room: this.room });
  }

  /** Withdraw from the tournament. */
  withdraw(): Promise<Outcome> {
    return this.#connection.command("tournament.withdraw", { room: this.room });
  }

  /** Dispute the result of your match. An operator decides. */
  dispute(number: number, index: number): Promise<Outcome> {
    return this.#connection.command("tournament.dispute", { room: this.room, number, index });
  }
}
