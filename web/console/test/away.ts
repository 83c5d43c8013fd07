/** The cache is away: the console says so, since when, and of when what it shows is. */

import { story } from "../../play/test/players.ts";
import { Operator } from "./operators.ts";

await story(async (stage) => {
  const { key, room } = stage.told as unknown as { key: string; room: string };
  const operator = await Operator.enter(stage, key);
  await operator.page.getByText(/^The cache has been away since \d\d:\d\d:\d\d\. Commands go on\./).waitFor();
  await operator.go(`games/codebattle/${room}`, "Games");
  const board = operator.page.locator(".card", { has: operator.page.getByRole("heading", { name: "Board" }) });
  await board.getByText(/^This is the stored snapshot of/).waitFor();
  await operator.page.getByText("Who is present is not known: the cache is away.").waitFor();
  await operator.picture("cache-away");

  // A command goes on all the same, and is recorded.
  await operator.go("operators", "Operators");
  await operator.act(operator.page.getByRole("button", { name: "Give a key" }), "while it is away", "", { Name: "night-shift" });
  await operator.page.locator("main pre").getByText("night-shift.").waitFor();
});
