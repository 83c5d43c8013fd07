/** A player: account, sessions, money, ledger and things. All is changed by new facts, with a reason. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { newId, path } from "../api.ts";
import { useApi, useLoad } from "../load.ts";
import { Act, Field } from "../parts/act.tsx";
import { Moment, Pairs, Shown } from "../parts/show.tsx";
import { Pages, Table } from "../parts/table.tsx";
import { go, href, route } from "../route.ts";

export default function Players() {
  const [who = ""] = route.value.parts;
  const typed = useSignal(who);
  useEffect(() => {
    typed.value = who;
  }, [who]);
  return (
    <>
      <form class="filter" onSubmit={(event) => (event.preventDefault(), go(["players", typed.value.trim()]))}>
        <Field label="Name or id" value={typed.value} set={(value) => (typed.value = value)} hint="A whole name in any case, or an id. A room lists its players by parts of names." />
        <button class="main" disabled={!typed.value.trim()}>Find</button>
      </form>
      {who ? <Found who={who} key={who} /> : <p class="hollow">Find a player by name or id.</p>}
    </>
  );
}

function Found({ who }: { who: string }) {
  const api = useApi();
  const found = useLoad<Answer<"/v1/operators/players/{who}">>(`player ${who}`, (signal) => api.ask("GET", path("operators", "players", who), { signal }), 10);
  return (
    <Shown of={found} what="the player">
      {({ channels, ...account }) => (
        <>
          <h2>{account.username}</h2>
          <p class="line">
            <a href={href(["logs"], { player: account.username })}>Lines about {account.username}</a>
            <InRoom username={account.username} />
          </p>
          <div class="panes">
            <section class="card">
              <h3>Account and session</h3>
              <Pairs of={account} />
              {account.connection ? <ul class="plain">{channels.map((name) => <li key={name}><a href={href(["live"], { channel: operators(name) })}>{name}</a></li>)}</ul> : <p class="soft">There is no open session over functions or gateways.</p>}
            </section>
            <Money username={account.username} />
            <Things username={account.username} />
          </div>
        </>
      )}
    </Shown>
  );
}

/** What operators see of a channel that is a player's own. */
function operators(channel: string): string {
  return channel.includes("@") ? `${channel.split("@")[0]}@$operator` : channel;
}

function InRoom({ username }: { username: string }) {
  const room = route.value.query.get("room");
  if (!room) return null;
  const stream = `${room}/player/${username}`;
  return (
    <>
      <a href={href(["streams"], { stream })}>Past in {room}</a>
      <a href={href(["live"], { channel: `${stream}@$operator` })}>Follow in {room}</a>
    </>
  );
}

function Money({ username }: { username: string }) {
  const api = useApi();
  const chosen = useSignal("");
  const wallet = useLoad<Answer<"/v1/economy/players/{username}/wallet">>(`wallet ${username}`, (signal) => api.ask("GET", path("economy", "players", username, "wallet"), { signal }));
  return (
    <section class="card">
      <h3>Money</h3>
      <Shown of={wallet} what="the wallet">
        {({ accounts }) => (
          <>
            <Table<Schema<"AccountAnswer">>
              label="Accounts"
              rows={accounts}
              of={(each) => each.currency}
              none={`${username} never had money.`}
              columns={[
                { head: "currency", cell: (each) => <button aria-pressed={chosen.value === each.currency} onClick={() => (chosen.value = each.currency)}>{each.currency}</button> },
                { head: "balance", number: true, cell: (each) => each.balance },
                { head: "held", number: true, cell: (each) => each.held },
              ]}
            />
            <p class="line">
              <Order label="Give money" username={username} fields={["currency", "amount"]} order={({ currency, amount }) => ({ do: "mint", to: username, currency, amount: Number(amount) })} done={wallet.reload} />
              <Order label="Take money" dangerous username={username} fields={["currency", "amount"]} order={({ currency, amount }) => ({ do: "burn", from: username, currency, amount: Number(amount) })} done={wallet.reload} />
            </p>
            {(chosen.value || accounts[0]) && <Ledger username={username} currency={chosen.value || accounts[0]!.currency} changed={wallet.reload} />}
          </>
        )}
      </Shown>
    </section>
  );
}

