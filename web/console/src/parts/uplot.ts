/** Draws with uPlot, in the colours of the page. */

import "uplot/dist/uPlot.min.css";
import UPlot from "uplot";

import { tokenOf, type Series } from "./plot.tsx";

/** Units that stand at the axis. */
const UNITS = new Set(["ms", "s"]);

export function draw(place: HTMLElement, height: number, unit: string, at: readonly number[], series: readonly Series[]): { destroy: () => void } {
  const style = getComputedStyle(place);
  const line = { stroke: colour(style, "--ink-soft"), grid: { stroke: colour(style, "--line-soft"), width: 1 }, ticks: { show: false } };
  const plot = new UPlot(
    {
      width: Math.max(200, place.clientWidth),
      height,
      cursor: { y: false },
      legend: { show: false },
      axes: [{ ...line, size: 26, values: "{HH}:{mm}" }, { ...line, size: 56, values: (_, ticks) => ticks.map((tick) => `${tick}${UNITS.has(unit) ? ` ${unit}` : ""}`) }],
      scales: { y: { range: (_, low, high) => [Math.min(0, low ?? 0), Math.max(1, high ?? 1)] } },
      series: [{}, ...series.map(({ label, values }, index) => ({ label, width: 2, stroke: colour(style, tokenOf(index)), spanGaps: true, points: { show: values.length < 2 * values.filter((each) => each === null).length, size: 5 } }))],
    },
    [at as number[], ...series.map(({ values }) => values as (number | null)[])],
    place,
  );
  const watcher = new ResizeObserver(() => plot.setSize({ width: Math.max(200, place.clientWidth), height }));
  watcher.observe(place);
  return { destroy: () => (watcher.disconnect(), plot.destroy()) };
}

/** A canvas knows no `light-dark()`: have the browser work it out. */
function colour(style: CSSStyleDeclaration, name: string): string {
  const probe = document.createElement("i");
  probe.style.color = style.getPropertyValue(name);
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
}
