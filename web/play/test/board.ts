/** A board of which a hundred rows are shown: those near to sight are in the page, and all are reached. */

import assert from "node:assert/strict";

import { story } from "./players.ts";

await story(async (stage) => {
  const ann = await stage.enter(stage.told["ann"]!);
  await ann.page.goto(`${stage.told.url}#/codebattle/${stage.told["room"]}`);
  const rows = ann.page.locator(".board li");
  await rows.nth(9).waitFor();
  await ann.page.getByText("and 19,900 more").waitFor();
  const list = ann.page.getByRole("list", { name: "Players" });
  const places = () => rows.evaluateAll((all) => all.map((each) => Number(each.getAttribute("aria-posinset"))));
  assert.ok((await places()).length <= 20, `${await places()} are in the page`);
  assert.equal((await places())[0], 1);
  await rows.nth(2).locator(".points").click({ trial: true }); // a pointer reaches each row, not the first alone
  assert.equal(await rows.first().getAttribute("aria-setsize"), "100");
  await stage.audit(ann, "board-long");
  const height = await list.evaluate((each) => each.clientHeight / each.querySelector("li")!.clientHeight);
  assert.ok(height <= 12, `${height} rows are in sight`);

  await list.focus();
  await ann.page.keyboard.press("End");
  await ann.page.locator('.board li[aria-posinset="100"]').waitFor();
  assert.ok((await places()).length <= 20, `${await places()} are in the page`);
  await ann.page.keyboard.press("Home");
  await ann.page.locator('.board li[aria-posinset="1"]').waitFor();
});
