/** Plays the steps of a transcript to a client, with time and sockets made by hand. */

import { ConnectionManager, type Network, type Transport } from "../src/connectionManager.ts";
import { Core } from "../src/core.ts";
import { Closed, ProtocolError, Unreachable, type RumpusError } from "../src/errors.ts";
import { read, write, type Frame } from "../src/frames.ts";
import type { Phase } from "../src/phases.ts";

export interface Step {
  do: [name: string, ...rest: any[]];
  then: Record<string, unknown[]>;
}

const CHANCE = 0.5;

class Wire implements Transport {
  stuck = false;
  readonly #number: number;
  readonly #tape: Tape;

  constructor(tape: Tape, number: number) {
    this.#tape = tape;
    this.#number = number;
  }

  flush(outgoing: Frame[]): void {
    while (outgoing.length > 0 && !this.stuck) {
      this.#tape.note("sent", [this.#number, outgoing.shift()]);
    }
  }

  hangUp(): void {
    this.#tape.note("hung_up", this.#number);
  }
}

export class Tape implements Network {
  #now = 0;
  #ids = 0;
  #then: Record<string, unknown[]> = {};
  #answer: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #sleepers: { at: number; wake: () => void }[] = [];
  readonly #wires = new Map<number, Wire>();
  readonly #core = new Core(
    () => `c${++this.#ids}`,
    () => CHANCE,
  );
  readonly #manager = new ConnectionManager(
    this.#core,
    () => this.#now,
    () => CHANCE,
    (_, phase) => this.note("phase", said(phase)),
  );

  constructor() {
    void this.#manager.run(this);
  }

  note(what: string, told: unknown): void {
    (this.#then[what] ??= []).push(told);
  }

  async ticketUrl(): Promise<string> {
    this.note("phase", "asks for a ticket");
    await this.#answered();
    return "ws://nowhere";
  }

  async connect(url: string, manager: ConnectionManager): Promise<void> {
    this.note("phase", `opens a socket${url.replace("ws://nowhere", "")}`);
    await this.#answered();
    const wire = new Wire(this, this.#wires.size + 1);
    this.#wires.set(this.#wires.size + 1, wire);
    manager.opened(wire);
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((wake) => this.#sleepers.push({ at: this.#now + seconds, wake }));
  }

  #answered(): Promise<void> {
    return new Promise((resolve, reject) => (this.#answer = { resolve, reject }));
  }

  /** Do a step; return what the client does of it. */
  async play([name, ...rest]: Step["do"]): Promise<Step["then"]> {
    await settled();
    this.#do(name, rest);
    await settled();
    const then = this.#then;
    this.#then = {};
    return JSON.parse(JSON.stringify(then));
  }

  #do(name: string, rest: any[]): void {
    const [first, second, third] = rest;
    switch (name) {
      case "answered":
        return first === "ok" ? this.#answer!.resolve() : this.#answer!.reject(refusal(first, second));
      case "ask":
        return this.#ask(first, second);
      case "forget":
        return this.#core.forget(first);
      case "leave":
        return this.#core.leave(first);
      case "take":
        for (const each of this.#manager.take(first, read(write(second)))) {
          this.note("told", [each.channel, each.name, each.data, each.offset]);
        }
        return;
      case "stick":
        this.#wires.get(first)!.stuck = true;
        return;
      case "ended":
        return this.#manager.ended(first, second, third);
      case "later":
        return this.#later(first);
      case "close":
        return this.#manager.end(new Closed("closed by this program"), {
          state: "closed",
          reason: "",
        });
      default:
        throw new Error(`no such step: ${name}`);
    }
  }

  #ask(kind: string, fields: Frame): void {
    const id: string = this.#core.ask(kind, this.#now, fields, {
      resolve: (frame) => this.note("answers", [id, frame]),
      reject: (error) => this.note("answers", [id, [error.name, error.message]]),
    });
    this.#manager.flush();
  }

  #later(seconds: number): void {
    this.#now += seconds;
    this.#manager.tick();
    for (const { at, wake } of this.#sleepers) if (at <= this.#now) wake();
    this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function refusal(how: string, retryAfter = 0): Error {
  return how === "unreachable" ? new Unreachable(undefined, retryAfter) : new ProtocolError("forbidden", "no", 403);
}

function said(phase: Phase): unknown {
  switch (phase.is) {
    case "waiting":
      return ["waits", phase.failures, phase.seconds];
    case "moving":
      return "moves";
    case "over":
      return ["is over", ...named(phase.error), phase.link.state, phase.link.reason];
    default:
      return phase.is;
  }
}

function named(error: RumpusError): string[] {
  return [error.name, error.message];
}
