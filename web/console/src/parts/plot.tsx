/** Plots over time. What draws them is loaded when one comes into sight; a table says the same in words. */

import { useEffect, useRef } from "preact/hooks";

export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

const HEIGHT = 160;

export function Plot({ title, unit, at, series }: { title: string; unit: string; at: readonly number[]; series: readonly Series[] }) {
  const place = useRef<HTMLDivElement>(null);
  const last = series.map(({ label, values }) => `${label} ${shown([...values].reverse().find((each) => each !== null))}`).join(", ");
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
      <figcaption><b>{title}</b> <span class="soft">{last || "nothing yet"} {unit}</span></figcaption>
      <div ref={place} role="img" aria-label={`${title} over time; last: ${last || "nothing"} ${unit}`} style={{ minHeight: `${HEIGHT}px` }} />
    </figure>
  );
}

function shown(value: number | null | undefined): string {
  return value === null || value === undefined ? "–" : value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
