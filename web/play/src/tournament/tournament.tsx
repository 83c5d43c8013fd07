/** A tournament: how to take part, one's own match, the rounds and their results. */

import type { TournamentView } from "@rumpus/client/games/tournament";
import { Refused } from "@rumpus/client";
import { useEffect, useState } from "preact/hooks";

import { clockText, now } from "../parts/clock.tsx";
import { Crest } from "../parts/crest.tsx";
import { Empty, Loading, Lost } from "../parts/states.tsx";
import { useAct, useRoomModel } from "../room.ts";
import { href } from "../route.ts";
import { useSession } from "../session.ts";
import { counted, number, span } from "../words.ts";
import { Columns, Matches } from "./bracket.tsx";
import { losers, resultText, tree, winners, type Pairing } from "./rounds.ts";
import { TournamentModel } from "./tournamentModel.ts";
import "./tournament.css";

const FORMATS: Record<string, string> = {
  single: "Knock-out: whoever loses is out.",
  double: "Double knock-out: whoever loses twice is out.",
  swiss: "Swiss: equals meet, nobody twice.",
  round_robin: "Round robin: everybody meets everybody once.",
  heats: "Heats: the first of each go on.",
  season: "Season: ratings say who wins.",
};

const PHASES: Record<TournamentView["phase"], string> = {
  open: "Sign-up is open.",
  check_in: "Check-in is open: who has not checked in by the start is out.",
  seeding: "Players are being seeded.",
  running: "It is being played.",
  over: "It is over.",
};

/** The view has no more entrants than these. */
const LISTED = 64;

export function TournamentPage({ room }: { room: string }) {
  const session = useSession();
  const path = `/v1/rooms/tournament/${encodeURIComponent(room)}`;
  const model = useRoomModel(`tournament/${room}`, (connection) => new TournamentModel(connection, room, () => session.rumpus.get(path)));
  const me = session.account.value!.username;
  const view = model?.view.value;
  const told = session.inbox.notices.value.find(({ kind, data }) => kind === "tournament.round" && (data as { tournament?: string }).tournament === room);
  const { round, match, come_by: comeBy } = (told?.data ?? {}) as { round?: number; match?: number; come_by?: string };
  const isCurrent = round !== undefined && round === view?.round;
  useEffect(() => {
    if (isCurrent && match !== undefined) model?.want(round, match);
  }, [model, isCurrent, round, match]);
  if (model?.fault.value) return <Lost text={model.fault.value} />;
  if (!model || !view) return <Loading text="The tournament is on its way…" />;
  const mine = model.pairings.value.filter((each) => each.sides.includes(me)).at(-1);
  return (
    <div class="cup">
      <header class="room-head">
        <h1>{view.plan.title}</h1>
        {view.phase !== "over" && view.phase !== "running" && <p class="clock" role="timer">{clockText(view.starts_at, view.starts_at, now.value)}</p>}
      </header>
      <section class="card" aria-label="The tournament">
        <p><b>{PHASES[view.phase]}</b>{view.reason && ` It was stopped: ${view.reason.replaceAll("_", " ")}.`}</p>
        <p class="soft">{FORMATS[view.plan.format ?? "single"]} {counted(view.count ?? 0, "player")} of {number(view.plan.most ?? LISTED)}{view.plan.prizes?.length ? `; prizes: ${view.plan.prizes.map(number).join(", ")} ${view.plan.currency}` : ""}</p>
        <TakingPart model={model} view={view} me={me} />
      </section>
      {view.phase === "running" && !mine && view.entrants?.includes(me) && view.round && <section class="card mine" aria-label="Your match"><h2>You have no match in this round.</h2></section>}
      {view.phase === "running" && mine && <MyMatch model={model} view={view} match={mine} me={me} comeBy={isCurrent ? comeBy : undefined} />}
      {(view.phase === "over" || Boolean(view.places?.length)) && <Places view={view} me={me} />}
      {view.phase === "running" || view.phase === "over" ? <Rounds model={model} view={view} me={me} /> : <Entrants view={view} me={me} />}
    </div>
  );
}

