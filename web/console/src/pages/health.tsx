/** How the stage is: its stores, its games, its letters, and what a player feels over time. */

import type { Answer } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";

import { path } from "../api.ts";
import { useGames } from "../catalogue.ts";
import { useApi, useLoad } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Plot, type Series } from "../parts/plot.tsx";
import { Moment, Shown } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { href } from "../route.ts";

const EVERY = 5;
const SPANS: Record<string, number> = { "15 minutes": 900, "1 hour": 3600, "6 hours": 21_600 };
const MOST_COUNTED = 10;

export default function Health() {
  const api = useApi();
  const health = useLoad<Answer<"/health">>("health page", (signal) => api.ask("GET", "/health", { signal }), EVERY);
  const letters = useLoad<Answer<"/v1/letters">>("letters", (signal) => api.ask("GET", "/v1/letters", { query: { limit: 1 }, signal }), EVERY * 6);
  const audit = useLoad<Answer<"/v1/economy/audits/latest">>("audit", (signal) => api.ask("GET", "/v1/economy/audits/latest", { signal }), EVERY * 12);
  return (
    <>
      <div class="tiles">
        <Tile title="Commands" of={health} show={({ ok }) => (ok ? ["served", "good"] : ["not served", "bad"])} />
        <Tile title="Cache" of={health} show={({ cache }) => (cache ? ["there", "good"] : ["away", "bad"])} />
        <Tile title="Dead letters" link="letters" of={letters} show={({ groups }) => count(groups)} />
        <Tile title="Ledger" of={audit} show={audited} />
      </div>
      <h2>Games</h2>
      <Running />
      <h2>What a player feels</h2>
      {api.config.logs ? <Plots /> : <p class="hollow">This stage keeps its lines where a page can't ask: look at its dashboard in CloudWatch.</p>}
    </>
  );
}

function audited({ state, found }: Answer<"/v1/economy/audits/latest">): [string, string] {
  if (found > 0) return [found === 1 ? "1 difference" : `${found} differences`, "bad"];
  return state === "failed" ? ["the audit failed", "bad"] : [state === "done" ? "balanced" : "being audited", "good"];
}

function count(groups: { count: number }[]): [string, string] {
  const letters = groups.reduce((sum, each) => sum + each.count, 0);
  return [letters ? `${letters} in ${groups.length} groups` : "none", letters ? "bad" : "good"];
}

function Tile<T>(props: { title: string; of: ReturnType<typeof useLoad<T>>; show: (data: T) => [string, string]; link?: string }) {
  const { of, title, link } = props;
  const [text, tone] = of.data === undefined ? [of.error === undefined ? "…" : of.busy ? "…" : "not known", ""] : props.show(of.data);
  return (
    <div class="card tile" data-tone={tone}>
      <span class="soft">{title}</span>
      <strong>{link ? <a href={href([link])}>{text}</a> : text}</strong>
      <span class="soft">{of.at > 0 && <>as of <Moment at={of.at} /></>}</span>
    </div>
  );
}

/** Rooms that run, counted from the list itself: up to so many pages of a hundred. */
function Running() {
  const api = useApi();
  const games = useGames();
  const names = games.data?.filter((each) => each.lists_rooms).map((each) => each.name) ?? [];
  const counts = useLoad(names.join(" "), (signal) => Promise.all(names.map(async (name) => ({ name, ...(await countRooms(name, signal)) }))), EVERY * 2);
  const countRooms = async (game: string, signal: AbortSignal) => {
    let [rooms, after] = [0, ""];
    for (let page = 0; page < MOST_COUNTED; page++) {
      const found = await api.ask<Answer<"/v1/rooms/{game}">>("GET", path("rooms", game), { query: { phase: "running", limit: 100, after }, signal });
      rooms += found.rooms.length;
      if (!found.after) return { rooms, more: false };
      after = found.after;
    }
    return { rooms, more: true };
  };
  return (
    <Shown of={counts} what="the games">
      {(found) => (
        <Table
          label="Rooms that run"
          rows={found}
          of={({ name }) => name}
          columns={[
            { head: "game", cell: ({ name }) => <a href={href(["games", name])}>{name}</a> },
            { head: "rooms that run", number: true, cell: ({ rooms, more }) => `${more ? "more than " : ""}${rooms}` },
          ]}
        />
      )}
    </Shown>
  );
}

interface Told {
  at: number[];
  commands: { count: number[]; errors: number[]; p50: (number | null)[]; p99: (number | null)[] };
  panels: { title: string; unit: string; lines: Series[] }[];
}

function Plots() {
  const api = useApi();
  const span = useSignal("15 minutes");
  const seconds = SPANS[span.value]!;
  const told = useLoad<Told>(`series ${seconds}`, (signal) => api.lines("/series", { query: { seconds }, signal }), EVERY * 2);
  return (
    <>
      <form class="filter"><Field label="The last" list={Object.keys(SPANS)} value={span.value} set={(value) => (span.value = value)} /></form>
      <Shown of={told} what="the plots">
        {({ at, commands, panels }) => (
          <div class="plots">
            <Plot title="Commands" unit="in each step" at={at} series={[{ label: "all", values: commands.count }, { label: "failed", values: commands.errors }]} />
            <Plot title="Time of a command" unit="ms" at={at} series={[{ label: "median", values: commands.p50 }, { label: "99 of 100", values: commands.p99 }]} />
            {panels.map(({ title, unit, lines }) => <Plot key={title} title={title} unit={unit} at={at} series={lines} />)}
          </div>
        )}
      </Shown>
    </>
  );
}
