/** A board whose rows move to their new places. */

import type { Board, Presence, Row } from "@rumpus/client";
import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Crest } from "./crest.tsx";
import { moves } from "./motion.ts";
import { Loading } from "./states.tsx";
import { number } from "../words.ts";

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
}

function Rows({ rows, me, columns, action }: RowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef(new Map<string, number>());
  const drawn = useRef(new Map<string, { as: string; row: VNode }>());
  useLayoutEffect(() => {
    const places = new Map(rows.map(([name], place) => [name, place]));
    if (moves()) slide(list.current!, before.current, places);
    before.current = places;
    for (const name of drawn.current.keys()) if (!places.has(name)) drawn.current.delete(name);
  }, [rows]);
  /** A row that is as it was is the same element, which costs nothing. */
  function drawnRow(row: Row, place: number): VNode {
    const as = `${place} ${row.join(" ")} ${action?.key}`;
    const known = drawn.current.get(row[0]);
    if (known?.as === as) return known.row;
    const made = <Drawn key={row[0]} row={row} place={place} mine={row[0] === me} columns={columns} action={action} />;
    drawn.current.set(row[0], { as, row: made });
    return made;
  }
  return <ol ref={list}>{rows.map(drawnRow)}</ol>;
}

function Drawn({ row: [name, points, ...more], place, mine, columns, action }: DrawnProps) {
  return (
    <li data-name={name} aria-current={mine ? "true" : undefined}>
      <span class="rank">{place + 1}</span>
      <Crest name={name} />
      <span class="name" title={name}>{name}</span>
      {columns.map((column, at) => <span key={column} class="soft" title={column}>{more[at]}</span>)}
      <b class="points">{number(points)}</b>
      {action && <span class="action">{!mine && action.draw(name)}</span>}
    </li>
  );
}

/** Let each row in sight that has another place come from where it was. */
function slide(list: HTMLElement, before: Map<string, number>, places: Map<string, number>): void {
  const [first] = list.children;
  if (!(first instanceof HTMLElement)) return;
  const height = first.offsetHeight;
  const [top, bottom] = [list.scrollTop / height - 1, (list.scrollTop + list.clientHeight) / height];
  const inSight = (place: number) => place >= top && place <= bottom;
  for (const row of list.children as Iterable<Element> as Iterable<HTMLElement>) {
    const name = row.dataset["name"]!;
    const from = before.get(name);
    const to = places.get(name)!;
    if (from === undefined || from === to || !(inSight(from) || inSight(to))) continue;
    row.animate({ transform: [`translateY(${(from - to) * height}px)`, "none"] }, { duration: 400, easing: "ease-out" });
  }
}
