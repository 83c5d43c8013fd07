/** Where players are kept, what that costs, and what another policy would move before it runs. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { useApi, useLoad } from "../load.ts";
import { Field } from "../parts/act.tsx";
import { Shown } from "../parts/show.tsx";
import { Table } from "../parts/table.tsx";
import { go, route } from "../route.ts";

/** Seconds: tiers change by the hour, and a sample of all headers is read. */
const EVERY = 60;

const ORDER = ["hot", "warm", "freezing", "archived", "restoring", "quarantined", "deleted"];

type Tiers = Answer<"/v1/tiers">;

export default function TiersPage() {
  const api = useApi();
  const asked = route.value.query.get("cold_after") ?? "";
  const found = useLoad<Tiers>(`tiers ${asked}`, (signal) => api.ask("GET", "/v1/tiers", { query: { cold_after: asked }, signal }), EVERY);
  return (
    <>
      <Policy asked={asked} />
      <Shown of={found} what="the tiers">
        {(data) => (
          <>
            {data.what_if && <Moved of={data.what_if} />}
            <Tiles of={data} />
            <Table<Schema<"TierAnswer">>
              label="Players by tier"
              rows={[...data.tiers].sort((one, other) => ORDER.indexOf(one.tier) - ORDER.indexOf(other.tier))}
              of={({ tier }) => tier}
              none="Nobody has ever been here."
              columns={[
                { head: "tier", cell: ({ tier }) => tier },
                { head: "players", number: true, cell: ({ players }) => whole(players) },
                { head: "bytes in S3", number: true, cell: ({ bytes }) => whole(bytes) },
                { head: "dollars a month", number: true, cell: (each) => money(each.dollars) },
              ]}
            />
          </>
        )}
      </Shown>
    </>
  );
}

function Policy({ asked }: { asked: string }) {
  const days = useSignal(asked);
  useEffect(() => {
    days.value = asked;
  }, [asked]);
  return (
    <form class="filter" onSubmit={(event) => (event.preventDefault(), go(["tiers"], { cold_after: days.value.trim() }))}>
      <Field label="What if archived after" type="number" value={days.value} set={(value) => (days.value = value)} hint="Days without a sign. Nothing is changed." />
      <button class="main">Look</button>
    </form>
  );
}

function Moved({ of }: { of: Schema<"WhatIfAnswer"> }) {
  const share = of.here ? Math.round((100 * of.archived) / of.here) : 0;
  return (
    <p class="card" role="status">
      With {of.cold_after_days} days, {whole(of.archived)} of {whole(of.here)} players who are here ({share}%) would be archived: {money(of.once)} once,
      and {money(of.saved)} less a month. Counted from a sample.
    </p>
  );
}

function Tiles({ of }: { of: Tiers }) {
  const players = (...tiers: string[]) => of.tiers.reduce((sum, each) => sum + (tiers.includes(each.tier) ? each.players : 0), 0);
  const quarantined = players("quarantined");
  const all = of.tiers.reduce((sum, each) => sum + each.dollars, 0);
  return (
    <div class="tiles">
      <Tile title="Here" text={whole(players("hot", "warm", "freezing"))} about={`warm after ${of.idle_days} days`} />
      <Tile title="In the archive" text={whole(players("archived", "restoring"))} about={`after ${of.cold_after_days} days`} />
      <Tile title="Quarantined" text={whole(quarantined)} about="an operator has to look" tone={quarantined ? "bad" : "good"} />
      <Tile title="A month" text={money(all)} about="all tiers, rows and objects" />
      <Tile title="Break-even" text={`${Math.round(of.break_even_months)} months`} about="away, until the archive pays" />
    </div>
  );
}

function Tile({ title, text, about, tone = "" }: { title: string; text: string; about: string; tone?: string }) {
  return (
    <div class="card tile" data-tone={tone}>
      <span class="soft">{title}</span>
      <strong>{text}</strong>
      <span class="soft">{about}</span>
    </div>
  );
}

function whole(number: number): string {
  return number.toLocaleString("en-GB");
}

function money(dollars: number): string {
  return `$${dollars.toLocaleString("en-GB", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}
