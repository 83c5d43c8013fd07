/** How all rooms of a game go now: what is wrong first, then what is busiest. */

import type { Answer, Schema } from "@rumpus/openapi";
import { path } from "../api.ts";
import type { Game } from "../catalogue.ts";
import { useApi, useLoad } from "../load.ts";
import { Moment, Shown } from "../parts/show.tsx";
import { Table, type Column } from "../parts/table.tsx";
import { href } from "../route.ts";

type Look = Schema<"LookAnswer">;
type Live = Schema<"LiveAnswer">;

const EVERY = 2;
/** A room whose newest event was as old as that when it was counted is told of as late. */
const LATE_SECONDS = 10;

export function Overview({ game }: { game: Game }) {
  const api = useApi();
  const looks = useLoad<Answer<"/v1/overview/{game}">>(
    `overview ${game.name}`,
    (signal) => api.ask("GET", path("overview", game.name), { signal }),
    EVERY,
  );
  return (
    <Shown of={looks} what="how the rooms go">
      {({ rooms, stale }) => (
        <>
          {stale && <p class="fault" role="alert">The cache is away: these are the rooms as last stored.</p>}
          <p class="soft">{sum(rooms)}</p>
          <Table<Look>
            label={`How rooms of ${game.name} go`}
            rows={[...rooms].sort(order)}
            of={(each) => each.room}
            none="No room is planned or runs."
            columns={columns(game)}
          />
        </>
      )}
    </Shown>
  );
}

function columns(game: Game): Column<Look>[] {
  const number = (head: string, of: (live: Live) => string): Column<Look> => ({ head, number: true, cell: ({ live }) => (live ? of(live) : "–") });
  return [
    { head: "room", cell: (each) => <a href={href(["games", game.name, each.room])}>{each.room}</a> },
    { head: "phase", cell: (each) => <span class="tag" data-tone={each.phase}>{each.phase}</span> },
    { head: "ends", cell: (each) => <Moment at={each.ends_at} /> },
    number("players", ({ players }) => players.toLocaleString("en-GB")),
    { head: "leader", cell: ({ live }) => live?.leader ?? "–" },
    number("points", ({ points }) => points.toLocaleString("en-GB")),
    number("events/s", ({ events_per_second }) => events_per_second.toFixed(1)),
    number("last event", ({ idle_seconds }) => (idle_seconds === null ? "–" : `${Math.round(idle_seconds)} s`)),
    { head: "trouble", cell: ({ live }) => trouble(live) },
  ];
}

function order(one: Look, other: Look): number {
  const wrong = Number(trouble(other.live) !== "") - Number(trouble(one.live) !== "");
  return wrong || (other.live?.events_per_second ?? 0) - (one.live?.events_per_second ?? 0) || (one.room < other.room ? -1 : 1);
}

function trouble(live: Live | null): string {
  if (live === null) return "";
  if (live.silent_seconds !== null) return `no owner for ${Math.round(live.silent_seconds)} s`;
  return live.lag_seconds >= LATE_SECONDS ? `${Math.round(live.lag_seconds)} s late` : "";
}

function sum(rooms: Look[]): string {
  const lives = rooms.flatMap(({ live }) => (live ? [live] : []));
  const players = lives.reduce((all, each) => all + each.players, 0);
  const events = lives.reduce((all, each) => all + each.events_per_second, 0);
  const alone = lives.filter((each) => each.silent_seconds !== null).length;
  const counted = `${rooms.length} ${rooms.length === 1 ? "room" : "rooms"}, ${players.toLocaleString("en-GB")} players, ${events.toFixed(1)} events a second`;
  return alone ? `${counted}; ${alone} without an owner` : counted;
}
