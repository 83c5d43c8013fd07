/**
 * The client's half of the protocol without any I/O: frames in, frames and events out.
 *
 * Whoever has a socket sends what stands in `outgoing`, and calls `opened`, `receive`, `tick` and
 * `lost`; times are seconds of one clock that never goes back. Sockets have numbers: `outgoing` is
 * for the newest one, and an older one beside it may still answer what was sent over it.
 */

import { tracker, type Channel } from "./channels.ts";
import { ProtocolError, type RumpusError } from "./errors.ts";
import type { Event, Service } from "./events.ts";
import { isMessage, requestFrame, type Frame } from "./frames.ts";
import { REPEAT_AFTER, Request, type Answer } from "./requests.ts";

/** Seconds of silence after which a ping is sent: API Gateway hangs up after ten minutes. */
const KEEP_ALIVE = 540;

/** Requests under way and channels listened to, over as many sockets as it takes. */
export class Core {
  outgoing: Frame[] = [];
  readonly channels = new Map<string, Channel>();
  readonly #newId: () => string;
  readonly #chance: () => number;
  readonly #serves: (service: Service) => void;
  readonly #requests = new Map<string, Request>();
  readonly #behindSince = new Map<string, number>();
  readonly #open = new Set<number>();
  #newest = 0;
  #spoke = 0;

  /** `serves` is told how much of its work the host does, whenever the host says so. */
  constructor(newId: () => string, chance: () => number, serves: (service: Service) => void = () => {}) {
    this.#newId = newId;
    this.#chance = chance;
    this.#serves = serves;
  }

  /** Whether the newest socket is open. */
  get linked(): boolean {
    return this.#open.has(this.#newest);
  }

  /** How many requests are under way. */
  get pending(): number {
    return this.#requests.size;
  }

