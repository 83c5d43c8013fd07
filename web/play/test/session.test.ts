import assert from "node:assert/strict";
import { test } from "node:test";

import { Session } from "../src/session.ts";

const KEY = "rumpus.sign-up";
const GRANT = { player_id: "p1", username: "ann", token: "t", refresh_token: "r" };

type Answer = readonly [status: number, said: unknown] | "no network";

/** Sign up as ann, and be answered so, one time after the other; tell what was asked and what is kept then. */
async function signedUp(...answers: Answer[]) {
  const storage = kept();
  const keys: string[] = [];
  globalThis.fetch = async (_: unknown, request?: RequestInit) => {
    keys.push(JSON.parse(String(request!.body)).key);
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer === "no network") throw new TypeError("fetch failed");
    return new Response(typeof answer[1] === "string" ? answer[1] : JSON.stringify(answer[1]), { status: answer[0] });
  };
  const session = new Session("http://127.0.0.1", storage);
  await session.signUp("ann").catch(() => {});
  return { session, storage, keys, answers };
}

function kept(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  } as Storage;
}

const refusal = (status: number, code: string): Answer => [status, { error: { code, message: "" } }];

for (const [status, code] of [[409, "username_taken"], [400, "bad_username"], [403, "not_allowed"]] as const) {
  test(`a sign-up that is refused with ${status} leaves no key`, async () => {
    const { storage, keys } = await signedUp(refusal(status, code));
    assert.equal(storage.getItem(KEY), null);
    assert.equal(keys.length, 1);
  });
}

const UNKNOWN: Record<string, Answer> = {
  "no network": "no network",
  "a fault of the host": refusal(500, "internal"),
  "a host that is away": refusal(503, "unavailable"),
  "a limit": refusal(429, "too_fast"),
  "a proxy's answer": [403, "<html>Sign in to the hotel's network</html>"],
};
for (const [what, answer] of Object.entries(UNKNOWN)) {
  test(`after ${what} the same key is tried again`, async () => {
    const { session, storage, keys, answers } = await signedUp(answer);
    assert.equal(storage.getItem(KEY), `ann ${keys[0]}`);
    answers[0] = [201, GRANT];
    await session.signUp("ann");
    assert.equal(new Set(keys).size, 1);
    assert.equal(storage.getItem(KEY), null);
  });
}
