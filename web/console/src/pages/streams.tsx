/** A stream as it was at any past position or time, what led there, and what differs between two. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { path, type Asked } from "../api.ts";
import { diff } from "../diff.ts";
import { useApi, useLoad } from "../load.ts";
import { Act, Field } from "../parts/act.tsx";
import { Changes, Json, Moment, Shown } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { go, href, route } from "../route.ts";

export default function Streams() {
  const { query } = route.value;
  const stream = query.get("stream") ?? "";
  const typed = useSignal(stream);
  useEffect(() => {
    typed.value = stream;
  }, [stream]);
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), go(["streams"], { stream: typed.value.trim() }))}>
        <Field label="Stream" value={typed.value} set={(value) => (typed.value = value)} hint="Such as codebattle/b1 or codebattle/b1/player/ann" />
        <button class="main" disabled={!typed.value.trim()}>Look</button>
      </form>
      {stream ? <Past stream={stream} key={stream} /> : <p class="hollow">Name a stream, or come here from a room or a player.</p>}
    </>
  );
}

function useReplay(stream: string, query: Asked["query"], wanted = true) {
  const api = useApi();
  const key = wanted ? `${stream} ${JSON.stringify(query)}` : "";
  return useLoad<Answer<"/v1/streams/{stream}">>(key, (signal) => api.ask("GET", path("streams", ...stream.split("/")), { query: query ?? {}, signal }));
}

function Past({ stream }: { stream: string }) {
  const { query } = route.value;
  const [position, at, against] = [query.get("position") ?? "", query.get("at") ?? "", query.get("against") ?? ""];
  const to = (more: Record<string, string | number>) => go(["streams"], { stream, against, ...more });
  const seen = useReplay(stream, { position, at });
  const other = useReplay(stream, { position: against }, against !== "");
  const moment = useSignal("");
  return (
    <Shown of={seen} what="the stream">
      {(found) => (
        <>
          <form class="filter" onSubmit={(event) => event.preventDefault()}>
            <button disabled={found.position < 1} onClick={() => to({ position: found.position - 1 })} aria-label="One position back">◀</button>
            <Field label="Position" type="number" min={0} value={String(found.position)} set={(value) => value && to({ position: value })} />
            <button onClick={() => to({ position: found.position + 1 })} aria-label="One position on">▶</button>
            <button onClick={() => go(["streams"], { stream })}>Now</button>
            <Field label="Or at a time" type="datetime-local" value={moment.value} set={(value) => ((moment.value = value), value && to({ at: new Date(value).toISOString() }))} />
            <Field label="What differs from position" type="number" min={0} value={against} set={(value) => go(["streams"], { stream, position, at, against: value })} />
          </form>
          {against && (
            <section class="card">
              <h2>From position {against} to {found.position}</h2>
              <Shown of={other} what="the other position">{(before) => <Changes of={diff(before.state ?? undefined, found.state ?? undefined)} />}</Shown>
            </section>
          )}
          <div class="panes">
            <section class="card">
              <h2>State at position {found.position}</h2>
              {found.state ? <Json value={found.state} label={`State at position ${found.position}`} /> : <p class="hollow">Nothing had happened yet, or nothing of it is shown.</p>}
            </section>
            <section class="card"><h2>What led there</h2><Commits of={found} reload={seen.reload} /></section>
          </div>
        </>
      )}
    </Shown>
  );
}

function Commits({ of, reload }: { of: Schema<"ReplayAnswer">; reload: () => void }) {
  const { stream } = of;
  return (
    <Table<Schema<"CommitAnswer">>
      label="Commits, the newest first"
      rows={[...of.commits].reverse()}
      of={(each) => String(each.position)}
      none="There is no commit up to here."
      columns={[
        { head: "position", number: true, cell: (each) => <a href={href(["streams"], { stream, position: each.position, against: each.position - 1 })} aria-label={`Position ${each.position} and what it changed`}>{each.position}</a> },
        { head: "when", cell: (each) => <Moment at={each.at} /> },
        { head: "event", cell: (each) => each.event },
        { head: "do", cell: (each) => <Reverse stream={stream} commit={each} reload={reload} /> },
        { head: "by", cell: (each) => each.by },
        { head: "data", cell: (each) => <code class="clip" title={JSON.stringify(each.data)}>{JSON.stringify(each.data)}</code> },
      ]}
    />
  );
}

/** A commit of a player's stream is taken back by a new fact; both remain. */
function Reverse({ stream, commit, reload }: { stream: string; commit: Schema<"CommitAnswer">; reload: () => void }) {
  const api = useApi();
  const [game = "", room = "", kind, username] = stream.split("/");
  if (kind !== "player" || !username) return null;
  const act = (why: string) => api.ask("POST", path("rooms", game, room, "reversals"), { body: { username, position: commit.position, reason: why } });
  return <Act label="Take back" role="support" act={act} done={reload} name={String(commit.position)} warning={`1 commit of ${username} is taken back by a new fact. Both remain.`} />;
}
