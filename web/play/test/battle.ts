/** Two play a code battle; the network of one is cut while the other shoots at it. */

import assert from "node:assert/strict";

import { story } from "./players.ts";

await story(async (stage) => {
  const { room, title } = stage.told as unknown as { room: string; title: string };
  const [ann, bo] = await Promise.all([stage.enter(stage.told["ann"]!), stage.enter(stage.told["bo"]!)]);
  for (const player of [ann, bo]) {
    await player.page.goto(`${stage.told.url}#/codebattle/${room}`);
    await player.page.getByRole("heading", { name: title }).waitFor();
    await player.tally("arrows").getByText("2", { exact: true }).waitFor();
  }
  const answer = async (player: typeof ann, text: string, points: string) => {
    await player.page.getByLabel("Your answer").fill(text);
    await player.page.keyboard.press("Enter");
    await player.tally("points").getByText(points, { exact: true }).waitFor();
  };
  await answer(ann, "2", "10");
  await answer(bo, "2", "10");
  await answer(bo, "4", "20");
  await ann.row(bo.name).getByText("20", { exact: true }).waitFor();
  const order = await ann.page.locator(".board li").evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["name"]));
  assert.deepEqual(order, [bo.name, ann.name]);

  await bo.cut();
  const shoot = ann.page.getByRole("button", { name: `Shoot at ${bo.name}` });
  await shoot.click();
  await ann.tally("arrows").getByText("1", { exact: true }).waitFor();
  await shoot.click();
  await ann.tally("arrows").getByText("0", { exact: true }).waitFor();
  // What is done without a network is done once, after it is back.
  await bo.page.getByLabel("Your answer").fill("6");
  await bo.page.keyboard.press("Enter");
  await bo.mend();
  await bo.page.getByRole("dialog").getByText(`You were attacked by ${ann.name}`).waitFor();
  await stage.picture(bo, "battle-attacked");
  await bo.page.keyboard.press("Enter");
  await bo.page.getByRole("dialog").waitFor({ state: "hidden" });
  await bo.tally("points").getByText("28", { exact: true }).waitFor();
  await ann.row(bo.name).getByText("28", { exact: true }).waitFor();
  await stage.picture(ann, "battle");
  assert.equal(await bo.page.locator(".lines li").filter({ hasText: "shot at you" }).count(), 2);

  const own = (player: typeof ann) => player.messages(`codebattle/${room}/player/${player.name}@${player.name}`);
  for (const [player, other] of [[ann, bo], [bo, ann]] as const) {
    assert.equal(player.messages(`codebattle/${room}/player/${other.name}@${other.name}`).length, 0);
    for (const text of [...player.frames, ...player.answers]) assert.ok(!text.includes('"answers"'), text);
  }
  return { offsets: own(bo).map((each) => each.offset) };
});
