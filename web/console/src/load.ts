/** Asks for what a page shows: once, again while the page is looked at, and never for a hidden tab. */

import { signal, useSignal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useRef } from "preact/hooks";

import type { Api } from "./api.ts";

export const ApiContext = createContext<Api>(null!);

/** Milliseconds after which that is asked again to which nobody has answered. */
const UNANSWERED_MS = 5000;

export function useApi(): Api {
  return useContext(ApiContext);
}

export const visible = signal(document.visibilityState === "visible");
document.addEventListener("visibilitychange", () => (visible.value = document.visibilityState === "visible"));

/** `data` stays while it is asked for anew or when that fails; `at` is when it was true. */
export interface Loaded<T> {
  readonly data: T | undefined;
  readonly error: unknown;
  readonly busy: boolean;
  readonly at: number;
  readonly reload: () => void;
  readonly cancel: () => void;
}

interface State<T> {
  key: string;
  data: T | undefined;
  error: unknown;
  busy: boolean;
  at: number;
}

/**
 * Ask whenever `key` changes, and every so many seconds while the tab is looked at.
 *
 * A newer question cancels the one before. An empty key asks nothing. What nobody answered is asked again.
 */
export function useLoad<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, every = 0): Loaded<T> {
  const fresh: State<T> = { key, data: undefined, error: undefined, busy: key !== "", at: 0 };
  const state = useSignal<State<T>>(fresh);
  const asked = useRef<AbortController | null>(null);
  const load = async () => {
    asked.current?.abort();
    const own = (asked.current = new AbortController());
    const before = state.peek().key === key ? state.peek() : fresh;
    state.value = { ...before, busy: true };
    try {
      const data = await ask(own.signal);
      if (!own.signal.aborted) state.value = { key, data, error: undefined, busy: false, at: Date.now() };
    } catch (error) {
      if (!own.signal.aborted) state.value = { ...before, error, busy: false };
    }
  };
  const cancel = () => {
    asked.current?.abort();
    state.value = { ...state.peek(), busy: false, error: new Error("it was cancelled") };
  };
  useEffect(() => {
    if (!key) return;
    let due = 0;
    const look = () => {
      if (document.visibilityState !== "visible" || Date.now() < due) return;
      due = Date.now() + every * 1000;
      void load();
    };
    look();
    if (document.visibilityState !== "visible") due = 0;
    document.addEventListener("visibilitychange", look);
    const timer = every ? setInterval(look, Math.min(1000, every * 1000)) : 0;
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearInterval(timer);
      asked.current?.abort();
    };
  }, [key, every]);
  const now = state.value.key === key ? state.value : fresh;
  const unanswered = now.error instanceof TypeError && every === 0;
  useEffect(() => {
    if (!unanswered) return;
    const timer = setInterval(() => document.visibilityState === "visible" && !state.peek().busy && void load(), UNANSWERED_MS);
    return () => clearInterval(timer);
  }, [key, unanswered]);
  return { ...now, reload: () => void load(), cancel };
}
