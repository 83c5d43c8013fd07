/** The player's inbox: what the stage has told it, also while no page was open. */

import { ProtocolError, Refused, type Connection } from "@rumpus/client";
import { Inbox, type InboxTold, type InboxView, type Notified, type NoticeView, type Read } from "@rumpus/client/games/inbox";
import { computed, signal } from "@preact/signals";

/** Notices that are kept, as the stage does. */
const KEPT = 50;

export class InboxModel {
  /** The newest first. */
  readonly notices = signal<readonly NoticeView[]>([]);
  readonly unread = computed(() => this.notices.value.filter((each) => !each.read).length);
  readonly #noticed: (notice: NoticeView) => void;
  #inbox: Inbox | undefined;

  /** `noticed` is told of each notice that comes while the page is open. */
  constructor(noticed: (notice: NoticeView) => void) {
    this.#noticed = noticed;
  }

  /** Listen to it over a connection; a player who was never told anything has it opened. */
  async follow(connection: Connection, username: string): Promise<void> {
    const inbox = (this.#inbox = new Inbox(connection, username));
    const channel = inbox.seenBy(username);
    connection.on(channel, (event) => this.#inbox === inbox && this.#take(event as InboxTold));
    try {
      await connection.subscribe(channel);
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.code !== "unknown_room") throw error;
      await inbox.open().catch(unlessOpen);
      await connection.subscribe(channel);
    }
  }

  /** Say that all there is was read. */
  async readAll(): Promise<void> {
    const newest = this.notices.value[0];
    if (newest) await this.#inbox?.read(newest.number);
  }

  forget(): void {
    this.#inbox = undefined;
    this.notices.value = [];
  }

  #take(event: InboxTold): void {
    if (event.name !== "batch") return this.#one(event.name, event.data);
    for (const each of event.data.events) this.#one(each.event, each.data);
  }

  #one(name: string, data: unknown): void {
    const before = this.notices.value;
    if (name === "snapshot") {
      this.notices.value = (data as InboxView).notices;
    } else if (name === "notice") {
      const { timestamp: at, ...told } = data as Notified;
      if (told.number <= (before[0]?.number ?? 0)) return;
      const notice = { ...told, at, read: false };
      this.notices.value = [notice, ...before].slice(0, KEPT);
      this.#noticed(notice);
    } else if (name === "notices.read") {
      const { through } = data as Read;
      this.notices.value = before.map((each) => (each.number <= through ? { ...each, read: true } : each));
    }
  }
}

/** Another page may have been faster. */
function unlessOpen(error: unknown): void {
  if (!(error instanceof Refused) || error.reason !== "already_open") throw error;
}
