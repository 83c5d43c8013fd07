/** Plots over time. What draws them is loaded when one comes into sight; its key says the same in words. */

import { useEffect, useRef } from "preact/hooks";

export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

const HEIGHT = 160;
const COLOURS = 8;

/** The colour of a line, by its place in the plot: a token of `tokens.css`. */
export function tokenOf(index: number): string {
  return `--team-${((index + 1) % COLOURS) + 1}`;
}

export function Plot({ title, unit, at, series }: { title: string; unit: string; at: readonly number[]; series: readonly Series[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let plot: { destroy: () => void } | undefined;
    const watcher = new IntersectionObserver(async ([entry]) => {
      if (!entry?.isIntersecting) return;
      watcher.disconnect();
      const { draw } = await import("./uplot.ts");
      if (element.isConnected) plot = draw(element, HEIGHT, unit, at, series);
    });
    watcher.observe(element);
    return () => (watcher.disconnect(), plot?.destroy());
  }, [at, series]);
  return (
    <figure class="card plot">
      <figcaption>
        <b>{title}</b> <span class="soft">{unit}</span>
        <ul class="soft">
          {series.map(({ label, values }, index) => (
            <li key={label}><i aria-hidden="true" style={{ background: `var(${tokenOf(index)})` }} />{label} {shown([...values].reverse().find((each) => each !== null))}</li>
          ))}
        </ul>
      </figcaption>
      <div ref={place} role="img" aria-label={`${title} over time`} style={{ minHeight: `${HEIGHT}px` }} />
    </figure>
  );
}

function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : Number.isInteger(value) || value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
