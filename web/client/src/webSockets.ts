/** Sockets of the browser, or any that look so, for the connection manager. */

import type { ConnectionManager, Network, Transport } from "./connectionManager.ts";
import { ProtocolError, Unreachable } from "./errors.ts";
import type { Event } from "./events.ts";
import { read, write, type Frame } from "./frames.ts";

const TOO_MANY = 429;

/** Seconds after which a socket that does not open is given up. */
const OPENS_WITHIN = 10;

/** Seconds after which a socket that was hung up counts as ended. */
const ENDS_WITHIN = 2;

/** Seconds without any frame, after one that must be answered, that a socket may be silent. */
const SILENT = 20;

/** The same after the page woke up, when the socket may be long gone. */
const SILENT_AFTER_SLEEP = 5;

/** Bytes that may wait in a socket; what is beyond them can still be taken back. */
const BUFFERED = 65_536;

export interface SocketLike {
  readonly bufferedAmount: number;
  onopen: ((event: any) => void) | null;
  onmessage: ((event: any) => void) | null;
  onclose: ((event: any) => void) | null;
  onerror: ((event: any) => void) | null;
  send(text: string): void;
  close(): void;
}

export type SocketClass = new (url: string) => SocketLike;

/** Opens sockets; `show` gets what the application shall see. */
export class WebSockets implements Network {
  readonly #newTicketUrl: () => Promise<string>;
  readonly #socketClass: SocketClass;
  readonly #clock: () => number;
  readonly #show: (event: Event) => void;
  readonly #open = new Set<OpenSocket>();
  #wake: () => void = () => {};

  constructor(
    ticketUrl: () => Promise<string>,
    socketClass: SocketClass,
    clock: () => number,
    show: (event: Event) => void,
  ) {
    this.#newTicketUrl = ticketUrl;
    this.#socketClass = socketClass;
    this.#clock = clock;
    this.#show = show;
  }

  /** Return where to connect to; reject with what time does not heal. */
  async ticketUrl(): Promise<string> {
    try {
      return await this.#newTicketUrl();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw new Unreachable(error);
      const status = error.status ?? 0;
      if (status >= 400 && status < 500 && status !== TOO_MANY) throw error;
      throw new Unreachable(error, error.retryAfter);
    }
  }

  connect(url: string, manager: ConnectionManager): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = new this.#socketClass(url);
      const giveUp = () => {
        clearTimeout(timer);
        socket.onopen = socket.onclose = null;
        socket.close();
        reject(new Unreachable());
      };
      const timer = setTimeout(giveUp, OPENS_WITHIN * 1000);
      socket.onerror = () => {};
      socket.onclose = giveUp;
      socket.onopen = () => {
        clearTimeout(timer);
        this.#converse(socket, manager);
        resolve();
      };
    });
  }

  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, seconds * 1000);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** The page is back: try at once, and find out soon whether the sockets still live. */
  woken(): void {
    this.#wake();
    for (const each of this.#open) each.patience = SILENT_AFTER_SLEEP;
  }

  /** End the sockets that have been silent for too long. */
  tick(): void {
    for (const each of this.#open) each.endIfSilent();
  }

  /** Take frames until it is closed, by whomever. */
  #converse(socket: SocketLike, manager: ConnectionManager): void {
    const transport = new OpenSocket(socket, this.#clock);
    this.#open.add(transport);
    const number = manager.opened(transport);
    transport.listen(
      (frame) => manager.take(number, frame).forEach(this.#show),
      (code, reason) => {
        this.#open.delete(transport);
        manager.ended(number, code, reason);
      },
    );
  }
}

/** One open socket; each frame that it sends is answered, so silence betrays a dead one. */
class OpenSocket implements Transport {
  patience = SILENT;
  readonly #socket: SocketLike;
  readonly #clock: () => number;
  #unheardSince: number | undefined;
  #ended: (code: number, reason: string) => void = () => {};

  constructor(socket: SocketLike, clock: () => number) {
    this.#socket = socket;
    this.#clock = clock;
  }

  listen(take: (frame: Frame) => void, ended: (code: number, reason: string) => void): void {
    this.#ended = ended;
    this.#socket.onclose = ({ code, reason }: { code: number; reason: string }) => this.#end(code, reason);
    this.#socket.onmessage = ({ data }: { data: unknown }) => {
      this.#unheardSince = undefined;
      this.patience = SILENT;
      const frame = parsed(data);
      if (frame !== undefined) take(frame);
    };
  }

  flush(outgoing: Frame[]): void {
    while (outgoing.length > 0 && this.#socket.bufferedAmount < BUFFERED) {
      this.#socket.send(write(outgoing.shift()!));
      this.#unheardSince ??= this.#clock();
    }
  }

  hangUp(): void {
    this.#socket.close();
    setTimeout(() => this.#end(0, ""), ENDS_WITHIN * 1000);
  }

  endIfSilent(): void {
    if (this.#clock() - (this.#unheardSince ?? Infinity) > this.patience) {
      this.#end(0, "silent");
      this.#socket.close();
    }
  }

  #end(code: number, reason: string): void {
    const ended = this.#ended;
    this.#ended = () => {};
    this.#socket.onmessage = this.#socket.onclose = null;
    ended(code, reason);
  }
}

/** What is no frame is dropped, and what was asked is repeated. */
function parsed(data: unknown): Frame | undefined {
  try {
    return read(String(data));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
