/** The desk of dead letters: in groups, one by one, tried on paper, redriven a bounded number at a time. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";

import { useApi, useLoad } from "../load.ts";
import { Operate, Progress } from "../parts/operate.tsx";
import { Moment, Shown } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { href, route } from "../route.ts";
import { One } from "./letter.tsx";

const EVERY = 10;
const MOST_LISTED = 100;
const KEPT_DAYS = 14;
const DAY = 86_400_000;

export default function Letters() {
  const [first] = route.value.parts;
  return first ? <One id={first} key={first} /> : <Desk />;
}

function Desk() {
  const api = useApi();
  const { query } = route.value;
  const [workload, error] = [query.get("workload") ?? "", query.get("error") ?? ""];
  const operation = useSignal<string>("");
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const found = useLoad<Answer<"/v1/letters">>(
    `letters ${workload} ${error}`,
    (signal) => api.ask("GET", "/v1/letters", { query: { workload, error, limit: MOST_LISTED }, signal }),
    EVERY,
  );
  const toggle = (id: string) => {
    const next = new Set(chosen.value);
    if (!next.delete(id)) next.add(id);
    chosen.value = next;
  };
  return (
    <>
      {operation.value && <Progress id={operation.value} key={operation.value} done={found.reload} />}
      <Shown of={found} what="the letters">
        {({ groups, letters }) => {
          const all = groups.reduce((sum, each) => sum + each.count, 0);
          const wanted = groups.filter((each) => (!workload || each.workload === workload) && (!error || each.error === error));
          const waiting = wanted.reduce((sum, each) => sum + each.count, 0);
          return (
            <>
              <p class="soft">{all} letters wait. Each is kept for {KEPT_DAYS} days.</p>
              <Table<Schema<"GroupAnswer">>
                label="Groups of letters"
                rows={groups}
                of={(each) => `${each.workload} ${each.error}`}
                none="There are no dead letters."
                columns={[
                  { head: "workload", cell: (each) => <a href={href(["letters"], { workload: each.workload, error: each.error })}>{each.workload}</a> },
                  { head: "error", cell: (each) => each.error || "not known" },
                  { head: "letters", number: true, cell: (each) => each.count },
                  { head: "oldest", cell: (each) => <Moment at={each.oldest} /> },
                  { head: "days left", number: true, cell: (each) => Math.max(0, KEPT_DAYS - Math.floor((Date.now() - Date.parse(each.oldest)) / DAY)) },
                ]}
              />
              {letters.length > 0 && (
                <>
                  <h2>{workload || error ? `Letters of ${workload || "all workloads"}${error && ` with ${error}`}` : "The oldest letters"}</h2>
                  <p class="line">
                    {(workload || error) && <a href={href(["letters"])}>All groups</a>}
                    {chosen.value.size > 0 ? (
                      <Operate wanted={{ ids: [...chosen.value] }} count={chosen.value.size} name={`${chosen.value.size} letters`} began={(id) => ((operation.value = id), (chosen.value = new Set()))} />
                    ) : (
                      (workload || error) && <Operate wanted={{ workload, error }} count={waiting} name={workload || error} began={(id) => (operation.value = id)} />
                    )}
                  </p>
                  {letters.length < waiting && <p class="soft">These are the oldest {letters.length} of {waiting}.</p>}
                  <Table<Schema<"LetterAnswer">>
                    label="Letters, the oldest first"
                    rows={letters}
                    of={(each) => each.id}
                    columns={[
                      { head: "choose", cell: (each) => <input type="checkbox" aria-label={`Choose letter ${each.id.slice(0, 8)}`} checked={chosen.value.has(each.id)} onChange={() => toggle(each.id)} /> },
                      { head: "letter", cell: (each) => <a href={href(["letters", each.id])}>{each.id.slice(0, 8)}</a> },
                      { head: "when", cell: (each) => <Moment at={each.at} /> },
                      { head: "workload", cell: (each) => each.workload },
                      { head: "error", cell: (each) => each.error || "not known" },
                      { head: "about", cell: (each) => [each.stream, each.player].filter(Boolean).join(" ") || "–" },
                    ]}
                  />
                </>
              )}
            </>
          );
        }}
      </Shown>
    </>
  );
}
