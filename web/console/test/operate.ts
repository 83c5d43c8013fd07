/** An admin goes through the whole console, gives somebody a key to look, who may do no more. */

import assert from "node:assert/strict";

import { story } from "../../play/test/players.ts";
import { Operator } from "./operators.ts";

await story(async (stage) => {
  const { key, room, ann, bo, made } = stage.told as unknown as { key: string; room: string; ann: string; bo: string; made: string };
  const admin = await Operator.enter(stage, key);
  const { page } = admin;

  // A room, its board, and a player's past with what differs.
  await admin.go("games/codebattle", "Games");
  await admin.page.getByRole("link", { name: room, exact: true }).click();
  await admin.row("Board", ann).waitFor();
  await admin.row("Players of the room", bo).getByRole("link", { name: `Past of ${bo}` }).click();
  await page.getByRole("heading", { name: /^State at position/ }).waitFor();
  await page.getByRole("link", { name: "Position 2 and what it changed" }).click();
  await page.getByRole("region", { name: "What differs" }).getByRole("row", { name: /points/ }).getByText("10", { exact: true }).waitFor();
  await admin.picture("past");

  // A commit is taken back by a new fact.
  await admin.act(admin.row("Commits, the newest first", "answer.solved").getByRole("button", { name: "Take back" }), "the key was wrong", "2");
  await page.getByRole("button", { name: "Now" }).click();
  await admin.row("Commits, the newest first", "award.reversed").waitFor();

  // Money, with a reason, and what was done with it taken back.
  await admin.go(`players/${bo.toUpperCase()}`, "Players");
  await page.getByRole("heading", { name: bo, exact: true }).waitFor();
  await admin.act(page.getByRole("button", { name: "Give money" }), "a gift", "", { currency: "gold", amount: "25" });
  await admin.row("Ledger of gold, the newest first", "25").waitFor();
  await admin.picture("player");
  await admin.act(admin.row("Ledger of gold, the newest first", "25").getByRole("button", { name: "Reverse" }), "too much", await transaction(admin));
  await admin.row("Accounts", "gold").getByRole("cell", { name: "0", exact: true }).first().waitFor();

  // A room is created and stopped.
  await admin.go(`create?game=codebattle&room=${made}`, "Commands");
  await admin.act(page.getByRole("button", { name: "Send codebattle.schedule" }), "a new one");
  await page.getByText("Done.").waitFor();
  await page.getByLabel("Command", { exact: true }).selectOption("codebattle.end");
  await admin.act(page.getByRole("button", { name: "Send codebattle.end" }), "a mistake", made);
  await page.getByText("Done.").waitFor();

  // A player is followed live; a raw frame is answered.
  await admin.go(`live?channel=${encodeURIComponent(`codebattle/${room}/player/${ann}@$operator`)}`, "Live");
  await admin.row(`Messages on codebattle/${room}/player/${ann}@$operator`, "snapshot").waitFor();
  const { token } = await stagePost(stage.told["api"]!, "/v1/guests", { username: `${ann}x` });
  await stagePost(stage.told["api"]!, "/v1/commands", { type: "codebattle.join", id: "j1", room }, token);
  await stagePost(stage.told["api"]!, "/v1/commands", { type: "codebattle.attack", id: "a1", room, target: ann }, token);
  await admin.row(`Messages on codebattle/${room}/player/${ann}@$operator`, "attack.received").waitFor();
  await admin.go("playground", "Playground");
  await page.getByRole("button", { name: "Open a socket" }).click();
  await page.getByText("The socket is open.").waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await admin.row("Frames, the newest first", "in").filter({ hasText: '"pong"' }).waitFor();

  // Who did all that, and why.
  await admin.go("acts", "Acts");
  for (const why of ["the key was wrong", "a gift", "too much", "a new one", "a mistake"]) {
    await admin.row("Acts, the newest first", why, "asked").first().waitFor();
    await admin.row("Acts, the newest first", why, "done").first().waitFor();
  }
  await admin.picture("acts");

  // Somebody who only looks.
  await admin.go("operators", "Operators");
  await admin.act(page.getByRole("button", { name: "Give a key" }), "is new here", "", { Name: "newcomer", Role: "look" });
  const given = (await page.locator("main pre").textContent())!;
  await page.getByRole("button", { name: "Sign out" }).click();
  await admin.signIn(given);
  await admin.go(`players/${bo}`, "Players");
  assert.ok(await page.getByRole("button", { name: "Give money" }).isDisabled());
  assert.equal(await page.getByRole("button", { name: "Give money" }).getAttribute("title"), "This needs the role support.");
});

async function transaction(operator: Operator): Promise<string> {
  return (await operator.row("Ledger of gold, the newest first", "25").locator("td").first().textContent())!;
}

async function stagePost(api: string, path: string, body: object, token = ""): Promise<any> {
  const headers = { "Content-Type": "application/json", ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  const answer = await fetch(api + path, { method: "POST", headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}
