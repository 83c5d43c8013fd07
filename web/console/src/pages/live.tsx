/** Follows a channel as it happens: a room's or a player's stream, a board, who is present. */

import type { Connection, Event, Link } from "@rumpus/client";
import type { Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { sentence } from "../api.ts";
import { useApi } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Moment } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { go, route } from "../route.ts";

/** Messages that are kept; the oldest go first. */
const KEPT = 10_000;

interface Row {
  readonly number: number;
  readonly at: number;
  readonly name: string;
  readonly offset: number;
  readonly data: unknown;
}

export default function Live() {
  const channel = route.value.query.get("channel") ?? "";
  const typed = useSignal(channel);
  useEffect(() => {
    typed.value = channel;
  }, [channel]);
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), go(["live"], { channel: typed.value.trim() }))}>
        <Field label="Channel" value={typed.value} set={(value) => (typed.value = value)} hint="codebattle/b1@$operator, codebattle/b1/player/ann@$operator, codebattle/b1/board, codebattle/b1/presence" />
        <button class="main" disabled={!typed.value.trim()}>Follow</button>
      </form>
      {channel ? <Follow channel={channel} key={channel} /> : <p class="hollow">Name a channel, or come here from a room or a player.</p>}
    </>
  );
}

function Follow({ channel }: { channel: string }) {
  const api = useApi();
  const [rows, link, error, text] = [useSignal<readonly Row[]>([]), useSignal<Link["state"] | "connecting">("connecting"), useSignal(""), useSignal("")];
  const paused = useSignal(false);
  useEffect(() => {
    let [connection, number, over, frame] = [null as Connection | null, 0, false, 0];
    let came: Row[] = [];
    // A crowd's messages are shown once a frame: each by itself would copy the whole list.
    const show = () => {
      rows.value = [...came.reverse(), ...rows.peek()].slice(0, KEPT);
      [came, frame] = [[], 0];
    };
    const took = ({ name, data, offset }: Event) => {
      if (paused.peek()) return;
      if (came.length === 2 * KEPT) came = came.slice(KEPT);
      came.push({ number: number++, at: Date.now(), name, data, offset });
      frame ||= requestAnimationFrame(show);
    };
    const ticketUrl = async () => {
      const { url, ticket } = await api.ask<Schema<"TicketAnswer">>("POST", "/v1/operators/tickets");
      return `${url}?ticket=${ticket}`;
    };
    void (async () => {
      const { Connection } = await import("@rumpus/client");
      if (over) return;
      connection = new Connection(ticketUrl, { WebSocket, now: () => performance.now() / 1000, random: Math.random });
      connection.onLink(({ state }) => (link.value = state));
      connection.on(channel, took);
      await connection.ready;
      await connection.subscribe(channel);
    })().catch((fault: unknown) => {
      if (!over) error.value = sentence(fault);
    });
    return () => ((over = true), cancelAnimationFrame(frame), connection?.close());
  }, [channel]);
  const shown = text.value ? rows.value.filter((each) => `${each.name} ${JSON.stringify(each.data)}`.includes(text.value)) : rows.value;
  return (
    <>
      <form class="filter" onSubmit={(event) => event.preventDefault()}>
        <p class="soft" role="status">{channel}: {link.value}; {rows.value.length} {rows.value.length === 1 ? "message" : "messages"}{rows.value.length === KEPT ? ", older ones were let go" : ""}{paused.value ? "; paused: what comes now is not kept" : ""}.</p>
        <Field label="Only with" value={text.value} set={(value) => (text.value = value)} />
        <button onClick={() => (paused.value = !paused.value)} aria-pressed={paused.value}>Pause</button>
        <button onClick={() => (rows.value = [])}>Clear</button>
      </form>
      {error.value && <p class="fault" role="alert">{error.value}</p>}
      <Table<Row>
        label={`Messages on ${channel}`}
        rows={shown}
        of={(each) => String(each.number)}
        none={text.value ? "No message has that in it." : "Nothing has come yet."}
        columns={[
          { head: "when", cell: (each) => <Moment at={each.at} /> },
          { head: "offset", number: true, cell: (each) => each.offset },
          { head: "event", cell: (each) => each.name },
          { head: "data", cell: (each) => <code class="clip" title={JSON.stringify(each.data)}>{JSON.stringify(each.data)}</code> },
        ]}
      />
    </>
  );
}
