/** A board whose rows move to their new places. */

import type { Board, Presence, Row } from "@rumpus/client";
import { Component, type VNode } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";

import { Crest } from "./crest.tsx";
import { moves } from "./motion.ts";
import { Loading } from "./states.tsx";
import { number } from "../words.ts";

/** Rows beyond which only those near to sight are in the page. */
const MANY = 30;
/** Rows that are in sight at most, and the height of each in rem: see `.board` in style.css. */
const SEEN = 12;
const HEIGHT = 3;
/** Rows before and after those in sight that are in the page, for Tab and for scrolling. */
const AROUND = 4;

interface Props {
  board: Board | null;
  present: Presence | null;
  me: string;
  columns?: string[];
  action?: Action | undefined;
}

/** What can be done with a player; it is drawn anew when its key is another. */
export interface Action {
  readonly key: string;
  readonly draw: (name: string) => VNode;
}

export function BoardView({ board, present, me, columns = [], action }: Props) {
  return (
    <section class="card board" aria-label="Board">
      <header>
        <h2>Board</h2>
        {present && <p class="soft">{number(present.count)} here</p>}
      </header>
      {board?.stale && <p class="stale" role="status">As last stored: the board comes late.</p>}
      {!board ? <Loading text="The board is on its way…" /> : <Rows rows={board.rows} me={me} columns={columns} action={action} />}
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
  columns: string[];
  action: Action | undefined;
}

interface DrawnProps {
  row: Row;
  place: number;
  mine: boolean;
  columns: string[];
  action: Action | undefined;
  /** How many rows there are, if not all are in the page. */
  of: number | undefined;
}

function Rows({ rows, me, columns, action }: RowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef(new Map<string, number>());
  const [top, setTop] = useState(0);
  const long = rows.length > MANY;
  const from = long ? Math.max(0, Math.min(top, rows.length - SEEN) - AROUND) : 0;
  const until = long ? Math.min(rows.length, from + SEEN + 2 * AROUND) : rows.length;
  // Measured before the rows change: afterwards the browser would have to lay them all out at once.
  const sight = useMemo(() => inSight(list.current), [rows]);
  const focused = list.current?.contains(document.activeElement);
  useLayoutEffect(() => {
    if (focused && !list.current!.contains(document.activeElement)) list.current!.focus(); // its row went out of sight
  });
  useLayoutEffect(() => {
    const places = new Map(rows.map(([name], place) => [name, place]));
    if (moves() && sight) slide(list.current!, sight, before.current, places);
    before.current = places;
  }, [rows]);
  return (
    <ol
      ref={list}
      aria-label="Players"
      tabIndex={long ? 0 : undefined}
      onScroll={long ? () => setTop(Math.floor(list.current!.scrollTop / list.current!.firstElementChild!.clientHeight)) : undefined}
      style={{ "--above": `${from * HEIGHT}rem`, "--below": `${(rows.length - until) * HEIGHT}rem` }}
    >
      {rows.slice(from, until).map((row, at) => (
        <Drawn key={row[0]} row={row} place={from + at} of={long ? rows.length : undefined} mine={row[0] === me} columns={columns} action={action} />
      ))}
    </ol>
  );
}

/** A row, which is drawn anew when it shows something else. */
class Drawn extends Component<DrawnProps> {
  override shouldComponentUpdate({ row, place, of, action }: DrawnProps): boolean {
    const before = this.props;
    return place !== before.place || of !== before.of || action?.key !== before.action?.key || row.some((each, at) => each !== before.row[at]);
  }

  override render({ row: [name, points, ...more], place, of, mine, columns, action }: DrawnProps) {
    return (
      <li data-name={name} aria-posinset={of && place + 1} aria-setsize={of} aria-current={mine ? "true" : undefined}>
        <span class="rank">{place + 1}</span>
        <Crest name={name} />
        <span class="name" title={name}>{name}</span>
        {columns.map((column, at) => <span key={column} class="soft" title={column}>{more[at]}</span>)}
        <b class="points">{number(points)}</b>
        {action && <span class="action">{!mine && action.draw(name)}</span>}
      </li>
    );
  }
}

interface Sight {
  /** Pixels of a row. */
  readonly height: number;
  readonly first: number;
  readonly last: number;
}

/** Which places of a list are in sight; null while it has no rows. */
function inSight(list: HTMLElement | null): Sight | null {
  const height = list?.firstElementChild instanceof HTMLElement ? list.firstElementChild.offsetHeight : 0;
  if (!list || height === 0) return null;
  return { height, first: list.scrollTop / height - 1, last: (list.scrollTop + list.clientHeight) / height };
}

/** Let each row in sight that has another place come from where it was. */
function slide(list: HTMLElement, { height, first, last }: Sight, before: Map<string, number>, places: Map<string, number>): void {
  const seen = (place: number) => place >= first && place <= last;
  for (const row of list.children as Iterable<Element> as Iterable<HTMLElement>) {
    const name = row.dataset["name"]!;
    const from = before.get(name);
    const to = places.get(name)!;
    if (from === undefined || from === to || !(seen(from) || seen(to))) continue;
    const zIndex = from > to ? "1" : "0"; // who climbs passes over those who fall
    row.animate({ transform: [`translateY(${(from - to) * height}px)`, "none"], zIndex: [zIndex, zIndex] }, { duration: 400, easing: "ease-out" });
  }
}
