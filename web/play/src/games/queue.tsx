/** Finding a match: one waits, accepts if asked, and is led to the room. */

import { ProtocolError } from "@rumpus/client";
import type { Schema } from "@rumpus/openapi";
import { useEffect, useState } from "preact/hooks";

import { now } from "../parts/clock.tsx";
import { Loading } from "../parts/states.tsx";
import { useAct } from "../room.ts";
import { go } from "../route.ts";
import { useSession } from "../session.ts";
import { failureText, span } from "../words.ts";

const QUEUES: [queue: string, name: string, text: string][] = [
  ["duel", "Duel", "one against one, in turns"],
  ["pairs", "Pairs", "two against two, in turns"],
  ["fours", "Fours", "four against four, in turns"],
  ["melee", "Melee", "eight, all at once"],
];

/** Milliseconds after which one must say again that one waits. */
const AGAIN = 5_000;
const NOT_FOUND = 404;

export function QueuePage() {
  const session = useSession();
  const act = useAct();
  const account = session.account.value!;
  const [queue, setQueue] = useState("");
  const [place, setPlace] = useState<Schema<"PlaceAnswer"> | null>(null);
  const ask = (method: string, path: string, body?: unknown) => session.rumpus.request<Schema<"PlaceAnswer">>(method, `/v1/matchmaking/match${path}`, account, body);
  useEffect(() => {
    if (!queue) return;
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const look = async () => {
      try {
        const found = await ask("PUT", `/${queue}`, { party: [] });
        if (over) return;
        setPlace(found);
        if (found.room && (await isThere(found.room))) return go("match", found.room);
      } catch (error) {
        if (!over) session.say(failureText(error));
      }
      if (!over) timer = setTimeout(() => void look(), AGAIN);
    };
    void look();
    return () => ((over = true), clearTimeout(timer));
  }, [queue]);
  /** A room that was told of may be there a moment later. */
  async function isThere(room: string): Promise<boolean> {
    try {
      await session.rumpus.get(`/v1/rooms/match/${encodeURIComponent(room)}`);
      return true;
    } catch (error) {
      if (error instanceof ProtocolError && error.status === NOT_FOUND) return false;
      throw error;
    }
  }
  async function stop(): Promise<void> {
    setQueue("");
    setPlace(null);
    await act(() => ask("POST", "/leave"));
  }
  if (!queue) {
    return (
      <div class="lobby">
        <h1>Find a match</h1>
        <ul class="rooms">
          {QUEUES.map(([each, name, text]) => (
            <li key={each}>
              <button type="button" class="card queue" onClick={() => setQueue(each)}><b>{name}</b><span class="soft">{text}</span></button>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <section class="welcome card" aria-label="Waiting">
      <h1>{QUEUES.find(([each]) => each === queue)![1]}</h1>
      <Loading text={place?.since ? `Waiting for others, ${span(now.value - Date.parse(place.since))}` : "Waiting for others…"} />
      {place?.offer && !place.accepted && (
        <button type="button" class="main" autofocus onClick={() => void act(() => ask("POST", `/offers/${place.offer}`, { accepts: true }))}>A match is found: accept</button>
      )}
      <button type="button" onClick={() => void stop()}>Wait no more</button>
    </section>
  );
}
