/** A treasure hunt as one of its seekers sees it. */

import type { Connection, Outcome } from "@rumpus/client";
import { Hunt, type Clue, type EnergyView, type HuntTold, type HuntView, type OwnView } from "@rumpus/client/games/hunt";
import { signal } from "@preact/signals";

import { RoomModel, ifJoined, joined } from "../room.ts";
import { counted } from "../words.ts";
import { way, type Cell } from "./way.ts";

export class HuntModel extends RoomModel {
  readonly hunt: Hunt;
  readonly view = signal<HuntView | null>(null);
  readonly own = signal<OwnView | null>(null);
  /** How far the next treasure is, by the last search from here. */
  readonly nearest = signal<number | null>(null);
  readonly #username: string;
  /** Where the last step led: what is told of it comes a moment later. */
  #at: Cell | null = null;
  #steps: Cell[] = [];
  #walking = false;

  constructor(connection: Connection, room: string, username: string) {
    super(connection);
    this.hunt = new Hunt(connection, room);
    this.#username = username;
  }

  override async enter(): Promise<void> {
    await this.follow(this.hunt.stream, (event) => this.#told(event));
    await this.followValues(this.hunt);
    await joined(() => this.hunt.join(), "hunt_ended");
    await ifJoined(this.follow(this.hunt.own(this.#username), (event) => this.#happened(event)));
  }

  /** Go to a cell step by step, until told of another; reject with what stands in the way. */
  async walk(to: Cell): Promise<void> {
    const [view, from] = [this.view.value, this.#at ?? this.own.value];
    if (!view || !from) return;
    this.#steps = way(view.land, view.terrain, from, to);
    if (this.#walking) return;
    this.#walking = true;
    try {
      for (let step; (step = this.#steps.shift()); ) {
        this.#at = step;
        await this.hunt.move(step.x, step.y);
      }
    } catch (error) {
      this.#at = null;
      throw error;
    } finally {
      this.#steps = [];
      this.#walking = false;
    }
  }

  /** Go one cell from where the last step leads. */
  async step(x: number, y: number): Promise<void> {
    const from = this.#at ?? this.own.value;
    if (from) await this.walk({ x: from.x + x, y: from.y + y });
  }

  search(): Promise<Outcome> {
    return this.hunt.search();
  }

  /** What the seeker knows to be where it stands, and has not taken. */
  here(): Clue | undefined {
    const own = this.own.value;
    return own?.clues.find((each) => each.x === own.x && each.y === own.y && each.stage !== "taken");
  }

  energyAt(time: number): number {
    const [own, costs] = [this.own.value, this.view.value?.energy];
    if (!own || !costs) return 0;
    const { level, since } = own.energy;
    if (level >= costs.most) return level;
    const grown = Math.floor((time - Date.parse(since)) / 1000 / costs.regain);
    return Math.min(costs.most, level + Math.max(0, grown));
  }

  #told(event: HuntTold): void {
    const view = this.view.value;
    if (event.name === "snapshot") {
      this.view.value = event.data as HuntView;
    } else if (view && event.name === "treasure.claimed") {
      const { treasure, ...claim } = event.data;
      this.view.value = { ...view, claims: { ...view.claims, [treasure]: claim } };
      this.note("info", `${claim.holder} has ${claim.title}`);
    } else if (view && event.name === "treasure.reopened") {
      const { [event.data.treasure]: _, ...claims } = view.claims;
      this.view.value = { ...view, claims };
      this.note("info", `${event.data.title} is to be had again`);
    } else if (view && event.name === "hunt.ended") {
      this.view.value = { ...view, ends_at: event.data.ends_at };
      this.note("info", event.data.early ? "The hunt ends early" : "The hunt is over");
    }
  }

  #happened(event: HuntTold): void {
    const own = this.own.value;
    if (event.name === "snapshot") this.own.value = event.data as OwnView;
    else if (own) this.own.value = after(own, event);
    if (event.name === "seeker.moved") this.nearest.value = null;
    if (event.name === "seeker.searched") this.nearest.value = event.data.nearest;
    const line = lineOf(event);
    if (line) this.note(...line);
  }
}

/** Return what an event makes of a seeker. */
export function after(before: OwnView, event: HuntTold): OwnView {
  const told = event.data as { energy?: EnergyView };
  const own = told.energy ? { ...before, energy: told.energy } : before;
  switch (event.name) {
    case "seeker.joined":
    case "seeker.moved":
      return { ...own, x: event.data.x, y: event.data.y };
    case "seeker.searched":
      return learnt(own, event.data.clues);
    case "seeker.dug":
      return { ...learnt(own, event.data.clue ? [event.data.clue] : []), dug: [...own.dug, event.data.cell] };
    case "riddle.solved":
      return staged(own, event.data.treasure, "solved");
    case "treasure.taken": {
      const { treasure, clues, total, finds, items } = event.data;
      return { ...learnt(staged(own, treasure, "taken"), clues), points: total, finds, items: gained(own, items, 1) };
    }
    case "seeker.through":
      return { ...own, through: true };
    case "find.reversed": {
      const { treasure, cell, total, items } = event.data;
      const dug = own.dug.filter((each) => each !== cell);
      const back = { points: total, finds: own.finds - 1, items: gained(own, items, -1), dug, through: false };
      return { ...staged(own, treasure, "found"), ...back };
    }
    default:
      return own;
  }
}

function learnt(own: OwnView, clues: Clue[]): OwnView {
  const known = new Map([...own.clues, ...clues].map((each) => [each.treasure, each]));
  return { ...own, clues: [...known.values()] };
}

function staged(own: OwnView, treasure: string, stage: Clue["stage"]): OwnView {
  return { ...own, clues: own.clues.map((each) => (each.treasure === treasure ? { ...each, stage } : each)) };
}

function gained(own: OwnView, items: Record<string, number>, sign: number): Record<string, number> {
  const all = { ...own.items };
  for (const [item, count] of Object.entries(items)) all[item] = (all[item] ?? 0) + sign * count;
  return all;
}

function lineOf(event: HuntTold): ["good" | "bad" | "plain", string] | null {
  switch (event.name) {
    case "seeker.searched": {
      const found = event.data.clues.map((each) => each.title);
      return found.length > 0 ? ["good", `You found: ${found.join(", ")}`] : ["plain", "Nothing new is near"];
    }
    case "seeker.dug":
      return event.data.clue ? ["good", `You dug up: ${event.data.clue.title}`] : ["plain", "An empty hole"];
    case "treasure.taken": {
      const items = Object.entries(event.data.items).map(([item, count]) => `${count} ${item}`);
      return ["good", `${event.data.kind}: ${[counted(event.data.points, "point"), ...items].join(", ")}`];
    }
    case "riddle.missed":
      return ["bad", `Wrong: ${event.data.tries_left} left to try`];
    case "find.reversed":
      return ["bad", `${counted(event.data.points, "point")} taken back: ${event.data.reason}`];
    case "seeker.through":
      return ["good", `You are through with ${counted(event.data.points, "point")}`];
    default:
      return null;
  }
}
