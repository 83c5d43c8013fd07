/** A tournament as a player follows it: what it is, and the rounds that are looked at. */

import { ProtocolError, roomChannel, type ChannelName, type Connection, type Event } from "@rumpus/client";
import { Tournament, type SectionView, type TournamentView } from "@rumpus/client/games/tournament";
import { computed, signal } from "@preact/signals";

import { RoomModel } from "../room.ts";
import { afterEvent, pairingsOf } from "./rounds.ts";

/** Milliseconds between two looks at what changes often, and until a section that isn't there yet is asked for again. */
const AGAIN = 1_000;
/** Rounds of a knock-out that are followed, the last ones: all of 64 entrants who may lose twice. */
const ROUNDS = 13;
/** Matches of a section. */
const SECTION = 128;

export interface Round {
  readonly number: number;
  readonly sections: number;
}

type Look = () => Promise<TournamentView>;

export class TournamentModel extends RoomModel {
  readonly tournament: Tournament;
  readonly view = signal<TournamentView | null>(null);
  readonly sections = signal<ReadonlyMap<string, SectionView>>(new Map());
  readonly pairings = computed(() => pairingsOf(this.sections.value.values()));
  /** The round that is looked at where rounds are shown one by one; the last one unless another is chosen. */
  readonly chosen = signal(0);
  readonly #look: Look;
  readonly #followed = new Map<string, ChannelName>();
  readonly #parts = new Map<number, ReadonlySet<number>>();
  #news = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(connection: Connection, room: string, look: Look) {
    super(connection);
    this.tournament = new Tournament(connection, room);
    this.#look = look;
  }

  override async enter(): Promise<void> {
    this.view.value = await this.#look();
    this.#followRounds();
    await this.follow(this.tournament.stream, (event) => this.#told(event));
  }

  override close(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    super.close();
  }

  /** All rounds, the one that is played last. */
  rounds(): Round[] {
    const view = this.view.value;
    if (!view) return [];
    const current = view.round ? [{ number: view.round, sections: view.sections ?? 1 }] : [];
    return [...(view.rounds ?? []), ...current];
  }

  isKnockOut(): boolean {
    return ["single", "double"].includes(this.view.value?.plan.format ?? "single");
  }

  /** The round that is shown alone. */
  shown(): Round | undefined {
    const rounds = this.rounds();
    return rounds.find((each) => each.number === this.chosen.value) ?? rounds.at(-1);
  }

  choose(number: number): void {
    this.chosen.value = number;
    this.#followRounds();
  }

  /** Have the section of a match, too, of which the player was told. */
  want(round: number, index: number): void {
    this.#show(round, Math.floor(index / SECTION));
  }

  /** How many sections of a round are shown. */
  parts(round: number): number {
    return this.#wanted(round).size;
  }

  /** Show the next section of a round. */
  showMore({ number, sections }: Round): void {
    const parts = Array.from({ length: sections }, (_, part) => part);
    const next = parts.find((part) => !this.#wanted(number).has(part));
    if (next !== undefined) this.#show(number, next);
  }

  #show(round: number, part: number): void {
    if (this.#wanted(round).has(part)) return;
    this.#parts.set(round, new Set([...this.#wanted(round), part]));
    this.#followRounds();
  }

  #wanted(round: number): ReadonlySet<number> {
    return this.#parts.get(round) ?? new Set([0]);
  }

  #told({ name, data }: Event): void {
    if (name === "snapshot") return this.#set(data);
    this.#news += 1;
    this.#timer ??= setTimeout(() => void this.#lookAgain(), AGAIN);
  }

  /** Look until nothing has happened since: once in a while, however much happens. */
  async #lookAgain(): Promise<void> {
    const news = this.#news;
    const view = await this.#look().catch(() => null);
    if (this.#over) return;
    if (view) this.#set(view);
    this.#timer = view && news === this.#news ? undefined : setTimeout(() => void this.#lookAgain(), AGAIN);
  }

  #set(view: TournamentView): void {
    this.view.value = view;
    this.#followRounds();
  }

  /** Follow the sections that are looked at, and no others. */
  #followRounds(): void {
    const shown = this.shown();
    const rounds = this.isKnockOut() ? this.rounds().slice(-ROUNDS) : shown ? [shown] : [];
    const wanted = rounds.flatMap(({ number, sections }) => [...this.#wanted(number)].filter((part) => part < sections).map((part) => `${number}-${part}`));
    for (const key of this.#followed.keys()) if (!wanted.includes(key)) this.#drop(key);
    for (const key of wanted) if (!this.#followed.has(key)) void this.#followSection(key);
  }

  #drop(key: string): void {
    this.leave(this.#followed.get(key)!);
    this.#followed.delete(key);
    this.#keep(key, undefined);
  }

  async #followSection(key: string): Promise<void> {
    const channel = roomChannel(`${this.tournament.name}/round/${key}`);
    this.#followed.set(key, channel);
    try {
      await this.follow(channel, ({ name, data }) => this.#keep(key, afterEvent(this.sections.value.get(key), name, data)));
    } catch (error) {
      this.#drop(key);
      const isEarly = error instanceof ProtocolError && error.code === "unknown_channel";
      if (isEarly && !this.#over) setTimeout(() => this.#followRounds(), AGAIN); // it opens a moment later
    }
  }

  #keep(key: string, section: SectionView | undefined): void {
    const sections = new Map(this.sections.value);
    if (section) sections.set(key, section);
    else sections.delete(key);
    this.sections.value = sections;
  }
}
