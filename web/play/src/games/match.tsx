/** A match: who comes, the arena with what can be done in it, and the end. */

import type { MatchView } from "@rumpus/client/games/match";
import { useState } from "preact/hooks";

import { BoardView } from "../parts/board.tsx";
import { now } from "../parts/clock.tsx";
import { Crest } from "../parts/crest.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { Lines } from "../parts/lines.tsx";
import { Loading, Lost } from "../parts/states.tsx";
import { Tally } from "../parts/tally.tsx";
import { useAct, useRoomModel } from "../room.ts";
import { href } from "../route.ts";
import { useSession } from "../session.ts";
import { span } from "../words.ts";
import { Arena } from "./arena.tsx";
import { MatchModel, type Item } from "./matchModel.ts";

export function MatchPage({ room }: { room: string }) {
  const { username } = useSession().account.value!;
  const model = useRoomModel(`match/${room}`, (connection) => new MatchModel(connection, room, username));
  if (model?.fault.value) return <Lost text={model.fault.value} />;
  const view = model?.view.value;
  if (!model || !view) return <Loading text="Entering the arena…" />;
  const me = model.me();
  return (
    <div class="room">
      <header class="room-head">
        <h1>{view.plan.style === "at_once" ? "Melee" : "Duel of wits"}</h1>
        {view.deadline && view.phase !== "over" && <p class="clock" role="timer">{span(Date.parse(view.deadline) - now.value)} left</p>}
        {view.phase === "fighting" && <Tally items={[["heart", "health", me?.health], ["swords", "dealt", me?.dealt]]} />}
      </header>
      <section class="card play" aria-label="The match">
        {view.phase === "gathering" && <Gathering model={model} view={view} />}
        {view.phase === "fighting" && <Fight model={model} view={view} />}
        {view.phase === "over" && <Places view={view} me={username} />}
      </section>
      <div class="side">
        <Fighters model={model} view={view} />
        {view.phase !== "gathering" && <BoardView board={model.board.value} present={model.presence.value} me={username} />}
      </div>
      <Lines lines={model.lines.value} />
    </div>
  );
}

const ITEMS: [item: Item, icon: IconName, text: string][] = [
  ["bow", "arrow", "reaches four squares"],
  ["shield", "shield", "takes the edge off blows"],
  ["boots", "compass", "two squares a step"],
  ["potion", "flask", "heals once"],
];

const MOST_ITEMS = 2;

function Gathering({ model, view }: { model: MatchModel; view: MatchView }) {
  const act = useAct();
  const [items, setItems] = useState<Item[]>([]);
  const toggle = (item: Item) => setItems(items.includes(item) ? items.filter((each) => each !== item) : [...items, item]);
  const seats = view.plan.teams?.flat().length || view.plan.seats || 2;
  return (
    <div class="gathering">
      <h2>{view.players.length} of {seats} are here</h2>
      {model.plays.value ? (
        <Loading text="Waiting for the others…" />
      ) : (
        <form onSubmit={(event) => (event.preventDefault(), void act(() => model.join(items)))}>
          <fieldset>
            <legend>Take up to two things along</legend>
            {ITEMS.map(([item, icon, text]) => (
              <label key={item} class="pick">
                <input
                  type="checkbox"
                  checked={items.includes(item)}
                  disabled={!items.includes(item) && items.length >= MOST_ITEMS}
                  onChange={() => toggle(item)}
                />
                <Icon name={icon} />
                <span><b>{item}</b> <span class="soft">{text}</span></span>
              </label>
            ))}
          </fieldset>
          <button class="main">Enter the arena</button>
        </form>
      )}
    </div>
  );
}

function Fight({ model, view }: { model: MatchModel; view: MatchView }) {
  const act = useAct();
  const [leaving, setLeaving] = useState(false);
  const me = model.me();
  const waits = view.plan.style !== "at_once" && view.chosen?.includes(model.username);
  const can = me !== undefined && me.health > 0 && !waits;
  const does = (kind: "guard" | "drink" | "wait") => () => void act(() => model.act({ kind }));
  return (
    <>
      <Arena model={model} can={can} />
      <p class="hint" role="status">{turnText(model, view, waits)}</p>
      {me && me.health > 0 && (
        <div class="line wrap">
          <button type="button" disabled={!can} onClick={does("guard")}><Icon name="shield" />Guard</button>
          {me.items?.includes("potion") && <button type="button" disabled={!can} onClick={does("drink")}><Icon name="flask" />Drink</button>}
          <button type="button" disabled={!can} onClick={does("wait")}>Wait</button>
          <button type="button" onClick={() => (leaving ? void act(() => model.match.leave()) : setLeaving(true))} onBlur={() => setLeaving(false)}>
            {leaving ? "Really give up?" : "Give up"}
          </button>
        </div>
      )}
    </>
  );
}

function turnText(model: MatchModel, view: MatchView, waits: boolean | undefined): string {
  const me = model.me();
  if (!me) return "You watch, two turns behind.";
  if (me.health <= 0) return "You have fallen.";
  if (waits) return "You have chosen. The turn waits for the others.";
  return `Turn ${(view.turn ?? 0) + 1}: press a lit square to step there, an enemy to strike.`;
}

function Fighters({ model, view }: { model: MatchModel; view: MatchView }) {
  const seen = view.fighters ?? [];
  const names = [...new Set([...view.players, ...seen.map((each) => each.username)])];
  if (names.length === 0) return null;
  return (
    <section class="card fighters" aria-label="Fighters">
      <h2>Fighters</h2>
      <ul>
        {names.map((name) => {
          const each = seen.find((one) => one.username === name);
          return (
            <li key={name} data-team={each ? (each.team % 8) + 1 : undefined} data-fallen={each?.health === 0 ? "" : undefined}>
              <Crest name={name} />
              <span class="name" title={name}>{name}{name === model.username && " (you)"}</span>
              {each ? <meter min={0} max={20} low={6} value={each.health} aria-label={`${name}: ${each.health} health`} /> : view.phase === "fighting" && <span class="soft">out of sight</span>}
              {view.chosen?.includes(name) && <Icon name="check" />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Places({ view, me }: { view: MatchView; me: string }) {
  const places = Object.entries(view.places ?? {}).sort(([, one], [, other]) => one - other);
  return (
    <div class="ending">
      <h2>{places.length === 0 ? "The match did not take place" : view.places?.[me] === 1 ? "You won!" : "The match is over"}</h2>
      <ol class="places">
        {places.map(([name, place]) => <li key={name} aria-current={name === me ? "true" : undefined}><b>{place}.</b> {name}</li>)}
      </ol>
      <a class="button" href={href("match")}>Find another</a>
      {view.seed && <p class="soft seed">The dice came from the seed {view.seed}; its hash was told before the first turn.</p>}
    </div>
  );
}