  /** Send a frame, now or when there is a socket; return its id, which `fields` may set. */
  ask(kind: string, now: number, fields: Frame = {}, answer?: Answer): string {
    const frame = requestFrame(kind, this.#newId(), fields);
    const asked = new Request(kind, frame, answer);
    this.#requests.set(frame["id"], asked);
    if (asked.channel !== undefined) this.listen(asked.channel);
    if (this.linked) this.#send(asked, now);
    return frame["id"];
  }

  /** Ask for a channel with the next frame that comes, or with the next socket. */
  listen(channel: string): void {
    if (this.channels.has(channel)) return;
    const known = tracker(channel);
    this.channels.set(channel, known);
    known.opened(this.#newest);
  }

  /** Nobody waits for the answer any more. */
  forget(id: string): void {
    this.#requests.delete(id);
  }

  /** Drop a channel's messages from now on, and what asks for them. */
  leave(channel: string): void {
    this.channels.delete(channel);
    this.#behindSince.delete(channel);
    for (const [id, request] of this.#requests) {
      if (request.channel !== channel) continue;
      this.forget(id);
      request.answer?.reject(new ProtocolError("unsubscribed", `${channel} was left meanwhile`));
    }
  }

  /**
   * There is a socket, perhaps beside an older one; return its number.
   *
   * Channels go on over it, and so does what nobody answers any more; a command that was sent over
   * an older socket waits there, lest two answers to it differ.
   */
  opened(now: number): number {
    const unsent = new Set(this.outgoing.map((frame) => frame["id"]));
    this.outgoing.length = 0;
    this.outgoing = [];
    this.#newest += 1;
    this.#open.add(this.#newest);
    this.#spoke = now;
    for (const channel of this.channels.values()) channel.opened(this.#newest);
    for (const [id, request] of [...this.#requests]) {
      const waits = !unsent.has(id) && !request.ofSocket && this.#open.has(request.socket);
      if (!waits) this.#send(request, now);
    }
    this.#resubscribe(now);
    return this.#newest;
  }

  /**
   * A socket is gone, the newest unless told otherwise, with what was on its way.
   *
   * What an older one left unanswered is sent with the next `tick`.
   */
  lost(socket = this.#newest): void {
    this.#open.delete(socket);
    for (const [id, request] of this.#requests) {
      if (request.socket !== socket) continue;
      request.state = "later";
      request.due = 0;
      if (request.answer === undefined && request.ofSocket) this.forget(id);
    }
    if (this.linked) return;
    this.outgoing.length = 0;
    this.#behindSince.clear();
    for (const channel of this.channels.values()) channel.disconnected();
  }

  /** Whether an older socket may be of use: for an answer, or until channels have gone on. */
  awaits(socket: number): boolean {
    for (const request of this.#requests.values()) {
      if (request.socket === socket || request.channel !== undefined) return true;
    }
    for (const channel of this.channels.values()) {
      if (channel.wants || channel.behind) return true;
    }
    return false;
  }

  /** Nothing that is under way will be answered. */
  over(error: RumpusError): void {
    const left = [...this.#requests.values()];
    this.#requests.clear();
    for (const request of left) request.answer?.reject(error);
  }

  /** Take a frame, of the newest socket unless told otherwise; return what it brings about. */
  receive(frame: Frame, now: number, socket = this.#newest): Event[] {
    if (!isMessage(frame)) {
      const events = this.#answered(frame, now, socket);
      this.#resubscribe(now);
      return events;
    }
    const channel = this.channels.get(frame.channel);
    if (channel === undefined) return [];
    const events = channel.message(frame, socket);
    if (channel.wants) this.#resubscribe(now);
    return events;
  }

  /** Send again what was not answered in time, ask for what stays away, keep alive. */
  tick(now: number): void {
    if (!this.linked) return;
    for (const request of this.#requests.values()) {
      if (now >= request.due) this.#send(request, now);
    }
    this.#wantAgain(now);
    this.#resubscribe(now);
    if (now - this.#spoke > KEEP_ALIVE) this.ask("ping", now);
  }

  /** Have asked for again what stays away for long. */
  #wantAgain(now: number): void {
    for (const [name, channel] of this.channels) {
      const since = this.#behindSince.get(name) ?? now;
      if (!channel.behind) {
        this.#behindSince.delete(name);
      } else if (now - since > REPEAT_AFTER) {
        channel.wants = true;
        this.#behindSince.delete(name);
      } else {
        this.#behindSince.set(name, since);
      }
    }
  }

  /** A subscription counts where it was asked for last; a command's answer does anywhere. */
  #answered(frame: Frame, now: number, source: number): Event[] {
    if (frame["type"] === "unsubscribed" && !frame["id"]) {
      return this.#unavailable(frame["channel"], "not_allowed", "it is shown to you no more");
    }
    if (frame["type"] === "service") this.#serves({ level: frame["level"], name: frame["name"] });
    const request = this.#requests.get(String(frame["id"]));
    if (request === undefined) return [];
    if (request.channel !== undefined && request.socket !== source) return [];
    if (request.putOff(frame, now, this.#chance())) return [];
    this.forget(request.frame["id"]);
    const events = request.channel === undefined ? [] : this.#subscription(request, frame);
    request.answer?.resolve(frame);
    return events;
  }

  /** A channel that is refused is told of in an event when nobody waits for the answer. */
  #subscription(request: Request, frame: Frame): Event[] {
    const name = String(request.channel);
    const channel = this.channels.get(name);
    if (channel === undefined) return [];
    if (frame["type"] === "subscribed") return channel.subscribed(frame);
    if (request.answer === undefined) {
      return this.#unavailable(name, frame["code"], frame["message"]);
    }
    this.channels.delete(name);
    return [];
  }

  /** Forget a channel, and tell of it if it was listened to. */
  #unavailable(channel: string, code: unknown, message: unknown): Event[] {
    this.#behindSince.delete(channel);
    if (!this.channels.delete(channel)) return [];
    return [{ channel, name: "unavailable", data: { code, message }, offset: 0 }];
  }

  #resubscribe(now: number): void {
    if (!this.linked) return;
    for (const [name, channel] of this.channels) {
      if (channel.wants && !this.#asks(name)) this.ask("subscribe", now, { channel: name });
    }
  }

  #asks(channel: string): boolean {
    for (const request of this.#requests.values()) if (request.channel === channel) return true;
    return false;
  }

  /** A subscription goes on from where its channel is when it is sent. */
  #send(request: Request, now: number): void {
    const channel = request.channel === undefined ? undefined : this.channels.get(request.channel);
    if (channel !== undefined) {
      request.frame = requestFrame("subscribe", request.frame["id"], channel.request());
    }
    request.sent(this.#newest, now);
    this.#spoke = now;
    this.outgoing.push(request.frame);
  }
}
