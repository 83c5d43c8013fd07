/** The game `codebattle` as its players call it. Generated: `make format` writes it anew. */

import { ownChannel, roomChannel, valueChannel, type ChannelName } from "../channels.ts";
import type { Connection } from "../connection.ts";
import type { Event } from "../events.ts";
import type { Outcome } from "../requests.ts";

export interface BattleScheduled {
  title: string;
  starts_at: string;
  ends_at: string;
  rules: Rules;
  questions: Array<ShownQuestion>;
  timestamp: string;
}

/** Rules of a battle. `arrow_every`, `shield_every`: solved questions to earn one; 0: never. */
export interface Rules {
  arrows_at_start?: number;
  shields_at_start?: number;
  arrow_every?: number;
  shield_every?: number;
  attack_points?: number;
  tries_per_question?: number;
  max_arrows?: number;
  max_shields?: number;
}

/** A question without its answers. */
export interface ShownQuestion {
  id: string;
  prompt: string;
  choices: Array<string>;
  points: number;
}

export interface QuestionsReplaced {
  questions: Array<ShownQuestion>;
  timestamp: string;
}

export interface BattleStarted {
  timestamp: string;
}

export interface BattleEnded {
  early: boolean;
  ends_at: string;
  timestamp: string;
}

export interface AttackReceived {
  attacker: string;
  blocked: boolean;
  points_lost: number;
  timestamp: string;
}

export interface AttackSent {
  target: string;
  blocked: boolean;
  points_deducted: number;
  timestamp: string;
}

/** A deferred attack was refused. `attack_id` is the id of its command. */
export interface AttackFailed {
  target: string;
  reason: string;
  attack_id: string;
  timestamp: string;
}

export interface AnswerSolved {
  question: string;
  points: number;
  total: number;
  arrows: number;
  shields: number;
  timestamp: string;
}

export interface AnswerMissed {
  question: string;
  tries_left: number;
  timestamp: string;
}

export interface ParticipantJoined {
  arrows: number;
  shields: number;
  timestamp: string;
}

export interface ParticipantReturned {
  timestamp: string;
}

export interface ParticipantLeft {
  timestamp: string;
}

export interface AwardReversed {
  question: string;
  points: number;
  arrows: number;
  shields: number;
  total: number;
  reason: string;
  timestamp: string;
}

export interface AttackReversed {
  attacker: string;
  points: number;
  shields: number;
  total: number;
  reason: string;
  timestamp: string;
}

export interface ArrowReturned {
  target: string;
  reason: string;
  timestamp: string;
}

/** A battle as everybody sees it. `questions` is empty before the start. */
export interface BattleView {
  battle: string;
  title: string;
  phase: "ended" | "running" | "scheduled";
  starts_at: string;
  ends_at: string;
  rules: Rules;
  questions: Array<ShownQuestion>;
}

/** A participant, as the participant itself and operators see it. */
export interface OwnView {
  battle: string;
  username: string;
  joined_at: string;
  points: number;
  arrows: number;
  shields: number;
  active: boolean;
  solved: Array<string>;
  tries: Record<string, number>;
}

/** A participant as others see it: without arrows, shields and which questions it solved. */
export interface OthersView {
  battle: string;
  username: string;
  points: number;
  active: boolean;
  solved: number;
}

/** What comes on a stream of the game, each name with its data. */
export type CodeBattleTold =
  | Event<"battle.scheduled", BattleScheduled>
  | Event<"questions.replaced", QuestionsReplaced>
  | Event<"battle.started", BattleStarted>
  | Event<"battle.ended", BattleEnded>
  | Event<"attack.received", AttackReceived>
  | Event<"attack.sent", AttackSent>
  | Event<"attack.failed", AttackFailed>
  | Event<"answer.solved", AnswerSolved>
  | Event<"answer.missed", AnswerMissed>
  | Event<"participant.joined", ParticipantJoined>
  | Event<"participant.returned", ParticipantReturned>
  | Event<"participant.left", ParticipantLeft>
  | Event<"award.reversed", AwardReversed>
  | Event<"attack.reversed", AttackReversed>
  | Event<"arrow.returned", ArrowReturned>
  | Event<"snapshot", BattleView>
  | Event<"snapshot", OwnView>
  | Event<"snapshot", OthersView>
  | Event<"batch", { events: { event: string; data: unknown }[] }>
  | Event<"command.refused", { id: string; reason: string; details: unknown }>;

/** A room of the game, over a connection; `room` is its id, such as `b1`. */
export class CodeBattle {
  readonly room: string;
  readonly name: string;
  readonly stream: ChannelName<CodeBattleTold>;
  readonly board;
  readonly presence;
  readonly rank;
  readonly #connection: Connection;

  constructor(connection: Connection, room: string) {
    this.room = room;
    this.name = `codebattle/${room}`;
    this.stream = roomChannel(this.name);
    this.board = valueChannel(this.name, "board");
    this.presence = valueChannel(this.name, "presence");
    this.rank = valueChannel(this.name, "rank");
    this.#connection = connection;
  }

  /** Name the channel of a player's stream, which only that player may listen to. */
  own(username: string): ChannelName<CodeBattleTold> {
    return ownChannel(this.name, username);
  }

  /** Name the channel of the room's stream as a player sees it. */
  seenBy(username: string): ChannelName<CodeBattleTold> {
    return roomChannel(this.name, username);
  }

  /** Join a battle, or return to it. */
  join(): Promise<Outcome> {
    return this.#connection.command("codebattle.join", { room: this.room });
  }

  /** Answer a question of a running battle. */
  answer(question: string, answer: string): Promise<Outcome> {
    return this.#connection.command("codebattle.answer", { room: this.room, question, answer });
  }

  /** Shoot an arrow at another participant. */
  attack(target: string): Promise<Outcome> {
    return this.#connection.command("codebattle.attack", { room: this.room, target });
  }

  /** Leave a battle. The player keeps its points and its place on the board. */
  leave(): Promise<Outcome> {
    return this.#connection.command("codebattle.leave", { room: this.room });
  }
}
