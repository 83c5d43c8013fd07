/** Two players on a live host: says `cut me` when the second one's socket may be cut. */

import assert from "node:assert/strict";
import { Rumpus, type Event, type Link } from "../src/index.ts";
import { CodeBattle } from "../src/games/codebattle.ts";

const SHOTS = 9;

/** Of the second player: it joins, solves nine questions, and is shot at. */
const COMMITS = 1 + 9 + SHOTS;
const [url, room] = process.argv.slice(2) as [string, string];

/** The first answer to each player's sign-up is lost on its way: asked again, it is the same guest. */
const signedUp = new Map<string, string>();
const rumpus = new Rumpus(url, {
  fetch: async (...request) => {
    const answer = await fetch(...request);
    if (!String(request[0]).endsWith("/v1/guests")) return answer;
    const grant = await answer.clone().json();
    const before = signedUp.get(grant.username);
    signedUp.set(grant.username, grant.player_id);
    if (before === undefined) throw new TypeError("the answer is lost");
    assert.equal(grant.player_id, before);
    return answer;
  },
});

async function player(name: string) {
  const account = await rumpus.signUp(name);
  const connection = await rumpus.connect(account, `codebattle/${room}`);
  const battle = new CodeBattle(connection, room);
  const heard: Event[] = [];
  const links: Link["state"][] = [];
  connection.onLink(({ state }) => links.push(state));
  await battle.join();
  connection.on(battle.own(name), (event) => heard.push(event));
  await connection.subscribe(battle.own(name));
  await battle.answer("q9", "!");
  return { connection, battle, heard, links };
}

const [ann, bo] = await Promise.all([player("ann"), player("bo")]);
const cut = new Promise<void>((resolve) => {
  bo.connection.onLink(({ state }) => state === "resumed" && resolve());
});
const playing: Promise<unknown>[] = [];
for (let shot = 0; shot < SHOTS; shot += 1) {
  if (shot === 3) console.log("cut me");
  if (shot === 6) await cut;
  if (shot > 0) playing.push(bo.battle.answer(`q${shot}`, "!"));
  playing.push(ann.battle.attack("bo"));
  await playing.at(-1);
}
await Promise.all(playing);

while (bo.heard.at(-1)!.offset < COMMITS) {
  await new Promise<void>((resolve) => {
    const off = bo.connection.on(bo.battle.own("bo"), () => (off(), resolve()));
  });
}
const attacks = bo.heard.filter((event) => event.name === "attack.received").length;
const offsets = bo.heard.map((event) => event.offset);
assert.deepEqual(ann.links, ["connected"]);
assert.deepEqual(bo.links, ["connected", "reconnecting", "resumed"]);
await assert.rejects(ann.connection.subscribe(bo.battle.own("bo")), { code: "not_allowed" });
console.log(JSON.stringify({ attacks, offsets }));
ann.connection.close();
bo.connection.close();
