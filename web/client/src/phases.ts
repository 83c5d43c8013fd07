/** The phases of a player's connection, over as many sockets as it takes. */

import type { RumpusError } from "./errors.ts";
import type { Link } from "./events.ts";

/** The socket of this number serves; without a break there has been a socket since then. */
export interface Connected {
  readonly is: "connected";
  readonly number: number;
  readonly since: number;
  readonly failures: number;
}

export type Phase =
  /** There is no socket, and after a pause another one is tried for. */
  | { readonly is: "waiting"; readonly failures: number; readonly seconds: number }
  /** There is no socket, and one is being opened, after so many failures in a row. */
  | { readonly is: "connecting"; readonly failures: number }
  | Connected
  /** Another socket is being opened beside the one that serves, which may end meanwhile. */
  | { readonly is: "moving"; readonly older: Connected }
  /** The connection is over for good. */
  | { readonly is: "over"; readonly error: RumpusError; readonly link: Link };
