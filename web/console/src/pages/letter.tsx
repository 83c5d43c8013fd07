/** One dead letter: its body, its stream before it, and what would come of it now. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";

import { path } from "../api.ts";
import { diff } from "../diff.ts";
import { useApi, useLoad } from "../load.ts";
import { Operate, Progress } from "../parts/operate.tsx";
import { Changes, Json, Pairs, Shown } from "../parts/show.tsx";
import { href } from "../route.ts";

export function One({ id }: { id: string }) {
  const api = useApi();
  const operation = useSignal("");
  const found = useLoad<Answer<"/v1/letters/{letter}">>(`letter ${id}`, (signal) => api.ask("GET", path("letters", id), { signal }));
  return (
    <Shown of={found} what="the letter">
      {({ letter, body }) => (
        <>
          <p class="line">
            <a href={href(["letters"])}>All letters</a>
            {letter.trace && <a href={href(["logs", letter.trace])}>Its trace</a>}
            {letter.state === "waiting" && <Operate wanted={{ ids: [id] }} count={1} name={id.slice(0, 8)} began={(asked) => (operation.value = asked)} />}
          </p>
          {operation.value && <Progress id={operation.value} done={found.reload} />}
          <div class="panes">
            <section class="card"><h2>Letter</h2><Pairs of={{ ...letter }} /></section>
            <section class="card"><h2>Body</h2>{body === null ? <p class="hollow">The body is not kept any more.</p> : <Json value={pretty(body)} label="Body of the letter" />}</section>
            {letter.stream && <Before letter={letter} />}
            {letter.state === "waiting" && body !== null && <Rehearsal id={id} />}
          </div>
        </>
      )}
    </Shown>
  );
}

function useState(stream: string, position: number | undefined) {
  const api = useApi();
  return useLoad<Answer<"/v1/streams/{stream}">>(`${stream} ${position}`, (signal) =>
    api.ask("GET", path("streams", ...stream.split("/")), { query: { position }, signal }),
  );
}

/** The stream before a record's commit, or as it is for a message; and what has changed since. */
function Before({ letter }: { letter: Schema<"LetterAnswer"> }) {
  const before = useState(letter.stream, letter.position > 1 ? letter.position - 1 : undefined);
  const now = useState(letter.stream, undefined);
  return (
    <section class="card">
      <h2>{letter.stream} before it</h2>
      <Shown of={before} what="the stream">
        {(found) => (
          <>
            <p class="soft">Position {found.position}. <a href={href(["streams"], { stream: letter.stream, position: found.position })}>Look around</a></p>
            <Json value={found.state} label="State before the letter" />
            {now.data && now.data.position !== found.position && <><h3>What has changed since</h3><Changes of={diff(found.state ?? undefined, now.data.state ?? undefined)} /></>}
          </>
        )}
      </Shown>
    </section>
  );
}

/** The workload's own code, on what is there now; what it would write is kept on paper. */
function Rehearsal({ id }: { id: string }) {
  const api = useApi();
  const tries = useSignal(0);
  const found = useLoad<Schema<"RehearsalAnswer">>(tries.value ? `rehearsal ${id} ${tries.value}` : "", (signal) => api.ask("POST", path("letters", id, "rehearsals"), { signal }));
  return (
    <section class="card">
      <h2>What would come of it now</h2>
      <p class="line"><button onClick={() => tries.value++}>{tries.value ? "Try on paper again" : "Try on paper"}</button><span class="soft">Nothing is written.</span></p>
      {tries.value > 0 && (
        <Shown of={found} what="the rehearsal">
          {({ commits, queued, error }) => (
            <>
              <p class={error ? "fault" : "good"} role="status">{error ? `It would fail again: ${error}.` : "It would be done."}</p>
              {commits.length === 0 && <p class="soft">It would write no fact.</p>}
              {commits.map(({ stream, position, event, data }) => <div key={`${stream} ${position}`}><h3>{`${event} at ${stream}, position ${position}`}</h3><Json value={data} label={`What would be written to ${stream}`} /></div>)}
              {Object.entries(queued).map(([name, count]) => <p key={name}>It would put {count} into the queue {name}.</p>)}
            </>
          )}
        </Shown>
      )}
    </section>
  );
}

function pretty(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
