/** Who plays, over which connection, and how that is. */

import { ProtocolError, Rumpus, Superseded, accountChannel, newKey, type Account, type Connection, type Link } from "@rumpus/client";
import { signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";

import { InboxModel } from "./inbox.ts";

const KEY = "rumpus.account";
/** Where a sign-up is kept until it is answered, so that trying again gives the same guest. */
const SIGN_UP = "rumpus.sign-up";

const UNAUTHORIZED = 401;
const TOO_MANY = 429;
const INTERNAL = 500;
/** The code of an answer that is not the API's own. */
const FOREIGN = "http";

/** What of an inbox is said aloud as it comes: somebody waits. */
const URGENT: Record<string, string> = {
  "match.found": "A match is found: see your notices.",
  "tournament.check_in": "Check-in has opened: see your notices.",
  "tournament.round": "You have a match: see your notices.",
};

export class Session {
  readonly rumpus: Rumpus;
  readonly account;
  readonly connection = signal<Connection | null>(null);
  readonly link = signal<Link["state"] | "connecting">("connecting");
  readonly inbox = new InboxModel(({ kind }) => URGENT[kind] && this.say(URGENT[kind]));
  /** How much of its work the host does, from 1, all of it, to 5. */
  readonly level = signal(1);
  /** How often money and things were changed: what is shown of them is read anew. */
  readonly orders = signal(0);
  /** What could not be done, for a moment. */
  readonly toast = signal("");
  readonly #storage: Storage;
  #room: string | undefined;
  #turn: Promise<void> = Promise.resolve();

  constructor(api: string, storage: Storage) {
    this.#storage = storage;
    this.account = signal<Account | null>(stored(storage));
    this.rumpus = new Rumpus(api, { refreshed: (account) => this.#keep(account) });
  }

  async signUp(username: string): Promise<void> {
    const [before, known] = (this.#storage.getItem(SIGN_UP) ?? "").split(" ");
    const key = before === username && known ? known : newKey();
    this.#storage.setItem(SIGN_UP, `${username} ${key}`);
    const account = await this.rumpus.signUp(username, key).catch((error: unknown) => {
      if (isFinal(error)) this.#storage.removeItem(SIGN_UP);
      throw error;
    });
    this.#keep(account);
    this.#storage.removeItem(SIGN_UP);
    this.account.value = account;
  }

  /** Forget who played: a guest that is forgotten can't be had again. */
  signOut(): void {
    this.#hangUp();
    this.#storage.removeItem(KEY);
    this.account.value = null;
    this.inbox.forget();
  }

  /** The connection for a room, once there is one. */
  connectionFor(room: string): Connection | null {
    const connection = this.connection.value;
    return this.#room === room ? connection : null;
  }

  /** Have a connection that suits the room: a large one may have a home of its own. */
  enter(room = ""): void {
    if (this.#room !== undefined && (room === "" || room === this.#room)) return;
    this.#connect(room);
  }

  /** Take the game back from another window of the same player. */
  takeBack(): void {
    const room = this.#room ?? "";
    this.account.value = stored(this.#storage);
    this.#connect(room);
  }

  say(text: string): void {
    this.toast.value = text;
  }

  /** One after the other: of two logins at once, either might end the other. */
  #connect(room: string): void {
    this.#hangUp();
    this.#room = room;
    this.link.value = "connecting";
    this.#turn = this.#turn.then(() => this.#open(room));
  }

  async #open(room: string): Promise<void> {
    const account = this.account.value;
    if (account === null || this.#room !== room) return;
    try {
      const connection = await this.rumpus.connect(account, room);
      if (this.#room === room && this.account.value === account) this.#follow(connection, account);
      else connection.close();
    } catch (error) {
      if (this.#room !== room) return;
      if (error instanceof ProtocolError && error.status === UNAUTHORIZED) {
        this.signOut();
        this.say("You were signed out: choose a name again.");
      } else {
        this.link.value = error instanceof Superseded ? "superseded" : "closed";
      }
    }
  }

  #follow(connection: Connection, account: Account): void {
    this.link.value = "connected";
    connection.onLink(({ state }) => {
      if (this.connection.value !== connection) return;
      this.link.value = state;
      if (state === "reconnecting") this.level.value = 1;
    });
    connection.onService(({ level }) => (this.level.value = level));
    this.level.value = 1;
    const changes = accountChannel(account.playerId);
    connection.on(changes, () => (this.orders.value += 1));
    connection.subscribe(changes).catch(() => {});
    this.inbox.follow(connection, account.username).catch(() => {}); // a link that ends says so itself
    this.connection.value = connection;
  }

  #hangUp(): void {
    const connection = this.connection.value;
    this.connection.value = null;
    this.#room = undefined;
    connection?.close();
  }

  #keep(account: Account): void {
    this.#storage.setItem(KEY, JSON.stringify(account));
  }
}

export const SessionContext = createContext<Session>(null!);

export function useSession(): Session {
  return useContext(SessionContext);
}

/** Whether the API has said no for good: after any other failure the guest may be there. */
function isFinal(error: unknown): boolean {
  if (!(error instanceof ProtocolError) || error.code === FOREIGN) return false;
  return error.status !== undefined && error.status < INTERNAL && error.status !== TOO_MANY;
}

function stored(storage: Storage): Account | null {
  try {
    const found = JSON.parse(storage.getItem(KEY) ?? "null");
    return typeof found?.token === "string" ? found : null;
  } catch {
    return null;
  }
}
