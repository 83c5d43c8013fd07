/** A board whose rows glide to their new places. */

import type { Board, Presence, Row } from "@rumpus/client";
import { useComputed, type ReadonlySignal } from "@preact/signals";
import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";

import { colour, letters } from "./crest.tsx";
import { HEIGHT, Slots, type Slot } from "./rows.ts";
import { Loading } from "./states.tsx";
import { number } from "../words.ts";

/** Rows beyond which only those near to sight are in the page. */
const MANY = 30;
/** Rows that are in sight at most. */
const SEEN = 12;
/** Rows before and after those in sight that are in the page, for Tab and for scrolling. */
const AROUND = 4;

interface Props {
  board: Board | null;
  present: Presence | null;
  me: string;
  action?: Action | undefined;
}

/** Draws what can be done with the player of a row, who changes. */
export type Action = (name: ReadonlySignal<string>) => VNode;

export function BoardView({ board, present, me, action }: Props) {
  return (
    <section class="card board" aria-label="Board">
      <header>
        <h2>Board</h2>
        {present && <p class="soft">{number(present.count)} here</p>}
      </header>
      {board?.stale && <p class="stale" role="status">As last stored: the board comes late.</p>}
      {!board ? <Loading text="The board is on its way…" /> : <Rows rows={board.rows} me={me} action={action} />}
      {board && board.rows.length === 0 && <p class="soft">Nobody yet.</p>}
      {board && board.size > board.rows.length && (
        <p class="soft">and {number(board.size - board.rows.length)} more</p>
      )}
    </section>
  );
}

interface RowsProps {
  rows: Row[];
  me: string;
  action: Action | undefined;
}

function Rows({ rows, me, action }: RowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const slots = useRef(new Slots());
  const [top, setTop] = useState(0);
  const long = rows.length > MANY;
  const from = long ? Math.max(0, Math.min(top, rows.length - SEEN) - AROUND) : 0;
  const until = long ? from + SEEN + 2 * AROUND : rows.length;
  const shown = useMemo(() => slots.current.show(rows.slice(from, until), from, (name) => letGo(list.current!, name)), [rows, from]);
  return (
    <ol
      ref={list}
      aria-label="Players"
      tabIndex={long ? 0 : undefined}
      onScroll={long ? () => setTop(Math.floor((list.current!.scrollTop * rows.length) / list.current!.scrollHeight)) : undefined}
      style={{ "--tall": `${rows.length * HEIGHT}rem` }}
    >
      {shown.map((slot) => <RowView key={slot.key} slot={slot} of={long ? rows.length : undefined} me={me} action={action} />)}
    </ol>
  );
}

/** The focus does not go on to somebody else: who is shown no more leaves it to the list. */
function letGo(list: HTMLElement, name: string): void {
  const focused = document.activeElement?.closest("li");
  if (focused?.dataset["name"] === name && list.contains(focused)) list.focus();
}

/** A row, which is drawn once: what changes in it are its words and its place. */
function RowView({ slot, of, me, action }: { slot: Slot; of: number | undefined; me: string; action: Action | undefined }) {
  const name = useComputed(() => slot.row.value[0]);
  const place = useComputed(() => slot.place.value + 1);
  const mine = useComputed(() => name.value === me);
  const background = useComputed(() => colour(name.value));
  const initials = useComputed(() => letters(name.value));
  const points = useComputed(() => number(slot.row.value[1]));
  return (
    <li data-name={name} aria-posinset={of && place} aria-setsize={of} aria-current={mine.value ? "true" : undefined} style={slot.style}>
      <span class="rank" textContent={place} />
      <span class="crest" style={background} aria-hidden="true" textContent={initials} />
      <span class="name" title={name} textContent={name} />
      <b class="points" textContent={points} />
      {action && <span class="action">{!mine.value && action(name)}</span>}
    </li>
  );
}
