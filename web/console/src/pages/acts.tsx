/** Who did what, why, and what came of it. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";

import { useApi, useLoad } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Moment, Shown } from "../parts/show.tsx";
import { Pages, Table } from "../parts/table.tsx";
import { go, route } from "../route.ts";

export default function Acts() {
  const api = useApi();
  const { query } = route.value;
  const told = { by: query.get("by") ?? "", text: query.get("text") ?? "" };
  const before = query.get("before") ?? "";
  const [by, text] = [useSignal(told.by), useSignal(told.text)];
  const found = useLoad<Answer<"/v1/operators/acts">>(
    `acts ${query}`,
    (signal) => api.ask("GET", "/v1/operators/acts", { query: { ...told, before, limit: 100 }, signal }),
    before ? 0 : 10,
  );
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), go(["acts"], { by: by.value, text: text.value }))}>
        <Field label="Who" value={by.value} set={(value) => (by.value = value)} />
        <Field label="With" value={text.value} set={(value) => (text.value = value)} hint="Part of what, about whom, why, or the outcome" />
        <button class="main">Search</button>
        {found.busy && <button type="button" onClick={found.cancel}>Cancel</button>}
      </form>
      <Shown of={found} what="the acts">
        {({ acts, before: next }) => (
          <>
            <Table<Schema<"ActAnswer">>
              label="Acts, the newest first"
              rows={acts}
              of={(each) => `${each.act} ${each.step}`}
              none={next ? "None among those that were looked at: go on to the next page." : "Nobody has done anything like that."}
              columns={[
                { head: "when", cell: (each) => <Moment at={each.at} /> },
                { head: "who", cell: (each) => <>{each.by} <small class="soft">{each.role}</small></> },
                { head: "what", cell: (each) => each.what },
                { head: "about", cell: (each) => each.about },
                { head: "why", cell: (each) => each.why || "–" },
                { head: "outcome", cell: (each) => <span class="tag" data-tone={tone(each)}>{each.step === "asked" ? "asked" : each.outcome}</span> },
              ]}
            />
            <Pages isFirst={!before} next={next} first={() => go(["acts"], told)} go={(to) => go(["acts"], { ...told, before: to })} />
          </>
        )}
      </Shown>
    </>
  );
}

function tone({ step, outcome }: Schema<"ActAnswer">): string {
  return step === "asked" ? "" : outcome === "done" ? "good" : "bad";
}