type Part = "out" | "in" | "checked_in";

/** Sign up, check in, leave. Of those beyond the list of entrants, the answers alone tell who is in. */
function TakingPart({ model, view, me }: { model: TournamentModel; view: TournamentView; me: string }) {
  const act = useAct();
  const [known, setKnown] = useState<Part | "">("");
  const [leaving, setLeaving] = useState(false);
  const listed = view.checked_in?.includes(me) ? "checked_in" : view.entrants?.includes(me) ? "in" : (view.count ?? 0) > LISTED ? "" : "out";
  const part = listed || known;
  const does = (command: () => Promise<unknown>, after: Part, same: string) => () =>
    void act(() => command().catch(unless(same))).then((done) => done && setKnown(after));
  const leave = does(() => model.tournament.withdraw(), "out", "not_registered");
  const isEarly = view.phase === "open" || view.phase === "check_in";
  const checksIn = view.phase === "check_in";
  const isOut = view.gone?.includes(me);
  if (view.phase === "running" && (part === "out" || isOut)) return <p class="soft">{isOut ? "You are out." : "You look on."}</p>;
  if (!isEarly && view.phase !== "running") return null;
  return (
    <div class="line wrap">
      {isEarly && part !== "in" && part !== "checked_in" && <button type="button" class="main" onClick={does(() => model.tournament.register(), checksIn ? "checked_in" : "in", "already_registered")}>Sign up</button>}
      {checksIn && part !== "checked_in" && part !== "out" && <button type="button" class="main" onClick={does(() => model.tournament.check_in(), "checked_in", "already_checked_in")}>Check in</button>}
      {part === "in" && isEarly && <p role="status">You have signed up.</p>}
      {part === "checked_in" && isEarly && <p role="status">You have checked in.</p>}
      {part !== "out" && (
        <button type="button" onClick={() => (leaving ? (setLeaving(false), leave()) : setLeaving(true))} onBlur={() => setLeaving(false)}>{leaving ? "Really withdraw?" : "Withdraw"}</button>
      )}
    </div>
  );
}

/** What was so already is as good as done. */
function unless(reason: string): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof Refused) || error.reason !== reason) throw error;
  };
}

function MyMatch({ model, view, match, me, comeBy }: { model: TournamentModel; view: TournamentView; match: Pairing; me: string; comeBy: string | undefined }) {
  const act = useAct();
  const others = match.sides.filter((each) => each !== me);
  const deadline = model.sections.value.get([...model.sections.value.keys()].find((key) => key.startsWith(`${match.round}-`)) ?? "")?.deadline;
  const until = comeBy ?? deadline;
  const isOver = Boolean(match.places?.length);
  const canObject = isOver && match.isOpen && !match.disputed_by && Boolean(view.plan.dispute_minutes) && ["match", "no_show"].includes(match.by ?? "");
  return (
    <section class="card mine" aria-label="Your match">
      <h2>{isOver ? `Round ${match.round}: ${outcome(match, me)}` : `Round ${match.round}: you play ${others.join(", ") || "nobody"}`}</h2>
      {isOver && <p class="soft">{resultText(match)}.{winners(match).includes(me) && (view.round === match.round ? " Others still play this round." : " Your next match is on its way.")}</p>}
      {!isOver && until && <p role="timer">{comeBy ? "Come within" : "Time left:"} {span(Date.parse(until) - now.value)}</p>}
      {!isOver && match.room && <a class="button main" href={href(view.plan.game ?? "", match.room)}>Go to your match</a>}
      {canObject && <button type="button" onClick={() => void act(() => model.tournament.dispute(match.round, match.index))}>Object to the result</button>}
    </section>
  );
}