function Ledger({ username, currency, changed }: { username: string; currency: string; changed: () => void }) {
  const api = useApi();
  const before = useSignal("");
  const ledger = useLoad<Answer<"/v1/economy/players/{username}/wallet/{currency}/ledger">>(`${username} ${currency} ${before.value}`, (signal) =>
    api.ask("GET", path("economy", "players", username, "wallet", currency, "ledger"), { query: { before: before.value, limit: 20 }, signal }),
  );
  const undo = (transaction: number) => (why: string) => api.ask("POST", "/v1/economy/operations", { body: { do: "reverse", transaction }, why, key: newId() });
  return (
    <Shown of={ledger} what="the ledger">
      {(found) => (
        <>
          <h4>Ledger of {currency}</h4>
          <Table<Schema<"EntryAnswer">>
            label={`Ledger of ${currency}, the newest first`}
            rows={found.entries}
            of={(each) => String(each.transaction)}
            columns={[
              { head: "transaction", number: true, cell: (each) => each.transaction },
              { head: "when", cell: (each) => <Moment at={each.at} /> },
              { head: "kind", cell: (each) => each.kind },
              { head: "amount", number: true, cell: (each) => each.amount },
              { head: "balance", number: true, cell: (each) => each.balance },
              { head: "do", cell: (each) => <Act label="Reverse" role="support" name={String(each.transaction)} warning="1 transaction, of all its accounts, is booked the other way round. Both remain." act={undo(each.transaction)} done={() => (ledger.reload(), changed())} /> },
            ]}
          />
          <Pages isFirst={!before.value} next={found.before} first={() => (before.value = "")} go={(to) => (before.value = to)} />
        </>
      )}
    </Shown>
  );
}

function Things({ username }: { username: string }) {
  const api = useApi();
  const after = useSignal("");
  const things = useLoad<Answer<"/v1/economy/players/{username}/inventory">>(`things ${username} ${after.value}`, (signal) =>
    api.ask("GET", path("economy", "players", username, "inventory"), { query: { after: after.value, limit: 50 }, signal }),
  );
  const one = ({ item, amount, id }: Record<string, string>) => [{ item, amount: Number(amount), ...(id ? { id } : {}) }];
  return (
    <section class="card">
      <h3>Things</h3>
      <Shown of={things} what="the things">
        {(found) => (
          <>
            <Table<Schema<"HoldingAnswer">>
              label="Things"
              rows={found.things}
              of={(each) => `${each.item}/${each.id}`}
              none={`${username} has no things.`}
              columns={[
                { head: "item", cell: (each) => each.item },
                { head: "id", cell: (each) => each.id || "–" },
                { head: "amount", number: true, cell: (each) => each.amount },
                { head: "worn in", cell: (each) => each.slot ?? "–" },
              ]}
            />
            <Pages isFirst={!after.value} next={found.after} first={() => (after.value = "")} go={(to) => (after.value = to)} />
            <p class="line">
              <Order label="Give a thing" username={username} fields={["item", "amount", "id"]} order={(told) => ({ do: "grant", to: username, things: one(told) })} done={things.reload} />
              <Order label="Take a thing" dangerous username={username} fields={["item", "amount", "id"]} order={(told) => ({ do: "take", from: username, things: one(told) })} done={things.reload} />
            </p>
          </>
        )}
      </Shown>
    </section>
  );
}

/** An order to the economy about one player, once a key however often it is sent. */
function Order(props: { label: string; username: string; fields: readonly string[]; order: (told: Record<string, string>) => unknown; done: () => void; dangerous?: boolean }) {
  const { label, username, fields, dangerous, done } = props;
  const api = useApi();
  const told = useSignal<Record<string, string>>({});
  const key = useSignal(newId());
  const act = async (why: string) => {
    await api.ask("POST", "/v1/economy/operations", { body: props.order(told.value), why, key: key.value });
    key.value = newId();
  };
  const set = (name: string) => (value: string) => ((told.value = { ...told.value, [name]: value }), (key.value = newId()));
  return (
    <Act label={label} role="support" act={act} done={done} {...(dangerous ? { name: username, warning: `This takes from 1 player, ${username}.` } : {})}>
      {fields.map((name) => <Field key={name} label={name === "id" ? "id, of a single one" : name} type={name === "amount" ? "number" : "text"} value={told.value[name] ?? ""} set={set(name)} />)}
    </Act>
  );
}
