/** What others sell, the cheapest first, and how to buy it. */

import type { Answer } from "@rumpus/openapi";
import { useState } from "preact/hooks";

import { useLoaded, useOrder } from "../load.ts";
import { Empty, Failure, Loading } from "../parts/states.tsx";
import { useSession } from "../session.ts";
import { number, span } from "../words.ts";

export function MarketPage() {
  const [item, setItem] = useState("");
  const [currency, setCurrency] = useState("gold");
  const [asked, setAsked] = useState<[item: string, currency: string] | null>(null);
  const mine = useLoaded<Answer<"/v1/economy/inventory">>("/v1/economy/inventory");
  const known = [...new Set(mine.found?.things.map((each) => each.item))];
  return (
    <div class="money">
      <h1>Market</h1>
      <form class="card fields" onSubmit={(event) => (event.preventDefault(), setAsked([item, currency]))}>
        <label>
          What do you look for?
          <input required list="items" pattern="[a-z][a-z0-9_]*" title="small letters, digits and underscores" maxLength={64} autocapitalize="off" value={item} onInput={(event) => setItem(event.currentTarget.value)} />
        </label>
        <datalist id="items">{known.map((each) => <option key={each} value={each} />)}</datalist>
        <label>
          Pay with
          <input required pattern="[a-z][a-z0-9_]*" maxLength={64} value={currency} onInput={(event) => setCurrency(event.currentTarget.value)} />
        </label>
        <button class="main">Look</button>
      </form>
      {asked ? <Listings key={asked.join()} item={asked[0]} currency={asked[1]} /> : <Empty>Name a thing, such as sword or arrow.</Empty>}
    </div>
  );
}

function Listings({ item, currency }: { item: string; currency: string }) {
  const me = useSession().account.value!.playerId;
  const { found, fault, again } = useLoaded<Answer<"/v1/economy/listings">>(`/v1/economy/listings?item=${item}&currency=${currency}`);
  const order = useOrder();
  if (fault) return <Failure text={fault} again={again} />;
  if (!found) return <Loading />;
  if (found.listings.length === 0) return <Empty>Nobody sells that now.</Empty>;
  return (
    <ul class="rooms">
      {found.listings.map((each) => (
        <li key={each.listing} class="card thing">
          <h2>{each.item.replaceAll("_", " ")}{each.id === "" && <span class="amount"> × {each.amount}</span>}</h2>
          <p class="soft">for {span(Date.parse(each.expires) - Date.now())} more</p>
          {each.seller === me
            ? <button type="button" onClick={() => void order({ do: "cancel", listing: each.listing })}>Take back your offer</button>
            : <button type="button" class="main" onClick={() => void order({ do: "buy", listing: each.listing, price: each.price })}>Buy for {number(each.price)} {each.currency}</button>}
        </li>
      ))}
    </ul>
  );
}
