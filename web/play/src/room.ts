/** What all rooms have in common: channels that are followed, and a model that lives with its page. */

import { Closed, ProtocolError, Refused, Superseded, type Board, type ChannelName, type Connection, type Event, type Presence } from "@rumpus/client";
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

import { useSession } from "./session.ts";
import { failureText } from "./words.ts";

/** Lines of what happened that are kept. */
const LINES = 60;

export interface Line {
  readonly key: number;
  readonly tone: "good" | "bad" | "info" | "plain";
  readonly text: string;
}

interface Channels {
  board: ChannelName<Event<"board", Board>>;
  presence: ChannelName<Event<"presence", Presence>>;
}

/** One room as a player sees it; a game's own model says what its events mean. */
export abstract class RoomModel {
  readonly board = signal<Board | null>(null);
  readonly presence = signal<Presence | null>(null);
  readonly lines = signal<Line[]>([]);
  readonly fault = signal("");
  readonly #connection: Connection;
  readonly #channels = new Map<ChannelName, () => void>();
  readonly #ending = new AbortController();
  #line = 0;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Enter the room and follow what it shows. */
  abstract enter(): Promise<void>;

  async open(): Promise<void> {
    try {
      await this.enter();
    } catch (error) {
      const ended = error instanceof Closed || error instanceof Superseded;
      if (!ended && !this.#ending.signal.aborted) this.fault.value = failureText(error);
    }
  }

  close(): void {
    this.#ending.abort();
    for (const channel of this.#channels.keys()) this.leave(channel);
  }

  leave(channel: ChannelName): void {
    this.#channels.get(channel)?.();
    this.#channels.delete(channel);
    this.#connection.unsubscribe(channel).catch(() => {});
  }

  /** Tell of each event of a channel, those of one commit one by one; reject if it isn't allowed. */
  async follow<E extends Event>(channel: ChannelName<E>, take: (event: E) => void): Promise<void> {
    if (this.#ending.signal.aborted) return;
    const each = ({ name, data, offset }: Event) => {
      const events = name === "batch" ? data.events : [{ event: name, data }];
      for (const one of events) take({ channel, name: one.event, data: one.data, offset } as E);
    };
    this.#channels.set(channel, this.#connection.on(channel, each as (event: Event) => void));
    await this.#connection.subscribe(channel);
  }

  async followValues({ board, presence }: Channels): Promise<void> {
    await Promise.all([
      this.follow(board, (event) => event.name === "board" && (this.board.value = event.data)),
      this.follow(presence, (event) => event.name === "presence" && (this.presence.value = event.data)),
    ]);
    this.board.value ??= { size: 0, rows: [] }; // there may be none yet
  }

  note(tone: Line["tone"], text: string): void {
    this.lines.value = [{ key: (this.#line += 1), tone, text }, ...this.lines.value].slice(0, LINES);
  }
}

/** Whether a player who asks to join is in: because of this, or since earlier. */
export async function joined(join: () => Promise<unknown>, ...alsoFine: string[]): Promise<boolean> {
  try {
    await join();
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.reason === "already_joined") return true;
    if (alsoFine.includes(error.reason)) return false;
    throw error;
  }
}

/** Follow a channel that is there for those alone who have joined. */
export async function ifJoined(following: Promise<void>): Promise<void> {
  try {
    await following;
  } catch (error) {
    if (!(error instanceof ProtocolError) || error.code !== "unknown_channel") throw error;
  }
}

/** Keep a room's model for as long as its page and its connection are there. */
export function useRoomModel<M extends RoomModel>(room: string, make: (connection: Connection) => M): M | null {
  const session = useSession();
  const connection = session.connectionFor(room);
  const model = useMemo(() => connection && make(connection), [connection]);
  useEffect(() => {
    void model?.open();
    return () => model?.close();
  }, [model]);
  return model;
}

/** Carry out what a player asked for; say so if it can't be done. */
export function useAct(): (act: () => Promise<unknown>) => Promise<boolean> {
  const session = useSession();
  return async (act) => {
    try {
      await act();
      return true;
    } catch (error) {
      session.say(failureText(error));
      return false;
    }
  };
}
