/** A dead letter is looked at, tried on paper, and redriven with a reason. */

import type { Page } from "playwright-core";

import { story } from "../../play/test/players.ts";
import { Operator } from "./operators.ts";

await story(async (stage) => {
  const { key, id, event } = stage.told as unknown as { key: string; id: string; event: string };
  const operator = await Operator.enter(stage, key);
  const { page } = operator;
  await operator.go("letters?workload=deferred", "Dead letters");
  await operator.row("Letters, the oldest first", id.slice(0, 8)).getByRole("link").click();
  await page.getByRole("button", { name: "Try on paper" }).click();
  await tried(page);
  await page.getByRole("heading", { name: new RegExp(`^${event}`) }).first().waitFor();
  await operator.picture("letter");
  await operator.act(page.getByRole("button", { name: "Redrive" }), "it is mended", id.slice(0, 8));
  await page.getByText(/: done; 1 done, 0 failed, of at most 1\./).waitFor();
  await page.getByText("redriven", { exact: true }).waitFor();
});

/** The first rehearsal of a process imports all workloads: on a busy machine it is asked for once more. */
async function tried(page: Page): Promise<void> {
  const [done, again] = [page.getByText("It would be done."), page.getByRole("button", { name: "Try again" })];
  await done.or(again).first().waitFor();
  while (!(await done.isVisible())) {
    const over = (request: { url(): string }) => request.url().endsWith("/rehearsals");
    const answer = Promise.race([page.waitForEvent("requestfinished", over), page.waitForEvent("requestfailed", over)]);
    await again.click();
    await answer;
    await done.or(again).first().waitFor();
  }
}
