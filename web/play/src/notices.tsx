/** What the player was told: matches, tournaments, rewards, what others did to its money and things. */

import type { NoticeView } from "@rumpus/client/games/inbox";

import { Empty } from "./parts/states.tsx";
import { useAct } from "./room.ts";
import { href } from "./route.ts";
import { useSession } from "./session.ts";
import { number } from "./words.ts";

export function NoticesPage() {
  const { inbox } = useSession();
  const act = useAct();
  const notices = inbox.notices.value;
  return (
    <div class="money">
      <header class="room-head">
        <h1>Notices</h1>
        {inbox.unread.value > 0 && <button type="button" onClick={() => void act(() => inbox.readAll())}>Mark all as read</button>}
      </header>
      {notices.length === 0 && <Empty>Nothing new. What happened earlier is in your <a href={href("wallet")}>wallet</a>.</Empty>}
      <ol class="notices">
        {notices.map((each) => {
          const { title, text, to } = told(each);
          return (
            <li key={each.number} class="card" data-unread={each.read ? undefined : ""}>
              <b>{!each.read && <span class="unseen">New: </span>}{to ? <a href={to}>{title}</a> : title}</b>
              <time class="soft" dateTime={each.at}>{new Date(each.at).toLocaleString()}</time>
              {text && <span>{text}</span>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

interface Told {
  title: string;
  text: string;
  /** Where it leads, if anywhere. */
  to?: string;
}

interface Data {
  game?: string;
  room?: string;
  tournament?: string;
  round?: number;
  against?: string[];
  come_by?: string;
  place?: number;
  service?: string;
  kind?: string;
  effects?: Effect[];
}

interface Effect {
  balances?: { currency: string; balance: number }[];
  things?: { item: string; amount?: number; id?: string }[];
}

/** Say a notice in words; of a kind that is not known, its name. */
export function told({ kind, data }: NoticeView): Told {
  const { game, room, tournament, round, against, come_by: by, place, effects, service, kind: of } = data as Data;
  const cup = tournament ? { to: href("tournament", tournament) } : {};
  switch (kind) {
    case "match.found":
      return { title: "A match is found", text: `Go to it: ${game}`, ...(game && room ? { to: href(game, room) } : {}) };
    case "tournament.check_in":
      return { title: "Check in now", text: `The tournament ${tournament} is about to start.`, ...cup };
    case "tournament.round": {
      const text = `Against ${against?.join(", ") || "nobody: you go on"}.${by ? ` Come by ${new Date(by).toLocaleTimeString()}.` : ""}`;
      return { title: `Round ${round} of ${tournament}`, text, ...(game && room ? { to: href(game, room) } : cup) };
    }
    case "tournament.ended":
      return { title: `${tournament} is over`, text: `Your place: ${place}.`, ...cup };
    case "reward":
    case "trade":
      return { title: `${service}: ${String(of).replaceAll("_", " ")}`, text: (effects ?? []).map(effectText).filter(Boolean).join("; ") };
    default:
      return { title: kind.replaceAll(/[._]/g, " "), text: "" };
  }
}

function effectText(effect: Effect): string {
  const balances = (effect.balances ?? []).map((each) => `you have ${number(each.balance)} ${each.currency}`);
  const things = (effect.things ?? []).map((each) => `${each.amount ?? 1} ${each.item}`);
  return [...things, ...balances].join(", ");
}
