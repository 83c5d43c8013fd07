/** The arena: squares that are pressed, or gone over with the arrow keys. */

import type { Seen } from "@rumpus/client/games/match";
import { useEffect, useRef, useState } from "preact/hooks";

import { moves } from "../parts/motion.ts";
import { useAct } from "../room.ts";
import type { MatchModel } from "./matchModel.ts";

const SIDE = 12;

const KEYS: Record<string, number> = { ArrowUp: -SIDE, ArrowDown: SIDE, ArrowLeft: -1, ArrowRight: 1 };

export function Arena({ model, can }: { model: MatchModel; can: boolean }) {
  const act = useAct();
  const grid = useRef<HTMLDivElement>(null);
  const me = model.me();
  const [cursor, setCursor] = useState<number | null>(null);
  const at = cursor ?? (me ? me.y * SIDE + me.x : 0);
  function press(event: KeyboardEvent): void {
    const by = KEYS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = at + by;
    const wraps = Math.abs(by) === 1 && Math.floor(next / SIDE) !== Math.floor(at / SIDE);
    if (wraps || next < 0 || next >= SIDE * SIDE) return;
    setCursor(next);
    grid.current!.querySelectorAll("button")[next]!.focus();
  }
  const standing = new Map(model.view.value!.fighters?.map((each) => [each.y * SIDE + each.x, each]));
  return (
    <div ref={grid} class="arena" role="group" aria-label="The arena" onKeyDown={press}>
      {Array.from({ length: SIDE * SIDE }, (_, number) => {
        const [x, y] = [number % SIDE, Math.floor(number / SIDE)];
        const action = can ? model.actionAt(x, y) : null;
        const fighter = standing.get(number);
        return (
          <button
            key={number}
            type="button"
            tabIndex={number === at ? 0 : -1}
            data-does={action?.kind}
            data-fog={model.sees(x, y) ? undefined : ""}
            aria-disabled={!action}
            aria-label={label(x, y, fighter, action?.kind)}
            onFocus={() => setCursor(number)}
            onClick={() => action && void act(() => model.act(action))}
          >
            {fighter && <Piece fighter={fighter} mine={fighter.username === model.username} />}
          </button>
        );
      })}
    </div>
  );
}

function label(x: number, y: number, fighter: Seen | undefined, does: string | undefined): string {
  const who = fighter ? `, ${fighter.username}, ${fighter.health} health` : "";
  return `Column ${x + 1}, row ${y + 1}${who}${does ? `: ${does}` : ""}`;
}

/** A fighter that flinches when it is hit. */
function Piece({ fighter, mine }: { fighter: Seen; mine: boolean }) {
  const piece = useRef<HTMLSpanElement>(null);
  const before = useRef(fighter.health);
  useEffect(() => {
    const hit = fighter.health < before.current;
    before.current = fighter.health;
    if (hit && moves()) piece.current!.animate({ translate: ["0", "-4px", "4px", "-2px", "0"] }, 350);
  }, [fighter.health]);
  return (
    <span ref={piece} class="piece" data-team={(fighter.team % 8) + 1} data-mine={mine ? "" : undefined} data-fallen={fighter.health > 0 ? undefined : ""} data-guards={fighter.guards ? "" : undefined}>
      {fighter.username.slice(0, 2)}
    </span>
  );
}
