/** How long until something starts or ends. */

import { signal } from "@preact/signals";

import { span } from "../words.ts";

const SECOND = 1000;

/** The time, to the second, while the page is seen. */
export const now = signal(Date.now());

setInterval(() => document.visibilityState === "visible" && (now.value = Date.now()), SECOND);

export function Clock({ starts, ends }: { starts: string; ends: string }) {
  return <p class="clock" role="timer">{clockText(starts, ends, now.value)}</p>;
}

export function clockText(starts: string, ends: string, time: number): string {
  const [from, to] = [Date.parse(starts), Date.parse(ends)];
  if (time < from) return `starts in ${span(from - time)}`;
  return time < to ? `${span(to - time)} left` : "over";
}
