/** One room: its state as operators see it, its board, its players, and who listens to it. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";

import { path } from "../api.ts";
import type { Game } from "../catalogue.ts";
import { useApi, useLoad } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Json, Moment, Shown } from "../parts/show.tsx";
import { Pages, Table } from "../parts/table.tsx";
import { href } from "../route.ts";

const EVERY = 2;
const MOST_OF_BOARD = 100;

export function Room({ game, room }: { game: Game; room: string }) {
  const api = useApi();
  const stream = `${game.name}/${room}`;
  const state = useLoad(stream, (signal) => api.ask("GET", path("rooms", game.name, room), { signal }), EVERY);
  return (
    <>
      <h2>{stream}</h2>
      <p class="line">
        <a href={href(["streams"], { stream })}>Its past, position by position</a>
        <a href={href(["live"], { channel: `${stream}@$operator` })}>Follow it live</a>
        <a href={href(["logs"], { stream })}>Its lines</a>
        <a href={href(["create"], { room, game: game.name })}>Send it a command</a>
      </p>
      <div class="panes">
        <section class="card"><h3>State now</h3><Shown of={state} what="the room">{(found) => <Json value={found} label="State of the room" />}</Shown></section>
        {game.board && <Board game={game.name} room={room} />}
        <Roster game={game.name} room={room} />
        <Channels game={game} room={room} />
      </div>
    </>
  );
}

function Board({ game, room }: { game: string; room: string }) {
  const api = useApi();
  const near = useSignal("");
  const part = near.value ? ["neighbours", near.value] : ["top"];
  const query = near.value ? {} : { count: MOST_OF_BOARD };
  const board = useLoad<Answer<"/v1/rooms/{game}/{room}/board/top">>(`${game} ${room} ${near.value}`, (signal) => api.ask("GET", path("rooms", game, room, "board", ...part), { query, signal }), EVERY);
  return (
    <section class="card">
      <h3>Board</h3>
      <Field label="Around a player" value={near.value} set={(value) => (near.value = value)} />
      <Shown of={board} what="the board">
        {({ entries, size, stale, as_of, columns = [] }) => (
          <>
            <p class={stale ? "warning" : "soft"}>
              {stale ? <>This is the stored snapshot of <Moment at={as_of} />{as_of ? "" : " (none was stored)"}: the live board is away. </> : <>As of <Moment at={as_of} />. </>}
              {size} players.
            </p>
            <Table<Schema<"RankedEntryAnswer">>
              label="Board"
              rows={entries}
              of={(each) => each.member}
              none="Nobody is on the board."
              columns={[
                { head: "rank", number: true, cell: (each) => each.rank },
                { head: "player", cell: (each) => <a href={href(["players", each.member], { room: `${game}/${room}` })}>{each.member}</a> },
                { head: "points", number: true, cell: (each) => each.points },
                ...columns.map((head: string, index: number) => ({ head, number: true, cell: (each: Schema<"RankedEntryAnswer">) => each.columns?.[index] ?? 0 })),
              ]}
            />
          </>
        )}
      </Shown>
    </section>
  );
}

function Roster({ game, room }: { game: string; room: string }) {
  const api = useApi();
  const [text, after] = [useSignal(""), useSignal("")];
  const found = useLoad<Schema<"RosterAnswer">>(`${game} ${room} ${text.value} ${after.value}`, (signal) =>
    api.ask("GET", path("operators", "rooms", game, room, "players"), { query: { text: text.value, after: after.value, limit: 50 }, signal }),
  );
  return (
    <section class="card">
      <h3>Players</h3>
      <Field label="Part of a name" value={text.value} set={(value) => ((text.value = value), (after.value = ""))} />
      <Shown of={found} what="the players">
        {({ players, counted, more, after: next }) => (
          <>
            <p class="soft">{more ? `More than ${counted} players have a stream here; these are of the first ${counted}.` : `${counted} players have a stream here.`}</p>
            <Table<string>
              label="Players of the room"
              rows={players}
              of={(name) => name}
              none="No player has such a name."
              columns={[
                { head: "player", cell: (name) => <a href={href(["players", name], { room: `${game}/${room}` })}>{name}</a> },
                { head: "past", cell: (name) => <a href={href(["streams"], { stream: `${game}/${room}/player/${name}` })} aria-label={`Past of ${name}`}>positions</a> },
              ]}
            />
            <Pages isFirst={!after.value} next={next} first={() => (after.value = "")} go={(to) => (after.value = to)} />
          </>
        )}
      </Shown>
    </section>
  );
}

function Channels({ game, room }: { game: Game; room: string }) {
  const names = [`${game.name}/${room}`, ...(game.board ? [`${game.name}/${room}/board`] : []), ...(game.presence ? [`${game.name}/${room}/presence`] : [])];
  return (
    <section class="card">
      <h3>Channels</h3>
      <ul class="plain">{names.map((name) => <Channel key={name} name={name} />)}</ul>
    </section>
  );
}

function Channel({ name }: { name: string }) {
  const api = useApi();
  const found = useLoad<Schema<"ChannelAnswer">>(name, (signal) => api.ask("GET", path("operators", "channels", ...name.split("/")), { signal }), EVERY * 5);
  return (
    <li>
      <a href={href(["live"], { channel: name })}>{name}</a>
      <Shown of={found} what={name}>
        {({ counted, more, present, sample, subscribers }) => (
          <p class="soft">
            {more ? "More than " : ""}{counted} listen over functions{subscribers.length > 0 && `: ${subscribers.slice(0, 5).map((each) => each.username).join(", ")}`}.
            {name.endsWith("/presence") && (present === null ? " Who is present is not known: the cache is away." : ` ${present} are present${sample.length ? `: ${sample.slice(0, 5).join(", ")}` : ""}.`)}
          </p>
        )}
      </Shown>
    </li>
  );
}
