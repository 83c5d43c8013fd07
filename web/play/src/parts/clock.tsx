/** How long until something starts or ends. */

import { computed, signal } from "@preact/signals";
import { useMemo } from "preact/hooks";

import { span } from "../words.ts";

const SECOND = 1000;

/** The time, to the second, while the page is seen. */
export const now = signal(Date.now());

setInterval(() => document.visibilityState === "visible" && (now.value = Date.now()), SECOND);

export function Clock({ starts, ends }: { starts: string; ends: string }) {
  const text = useMemo(() => computed(() => clockText(starts, ends, now.value)), [starts, ends]);
  return <p class="clock" role="timer" textContent={text} />;
}

export function clockText(starts: string, ends: string, time: number): string {
  const [from, to] = [Date.parse(starts), Date.parse(ends)];
  if (time < from) return `starts in ${span(from - time)}`;
  return time < to ? `${span(to - time)} left` : "over";
}
