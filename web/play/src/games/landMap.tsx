/** The map of a hunt, which moves so that the seeker stays in sight. */

import { useEffect, useMemo, useRef } from "preact/hooks";

import { moves } from "../parts/motion.ts";
import { useAct } from "../room.ts";
import type { HuntModel } from "./huntModel.ts";
import type { Cell } from "./way.ts";

/** Pixels of a cell: large enough for a finger. */
const CELL = 28;

const KEYS: Record<string, [x: number, y: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

const NAMES: Record<string, string> = { "~": "water", ",": "sand", ".": "grass", T: "forest", "^": "rock" };

export function LandMap({ model }: { model: HuntModel }) {
  const act = useAct();
  const frame = useRef<HTMLDivElement>(null);
  const { land } = model.view.value!;
  const own = model.own.value;
  const [x, y] = [own?.x ?? 0, own?.y ?? 0];
  useEffect(() => {
    const box = frame.current!;
    const [left, top] = [x * CELL - box.clientWidth / 2, y * CELL - box.clientHeight / 2];
    box.scrollTo({ left, top, behavior: moves() ? "smooth" : "instant" });
  }, [x, y, own === null]);
  function press(event: KeyboardEvent): void {
    const by = KEYS[event.key];
    if (!by) return;
    event.preventDefault();
    void act(() => model.step(...by));
  }
  function point(event: MouseEvent): void {
    const map = frame.current!.querySelector("svg")!.getBoundingClientRect();
    const to = { x: Math.floor((event.clientX - map.left) / CELL), y: Math.floor((event.clientY - map.top) / CELL) };
    void act(() => model.walk(to));
  }
  const [width, height] = [land[0]!.length, land.length];
  return (
    <div ref={frame} class="map" tabIndex={0} role="application" aria-label={spoken(model)} onKeyDown={press} onClick={point}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width * CELL} height={height * CELL} aria-hidden="true">
        <Ground land={land} />
        <Marks model={model} width={width} />
        {own && <Seeker x={own.x} y={own.y} />}
      </svg>
    </div>
  );
}

/** What somebody who does not see the map is told. */
function spoken(model: HuntModel): string {
  const own = model.own.value;
  if (!own) return "The map";
  const { land, terrain } = model.view.value!;
  const at = (x: number, y: number) => {
    const letter = land[own.y + y]?.[own.x + x] ?? "";
    const name = NAMES[letter] ?? "land";
    return terrain[letter] === undefined ? `no way (${name})` : name;
  };
  return `The map. You stand at column ${own.x + 1}, row ${own.y + 1}, on ${at(0, 0)}. Up ${at(0, -1)}, right ${at(1, 0)}, down ${at(0, 1)}, left ${at(-1, 0)}.`;
}

function Ground({ land }: { land: string[] }) {
  const kinds = useMemo(() => {
    const cells = new Map<string, Cell[]>();
    land.forEach((row, y) => [...row].forEach((letter, x) => cells.set(letter, [...(cells.get(letter) ?? []), { x, y }])));
    return [...cells];
  }, [land]);
  return (
    <>
      {kinds.map(([letter, cells]) => (
        <g key={letter} class="land" data-kind={NAMES[letter] ?? "land"}>
          <path d={cells.map(({ x, y }) => `M${x} ${y}h1.02v1.02h-1.02z`).join("")} />
          <path class="deco" d={cells.map(({ x, y }) => decoration(letter, x, y)).join("")} />
        </g>
      ))}
    </>
  );
}

/** Draw what stands on a cell: trees, peaks, a wave now and then. */
function decoration(letter: string, x: number, y: number): string {
  const some = (x * 7 + y * 13) % 5;
  if (letter === "T") return `M${x + 0.5} ${y + 0.12}l.3 .68h-.6z`;
  if (letter === "^") return `M${x + 0.1} ${y + 0.85}l.4 -.65 .4 .65z`;
  if (letter === "~") return some === 0 ? `M${x + 0.2} ${y + 0.5}q.15 -.2 .3 0t.3 0q-.15 .1 -.3 .05t-.3 -.05z` : "";
  if (letter === ".") return some === 1 ? `M${x + 0.3} ${y + 0.6}l.06 -.25 .06 .25zM${x + 0.5} ${y + 0.6}l.06 -.3 .06 .3z` : "";
  return some === 2 ? `M${x + 0.4} ${y + 0.5}h.08v.08h-.08z` : "";
}

function Marks({ model, width }: { model: HuntModel; width: number }) {
  const own = model.own.value;
  return (
    <>
      {own?.dug.map((cell) => <circle key={cell} class="hole" cx={(cell % width) + 0.5} cy={Math.floor(cell / width) + 0.55} r=".22" />)}
      {own?.clues.map((each) => (
        <path key={each.treasure} class="clue" data-stage={each.stage} d={`M${each.x + 0.5} ${each.y + 0.12}l.38 .38 -.38 .38 -.38 -.38z`} />
      ))}
    </>
  );
}

function Seeker({ x, y }: Cell) {
  return (
    <g class="seeker" style={{ transform: `translate(${x}px, ${y}px)` }}>
      <ellipse cx=".5" cy=".86" rx=".3" ry=".1" />
      <path d="M.5 .1a.2 .2 0 0 1 .13 .36c.14 .06 .2 .2 .2 .42H.17c0-.22 .06-.36 .2-.42A.2 .2 0 0 1 .5 .1z" />
    </g>
  );
}
