/** One player by keyboard alone, with less motion; and what a page says when things go wrong. */

import assert from "node:assert/strict";

import { story, type Player } from "./players.ts";

/** Press Tab until what has the focus is called so. */
async function tabTo(player: Player, name: RegExp): Promise<void> {
  const count = await player.page.locator("a[href], button, input, select, [tabindex]").count();
  for (let presses = 0; presses <= count; presses += 1) {
    await player.page.keyboard.press("Tab");
    const called = await player.page.locator(":focus").evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? each.textContent!)[0]);
    if (called !== undefined && name.test(called)) return; // none is called when Tab has left the page
  }
  throw new Error(`Tab leads to nothing called ${name}`);
}

await story(async (stage) => {
  const { room, title, target } = stage.told as Record<string, string>;
  const ann = await stage.open(stage.told["ann"]!, { reducedMotion: "reduce" });
  await stage.audit(ann, "sign-up");
  await ann.page.getByLabel("Your name").focus();
  await ann.page.keyboard.type(target!);
  await ann.page.keyboard.press("Enter");
  await ann.page.getByText("Somebody else has that name.").waitFor();
  await ann.page.getByLabel("Your name").fill(ann.name);
  await ann.page.keyboard.press("Enter");
  await ann.page.getByRole("heading", { name: "What shall we play?" }).waitFor();
  await ann.page.getByRole("button", { name: "Show more" }).first().waitFor();
  await stage.audit(ann, "lobby");
  assert.equal(await ann.page.getByText(title!).count(), 0, "all battles are on the first page");
  await ann.listed("Code battles", title!);
  await stage.audit(ann, "lobby-more");

  await tabTo(ann, new RegExp(title!));
  await ann.page.keyboard.press("Enter");
  await ann.tally("arrows").getByText("2", { exact: true }).waitFor();
  await tabTo(ann, /^$/); // the field of the answer
  await ann.page.keyboard.type("2");
  await ann.page.keyboard.press("Enter");
  await ann.tally("points").getByText("10", { exact: true }).waitFor();
  await ann.row(target!).waitFor();
  await tabTo(ann, new RegExp(`^Shoot at ${target}$`));
  await ann.page.keyboard.press("Enter");
  await ann.page.locator(".lines").getByText(target!).waitFor();
  await stage.audit(ann, "battle");
  await tabTo(ann, /^Leave the battle$/);
  await ann.page.keyboard.press("Enter");
  await ann.page.getByRole("button", { name: "Come back to the battle" }).waitFor();
  await ann.page.keyboard.press("Enter");
  await ann.page.getByRole("button", { name: "Leave the battle" }).waitFor();
  const running = await ann.page.evaluate(() => document.getAnimations().filter((each) => each.playState === "running").length);
  assert.equal(running, 0, "things move for a player who wants less motion");

  const again = await ann.page.context().newPage();
  await again.goto(`${stage.told.url}#/codebattle/${room}`);
  await ann.page.getByText("You play in another window.").waitFor();
  await stage.audit(ann, "superseded");
  await tabTo(ann, /^Play here$/);
  await ann.page.keyboard.press("Enter");
  await ann.page.locator('.banner[data-link="connected"]').waitFor({ state: "attached" });
  await again.getByText("You play in another window.").waitFor();
  await again.close();

  for (const [to, text, name] of [
    ["#/codebattle/nowhere", "There is no such room.", "no-such-room"],
    ["#/match", "Find a match", "queue"],
    [`#/highcard/${room}`, "There is no such room.", "other-game"],
    ["#/notices", "Nothing new.", "notices-empty"],
    ["#/things", "Nothing yet", "things-empty"],
  ] as const) {
    await ann.page.goto(stage.told.url + to);
    await ann.page.getByText(text).first().waitFor();
    await stage.audit(ann, name);
  }
  await ann.cut();
  await ann.page.goto(`${stage.told.url}#/`);
  await ann.page.getByText("The stage can't be reached").first().waitFor();
  await stage.audit(ann, "offline");
  await ann.mend();
  await ann.listed("Code battles", title!); // it tries again by itself
});
