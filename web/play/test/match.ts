/** Two fight by rounds; one chooses while it is cut off, and is seen to have chosen once. */

import assert from "node:assert/strict";

import { story } from "./players.ts";

await story(async (stage) => {
  const { room } = stage.told as Record<string, string>;
  const [ann, bo] = await Promise.all([stage.enter(stage.told["ann"]!), stage.enter(stage.told["bo"]!)]);
  for (const player of [ann, bo]) {
    await player.page.goto(`${stage.told.url}#/match/${room}`);
    await player.page.getByRole("button", { name: "Enter the arena" }).waitFor();
  }
  await stage.audit(ann, "gathering");
  await ann.page.getByLabel("bow").check();
  await ann.page.getByLabel("potion").check();
  await ann.page.getByRole("button", { name: "Enter the arena" }).click();
  await ann.page.getByText("Waiting for the others").waitFor();
  await bo.page.getByRole("button", { name: "Enter the arena" }).click();
  for (const player of [ann, bo]) await player.page.locator('.arena [data-does="move"]').first().waitFor();

  await bo.cut();
  const squares = ann.page.locator('.arena [data-does="move"]');
  await squares.first().click();
  await ann.page.getByText("You have chosen").waitFor();
  await bo.page.getByRole("button", { name: "Guard" }).click();
  await bo.mend();
  for (const player of [ann, bo]) await player.page.getByText("Turn 2:").waitFor();
  await stage.audit(ann, "arena");
  await bo.page.getByRole("button", { name: "Give up" }).click();
  await bo.page.getByRole("button", { name: "Really give up?" }).click();
  await ann.page.getByText("You won!").waitFor();
  await stage.audit(ann, "match-over");

  for (const [player, other] of [[ann, bo], [bo, ann]] as const) hidden(player.frames, other.name);
  return { turns: [...new Set(bo.messages(`match/${room}@${bo.name}`).map((each) => each.offset))].length };
});

/** What others carry and choose is in no frame; where they stand is, only once they are near. */
function hidden(frames: string[], other: string): void {
  for (const text of frames) {
    const { event, data } = JSON.parse(text);
    const told = event === "batch" ? data.events : [{ event, data }];
    for (const one of told) {
      if (one.event === "action.chosen" && one.data.username === other) assert.equal(one.data.action, null, text);
      if (one.event === "player.joined" && one.data.username === other) assert.equal(one.data.items, null, text);
      for (const fighter of one.data?.fighters ?? []) {
        if (fighter.username === other) assert.equal(fighter.items, null, text);
      }
    }
  }
}
