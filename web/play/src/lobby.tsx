/** What can be played now, what comes, and what was. */

import type { Answer } from "@rumpus/openapi";
import { useEffect, useRef, useState } from "preact/hooks";

import { useLoaded } from "./load.ts";
import { Crest } from "./parts/crest.tsx";
import { clockText, now } from "./parts/clock.tsx";
import { Icon, type IconName } from "./parts/icon.tsx";
import { Empty, Failure, Loading } from "./parts/states.tsx";
import { href } from "./route.ts";
import { useSession } from "./session.ts";

const KINDS: [game: string, name: string, icon: IconName, empty: string][] = [
  ["codebattle", "Code battles", "swords", "No battle yet."],
  ["hunt", "Treasure hunts", "compass", "No hunt yet."],
  ["tournament", "Tournaments", "star", "No tournament yet."],
];

/** Rooms of a page of the list. */
const MOST = 12;

export function Lobby() {
  return (
    <div class="lobby">
      <h1>What shall we play?</h1>
      <section aria-label="Matches">
        <h2><Icon name="shield" />Matches</h2>
        <a class="card find" href={href("match")}><b>Find a match</b><span class="soft">a small arena for 2 to 8: hidden choices, fog, dice that can be checked</span></a>
      </section>
      {KINDS.map(([game, name, icon, empty]) => <Rooms key={game} game={game} name={name} icon={icon} empty={empty} />)}
      <Self />
    </div>
  );
}

function Rooms({ game, name, icon, empty }: { game: string; name: string; icon: IconName; empty: string }) {
  return (
    <section aria-label={name}>
      <h2><Icon name={icon} />{name}</h2>
      <ul class="rooms">
        <RoomsPage game={game} empty={empty} />
      </ul>
    </section>
  );
}

/** Rooms after a place of the list; once they are asked for, the next ones follow them. */
function RoomsPage({ game, empty, after = "" }: { game: string; empty: string; after?: string }) {
  const from = after && `&after=${encodeURIComponent(after)}`;
  const { found, fault, again } = useLoaded<Answer<"/v1/rooms/{game}">>(`/v1/rooms/${game}?limit=${MOST}${from}`);
  const [more, setMore] = useState(false);
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (after && found) first.current?.focus(); // the button that was pressed is gone
  }, [found !== null]);
  return (
    <>
      {fault && <li class="wide"><Failure text={fault} again={again} /></li>}
      {!found && !fault && <li class="wide"><Loading /></li>}
      {found?.rooms.map((each, at) => (
        <li key={each.room}>
          <a ref={at === 0 ? first : null} class="card" href={href(game, each.room)} data-over={now.value >= Date.parse(each.ends_at) ? "" : undefined}>
            <b>{each.title}</b>
            <span class="soft">{clockText(each.starts_at, each.ends_at, now.value)}</span>
          </a>
        </li>
      ))}
      {!after && found?.rooms.length === 0 && <li class="wide"><Empty>{empty}</Empty></li>}
      {found?.after && more && <RoomsPage game={game} empty={empty} after={found.after} />}
      {found?.after && !more && <li class="wide"><button type="button" onClick={() => setMore(true)}>Show more</button></li>}
    </>
  );
}

/** Who plays, and the way out. */
function Self() {
  const session = useSession();
  const [leaving, setLeaving] = useState(false);
  const { username } = session.account.value!;
  return (
    <section class="self" aria-label="You">
      <Crest name={username} />
      <p>You are <b title={username}>{username}</b></p>
      <button type="button" onClick={() => (leaving ? session.signOut() : setLeaving(true))} onBlur={() => setLeaving(false)}>
        {leaving ? "A guest can't come back: sign out?" : "Sign out"}
      </button>
    </section>
  );
}
