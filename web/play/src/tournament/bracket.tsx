/** Draws rounds: a knock-out as a tree of columns, other rounds as a list of matches. */

import { Icon } from "../parts/icon.tsx";
import { href } from "../route.ts";
import { resultText, winners, type Column, type Pairing, type Slot } from "./rounds.ts";

interface Shown {
  me: string;
  /** The game whose rooms decide; empty if operators do. */
  game: string;
}

/** Columns side by side; one that is too wide for the page is scrolled, by keyboard too. */
export function Columns({ label, columns, joined = false, ...shown }: Shown & { label: string; columns: readonly Column[]; joined?: boolean }) {
  return (
    <div class="bracket" role="region" aria-label={label} tabIndex={0} data-joined={joined ? "" : undefined}>
      {columns.map(({ title, slots }) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          <ol>{slots.map((slot, at) => <li key={slot.match?.key ?? at}>{slot.match ? <Card match={slot.match} {...shown} /> : <Awaited slot={slot} />}</li>)}</ol>
        </section>
      ))}
    </div>
  );
}

export function Matches({ pairings, ...shown }: Shown & { pairings: readonly Pairing[] }) {
  return <ol class="pairings">{pairings.map((each) => <li key={`${each.round}-${each.index}`}><Card match={each} {...shown} /></li>)}</ol>;
}

/** Who plays whom, how it ended, and the way to it while it is played. */
function Card({ match, me, game }: Shown & { match: Pairing }) {
  const won = winners(match);
  const isMine = match.sides.includes(me);
  const isPlayed = match.room && !match.places?.length;
  return (
    <article class="pairing" data-mine={isMine ? "" : undefined} data-over={match.places?.length ? "" : undefined}>
      <ul>
        {match.sides.map((side, at) => (
          <li key={side} data-won={won.includes(side) ? "" : undefined}>
            <span class="name" title={side}>{side}</span>
            {won.includes(side) ? <><Icon name="check" /><span class="unseen">won</span></> : match.sides.length > 2 && match.places?.length ? <span class="soft">{match.places[at]}.</span> : null}
          </li>
        ))}
      </ul>
      <p class="soft">
        {resultText(match)}
        {isPlayed && game && <> · <a href={href(game, match.room)}>{isMine ? "play" : "look on"}<span class="unseen">: {match.sides.join(" against ")}</span></a></>}
      </p>
    </article>
  );
}

function Awaited({ slot }: { slot: Slot }) {
  const [one = "", other = ""] = slot.sides;
  const sides = slot.isBye ? [one || "somebody", "no opponent"] : [one || "not known yet", other || "not known yet"];
  return (
    <article class="pairing" data-awaited="">
      <ul>{sides.map((side, at) => <li key={at}><span class="name" title={side}>{side}</span></li>)}</ul>
    </article>
  );
}
