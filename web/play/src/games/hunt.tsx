/** A treasure hunt: the map, what can be done where one stands, and what one knows. */

import type { Clue } from "@rumpus/client/games/hunt";
import { useState } from "preact/hooks";

import { BoardView } from "../parts/board.tsx";
import { Clock, now } from "../parts/clock.tsx";
import { Icon } from "../parts/icon.tsx";
import { Lines } from "../parts/lines.tsx";
import { Loading, Lost } from "../parts/states.tsx";
import { Tally } from "../parts/tally.tsx";
import { useAct, useRoomModel } from "../room.ts";
import { useSession } from "../session.ts";
import { HuntModel } from "./huntModel.ts";
import { LandMap } from "./landMap.tsx";

export function HuntPage({ room }: { room: string }) {
  const { username } = useSession().account.value!;
  const model = useRoomModel(`hunt/${room}`, (connection) => new HuntModel(connection, room, username));
  if (model?.fault.value) return <Lost text={model.fault.value} />;
  const [view, own] = [model?.view.value, model?.own.value];
  if (!model || !view) return <Loading text="Landing…" />;
  return (
    <div class="room">
      <header class="room-head">
        <h1>{view.title}</h1>
        <Clock starts={view.starts_at} ends={view.ends_at} />
        <Tally items={[["star", "points", own?.points], ["compass", "treasures", own?.finds]]} />
      </header>
      <section class="card play hunt" aria-label="The land">
        <LandMap model={model} />
        <Energy model={model} />
        <Acts model={model} />
      </section>
      <div class="side">
        <Known model={model} />
        <BoardView board={model.board.value} present={model.presence.value} me={username} />
      </div>
      <Lines lines={model.lines.value} />
    </div>
  );
}

function Energy({ model }: { model: HuntModel }) {
  const most = model.view.value!.energy.most;
  const energy = model.energyAt(now.value);
  return (
    <label class="energy">
      <span class="soft">Energy {energy} of {most}</span>
      <meter min={0} max={most} low={most / 5} value={energy} />
    </label>
  );
}

/** What can be done where the seeker stands. */
function Acts({ model }: { model: HuntModel }) {
  const act = useAct();
  const own = model.own.value;
  const here = model.here();
  if (own?.through) return <p class="hint">You are through: nothing is left to do.</p>;
  const riddle = here?.stage === "unearthed" && here.riddle;
  const claimed = here && here.rival && (here.stage === "solved" || (here.stage === "unearthed" && !here.riddle));
  return (
    <div class="acts">
      <p class="hint" role="status">{hint(here, model.nearest.value)}</p>
      <div class="line wrap">
        <button type="button" disabled={!own} onClick={() => void act(() => model.search())}><Icon name="compass" />Search</button>
        <button type="button" class={here?.stage === "found" ? "main" : ""} disabled={!own} onClick={() => void act(() => model.hunt.dig())}>
          <Icon name="shovel" />Dig
        </button>
        {claimed && <button type="button" class="main" onClick={() => void act(() => model.hunt.claim(here.treasure))}>Claim {here.title}</button>}
      </div>
      {riddle && <Riddle key={here.treasure} model={model} clue={here} />}
    </div>
  );
}

function hint(here: Clue | undefined, nearest: number | null): string {
  if (here?.stage === "found") return `${here.title} is buried here.`;
  if (here?.stage === "unearthed" && here.riddle) return `${here.title} is locked by a riddle.`;
  if (here) return `${here.title} lies open.`;
  return nearest === null ? "Arrow keys walk, or press a place on the map." : `Something is ${nearest} steps away.`;
}

function Riddle({ model, clue }: { model: HuntModel; clue: Clue }) {
  const act = useAct();
  const [text, setText] = useState("");
  const solve = async (event: Event) => {
    event.preventDefault();
    if (text.trim() && (await act(() => model.hunt.solve(clue.treasure, text)))) setText("");
  };
  return (
    <form class="line wrap" onSubmit={(event) => void solve(event)}>
      <label for="riddle">{clue.riddle}</label>
      <input id="riddle" autocomplete="off" maxLength={200} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button class="main">Solve</button>
    </form>
  );
}

const STAGES = { found: "buried", unearthed: "dug up", solved: "unlocked", taken: "yours" };

function Known({ model }: { model: HuntModel }) {
  const act = useAct();
  const own = model.own.value;
  const items = Object.entries(own?.items ?? {}).filter(([, count]) => count > 0);
  return (
    <section class="card known" aria-label="What you know">
      <h2>What you know</h2>
      <p class="soft">{items.map(([item, count]) => `${count} ${item}`).join(", ") || "Nothing in the bag."}</p>
      <ul>
        {own?.clues.map((each) => (
          <li key={each.treasure} data-stage={each.stage}>
            <span class="name">{each.title}</span>
            <span class="soft">{STAGES[each.stage]}</span>
            {each.stage !== "taken" && (
              <button type="button" aria-label={`Go to ${each.title}`} onClick={() => void act(() => model.walk(each))}>Go</button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
