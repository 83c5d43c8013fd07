/** A table of rows, and the pages of a long list. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly number?: boolean;
}

const ROW = 37;
/** Rows beyond which only those in sight are in the page. */
const MANY = 200;
const AROUND = 20;

/** A long list keeps only the rows in sight in the page, so 10,000 cost as much as 60. */
export function Table<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  of: (row: Row) => string;
  none?: string;
}) {
  const { label, columns, rows, of, none = "There is nothing here." } = props;
  const first = useSignal(0);
  const scroller = useRef<HTMLDivElement>(null);
  const many = rows.length > MANY;
  const shown = many ? rows.slice(first.value, first.value + 3 * AROUND) : rows;
  const look = () => (first.value = Math.max(0, Math.floor((scroller.current?.scrollTop ?? 0) / ROW) - AROUND));
  useEffect(() => {
    if (many) look();
  }, [rows.length]);
  if (rows.length === 0) return <p class="hollow">{none}</p>;
  return (
    <div class={many ? "scroll long" : "scroll"} tabIndex={0} role="region" aria-label={label} ref={scroller} onScroll={many ? look : undefined}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr>{columns.map(({ head, number }) => <th key={head} scope="col" class={number ? "number" : ""}>{head}</th>)}</tr>
        </thead>
        <tbody>
          {many && <Gap rows={first.value} columns={columns.length} />}
          {shown.map((row, index) => (
            <tr key={of(row)} aria-rowindex={(many ? first.value : 0) + index + 2}>
              {columns.map(({ head, cell, number }) => <td key={head} class={number ? "number" : ""}>{cell(row)}</td>)}
            </tr>
          ))}
          {many && <Gap rows={rows.length - first.value - shown.length} columns={columns.length} />}
        </tbody>
      </table>
    </div>
  );
}

function Gap({ rows, columns }: { rows: number; columns: number }) {
  return rows > 0 ? <tr aria-hidden="true"><td colSpan={columns} style={{ height: `${rows * ROW}px`, padding: 0 }} /></tr> : null;
}

/** Leads to the next page of a list, and back to the first. */
export function Pages(props: { isFirst: boolean; next: string | number | null | undefined; first: () => void; go: (next: string) => void }) {
  if (props.isFirst && !props.next) return null;
  return (
    <p class="line">
      <button disabled={props.isFirst} onClick={props.first}>First page</button>
      <button disabled={!props.next} onClick={() => props.go(String(props.next))}>Next page</button>
    </p>
  );
}
