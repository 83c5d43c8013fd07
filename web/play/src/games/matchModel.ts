/** A match as one of its players, or somebody who watches, sees it. */

import { Refused, type Connection } from "@rumpus/client";
import { Match, type MatchTold, type MatchView, type Move, type Seen, type Strike } from "@rumpus/client/games/match";
import { signal } from "@preact/signals";

import { RoomModel, joined } from "../room.ts";

export type Action = Move | Strike | { kind: "guard" | "drink" | "wait" };
export type Item = "boots" | "bow" | "potion" | "shield";

const SIGHT = 4;
const BOW = 4;

export class MatchModel extends RoomModel {
  readonly match: Match;
  readonly view = signal<MatchView | null>(null);
  readonly username: string;
  readonly plays = signal(false);
  #inside = false;

  constructor(connection: Connection, room: string, username: string) {
    super(connection);
    this.match = new Match(connection, room);
    this.username = username;
  }

  override async enter(): Promise<void> {
    await this.followValues(this.match);
    await this.follow(this.match.stream, (event) => this.#happened(event));
  }

  /** Whoever fights sees what others don't; that a match begins may be told before one's own joining is answered. */
  #see(): void {
    if (this.#inside || !this.plays.value || this.view.value?.phase !== "fighting") return;
    this.#inside = true;
    this.leave(this.match.stream);
    void this.follow(this.match.seenBy(this.username), (event) => this.#happened(event)).catch(() => (this.#inside = false));
  }

  /** Come with items. */
  async join(items: Item[]): Promise<void> {
    this.plays.value = await joined(() => this.match.join(items));
    this.#see();
  }

  async act(action: Action): Promise<void> {
    const view = this.view.value;
    if (!view) return;
    try {
      await this.match.act((view.seq ?? 0) + 1, action as Move);
    } catch (error) {
      const expected = error instanceof Refused ? error.details["expected"] : undefined;
      if (typeof expected === "number") this.#set({ seq: expected - 1 });
      throw error;
    }
  }

  me(): Seen | undefined {
    return this.view.value?.fighters?.find((each) => each.username === this.username);
  }

  /** Whether a square is within the sight of one's own team. */
  sees(x: number, y: number): boolean {
    const me = this.me();
    if (!me) return true;
    return this.view.value!.fighters!.some((each) => each.team === me.team && each.health > 0 && distance(each, { x, y }) <= SIGHT);
  }

  /** What a press on a square means now, if anything. */
  actionAt(x: number, y: number): Action | null {
    const me = this.me();
    if (!me || me.health <= 0 || this.view.value?.phase !== "fighting") return null;
    const there = this.view.value.fighters!.find((each) => each.x === x && each.y === y && each.health > 0);
    const away = distance(me, { x, y });
    if (there && there.team !== me.team) {
      return away <= (me.items?.includes("bow") ? BOW : 1) ? { kind: "strike", target: there.username } : null;
    }
    return !there && away > 0 && away <= (me.items?.includes("boots") ? 2 : 1) ? { kind: "move", x, y } : null;
  }

  #set(change: Partial<MatchView>): void {
    if (this.view.value) this.view.value = { ...this.view.value, ...change };
  }

  #happened(event: MatchTold): void {
    if (event.name === "snapshot") {
      this.view.value = event.data as MatchView;
      this.plays.value = this.view.value.players.includes(this.username);
    } else if (this.view.value) {
      this.view.value = after(this.view.value, event, this.username);
    }
    this.#see();
    if (event.name === "turn.resolved") {
      for (const { by, target, damage } of event.data.blows) {
        const tone = damage === 0 ? "plain" : target === this.username ? "bad" : "good";
        this.note(tone, damage ? `${by} hit ${target} for ${damage}` : `${by} missed ${target}`);
      }
    } else {
      const line = lineOf(event);
      if (line) this.note(...line);
    }
  }
}

export function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y));
}

/** Return what an event makes of a match. */
export function after(view: MatchView, event: MatchTold, me: string): MatchView {
  switch (event.name) {
    case "player.joined":
      return { ...view, players: [...view.players, event.data.username] };
    case "match.began":
      return { ...view, phase: "fighting", fighters: event.data.fighters, deadline: event.data.deadline ?? event.data.ends_at };
    case "action.chosen": {
      const { username, seq, action } = event.data;
      const chosen = [...(view.chosen ?? []), username];
      return username === me ? { ...view, chosen, seq, action } : { ...view, chosen };
    }
    case "turn.resolved": {
      const { turn, seq, fighters, deadline } = event.data;
      return { ...view, turn, fighters, chosen: [], action: null, seq: seq ?? view.seq ?? 0, deadline: deadline ?? view.deadline ?? null };
    }
    case "players.forfeited": {
      const gone = new Set(event.data.usernames);
      const fighters = (view.fighters ?? []).map((each) => (gone.has(each.username) ? { ...each, health: 0 } : each));
      return { ...view, fighters };
    }
    case "match.ended":
      return { ...view, phase: "over", places: event.data.places, seed: event.data.seed };
    case "match.cancelled":
      return { ...view, phase: "over", places: {} };
    default:
      return view;
  }
}

function lineOf(event: MatchTold): ["bad" | "info", string] | null {
  switch (event.name) {
    case "player.joined":
      return ["info", `${event.data.username} is here`];
    case "match.began":
      return ["info", "It begins"];
    case "players.forfeited":
      return ["info", `${event.data.usernames.join(", ")} ${event.data.reason === "left" ? "gave up" : "stayed away"}`];
    case "action.failed":
      return ["bad", `Your action failed: ${event.data.reason.replaceAll("_", " ")}`];
    case "match.ended":
      return ["info", "The match is over"];
    case "match.cancelled":
      return ["info", "The match was cancelled: somebody did not come"];
    default:
      return null;
  }
}
