/** One's own things: worn, taken off, given away, or put up for sale. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useState } from "preact/hooks";

import { useLoaded, useOrder } from "../load.ts";
import { Empty, Failure, Loading } from "../parts/states.tsx";
import { number } from "../words.ts";

type Thing = Schema<"HoldingAnswer">;

const WEEK = 7 * 86_400_000;

export function ThingsPage() {
  const { found, fault, again } = useLoaded<Answer<"/v1/economy/inventory">>("/v1/economy/inventory");
  const [open, setOpen] = useState("");
  return (
    <div class="money">
      <h1>Things</h1>
      {fault && <Failure text={fault} again={again} />}
      {!found && !fault && <Loading />}
      {found?.things.length === 0 && <Empty>Nothing yet: what you win or buy is kept here.</Empty>}
      <ul class="rooms">
        {found?.things.map((each) => {
          const key = `${each.item}/${each.id}`;
          return <li key={key}><Card thing={each} open={open === key} toggle={() => setOpen(open === key ? "" : key)} /></li>;
        })}
      </ul>
      {found?.after && <p class="soft">These are the first {found.things.length}.</p>}
    </div>
  );
}

function Card({ thing, open, toggle }: { thing: Thing; open: boolean; toggle: () => void }) {
  const order = useOrder();
  const single = thing.id !== "";
  return (
    <div class="card thing">
      <h2>{thing.item.replaceAll("_", " ")}{!single && <span class="amount"> × {number(thing.amount)}</span>}</h2>
      {single && <p class="soft id" title={thing.id}>{thing.id}</p>}
      {thing.slot && <p class="soft">worn: {thing.slot}</p>}
      <div class="line wrap">
        {single && (thing.slot
          ? <button type="button" onClick={() => void order({ do: "unequip", id: thing.id })}>Take off</button>
          : <button type="button" onClick={() => void order({ do: "equip", id: thing.id })}>Wear</button>)}
        <button type="button" aria-expanded={open} onClick={toggle}>Give or sell</button>
      </div>
      {open && <Part thing={thing} order={order} />}
    </div>
  );
}

function Part({ thing, order }: { thing: Thing; order: (order: Record<string, unknown>) => Promise<boolean> }) {
  const [to, setTo] = useState("");
  const [price, setPrice] = useState("");
  const [currency, setCurrency] = useState("gold");
  const [amount, setAmount] = useState("1");
  const what = thing.id ? { item: thing.item, id: thing.id } : { item: thing.item, amount: Number(amount) };
  const give = (event: Event) => (event.preventDefault(), void order({ do: "give", to, things: [what] }));
  function sell(event: Event): void {
    event.preventDefault();
    const expires = new Date(Date.now() + WEEK).toISOString();
    void order({ do: "offer", thing: what, currency, price: Number(price), expires });
  }
  return (
    <>
      {!thing.id && <label>How many <input type="number" min={1} max={String(thing.amount)} value={amount} onInput={(event) => setAmount(event.currentTarget.value)} /></label>}
      <form class="fields" onSubmit={give}>
        <label>Give to <input required maxLength={50} autocomplete="off" spellcheck={false} value={to} onInput={(event) => setTo(event.currentTarget.value)} /></label>
        <button>Give</button>
      </form>
      <form class="fields" onSubmit={sell}>
        <label>Price <input required type="number" min={1} step={1} value={price} onInput={(event) => setPrice(event.currentTarget.value)} /></label>
        <label>in <input required pattern="[a-z][a-z0-9_]*" maxLength={64} value={currency} onInput={(event) => setCurrency(event.currentTarget.value)} /></label>
        <button class="main">Offer for a week</button>
      </form>
    </>
  );
}
