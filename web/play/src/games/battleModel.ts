/** A code battle as one of its players sees it. */

import { Refused, type Connection, type Rumpus } from "@rumpus/client";
import { CodeBattle, type AttackReceived, type BattleView, type CodeBattleTold, type OwnView, type ShownQuestion } from "@rumpus/client/games/codebattle";
import { computed, signal } from "@preact/signals";

import { RoomModel, ifJoined, joined } from "../room.ts";
import { counted, reasonText } from "../words.ts";

const TRIES = 3;

export class BattleModel extends RoomModel {
  readonly battle: CodeBattle;
  readonly view = signal<BattleView | null>(null);
  readonly own = signal<OwnView | null>(null);
  /** Attacks that the player was not told of in a dialog yet. */
  readonly attacks = signal<AttackReceived[]>([]);
  readonly triesLeft = computed(() => (question: string) => {
    const most = this.view.value?.rules.tries_per_question ?? TRIES;
    return most - (this.own.value?.tries[question] ?? 0);
  });
  readonly #rumpus: Rumpus;
  readonly #username: string;
  #looking = false;

  constructor(connection: Connection, rumpus: Rumpus, room: string, username: string) {
    super(connection);
    this.battle = new CodeBattle(connection, room);
    this.#rumpus = rumpus;
    this.#username = username;
  }

  override async enter(): Promise<void> {
    await this.look();
    await this.followValues(this.battle);
    await joined(() => this.battle.join(), "battle_ended");
    const own = this.battle.own(this.#username);
    await ifJoined(this.follow(own, (event) => this.#happened(event)));
  }

  isOpen(question: ShownQuestion): boolean {
    return !this.own.value?.solved.includes(question.id) && this.triesLeft.value(question.id) > 0;
  }

  /** Read the battle: its questions are shown from its start on, and it may have been ended early. */
  async look(): Promise<void> {
    this.view.value = await this.#rumpus.get(`/v1/rooms/codebattle/${encodeURIComponent(this.battle.room)}`);
  }

  /** Look again when the battle begins, until its questions are there. */
  async awaitStart(): Promise<void> {
    const view = this.view.value;
    if (this.#looking || !view || view.questions.length > 0) return;
    this.#looking = true;
    await this.look().catch(() => {});
    this.#looking = false;
  }

  answer(question: string, answer: string): Promise<unknown> {
    return this.#orLook(this.battle.answer(question, answer));
  }

  attack(target: string): Promise<unknown> {
    return this.#orLook(this.battle.attack(target));
  }

  /** A battle that was ended early says so by what it refuses. */
  async #orLook(asked: Promise<unknown>): Promise<unknown> {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof Refused && error.reason === "battle_ended") await this.look();
      throw error;
    }
  }

  /** What the player alone is told. */
  #happened(event: CodeBattleTold): void {
    if (event.name === "snapshot") {
      this.own.value = event.data as OwnView;
    } else if (this.own.value) {
      this.own.value = after(this.own.value, event, this.view.value?.rules.tries_per_question ?? TRIES);
    }
    if (event.name === "attack.received") this.attacks.value = [...this.attacks.value, event.data];
    const line = lineOf(event);
    if (line) this.note(...line);
  }
}

/** Return what an event makes of a participant. */
export function after(own: OwnView, event: CodeBattleTold, tries: number): OwnView {
  switch (event.name) {
    case "participant.joined":
      return { ...own, active: true, arrows: event.data.arrows, shields: event.data.shields };
    case "participant.returned":
    case "participant.left":
      return { ...own, active: event.name === "participant.returned" };
    case "answer.solved": {
      const { question, total, arrows, shields } = event.data;
      const solved = [...own.solved, question];
      return { ...own, solved, points: total, arrows: own.arrows + arrows, shields: own.shields + shields };
    }
    case "answer.missed":
      return { ...own, tries: { ...own.tries, [event.data.question]: tries - event.data.tries_left } };
    case "attack.sent":
      return { ...own, arrows: own.arrows - 1 };
    case "attack.received":
      return { ...own, shields: own.shields - Number(event.data.blocked), points: own.points - event.data.points_lost };
    default:
      return reversed(own, event);
  }
}

function reversed(own: OwnView, event: CodeBattleTold): OwnView {
  switch (event.name) {
    case "award.reversed": {
      const { total, arrows, shields } = event.data;
      return { ...own, points: total, arrows: own.arrows - arrows, shields: own.shields - shields };
    }
    case "attack.reversed":
      return { ...own, points: event.data.total, shields: own.shields + event.data.shields };
    case "arrow.returned":
      return { ...own, arrows: own.arrows + 1 };
    default:
      return own;
  }
}

export function attackText(data: AttackReceived): string {
  return data.blocked ? "Your shield held." : `You lost ${counted(data.points_lost, "point")}.`;
}

function lineOf(event: CodeBattleTold): ["good" | "bad" | "info", string] | null {
  switch (event.name) {
    case "answer.solved": {
      const { points, arrows, shields } = event.data;
      const gains = [counted(points, "point"), arrows && counted(arrows, "arrow"), shields && counted(shields, "shield")];
      return ["good", `Right: ${gains.filter(Boolean).join(", ")}`];
    }
    case "answer.missed":
      return ["bad", `Wrong: ${counted(event.data.tries_left, "try").replace("trys", "tries")} left`];
    case "attack.received":
      return ["bad", `${event.data.attacker} shot at you. ${attackText(event.data)}`];
    case "attack.sent": {
      const { target, blocked, points_deducted } = event.data;
      return blocked ? ["info", `${target}'s shield stopped your arrow`] : ["good", `You took ${counted(points_deducted, "point")} from ${target}`];
    }
    case "attack.failed":
      return ["bad", `No attack on ${event.data.target}: ${reasonText(event.data.reason)}`];
    case "award.reversed":
      return ["info", `${counted(event.data.points, "point")} taken back: ${event.data.reason}`];
    case "attack.reversed":
      return ["info", `${event.data.attacker}'s attack was undone: ${event.data.reason}`];
    case "arrow.returned":
      return ["info", `Your arrow at ${event.data.target} came back: ${event.data.reason}`];
    default:
      return null;
  }
}
