/** What a page reads, and reads again when it may have changed, or could not be read. */

import { ProtocolError } from "@rumpus/client";
import { useCallback, useEffect, useState } from "preact/hooks";

import { useAct } from "./room.ts";
import { useSession } from "./session.ts";
import { failureText } from "./words.ts";

/** Milliseconds after which a stage that was not reached is tried again. */
const AGAIN = 4_000;

export interface Loaded<T> {
  readonly found: T | null;
  readonly fault: string;
  readonly again: () => void;
}

export function useLoaded<T>(path: string): Loaded<T> {
  const session = useSession();
  const [found, setFound] = useState<T | null>(null);
  const [fault, setFault] = useState("");
  const [turn, setTurn] = useState(0);
  const [newest, orders] = [session.inbox.notices.value[0]?.id, session.orders.value];
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = session.rumpus.request("GET", path, session.account.value!) as Promise<T>;
    read.then(
      (answer) => over || (setFound(answer), setFault("")),
      (error: unknown) => {
        if (over) return;
        setFault(failureText(error));
        if (!(error instanceof ProtocolError)) timer = setTimeout(() => setTurn((before) => before + 1), AGAIN);
      },
    );
    return () => ((over = true), clearTimeout(timer));
  }, [path, turn, newest, orders]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { found, fault, again };
}

/** Carry out an order of money or things, once; say so if it can't be done. */
export function useOrder(): (order: Record<string, unknown>) => Promise<boolean> {
  const session = useSession();
  const act = useAct();
  return async (order) => {
    const line = session.connection.value;
    if (!line) return session.say("There is no connection yet."), false;
    const ok = await act(() => line.command("economy", { command: order }));
    if (ok) session.orders.value += 1;
    return ok;
  };
}
