/** The rooms of each game, and a room: its state, board, players and channels. */

import type { Answer, Schema } from "@rumpus/openapi";
import { path } from "../api.ts";
import { useGames, type Game } from "../catalogue.ts";
import { useApi, useLoad } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Moment, Shown } from "../parts/show.tsx";
import { Pages, Table } from "../parts/table.tsx";
import { go, href, route } from "../route.ts";
import { Overview } from "./overview.tsx";
import { Room } from "./room.tsx";

const EVERY = 5;
const LIVE = "live";
const PHASES = ["", LIVE, "running", "scheduled", "ended"];

export default function Games() {
  const [game, room] = route.value.parts;
  const games = useGames();
  return (
    <Shown of={games} what="the games">
      {(found) => {
        const known = found.find((each) => each.name === game) ?? found[0];
        if (!known) return <p class="hollow">This stage has no games.</p>;
        if (room) return <Room game={known} room={room} />;
        return (
          <>
            <nav class="tabs" aria-label="Games">
              {found.map(({ name }) => <a key={name} href={href(["games", name])} aria-current={name === known.name ? "page" : undefined}>{name}</a>)}
            </nav>
            <Rooms game={known} key={known.name} />
          </>
        );
      }}
    </Shown>
  );
}

function Rooms({ game }: { game: Game }) {
  const api = useApi();
  const { query } = route.value;
  const [phase, after] = [query.get("phase") ?? "", query.get("after") ?? ""];
  const to = (more: Record<string, string>) => go(["games", game.name], { phase, ...more });
  const rooms = useLoad<Answer<"/v1/rooms/{game}">>(
    game.lists_rooms && phase !== LIVE ? `${game.name} ${phase} ${after}` : "",
    (signal) => api.ask("GET", path("rooms", game.name), { query: { phase, after, limit: 50 }, signal }),
    EVERY,
  );
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), open(event, game))}>
        {game.lists_rooms && <Field label="Phase" list={PHASES} value={phase} set={(value) => go(["games", game.name], { phase: value })} />}
        <label>Open a room by its name<input name="room" pattern="[A-Za-z0-9_\-]{1,64}" required /></label>
        <button>Open</button>
      </form>
      {!game.lists_rooms && <p class="hollow">This game keeps no list of rooms: open one by its name.</p>}
      {game.lists_rooms && phase === LIVE && <Overview game={game} />}
      {game.lists_rooms && phase !== LIVE && (
        <Shown of={rooms} what="the rooms">
          {(found) => (
            <>
              <Table<Schema<"ListedRoom">>
                label={`Rooms of ${game.name}`}
                rows={found.rooms}
                of={(each) => each.room}
                none={phase ? `No room is ${phase}.` : "There is no room yet: Commands creates one."}
                columns={[
                  { head: "room", cell: (each) => <a href={href(["games", game.name, each.room])}>{each.room}</a> },
                  { head: "title", cell: (each) => each.title },
                  { head: "phase", cell: (each) => <span class="tag" data-tone={each.phase}>{each.phase}</span> },
                  { head: "starts", cell: (each) => <Moment at={each.starts_at} /> },
                  { head: "ends", cell: (each) => <Moment at={each.ends_at} /> },
                ]}
              />
              <Pages isFirst={!after} next={found.after} first={() => to({})} go={(next) => to({ after: next })} />
            </>
          )}
        </Shown>
      )}
    </>
  );
}

function open(event: SubmitEvent, game: Game): void {
  const room = new FormData(event.target as HTMLFormElement).get("room");
  if (typeof room === "string" && room) go(["games", game.name, room]);
}
