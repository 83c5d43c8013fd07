/** What happened to one's money and things while this page was open. */

import { useEffect } from "preact/hooks";

import { Empty } from "../parts/states.tsx";
import { href } from "../route.ts";
import { useSession, type Notice } from "../session.ts";
import { number } from "../words.ts";

export function NoticesPage() {
  const session = useSession();
  const notices = session.notices.value;
  useEffect(() => void (session.unread.value = 0), [notices.length]);
  return (
    <div class="money">
      <h1>Notices</h1>
      {notices.length === 0 && <Empty>Nothing new. What happened earlier is in your <a href={href("wallet")}>wallet</a>.</Empty>}
      <ol class="notices">
        {notices.map((each) => (
          <li key={each.id} class="card">
            <b>{title(each)}</b>
            <time class="soft" dateTime={each.at}>{new Date(each.at).toLocaleTimeString()}</time>
            <span>{each.effects.map((effect) => effectText(effect)).filter(Boolean).join("; ")}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

function title({ service, kind }: Notice): string {
  return `${service}: ${kind.replaceAll("_", " ")}`;
}

interface Effect {
  balances?: { currency: string; balance: number }[];
  things?: { item: string; amount?: number; id?: string }[];
}

function effectText(effect: Effect): string {
  const balances = (effect.balances ?? []).map((each) => `you have ${number(each.balance)} ${each.currency}`);
  const things = (effect.things ?? []).map((each) => `${each.amount ?? 1} ${each.item}`);
  return [...things, ...balances].join(", ");
}
