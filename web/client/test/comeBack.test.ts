/** A client hears when it shall come back. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Rumpus, type Account } from "../src/api.ts";
import { Unreachable } from "../src/errors.ts";
import { WebSockets } from "../src/webSockets.ts";

const ACCOUNT: Account = { playerId: "p", username: "ann", token: "t", refreshToken: "r" };

class NoSocket {
  constructor() {
    throw new Error("no socket is opened here");
  }
}

function socketsOf(status: number, retryAfter: unknown): WebSockets {
  const error = { code: "busy", message: "too many", retry_after: retryAfter };
  const answer = async () => new Response(JSON.stringify({ error }), { status });
  const rumpus = new Rumpus("http://host", { fetch: answer, WebSocket: NoSocket as never });
  return new WebSockets(() => rumpus.ticketUrl(ACCOUNT), NoSocket as never, () => 0, () => {});
}

for (const [status, said, heard] of [
  [429, 7, 7],
  [503, 7, 7],
  [503, "soon", 0],
] as const) {
  test(`a ticket refused with ${status} says when: ${said}`, async () => {
    await assert.rejects(socketsOf(status, said).ticketUrl(), (error) => {
      assert.ok(error instanceof Unreachable);
      assert.equal(error.retryAfter, heard);
      return true;
    });
  });
}
