/**
 * Keeps a player's socket open: another one replaces it when it breaks, and before it must end.
 *
 * It knows of no sockets but by a `Network`, which opens them and tells of their frames and their
 * end.
 */

import type { Core } from "./core.ts";
import { Closed, RumpusError, Superseded, Unreachable } from "./errors.ts";
import type { Event, Link } from "./events.ts";
import { isMessage, type Frame } from "./frames.ts";
import type { Connected, Phase } from "./phases.ts";
import { TicketAhead } from "./ticketAhead.ts";
import { Moves, pause } from "./timing.ts";

const SUPERSEDED = 4001;
const POLICY = 1008;

/** Seconds that a socket must last for the next pause to be short again. */
const STEADY = 10;

/** Seconds that an older socket is kept for what may still come over it. */
const LINGER = 5;

/** Seconds in which the host may end a socket for another one that could not be opened. */
const EXCUSED = 20;

/** One open socket. */
export interface Transport {
  /** Send these frames, from the first on; what is still there may be taken back. */
  flush(outgoing: Frame[]): void;
  /** Say goodbye; what comes before the other side's is still taken. May be called twice. */
  hangUp(): void;
}

/** Opens sockets; rejects with Unreachable, or a RumpusError that time does not heal. */
export interface Network {
  ticketUrl(): Promise<string>;
  /** Tell the manager that it is `opened`, and later what to `take` and that it `ended`. */
  connect(url: string, manager: ConnectionManager): Promise<void>;
  /** Resolve after so many seconds, or as soon as it may be worth while to try. */
  sleep(seconds: number): Promise<void>;
}

/**
 * Until `excused`, the host may end it in favour of its successor.
 *
 * At `keptUntil` it is hung up at the latest, once it has one. Once it has ended, another one is
 * opened at a random moment of the next `within` seconds.
 */
interface Socket {
  readonly transport: Transport;
  excused: number;
  keptUntil: number;
  within: number;
}

/** One socket to the host, and the older one beside it while the client moves. */
export class ConnectionManager {
  phase: Phase = { is: "connecting", failures: 0 };
  /** The number of the socket that serves; 0 while there is none. */
  serving = 0;
  readonly #core: Core;
  readonly #clock: () => number;
  readonly #chance: () => number;
  readonly #changed: (before: Phase, phase: Phase) => void;
  readonly #moves: Moves;
  readonly #ahead = new TicketAhead();
  readonly #sockets = new Map<number, Socket>();
  /** Until then the host may end the next socket for one that was tried for in vain. */
  #excused = -Infinity;
  #stir: () => void = () => {};

  constructor(
    core: Core,
    clock: () => number,
    chance: () => number,
    changed: (before: Phase, phase: Phase) => void,
  ) {
    this.#core = core;
    this.#clock = clock;
    this.#chance = chance;
    this.#changed = changed;
    this.#moves = new Moves(chance);
  }

