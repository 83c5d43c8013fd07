/** Rows of a board that are in the page: who goes out of sight leaves its elements to who comes. */

import type { Row } from "@rumpus/client";
import { batch, signal } from "@preact/signals";

/** The height of a row in rem: see `.board` in style.css. */
export const HEIGHT = 3;

/** What one row of the page shows. */
export class Slot {
  readonly key: number;
  readonly row;
  readonly place;
  readonly style;

  constructor(key: number, row: Row, place: number) {
    this.key = key;
    this.row = signal(row);
    this.place = signal(place);
    this.style = signal(styleOf(place, true));
  }

  /** Glide to a place, or be there at once as somebody else. */
  show(row: Row, place: number): void {
    this.style.value = styleOf(place, row[0] !== this.row.value[0]);
    this.row.value = row;
    this.place.value = place;
  }
}

/** Who climbs passes over those who fall: better places are in front. */
function styleOf(place: number, atOnce: boolean): string {
  return `translate: 0 ${place * HEIGHT}rem; z-index: ${-place};${atOnce ? " transition: none;" : ""}`;
}

export class Slots {
  #held = new Map<string, Slot>();
  #made = 0;

  /** Show these rows from a place on; `gone` is told who is shown no more, before it is somebody else. */
  show(rows: Row[], from: number, gone: (name: string) => void): Slot[] {
    const left = new Map(this.#held);
    for (const [name] of rows) left.delete(name);
    for (const name of left.keys()) gone(name);
    const free = [...left.values()];
    const shown = batch(() => rows.map((row, at) => this.#show(row, from + at, free)));
    this.#held = new Map(shown.map((slot) => [slot.row.peek()[0], slot]));
    return shown;
  }

  #show(row: Row, place: number, free: Slot[]): Slot {
    const slot = this.#held.get(row[0]) ?? free.pop();
    if (!slot) return new Slot((this.#made += 1), row, place);
    slot.show(row, place);
    return slot;
  }
}
