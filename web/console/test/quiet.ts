/** A tab that nobody looks at asks nothing; a tab that is looked at again asks at once, as one does whom nobody answers. */

import assert from "node:assert/strict";

import { story } from "../../play/test/players.ts";
import { Operator } from "./operators.ts";

const MARK = "?told";

await story(async (stage) => {
  const operator = await Operator.enter(stage, stage.told["key"]!);
  const { page } = operator;
  await page.clock.install();
  await operator.go("letters", "Dead letters");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const next = page.waitForRequest(/v1\/letters/);
  await page.clock.runFor(30_000);
  await next;
  await show(operator, "hidden");
  await told(operator);
  asked.length = 0;
  await page.clock.runFor(600_000);
  await told(operator);
  assert.deepEqual(asked.filter((url) => !url.includes(MARK)), []);
  const again = page.waitForRequest(/v1\/letters/);
  await show(operator, "visible");
  await again;

  // What nobody answers is asked again by itself; what is cancelled says so.
  const keys = "**/v1/operators/keys";
  await page.route(keys, (route) => route.abort(), { times: 1 });
  await operator.go("operators", "Operators");
  await page.getByText("Could not show the operators: Nobody answers.").waitFor();
  await page.clock.runFor(6_000);
  await page.getByText(/^Nobody has a key of their own yet/).or(page.getByRole("region", { name: "Operators" })).waitFor();
  await operator.go("health", "Health");
  await page.route(keys, () => {}, { times: 1 });
  await page.evaluate(() => (location.hash = "#/operators"));
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Could not show the operators: it was cancelled").waitFor();
});

async function show(operator: Operator, state: string): Promise<void> {
  await operator.page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { get: () => now, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

/** Wait until all is told that was asked before: a browser tells of requests in their order. */
async function told(operator: Operator): Promise<void> {
  const mark = operator.page.waitForRequest((request) => request.url().includes(MARK));
  await operator.page.evaluate((query) => void fetch(query), MARK);
  await mark;
}
