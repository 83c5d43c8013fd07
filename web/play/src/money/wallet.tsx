/** One's own money, what changed it, and how to pay. */

import type { Answer, Schema } from "@rumpus/openapi";
import { useState } from "preact/hooks";

import { useLoaded, useOrder } from "../load.ts";
import { Icon } from "../parts/icon.tsx";
import { Empty, Failure, Loading } from "../parts/states.tsx";
import { number } from "../words.ts";

export function WalletPage() {
  const { found, fault, again } = useLoaded<Answer<"/v1/economy/wallet">>("/v1/economy/wallet");
  const [chosen, choose] = useState("");
  const accounts = found?.accounts ?? [];
  const current = accounts.find((each) => each.currency === chosen) ?? accounts[0];
  return (
    <div class="money">
      <h1>Wallet</h1>
      {fault && <Failure text={fault} again={again} />}
      {!found && !fault && <Loading />}
      {found && accounts.length === 0 && <Empty>No money yet: battles and hunts pay those who take part.</Empty>}
      <ul class="rooms">
        {accounts.map((each) => (
          <li key={each.currency}>
            <button type="button" class="card coin" aria-pressed={each === current} onClick={() => choose(each.currency)}>
              <Icon name="coin" />
              <b>{number(each.balance)}</b> {each.currency}
              {each.held > 0 && <span class="soft">{number(each.held)} held</span>}
            </button>
          </li>
        ))}
      </ul>
      {current && <Pay key={`pay ${current.currency}`} currency={current.currency} />}
      {current && <Ledger key={current.currency} account={current} />}
    </div>
  );
}

function Pay({ currency }: { currency: string }) {
  const order = useOrder();
  const [to, setTo] = useState("");
  const [amount, setAmount] = useState("");
  const [busy, setBusy] = useState(false);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    if (await order({ do: "pay", to, currency, amount: Number(amount) })) setAmount("");
    setBusy(false);
  }
  return (
    <form class="card fields" onSubmit={(event) => void submit(event)}>
      <h2>Pay somebody</h2>
      <label>To <input required maxLength={50} autocomplete="off" spellcheck={false} value={to} onInput={(event) => setTo(event.currentTarget.value)} /></label>
      <label>Amount of {currency} <input required type="number" inputMode="numeric" min={1} step={1} value={amount} onInput={(event) => setAmount(event.currentTarget.value)} /></label>
      <button class="main" disabled={busy}>Pay</button>
    </form>
  );
}

function Ledger({ account }: { account: Schema<"AccountAnswer"> }) {
  const path = `/v1/economy/wallet/${encodeURIComponent(account.currency)}/ledger?limit=50`;
  const { found, fault, again } = useLoaded<Answer<"/v1/economy/wallet/{currency}/ledger">>(path);
  return (
    <section class="card ledger" aria-label="What changed it">
      <h2>What changed it</h2>
      {fault && <Failure text={fault} again={again} />}
      {!found && !fault && <Loading />}
      <ol>
        {found?.entries.map((each) => (
          <li key={each.transaction} data-tone={each.amount < 0 ? "bad" : "good"}>
            <span class="name">{each.kind.replaceAll("_", " ")}</span>
            <b>{each.amount > 0 ? "+" : ""}{number(each.amount)}</b>
            <time class="soft" dateTime={each.at}>{new Date(each.at).toLocaleString()}</time>
            <span class="soft">balance {number(each.balance)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
