/** The operators' routes of a stage. The key is in this page's memory alone: a reload forgets it. */

import type { Answer, Schema } from "@rumpus/openapi";
import { signal } from "@preact/signals";

/** Milliseconds after which a request is given up. */
const PATIENCE = 20_000;

export type Role = Me["role"];
export type Me = Answer<"/v1/operators/me">;

/** What the page was served with: where the API is, and where lines are kept, if a page may ask. */
export interface Config {
  readonly api: string;
  readonly logs?: string;
}

/** A refusal, with the code and the sentence of whoever refused. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

interface Failure {
  readonly error?: { readonly code?: string; readonly message?: string; readonly where?: readonly { at: string; message: string }[]; readonly [detail: string]: unknown };
}

export interface Asked {
  query?: Record<string, string | number | undefined>;
  body?: unknown;
  why?: string | undefined;
  key?: string;
  signal?: AbortSignal | undefined;
  credentials?: string;
}

const ROLES: readonly Role[] = ["look", "support", "admin"];

export class Api {
  readonly config: Config;
  readonly me = signal<Me | null>(null);
  /** Why the last session is over, for the form that begins the next one. */
  readonly over = signal("");
  #credentials = "";

  constructor(config: Config) {
    this.config = config;
  }

  /** Sign in with an operator's key, or with a provider's identity token, which has two dots. */
  async signIn(secret: string): Promise<void> {
    const isToken = secret.startsWith("ey") && secret.split(".").length === 3;
    let credentials = `Operator ${secret}`;
    if (isToken) {
      const grant = await this.ask<Schema<"SessionAnswer">>("POST", "/v1/operators/sessions", { body: { id_token: secret }, credentials: "" });
      credentials = `Bearer ${grant.token}`;
    }
    const me: Me = await this.ask("GET", "/v1/operators/me", { credentials });
    this.#credentials = credentials;
    this.over.value = "";
    this.me.value = me;
  }

  signOut(why = ""): void {
    this.#credentials = "";
    this.over.value = why;
    this.me.value = null;
  }

  may(needed: Role): boolean {
    const me = this.me.value;
    return me !== null && ROLES.indexOf(me.role) >= ROLES.indexOf(needed);
  }

  /** Ask the stage for what its document says it answers; throw Refusal, or TypeError when nobody answers. */
  async ask<T>(method: string, path: string, asked: Asked = {}): Promise<T> {
    return this.#ask(method, this.config.api + path, asked) as Promise<T>;
  }

  /** Ask where lines are kept. */
  async lines<T>(path: string, asked: Asked = {}): Promise<T> {
    return this.#ask("GET", `${this.config.logs}${path}`, asked) as Promise<T>;
  }

  async #ask(method: string, url: string, asked: Asked): Promise<unknown> {
    const said = Object.entries(asked.query ?? {}).filter(([, value]) => value !== undefined && value !== "");
    const query = new URLSearchParams(said.map(([key, value]) => [key, `${value}`])).toString();
    const limit = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(query ? `${url}?${query}` : url, {
      method,
      headers: this.#headers(asked),
      signal: asked.signal ? AbortSignal.any([asked.signal, limit]) : limit,
      ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body) }),
    });
    const found: unknown = await answer.json().catch(() => null);
    if (answer.ok) return found;
    const { code = "http", message = `HTTP status ${answer.status}`, where, ...more } = (found as Failure | null)?.error ?? {};
    if (answer.status === 401 && asked.credentials === undefined) this.signOut(message);
    const at = where?.[0] ? ` (${where[0].at}: ${where[0].message})` : "";
    const details = Object.entries(more).map(([name, value]) => `; ${name}: ${JSON.stringify(value)}`);
    throw new Refusal(code, `${message}${at}${details.join("")}`, answer.status);
  }

  #headers({ body, why, key, credentials = this.#credentials }: Asked): Record<string, string> {
    return {
      ...(credentials ? { Authorization: credentials } : {}),
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(why ? { "Rumpus-Why": encodeURIComponent(why) } : {}),
      ...(key ? { "Idempotency-Key": key } : {}),
    };
  }
}

/** Put parts into a path, each quoted whole. */
export function path(...parts: string[]): string {
  return `/v1/${parts.map(encodeURIComponent).join("/")}`;
}

/** Return a random id for a command or an order. */
export function newId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

export function sentence(error: unknown): string {
  if (error instanceof Refusal) return `${error.message} (${error.code})`;
  if (error instanceof DOMException && error.name === "TimeoutError") return "There was no answer in time.";
  if (error instanceof TypeError) return "Nobody answers.";
  return String(error instanceof Error ? error.message : error);
}
