/** One takes part in a tournament by keyboard, is told of each round, and is away while one ends. */

import assert from "node:assert/strict";

import { story, type Player } from "./players.ts";

const FORMATS = ["double", "swiss", "round_robin", "heats"];
/** The others are drawn by the same parts. */
const AUDITED = new Set(["double", "swiss", "heats"]);
const POINTS = new Set(["swiss", "round_robin"]);

const region = (player: Player, name: string) => player.page.getByRole("region", { name, exact: true });

await story(async (stage) => {
  const ann = await stage.enter(stage.told["ann"]!);
  const { page } = ann;
  const count = page.getByRole("link", { name: /^Notices/ }).locator(".count");
  const unread = (many: number) => count.filter({ hasText: `${many} unread` }).waitFor();
  await ann.listed("Tournaments", "A cup of tea");
  await page.getByText("A cup of tea", { exact: true }).click();
  await page.getByText("Sign-up is open.").waitFor();
  await page.getByRole("button", { name: "Sign up" }).press("Enter");
  await page.getByText("You have signed up.").waitFor();
  await page.getByRole("button", { name: "Withdraw" }).press("Enter");
  await page.getByRole("button", { name: "Really withdraw?" }).press("Enter");
  await page.getByRole("button", { name: "Sign up" }).press("Enter");
  await region(ann, "Players").getByText(ann.name).waitFor();

  await stage.tell("open check-in");
  await page.getByRole("button", { name: "Check in" }).press("Enter");
  await page.getByText("You have checked in.").waitFor();
  await unread(1);
  await stage.audit(ann, "tournament-open");

  await stage.tell("start it");
  await region(ann, "Your match").getByText("You have no match in this round.").waitFor();
  await region(ann, "Quarter-finals").getByText(ann.name).waitFor();
  await region(ann, "Quarter-finals").getByText("to be played").first().waitFor();
  assert.equal(await page.getByText("0", { exact: true }).count(), 0, "a number stands alone");
  await stage.audit(ann, "tournament");

  // While ann is away the round ends, and the next is paired.
  await ann.cut();
  await stage.tell("end the round");
  await ann.mend();
  await region(ann, "Your match").getByText(/^Round 2: you play /).waitFor();
  await region(ann, "Your match").getByRole("link", { name: "Go to your match" }).waitFor();
  await region(ann, "Semi-finals").locator("[data-mine]").waitFor();
  await unread(2);
  await page.getByRole("link", { name: /^Notices/ }).press("Enter");
  await page.getByRole("link", { name: "Round 2 of cup" }).waitFor();
  assert.equal(await page.locator(".notices li").count(), 2, "each notice is shown once");
  await stage.audit(ann, "notices-tournament");
  await page.getByRole("button", { name: "Mark all as read" }).press("Enter");
  await count.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("link", { name: "Round 2 of cup" }).waitFor();
  assert.equal(await page.locator("[data-unread]").count(), 0, "what was read stays so");

  await stage.tell("end it");
  await page.getByRole("link", { name: "cup is over" }).press("Enter");
  await region(ann, "Places").getByRole("listitem").filter({ hasText: `1.` }).getByText(ann.name).waitFor();

  for (const format of FORMATS) {
    await page.goto(`${stage.told.url}#/tournament/${format}`);
    await page.getByRole("heading", { name: `A tournament: ${format}` }).waitFor();
    if (format !== "double") await page.getByRole("button", { name: "Round 1", exact: true }).press("Enter");
    await region(ann, "Rounds").locator(".pairing[data-over]").first().waitFor();
    if (POINTS.has(format)) await region(ann, "After round 1").getByText("1 point", { exact: true }).first().waitFor();
    if (AUDITED.has(format)) await stage.audit(ann, `tournament-${format}`);
  }
});
