/** What a client is told. */

/** Messages that a channel keeps: those that came too early, or notices that were shown. */
export const HELD = 1000;

/** How much of its work a host does: from level 1, `full`, to 5, `read_only`. */
export interface Service {
  readonly level: number;
  readonly name: string;
}

/** A message for the application: `data` of a value channel is the whole snapshot. */
export interface Event<Name extends string = string, Data = any> {
  readonly channel: string;
  readonly name: Name;
  readonly data: Data;
  readonly offset: number;
}

/** A channel is not shown any more, or was never allowed. */
export type Unavailable = Event<"unavailable", { code: string; message: string }>;

/** How the connection is; `superseded` and `closed` are final. */
export interface Link {
  readonly state: "connected" | "reconnecting" | "resumed" | "superseded" | "closed";
  readonly reason: string;
}
