/** Two seek treasures; one is cut off while the other takes the only ruby. */

import assert from "node:assert/strict";

import { story } from "./players.ts";

await story(async (stage) => {
  const { room, title, ruby, shell } = stage.told as Record<string, string>;
  const [ann, bo] = await Promise.all([stage.enter(stage.told["ann"]!), stage.enter(stage.told["bo"]!)]);
  for (const player of [ann, bo]) {
    await player.page.goto(`${stage.told.url}#/hunt/${room}`);
    await player.page.getByRole("heading", { name: title! }).waitFor();
    await player.page.locator(".seeker").waitFor();
  }
  const at = (player: typeof ann, column: number) => player.page.getByRole("application", { name: `at column ${column}, ` }).waitFor();
  await ann.page.locator(".map").focus();
  for (const key of ["ArrowRight", "ArrowRight"]) await ann.page.keyboard.press(key);
  await at(ann, 3);
  await ann.page.getByRole("button", { name: "Search" }).click();
  await ann.page.getByText(`You found: ${shell}, ${ruby}`).waitFor();

  await bo.cut();
  await ann.page.getByRole("button", { name: `Go to ${ruby}` }).click();
  await at(ann, 5);
  await ann.page.getByRole("button", { name: "Dig" }).click();
  await ann.page.getByRole("button", { name: `Claim ${ruby}` }).click();
  await ann.tally("points").getByText("60", { exact: true }).waitFor();
  await bo.page.locator(".map").focus();
  await bo.page.keyboard.press("ArrowRight");
  await bo.mend();
  await bo.page.getByText(`${ann.name} has ${ruby}`).waitFor();
  await at(bo, 2);
  await ann.row(bo.name).waitFor();
  await stage.audit(ann, "hunt");
  await stage.audit(bo, "hunt-other");

  for (const text of [...bo.frames, ...bo.answers]) assert.ok(!text.includes(shell!), `bo was told of ${shell}: ${text}`);
  assert.ok(!(await bo.page.content()).includes(shell!));
  const own = bo.messages(`hunt/${room}/player/${bo.name}@${bo.name}`);
  return { offsets: own.map((each) => each.offset) };
});
