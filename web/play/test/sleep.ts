/** A tab sleeps and its network is cut while its player is shot at: nothing is lost, nothing comes twice. */

import assert from "node:assert/strict";

import { story } from "./players.ts";

await story(async (stage) => {
  const { room, shooter } = stage.told as Record<string, string>;
  const ann = await stage.enter(stage.told["ann"]!);
  const { page } = ann;
  await page.goto(`${stage.told.url}#/codebattle/${room}`);
  await ann.tally("arrows").getByText(stage.told["shots"]!, { exact: true }).waitFor();
  await page.getByLabel("Your answer").fill("2");
  await page.keyboard.press("Enter");
  await ann.tally("points").getByText("10", { exact: true }).waitFor();

  // Chromium freezes no page that is seen, as a headless one always is: the debugger stops all script, timers and sockets.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Debugger.enable");
  const asleep = new Promise((resolve) => devtools.once("Debugger.paused", resolve));
  await page.getByLabel("Your answer").fill("4"); // what the player does last before the tab sleeps
  await ann.cut();
  await page.keyboard.press("Enter");
  await devtools.send("Debugger.pause");
  await asleep;
  await stage.tell("shoot, and end its socket");
  await devtools.send("Debugger.resume");
  await ann.mend();

  await page.getByRole("dialog").getByText(`You were attacked by ${shooter}`).waitFor();
  await page.keyboard.press("Enter");
  await ann.row(shooter!).getByText("0", { exact: true }).waitFor();
  const shots = Number(stage.told["shots"]);
  await page.locator(".lines li").filter({ hasText: "shot at you" }).nth(shots - 1).waitFor();
  await ann.tally("points").getByText(stage.told["points"]!, { exact: true }).waitFor();
  assert.equal(await page.locator(".lines li").filter({ hasText: "shot at you" }).count(), shots);
  return { offsets: ann.messages(`codebattle/${room}/player/${ann.name}@${ann.name}`).map((each) => each.offset) };
});
