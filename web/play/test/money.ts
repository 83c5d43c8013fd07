/** One pays and sells, the other is told of it, and buys. */

import { story } from "./players.ts";

await story(async (stage) => {
  const { item } = stage.told as Record<string, string>;
  const [ann, bo] = await Promise.all([stage.enter(stage.told["ann"]!), stage.enter(stage.told["bo"]!)]);
  await stage.tell("give gold and things");
  await ann.page.getByRole("link", { name: "Wallet" }).click();
  await ann.page.getByRole("button", { name: "500 gold" }).waitFor();
  await bo.page.getByRole("link", { name: "Wallet" }).click();
  await bo.page.getByText("No money yet").waitFor();
  await stage.audit(bo, "wallet-empty");

  await ann.page.getByLabel("To", { exact: true }).fill(bo.name);
  await ann.page.getByLabel("Amount of gold").fill("130");
  await ann.page.keyboard.press("Enter");
  await ann.page.getByRole("button", { name: "370 gold" }).waitFor();
  await bo.page.getByRole("button", { name: "130 gold" }).waitFor(); // a notice tells it
  await stage.audit(ann, "wallet");
  await bo.page.getByRole("link", { name: /Notices/ }).click();
  await bo.page.getByText("you have 130 gold").first().waitFor();
  await stage.audit(bo, "notices");

  await ann.page.getByLabel("Amount of gold").fill("1000");
  await ann.page.keyboard.press("Enter");
  await ann.page.getByText("You don't have enough.").waitFor();

  await ann.page.getByRole("link", { name: "Things" }).click();
  await ann.page.getByRole("button", { name: "Wear" }).click();
  await ann.page.getByText("worn: hand").waitFor();
  await ann.page.getByRole("button", { name: "Take off" }).click();
  await ann.page.getByRole("button", { name: "Give or sell" }).click();
  await ann.page.getByLabel("Price").fill("30");
  await stage.audit(ann, "things");
  await ann.page.getByRole("button", { name: "Offer for a week" }).click();
  await ann.page.getByText("Nothing yet").waitFor();

  await bo.page.getByRole("link", { name: "Market" }).click();
  await bo.page.getByLabel("What do you look for?").fill(item!);
  await bo.page.keyboard.press("Enter");
  const buy = bo.page.getByRole("button", { name: "Buy for 30 gold" }).first();
  await buy.waitFor();
  await stage.audit(bo, "market");
  await buy.click();
  await bo.page.getByText("Nobody sells that now.").waitFor();
  await bo.page.getByRole("link", { name: "Things" }).click();
  await bo.page.getByRole("heading", { name: item! }).waitFor();
});
