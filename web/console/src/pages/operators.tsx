/** Who may do what: operators with keys of their own. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";

import { path, type Role } from "../api.ts";
import { useApi, useLoad } from "../load.ts";
import { Act, Field } from "../parts/act.tsx";
import { Moment, Shown } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { href } from "../route.ts";

const ROLES: readonly Role[] = ["look", "support", "admin"];

export default function Operators() {
  const api = useApi();
  const found = useLoad<Answer<"/v1/operators/keys">>("operators", (signal) => api.ask("GET", "/v1/operators/keys", { signal }));
  const [name, role, days, given] = [useSignal(""), useSignal<Role>("look"), useSignal("90"), useSignal("")];
  const give = async (why: string) => {
    const body = { role: role.value, days: Number(days.value) };
    given.value = (await api.ask<Schema<"KeyAnswer">>("PUT", path("operators", "keys", name.value), { body, why })).key;
  };
  return (
    <>
      <p><b>look</b> sees all. <b>support</b> changes what one player has and redrives letters. <b>admin</b> may do all.</p>
      <p class="line">
        <Act label="Give a key" role="admin" act={give} done={found.reload}>
          <Field label="Name" value={name.value} set={(value) => (name.value = value)} hint="A key that this operator has is void then." />
          <Field label="Role" list={ROLES} value={role.value} set={(value) => (role.value = value as Role)} />
          <Field label="Days" type="number" min={1} max={366} value={days.value} set={(value) => (days.value = value)} />
        </Act>
      </p>
      {given.value && (
        <section class="card" role="status">
          <p>The key of {name.value}, shown this once:</p>
          <pre class="json" tabIndex={0}>{given.value}</pre>
          <button onClick={() => (given.value = "")}>I have it</button>
        </section>
      )}
      <Shown of={found} what="the operators">
        {({ operators }) => (
          <Table<Schema<"OperatorAnswer">>
            label="Operators"
            rows={operators}
            of={(each) => each.name}
            none="Nobody has a key of their own yet: all use the key of the stage."
            columns={[
              { head: "name", cell: (each) => <a href={href(["acts"], { by: each.name })}>{each.name}</a> },
              { head: "role", cell: (each) => each.role },
              { head: "given by", cell: (each) => each.given_by },
              { head: "on", cell: (each) => <Moment at={each.given_at} /> },
              { head: "good until", cell: (each) => <Moment at={each.ends} /> },
              { head: "do", cell: (each) => <Act label="Take away" role="admin" name={each.name} warning={`The key of 1 operator, ${each.name}, is void at once.`} act={(why) => api.ask("DELETE", path("operators", "keys", each.name), { why })} done={found.reload} /> },
            ]}
          />
        )}
      </Shown>
    </>
  );
}
