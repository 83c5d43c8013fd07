/** Operations on dead letters: redrive and discard, and how far they are. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { path } from "../api.ts";
import { useApi, useLoad } from "../load.ts";
import { Act, Field } from "./act.tsx";
import { Shown } from "./show.tsx";

/** Redrive or discard: how many, how fast, and what for is said before anything happens. */
export function Operate(props: { wanted: object; count: number; name: string; began: (id: string) => void }) {
  const { wanted, count, name, began } = props;
  const api = useApi();
  const bound = Math.min(count, 1000);
  const [most, rate] = [useSignal(String(bound)), useSignal("10")];
  useEffect(() => {
    most.value = String(bound);
  }, [bound]);
  const ask = (act: string) => async (why: string) => {
    const body = { act, why, ...wanted, most: Number(most.value), rate: Number(rate.value) };
    began((await api.ask<Schema<"OperationAnswer">>("POST", "/v1/letter-operations", { body })).id);
  };
  const limits = (
    <>
      <Field label="At most, the oldest first" type="number" min={1} max={1000} value={most.value} set={(value) => (most.value = value)} />
      <Field label="Letters a second" type="number" min={1} max={100} value={rate.value} set={(value) => (rate.value = value)} />
    </>
  );
  const told = (verb: string) => `${Math.min(Number(most.value), count)} of ${count} letters ${verb}.`;
  return (
    <>
      <Act label="Redrive" role="support" name={name} warning={told("are given to their workload again")} act={ask("redrive")}>{limits}</Act>
      <Act label="Discard" role="admin" name={name} warning={told("are given up for good")} act={ask("discard")}>{limits}</Act>
    </>
  );
}

export function Progress({ id, done }: { id: string; done: () => void }) {
  const api = useApi();
  const over = useSignal(false);
  const found = useLoad<Answer<"/v1/letter-operations/{operation}">>(`operation ${id}`, (signal) => api.ask("GET", path("letter-operations", id), { signal }), over.value ? 0 : 2);
  const state = found.data?.state ?? "asked";
  useEffect(() => {
    if (state === "done" || state === "cancelled") {
      over.value = true;
      done();
    }
  }, [state]);
  return (
    <section class="card" aria-live="polite">
      <Shown of={found} what="the operation">
        {(operation) => (
          <>
            <p><b>{operation.act}</b> by {operation.by}, “{operation.why}”: {operation.state === "asked" ? "begins within a minute" : operation.state}; {operation.done} done, {operation.failed} failed, of at most {operation.most}.</p>
            <progress max={operation.most} value={operation.done + operation.failed} aria-label="Progress" />
            {!over.value && <Act label="Stop" role="support" act={(why) => api.ask("DELETE", path("letter-operations", id), { why })} done={found.reload} />}
          </>
        )}
      </Shown>
    </section>
  );
}
