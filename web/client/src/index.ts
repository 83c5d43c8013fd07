/**
 * Rumpus for players, in browsers and Node: sign up, connect, play, and never miss a message.
 *
 *     const rumpus = new Rumpus("https://…");
 *     const account = await rumpus.signUp("ann");
 *     const connection = await rumpus.connect(account, "codebattle/b1");
 *     const battle = new CodeBattle(connection, "b1");
 *     await battle.join();
 *     connection.on(battle.board, ({ data }) => show(data));
 *     await connection.subscribe(battle.board);
 */

export { Rumpus, newKey, type Account, type Options } from "./api.ts";
export {
  accountChannel,
  ownChannel,
  roomChannel,
  valueChannel,
  type ChannelName,
  type ValueKind,
  type ValueName,
  type Values,
} from "./channels.ts";
export { Connection, type Outside } from "./connection.ts";
export { Closed, ProtocolError, Refused, RumpusError, Superseded, TimedOut } from "./errors.ts";
export type { Event, Link, Service, Unavailable } from "./events.ts";
export type { Outcome } from "./requests.ts";
export type { Board, Presence, Rank, Row } from "./snapshots.ts";
export type { SocketClass, SocketLike } from "./webSockets.ts";
