/** The HTTP side of a player's life: sign up, stay signed in, get a ticket for the socket. */

import { Connection, type Outside } from "./connection.ts";
import { ProtocolError } from "./errors.ts";
import { read } from "./frames.ts";
import type { InboxView } from "./games/inbox.ts";
import type { SocketClass } from "./webSockets.ts";

const NO_CONTENT = 204;
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
/** The code of an answer that is not the API's: a proxy's, which may have lost the API's own. */
const FOREIGN = "http";

/** Milliseconds after which a request is given up. */
const PATIENCE = 20_000;

/** A player who is signed in; the tokens change whenever they are refreshed. */
export interface Account {
  readonly playerId: string;
  readonly username: string;
  token: string;
  refreshToken: string;
}

/** What may be given in place of the browser's own; `refreshed` is told of new tokens. */
export interface Options extends Partial<Outside> {
  fetch?: typeof fetch;
  refreshed?: (account: Account) => void;
}

interface Call {
  token?: string;
  body?: unknown;
}

/** A deployed Rumpus. Every method may reject with ProtocolError, or TypeError as `fetch` does. */
export class Rumpus {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  readonly #outside: Outside;
  readonly #refreshed: (account: Account) => void;
  readonly #refreshing = new WeakMap<Account, Promise<void>>();

  constructor(baseUrl: string, options: Options = {}) {
    this.#base = baseUrl.replace(/\/+$/, "");
    this.#fetch = options.fetch ?? ((...request) => fetch(...request));
    this.#refreshed = options.refreshed ?? (() => {});
    this.#outside = {
      WebSocket: options.WebSocket ?? ownWebSocket(),
      now: options.now ?? (() => performance.now() / 1000),
      random: options.random ?? Math.random,
    };
  }

  /**
   * Become a guest under a name that nobody else has.
   *
   * If no answer of the API comes, it is asked for once more. A caller who wants to go on after
   * that keeps a `newKey()` and gives it each time: for ten minutes name and key give the same
   * guest. So a key is a secret.
   */
  async signUp(username: string, key = newKey()): Promise<Account> {
    const ask = () => this.#ask("POST", "/v1/guests", { body: { username, key } });
    const again = (error: unknown) => (error instanceof ProtocolError && error.code !== FOREIGN ? Promise.reject(error) : ask());
    return accountOf(await ask().catch(again));
  }

  /** Trade an OIDC provider's token; the first time, with the name to be known by. */
  async signIn(idToken: string, username = ""): Promise<Account> {
    const body = { id_token: idToken, ...(username ? { username } : {}) };
    return accountOf(await this.#ask("POST", "/v1/sessions/oidc", { body }));
  }

  /** Renew the account's tokens; `stale` is the token that was refused, if one was. */
  async refresh(account: Account, stale = ""): Promise<void> {
    const running = this.#refreshing.get(account);
    if (running !== undefined) return running;
    if (stale && stale !== account.token) return;
    const renewing = this.#renew(account).finally(() => this.#refreshing.delete(account));
    this.#refreshing.set(account, renewing);
    return renewing;
  }

  /** Return where to connect to, once and soon; the room's size may decide where. */
  async ticketUrl(account: Account, room = ""): Promise<string> {
    const grant = await this.request("POST", "/v1/tickets", account, room ? { room } : undefined);
    const [url, ticket] = fieldsOf(grant, "url", "ticket");
    return `${url}?ticket=${ticket}`;
  }

  /**
   * Connect the account; reject with what keeps it from ever being connected.
   *
   * Name the room that will be played, such as `codebattle/b1`: a large one may have a home of its
   * own.
   */
  async connect(account: Account, room = ""): Promise<Connection> {
    const connection = new Connection(() => this.ticketUrl(account, room), this.#outside);
    await connection.ready;
    return connection;
  }

  /** Return the player's inbox: `unread`, the number of the `last` one, and the `notices`. */
  async notices(account: Account): Promise<InboxView> {
    try {
      return await this.request("GET", `/v1/rooms/inbox/${account.username}`, account);
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.status !== NOT_FOUND) throw error;
    }
    return { unread: 0, last: 0, notices: [] };
  }

  /** Say that all notices up to a number were read. */
  async markRead(account: Account, through: number): Promise<void> {
    const body = { type: "inbox.read", id: `read-${through}`, room: account.username, through };
    await this.request("POST", "/v1/commands", account, body);
  }

  /** Call the API as a player; a token that has expired is renewed on the way. */
  async request<T>(method: string, path: string, account: Account, body?: unknown): Promise<T> {
    const token = account.token;
    try {
      return await this.#ask<T>(method, path, { token, body });
    } catch (error) {
      if (!(error instanceof ProtocolError) || error.status !== UNAUTHORIZED) throw error;
    }
    await this.refresh(account, token);
    return this.#ask(method, path, { token: account.token, body });
  }

  /** Read what anybody may read: rooms, boards, health. */
  async get<T>(path: string, query: Record<string, string | number> = {}): Promise<T> {
    const text = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, `${value}`]));
    return this.#ask("GET", text.size ? `${path}?${text}` : path);
  }

  async #renew(account: Account): Promise<void> {
    const body = { refresh_token: account.refreshToken };
    const renewed = await this.#ask("POST", "/v1/sessions/refresh", { body });
    const [token, refreshToken] = fieldsOf(renewed, "token", "refresh_token");
    account.token = token!;
    account.refreshToken = refreshToken!;
    this.#refreshed(account);
  }

  async #ask<T>(method: string, path: string, { token, body }: Call = {}): Promise<T> {
    const headers: Record<string, string> = {};
    if (token) headers["Authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const signal = AbortSignal.timeout(PATIENCE);
    const request = { method, headers, signal, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const answer = await this.#fetch(this.#base + path, request);
    const said: unknown = await answer.text().then(read).catch(() => undefined);
    if (!answer.ok) throw refusal(said, answer.status);
    if (answer.status === NO_CONTENT) return null as T;
    if (said === undefined) throw foreign(answer.status);
    return said as T;
  }
}

/** Return 128 random bits, under which one guest signs up. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function ownWebSocket(): SocketClass {
  if (typeof WebSocket === "undefined") {
    throw new TypeError("this program has no WebSocket: pass one, or use Node 22 or later");
  }
  return WebSocket;
}

function accountOf(grant: unknown): Account {
  const names = ["player_id", "username", "token", "refresh_token"];
  const [playerId, username, token, refreshToken] = fieldsOf(grant, ...names) as [string, string, string, string];
  return { playerId, username, token, refreshToken };
}

/** Return what a grant has; throw ProtocolError for an answer that is none. */
function fieldsOf(grant: unknown, ...names: string[]): string[] {
  const found = names.map((name) => (grant as Record<string, unknown> | null | undefined)?.[name]);
  if (found.every((each) => typeof each === "string")) return found;
  throw new ProtocolError(FOREIGN, `an answer without ${names.join(" and ")}`);
}

function refusal(said: unknown, status: number): ProtocolError {
  const error = (said as { error?: Record<string, unknown> } | undefined)?.error;
  if (typeof error?.["code"] !== "string") return foreign(status);
  const retryAfter = typeof error["retry_after"] === "number" ? error["retry_after"] : 0;
  return new ProtocolError(error["code"], String(error["message"]), status, retryAfter);
}

/** Something on the way has answered: a proxy, or the sign-in page of a hotel. */
function foreign(status: number): ProtocolError {
  return new ProtocolError(FOREIGN, `HTTP status ${status}`, status);
}
