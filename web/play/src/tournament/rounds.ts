/** What is drawn of a tournament, from the matches that are known. */

import type { Match, SectionView } from "@rumpus/client/games/tournament";

/** Rounds of a tree, the last ones: one more would double its height. */
export const TREE = 4;

/** A match with its number in its round; `round` and `index` name it. */
export interface Pairing extends Match {
  readonly round: number;
  readonly index: number;
  /** Whether its result may still be disputed. */
  readonly isOpen: boolean;
}

export function pairingsOf(sections: Iterable<SectionView>): Pairing[] {
  const numbered = ({ round, first, matches, is_closed }: SectionView) => matches.map((each, at) => ({ ...each, round, index: first + at, isOpen: !is_closed }));
  return [...sections].sort((one, other) => one.round - other.round || one.first - other.first).flatMap(numbered);
}

/** The players who have the first place; nobody before the end, or where nobody won. */
export function winners({ sides, places }: Match): string[] {
  return sides.filter((_, at) => places?.[at] === 1);
}

/** Say how a match ended; who won has a mark of its own. */
export function resultText(match: Match): string {
  if (match.disputed_by) return `disputed by ${match.disputed_by}`;
  if (!match.places?.length) return "to be played";
  if (match.by === "bye") return "bye";
  const won = winners(match);
  if (won.length === 0) return "nobody came";
  const how = match.by === "forfeit" ? "by forfeit" : match.by === "operator" ? "by ruling" : "";
  return [won.length === match.sides.length ? "a draw" : "played", how].filter(Boolean).join(" ");
}

/** A place of the tree: a match, or who is known to come to it. */
export interface Slot {
  readonly sides: readonly string[];
  readonly match?: Pairing;
  /** Nobody else comes to it. */
  readonly isBye?: boolean;
}

export interface Column {
  readonly title: string;
  readonly slots: readonly Slot[];
}

/** The last rounds of the winners' bracket of so many; `entrants` are by seed, as far as they are known. */
export function tree(pairings: readonly Pairing[], count: number, entrants: readonly string[]): Column[] {
  const byKey = new Map(pairings.map((each) => [each.key, each]));
  const seeds = seeded(count);
  const rounds = Math.log2(seeds.length);
  const slot = (round: number, at: number): Slot => {
    const match = byKey.get(`W${round}.${at}`);
    if (match) return { match, sides: match.sides };
    const pair = [2 * at, 2 * at + 1];
    if (round === 1) return { isBye: true, sides: pair.flatMap((each) => entrants[seeds[each]!] ?? []) };
    return { sides: pair.flatMap((each) => comes(slot(round - 1, each))) };
  };
  const columns: Column[] = [];
  for (let round = Math.max(1, rounds - TREE + 1); round <= rounds; round += 1) {
    const slots = Array.from({ length: 2 ** (rounds - round) }, (_, at) => slot(round, at));
    columns.push({ title: titleOf(rounds - round, round), slots });
  }
  return columns;
}

/** Who goes on from a place of the tree, as far as it is known. */
function comes({ match, isBye, sides }: Slot): readonly string[] {
  return match ? winners(match).slice(0, 1) : isBye ? sides : [];
}

/** The seeds in the order of the first slots: the best two meet in the final, the best four before it, and so on. */
function seeded(count: number): number[] {
  let slots = [0, 1];
  while (slots.length < count) slots = slots.flatMap((seed) => [seed, 2 * slots.length - 1 - seed]);
  return slots;
}

function titleOf(left: number, round: number): string {
  return ["Final", "Semi-finals", "Quarter-finals"][left] ?? `Round ${round}`;
}

/** The losers' rounds and the finals of a double elimination. */
export function losers(pairings: readonly Pairing[]): Column[] {
  const stages = new Map<string, Slot[]>();
  for (const match of pairings) {
    const stage = match.key.split(".")[0]!;
    if (!stage.startsWith("W")) stages.set(stage, [...(stages.get(stage) ?? []), { match, sides: match.sides }]);
  }
  const named = (stage: string) => ({ F: "Grand final", R: "Second grand final" })[stage] ?? `Losers' round ${stage.slice(1)}`;
  return [...stages].map(([stage, slots]) => ({ title: named(stage), slots }));
}

/** What an event of a section makes of it. */
export function afterEvent(section: SectionView | undefined, name: string, data: any): SectionView | undefined {
  switch (name) {
    case "snapshot":
      return data;
    case "section.opened":
      return { round: data.round, first: data.first, matches: data.matches, deadline: data.deadline, is_closed: false };
    case "result.taken":
      return section && changed(section, data.match, { places: data.places, by: data.by, disputed_by: "" });
    case "result.disputed":
      return section && changed(section, data.match, { disputed_by: data.username });
    case "section.closed":
      return section && { ...section, is_closed: true };
    default:
      return section;
  }
}

function changed(section: SectionView, index: number, change: Partial<Match>): SectionView {
  const matches = section.matches.map((each, at) => (section.first + at === index ? { ...each, ...change } : each));
  return { ...section, matches };
}
