/** A board whose rows move to their new places. */

import type { Board, Presence, Row } from "@rumpus/client";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

import { Crest } from "./crest.tsx";
import { moves } from "./motion.ts";
import { Loading } from "./states.tsx";

interface Props {
  board: Board | null;
  present: Presence | null;
  me: string;
  columns?: string[];
  action?: (name: string) => ComponentChildren;
}

export function BoardView({ board, present, me, columns = [], action }: Props) {
  return (
    <section class="card board" aria-label="Board">
      <header>
        <h2>Board</h2>
        {present && <p class="soft">{present.count.toLocaleString("en")} here</p>}
      </header>
      {board?.stale && <p class="stale" role="status">As last stored: the board comes late.</p>}
      {!board ? <Loading text="The board is on its way…" /> : <Rows rows={board.rows} me={me} columns={columns} action={action} />}
      {board && board.rows.length === 0 && <p class="soft">Nobody yet.</p>}
      {board && board.size > board.rows.length && (
        <p class="soft">and {(board.size - board.rows.length).toLocaleString("en")} more</p>
      )}
    </section>
  );
}

interface RowsProps {
  rows: Row[];
  me: string;
  columns: string[];
  action: Props["action"];
}

function Rows({ rows, me, columns, action }: RowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const before = useRef(new Map<string, number>());
  useLayoutEffect(() => {
    const places = new Map(rows.map(([name], place) => [name, place]));
    if (moves()) slide(list.current!, before.current, places);
    before.current = places;
  }, [rows]);
  return (
    <ol ref={list}>
      {rows.map(([name, points, ...more], place) => (
        <li key={name} data-name={name} aria-current={name === me ? "true" : undefined}>
          <span class="rank">{place + 1}</span>
          <Crest name={name} />
          <span class="name" title={name}>{name}</span>
          {columns.map((column, at) => <span key={column} class="soft" title={column}>{more[at]}</span>)}
          <b class="points">{points.toLocaleString("en")}</b>
          {action && <span class="action">{name !== me && action(name)}</span>}
        </li>
      ))}
    </ol>
  );
}

/** Let each row that has another place come from where it was. */
function slide(list: HTMLElement, before: Map<string, number>, places: Map<string, number>): void {
  const [first] = list.children;
  if (!(first instanceof HTMLElement)) return;
  const height = first.offsetHeight;
  for (const row of list.children as Iterable<Element> as Iterable<HTMLElement>) {
    const name = row.dataset["name"]!;
    const from = before.get(name);
    const to = places.get(name)!;
    if (from === undefined || from === to) continue;
    row.animate({ transform: [`translateY(${(from - to) * height}px)`, "none"] }, { duration: 400, easing: "ease-out" });
  }
}
