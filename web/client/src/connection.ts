/** A player's connection that mends itself: it reconnects, resumes channels, repeats commands. */

import type { ChannelName } from "./channels.ts";
import { ConnectionManager } from "./connectionManager.ts";
import { Core } from "./core.ts";
import { Closed, ProtocolError, TimedOut } from "./errors.ts";
import type { Event, Link, Service, Unavailable } from "./events.ts";
import { write, type Frame } from "./frames.ts";
import { Inbox } from "./inbox.ts";
import { onWake } from "./page.ts";
import type { Phase } from "./phases.ts";
import { outcome, type Outcome } from "./requests.ts";
import { ValueChannel } from "./valueChannel.ts";
import { WebSockets, type SocketClass } from "./webSockets.ts";

/** Milliseconds between two looks at what is due; a page that sleeps looks less often. */
const TICK = 500;

/** Milliseconds after which an unanswered call fails; it may still be carried out. */
const PATIENCE = 60_000;

/** Bytes of a frame's fields; the server hangs up on frames over 32 KB. */
const LARGEST = 32_000;

/** What a connection is given of the outside; `now` tells seconds and never goes back. */
export interface Outside {
  WebSocket: SocketClass;
  now: () => number;
  random: () => number;
}

/**
 * Commands in, events out, over as many sockets as it takes.
 *
 * Every call rejects with Superseded or Closed once the connection is over. What nobody listens to
 * is kept until somebody does.
 */
export class Connection {
  readonly #clock: () => number;
  readonly #core: Core;
  readonly #services = new Set<(service: Service) => void>();
  readonly #inbox = new Inbox();
  readonly #manager: ConnectionManager;
  readonly #sockets: WebSockets;
  readonly #ticking: ReturnType<typeof setInterval>;
  readonly #unwatch: () => void;
  readonly ready: Promise<void>;
  #link: Link | undefined;
  #wasReady = false;
  #becomeReady: () => void = () => {};

  constructor(ticketUrl: () => Promise<string>, outside: Outside) {
    const { now, random, WebSocket } = outside;
    this.#clock = now;
    this.#core = new Core(newId, random, (service) => this.#services.forEach((tell) => tell(service)));
    this.#manager = new ConnectionManager(this.#core, now, random, this.#changed.bind(this));
    this.#sockets = new WebSockets(ticketUrl, WebSocket, now, (event) => this.#inbox.tell(event));
    this.ready = new Promise<void>((resolve) => (this.#becomeReady = resolve)).then(() =>
      this.#throwIfOver(),
    );
    this.ready.catch(() => {});
    this.#ticking = setInterval(() => this.#tick(), TICK);
    this.#unwatch = onWake(() => this.woken());
    this.#manager.run(this.#sockets).catch((fault: unknown) => this.#fault(fault));
  }

  /** How the connection is. */
  get link(): Link | undefined {
    return this.#link;
  }

  /** Hang up, with a goodbye; may be called twice. */
  close(): void {
    this.#manager.end(new Closed("closed by this program"), { state: "closed", reason: "" });
  }

  /**
   * Carry out a command, such as `codebattle.join`, once, however often it must be sent.
   *
   * Rejects with Refused, ProtocolError, or TimedOut after a minute. `fields` may set the `id`, to
   * repeat a command whose outcome never came.
   */
  async command(kind: string, fields: Frame = {}): Promise<Outcome> {
    return outcome(await this.#ask(kind, fields));
  }

  /** Resolve once the server has answered. */
  async ping(): Promise<void> {
    await this.command("ping");
  }

  /**
   * Listen to a channel, over all reconnects; reject with ProtocolError where it is not allowed.
   *
   * So it does, with the code `unsubscribed`, when the channel is left before the answer.
   */
  async subscribe(channel: ChannelName): Promise<void> {
    outcome(await this.#ask("subscribe", { channel }));
  }

  async unsubscribe(channel: ChannelName): Promise<void> {
    this.#core.leave(channel);
    outcome(await this.#ask("unsubscribe", { channel }));
  }

  /** Return the latest snapshot of a value channel that is listened to. */
  snapshot<E extends Event>(channel: ChannelName<E>): E["data"] | undefined {
    const known = this.#core.channels.get(channel);
    return known instanceof ValueChannel ? known.snapshot : undefined;
  }

  /** Tell what comes on a channel, in order and once, until the signal or what is returned. */
  on<E extends Event>(
    channel: ChannelName<E>,
    listener: (event: E | Unavailable) => void,
    options: { signal?: AbortSignal } = {},
  ): () => void {
    return this.#inbox.on(channel, listener, options.signal);
  }

  /** Tell how the connection is, whenever that changes. */
  onLink(listener: (link: Link) => void, options: { signal?: AbortSignal } = {}): () => void {
    return this.#inbox.on("link", listener, options.signal);
  }

  /** Tell how much of its work the host does, whenever that changes; at first all of it. */
  onService(listener: (service: Service) => void): () => void {
    this.#services.add(listener);
    return () => void this.#services.delete(listener);
  }

  /** Yield what happens, in order and once; ends when the connection is over. */
  events(): AsyncGenerator<Event | Link, void, void> {
    return this.#inbox.all();
  }

  /** Try at once if there is no socket, and find out soon whether one that there is still lives. */
  woken(): void {
    if (this.#manager.phase.is === "over") return;
    this.#sockets.woken();
    if (this.#core.linked) {
      this.#core.ask("ping", this.#clock());
      this.#manager.flush();
    }
  }

  async #ask(kind: string, fields: Frame): Promise<Frame> {
    this.#throwIfOver();
    if (new TextEncoder().encode(write(fields)).length > LARGEST) {
      throw new ProtocolError("too_large", "a frame has at most 32 KB");
    }
    return new Promise((resolve, reject) => {
      const settled = <A>(act: (value: A) => void) => (value: A) => (clearTimeout(timer), act(value));
      const answer = { resolve: settled(resolve), reject: settled(reject) };
      const id = this.#core.ask(kind, this.#clock(), fields, answer);
      const timer = setTimeout(() => {
        this.#core.forget(id);
        reject(new TimedOut(`no answer to ${kind} within a minute`));
      }, PATIENCE);
      this.#manager.flush();
    });
  }

  #tick(): void {
    this.#manager.tick();
    this.#sockets.tick();
  }

  /** What nobody expected ends it. */
  #fault(fault: unknown): void {
    const closed = new Closed("fault", { cause: fault });
    this.#manager.end(closed, { state: "closed", reason: "fault" });
  }

  /** Say how the connection is, once for many tries that failed; moving is silent. */
  #changed(before: Phase, phase: Phase): void {
    if (phase.is === "connected" && before.is === "connecting") {
      this.#tell({ state: this.#wasReady ? "resumed" : "connected", reason: "" });
      this.#wasReady = true;
      this.#becomeReady();
    } else if (phase.is === "waiting") {
      this.#tell({ state: "reconnecting", reason: "" });
    } else if (phase.is === "over") {
      this.#tell(phase.link);
      this.#end();
    }
  }

  #end(): void {
    clearInterval(this.#ticking);
    this.#unwatch();
    this.#inbox.close();
    this.#sockets.woken();
    this.#becomeReady();
  }

  #tell(link: Link): void {
    if (link.state === this.#link?.state && link.reason === this.#link.reason) return;
    this.#link = link;
    this.#inbox.tell(link);
  }

  #throwIfOver(): void {
    if (this.#manager.phase.is === "over") throw this.#manager.phase.error;
  }
}

function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