  /** Go from socket to socket until it is over. */
  async run(network: Network): Promise<void> {
    while (this.phase.is !== "over") await this.#advance(network, this.phase);
    for (const { transport } of this.#sockets.values()) transport.hangUp();
  }

  /** Do what the phase asks for. */
  async #advance(network: Network, phase: Exclude<Phase, { is: "over" }>): Promise<void> {
    switch (phase.is) {
      case "waiting":
        await Promise.race([network.sleep(phase.seconds), this.#stirred()]);
        return this.#enter({ is: "connecting", failures: phase.failures });
      case "connecting":
      case "moving":
        return this.#dial(network);
      case "connected":
        return this.#stirred();
    }
  }

  #stirred(): Promise<void> {
    return new Promise((resolve) => (this.#stir = resolve));
  }

  /** Have a socket opened, perhaps beside an older one. */
  async #dial(network: Network): Promise<void> {
    try {
      const ahead = this.phase.is === "connecting" && this.#ahead.url(this.#clock());
      const url = ahead || (await network.ticketUrl()); // a move may be to another host
      this.#ahead.cameBy(url);
      const until = this.#clock() + EXCUSED;
      const serving = this.#sockets.get(this.serving);
      if (serving !== undefined) serving.excused = until;
      await network.connect(url, this).catch((error: unknown) => {
        if (error instanceof Unreachable) this.#excused = until;
        throw error;
      });
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (error instanceof Unreachable) return this.#notOpened(error.retryAfter);
    if (!(error instanceof RumpusError)) throw error;
    if (this.phase.is === "connecting") {
      this.end(error, { state: "closed", reason: error.message });
    }
    this.#notOpened();
  }

  #notOpened(retryAfter = 0): void {
    const phase = this.phase;
    if (phase.is === "connecting") {
      this.#wait(phase.failures + 1, retryAfter);
    } else if (phase.is === "moving" && this.serving) {
      this.#moves.failed(this.#clock(), retryAfter);
      this.#enter(phase.older);
    } else if (phase.is === "moving") {
      this.#break(phase.older, retryAfter);
    }
  }

  #break(connected: Connected, retryAfter = 0, within = 0): void {
    const unsteady = this.#clock() - connected.since < STEADY;
    this.#wait((unsteady ? connected.failures : 0) + 1, retryAfter, within);
  }

  /** A failure makes the pause before the next try longer. */
  #wait(failures: number, retryAfter: number, within = 0): void {
    const seconds = pause(failures, this.#chance(), retryAfter, within);
    this.#enter({ is: "waiting", failures, seconds });
  }

  /** There is a socket: it takes over. Return its number. */
  opened(transport: Transport): number {
    const phase = this.phase;
    if (phase.is !== "connecting" && phase.is !== "moving") {
      transport.hangUp();
      return 0;
    }
    const now = this.#clock();
    this.#ahead.drop();
    const number = this.#core.opened(now);
    this.#sockets.set(number, { transport, excused: this.#excused, keptUntil: Infinity, within: 0 });
    this.#excused = -Infinity;
    this.#moves.opened(now);
    this.serving = number;
    if (phase.is === "moving") {
      const left = this.#sockets.get(phase.older.number);
      if (left !== undefined) {
        left.excused = Infinity;
        left.keptUntil = now + LINGER;
      }
      this.#enter({ ...phase.older, number });
    } else {
      this.#enter({ is: "connected", number, since: now, failures: phase.failures });
    }
    this.flush();
    return number;
  }

  /** Take a frame of a socket; return what the application shall see. */
  take(number: number, frame: Frame): Event[] {
    if (this.phase.is === "over") return [];
    if (!isMessage(frame) && this.#concernsSocket(number, frame)) return [];
    const events = this.#core.receive(frame, this.#clock(), number);
    this.flush();
    return events;
  }

  /** A socket is gone; what it left unanswered goes over the one that serves. */
  ended(number: number, code: number, reason: string): void {
    if (!this.#sockets.has(number)) return;
    this.#closing(number, code, reason);
    const within = this.#sockets.get(number)?.within;
    this.#sockets.delete(number);
    if (number === this.serving) this.serving = 0;
    this.#core.lost(number);
    this.#core.tick(this.#clock());
    this.flush();
    if (this.phase.is === "connected" && this.phase.number === number) this.#break(this.phase, 0, within);
  }

  /** Repeat what is due, leave what is not needed any more, move when it is time. */
  tick(): void {
    const now = this.#clock();
    this.#core.tick(now);
    this.flush();
    if (this.#sockets.size > 1) this.#part(now);
    if (this.phase.is === "connected" && this.#moves.due(now)) {
      this.#enter({ is: "moving", older: this.phase });
    }
  }

  /** Hang up the older sockets of which nothing is expected any more. */
  #part(now: number): void {
    for (const [number, socket] of this.#sockets) {
      const left = socket.keptUntil < Infinity;
      if (left && (now >= socket.keptUntil || !this.#core.awaits(number))) {
        socket.keptUntil = Infinity;
        socket.transport.hangUp();
      }
    }
  }

  /** Have sent what there is to send. */
  flush(): void {
    if (this.#core.outgoing.length === 0) return;
    this.#sockets.get(this.serving)?.transport.flush(this.#core.outgoing);
  }

  /** It is over for good; only the first reason counts. */
  end(error: RumpusError, link: Link): void {
    if (this.phase.is === "over") return;
    this.#core.over(error);
    this.serving = 0;
    this.#enter({ is: "over", error, link });
  }

  /** Heed what the host, or a gateway before it, says of the socket; say whether it does. */
  #concernsSocket(number: number, frame: Frame): boolean {
    const socket = this.#sockets.get(number);
    switch (frame["type"]) {
      case "closing":
        if (socket !== undefined) socket.within = frame["within"] ?? 0;
        this.#closing(number, frame["code"], frame["reason"]);
        return true;
      case "please_move":
        if (this.phase.is === "connected" && this.phase.number === number) {
          this.#moves.asked(frame["within"], this.#clock());
        }
        return true;
      case "ticket":
        this.#ahead.heard(frame, this.#clock());
        return true;
      default:
        return frame["type"] === undefined;
    }
  }

  /**
   * Another login, or the server's policy, ends it for good; anything else is mended.
   *
   * A socket that is left is ended for its successor, which is a newer login to the host.
   */
  #closing(number: number, code: number, reason: string): void {
    const excused = this.#sockets.get(number)?.excused ?? -Infinity;
    if (code === SUPERSEDED && this.#clock() >= excused) {
      this.end(new Superseded("logged in elsewhere"), { state: "superseded", reason });
    } else if (code === POLICY) {
      this.end(new Closed(reason), { state: "closed", reason });
    }
  }

  /** Go on to another phase, unless it is over. */
  #enter(phase: Phase): void {
    const before = this.phase;
    if (before.is === "over") return;
    this.phase = phase;
    this.#changed(before, phase);
    this.#stir();
  }
}