function outcome(match: Pairing, me: string): string {
  const won = winners(match);
  if (match.disputed_by) return "an operator will rule";
  if (!won.includes(me)) return "you lost";
  return won.length > 1 ? "a draw" : match.by === "bye" ? "you go on without a match" : "you won";
}

function Rounds({ model, view, me }: { model: TournamentModel; view: TournamentView; me: string }) {
  const pairings = model.pairings.value;
  const shown = { me, game: view.plan.game ?? "" };
  const [rounds, round] = [model.rounds(), model.shown()];
  if (!round) {
    const why = view.phase === "over" ? "No round was played." : "No round yet.";
    return <Empty>{view.plan.format === "season" ? "A season has no rounds: play matches, and your rating counts." : why}</Empty>;
  }
  if (model.isKnockOut()) {
    const others = losers(pairings);
    return (
      <section class="card rounds" aria-label="Rounds">
        <h2>Bracket</h2>
        <Columns label="Bracket" joined columns={tree(pairings, view.count ?? 2, view.entrants ?? [])} {...shown} />
        {others.length > 0 && <><h2>Losers' rounds and finals</h2><Columns label="Losers' rounds and finals" columns={others} {...shown} /></>}
      </section>
    );
  }
  const parts = model.parts(round.number);
  return (
    <section class="card rounds" aria-label="Rounds">
      <h2>Round {round.number}</h2>
      <div class="chips" role="group" aria-label="Which round">
        {rounds.map((each) => (
          <button type="button" key={each.number} aria-label={`Round ${each.number}`} aria-current={each.number === round.number ? "true" : undefined} onClick={() => model.choose(each.number)}>{each.number}</button>
        ))}
      </div>
      {pairings.length === 0 && <Loading text="The matches are on their way…" />}
      <Matches pairings={pairings} {...shown} />
      {parts < round.sections && <button type="button" onClick={() => model.showMore(round)}>Show more matches</button>}
    </section>
  );
}

function Entrants({ view, me }: { view: TournamentView; me: string }) {
  const entrants = view.entrants ?? [];
  return (
    <section class="card entrants" aria-label="Players">
      <h2>Players</h2>
      {entrants.length === 0 && <p class="soft">Nobody yet.</p>}
      <ul>
        {entrants.map((name) => (
          <li key={name} aria-current={name === me ? "true" : undefined}>
            <Crest name={name} /><span class="name" title={name}>{name}</span>{view.checked_in?.includes(name) && <span class="soft">here</span>}
          </li>
        ))}
      </ul>
      {(view.count ?? 0) > entrants.length && <p class="soft">and {number((view.count ?? 0) - entrants.length)} more</p>}
    </section>
  );
}

/** Who came where, or stands where so far; those of one place have the same points. */
function Places({ view, me }: { view: TournamentView; me: string }) {
  let first = 1;
  const numbered = (view.places ?? []).map((names, at) => {
    const place = first;
    first += names.length;
    return { place, names, points: view.points?.[at] };
  });
  const isOver = view.phase === "over";
  const title = isOver ? "Places" : `After round ${view.rounds?.at(-1)?.number}`;
  const left = (view.count ?? 0) - first + 1;
  return (
    <section class="card standing" aria-label={title}>
      <h2>{title}</h2>
      {numbered.length === 0 && <p class="soft">Nobody won.</p>}
      <ol>
        {numbered.flatMap(({ place, names, points }) => names.map((name) => (
          <li key={name} aria-current={name === me ? "true" : undefined} data-gone={view.gone?.includes(name) ? "" : undefined}>
            <span class="rank">{place}.</span>
            <Crest name={name} />
            <span class="name" title={name}>{name}</span>
            {points !== undefined && <b>{counted(points, "point")}</b>}
          </li>
        )))}
      </ol>
      {left > 0 && <p class="soft">and {number(left)} more</p>}
    </section>
  );
}
