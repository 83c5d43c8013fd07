/** A socket by hand: raw frames out and in, as a guest or as an operator. */

import type { Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

import { newId, sentence } from "../api.ts";
import { useApi } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Moment } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";

const KEPT = 1000;
const AS = ["operator, who listens", "a new guest, who plays"];
const FRAMES: Record<string, () => object> = {
  ping: () => ({ type: "ping", id: newId() }),
  subscribe: () => ({ type: "subscribe", id: newId(), channel: "codebattle/demo/board" }),
  join: () => ({ type: "codebattle.join", id: newId(), room: "demo" }),
  answer: () => ({ type: "codebattle.answer", id: newId(), room: "demo", question: "q1", answer: "" }),
};

type Ticket = Schema<"TicketAnswer">;

interface Row {
  readonly number: number;
  readonly at: number;
  readonly way: "in" | "out" | "told";
  readonly text: string;
}

export default function Playground() {
  const api = useApi();
  const [as, name, text, state] = [useSignal(AS[0]!), useSignal(""), useSignal(JSON.stringify(FRAMES["ping"]!(), null, 2)), useSignal("closed")];
  const rows = useSignal<readonly Row[]>([]);
  const socket = useRef<WebSocket | null>(null);
  const number = useRef(0);
  const guest = useRef({ username: "", key: "" });
  const tell = (way: Row["way"], said: string) => (rows.value = [{ number: number.current++, at: Date.now(), way, text: said }, ...rows.peek()].slice(0, KEPT));
  useEffect(() => () => socket.current?.close(), []);
  const open = async () => {
    state.value = "opening";
    try {
      const { url, ticket } = as.value === AS[0] ? await api.ask<Ticket>("POST", "/v1/operators/tickets") : await ofGuest();
      const own = (socket.current = new WebSocket(`${url}?ticket=${ticket}`));
      own.onopen = () => ((state.value = "open"), tell("told", `open: ${url}`));
      own.onmessage = (event) => tell("in", String(event.data));
      own.onclose = ({ code, reason }) => ((state.value = "closed"), tell("told", `closed: ${code} ${reason}`));
    } catch (error) {
      state.value = "closed";
      tell("told", sentence(error));
    }
  };
  const ofGuest = async () => {
    const username = name.value.trim();
    if (guest.current.username !== username) guest.current = { username, key: newId() };
    const { token } = await api.ask<Schema<"GrantAnswer">>("POST", "/v1/guests", { body: guest.current, credentials: "" });
    return api.ask<Ticket>("POST", "/v1/tickets", { credentials: `Bearer ${token}` });
  };
  const send = (event: Event) => {
    event.preventDefault();
    socket.current?.send(text.value);
    tell("out", text.value);
  };
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), state.value === "open" ? socket.current?.close() : void open())}>
        <Field label="As" list={AS} value={as.value} set={(value) => (as.value = value)} />
        {as.value !== AS[0] && <Field label="Name of the guest" value={name.value} set={(value) => (name.value = value)} hint="An account is made, and stays. For ten minutes this page comes back as it." />}
        <button class="main" disabled={state.value === "opening" || (as.value !== AS[0] && !name.value.trim())}>{state.value === "open" ? "Close" : "Open a socket"}</button>
        <p class="soft" role="status">The socket is {state.value}.</p>
      </form>
      <form class="stack" onSubmit={send}>
        <p class="line">{Object.entries(FRAMES).map(([kind, make]) => <button type="button" key={kind} onClick={() => (text.value = JSON.stringify(make(), null, 2))}>{kind}</button>)}</p>
        <label>Frame<textarea rows={6} value={text.value} spellcheck={false} onInput={(event) => (text.value = event.currentTarget.value)} /></label>
        <p class="line"><button class="main" disabled={state.value !== "open"}>Send</button><button type="button" onClick={() => (rows.value = [])}>Clear</button></p>
      </form>
      <Table<Row>
        label="Frames, the newest first"
        rows={rows.value}
        of={(each) => String(each.number)}
        none="Nothing was sent and nothing has come."
        columns={[
          { head: "when", cell: (each) => <Moment at={each.at} /> },
          { head: "way", cell: (each) => <span class="tag" data-tone={each.way}>{each.way}</span> },
          { head: "frame", cell: (each) => <code class="clip" title={each.text}>{each.text}</code> },
        ]}
      />
    </>
  );
}
