/** A board that moves many times: the page lets go of each list of rows, and its elements go from one player to the next. */

import assert from "node:assert/strict";

import { story } from "./players.ts";

const UPDATES = 40;
/** Arrays for each update that may stay; rows that hold the lists before theirs keep a thousand. */
const MOST_KEPT = 5;

await story(async (stage) => {
  const ann = await stage.enter(stage.told["ann"]!);
  const channel = `codebattle/${stage.told["room"]}/board`;
  await ann.page.goto(`${stage.told.url}#/${channel.replace("/board", "")}`);
  const devtools = await ann.page.context().newCDPSession(ann.page);

  /** Return when so many more boards have come, and the page has drawn since. */
  const moved = async (times: number) => {
    const goal = ann.messages(channel).length + times;
    while (ann.messages(channel).length < goal) await ann.page.evaluate(() => new Promise(requestAnimationFrame));
  };
  /** How many arrays are alive after a collection of garbage. */
  const arrays = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { result } = await devtools.send("Runtime.evaluate", { expression: "Array.prototype", objectGroup: "counted" });
    const { objects } = await devtools.send("Runtime.queryObjects", { prototypeObjectId: result.objectId!, objectGroup: "counted" });
    const counted = await devtools.send("Runtime.callFunctionOn", { objectId: objects.objectId!, functionDeclaration: "function () { return this.length; }", returnByValue: true });
    await devtools.send("Runtime.releaseObjectGroup", { objectGroup: "counted" });
    return counted.result.value as number;
  };

  await moved(20);
  const before = await arrays();
  await moved(UPDATES);
  const kept = (await arrays()) - before;
  assert.ok(kept <= MOST_KEPT * UPDATES, `${kept} more arrays are alive after ${UPDATES} updates`);

  await ann.page.locator(".board li button").last().focus();
  const focused = await ann.page.evaluate(focusedAfter);
  assert.equal(focused, "the list", "the focus went on to somebody else");
});

/** Tell what has the focus once the row that has it now shows somebody else. */
function focusedAfter(): Promise<string> {
  const named = () => document.activeElement!.closest<HTMLElement>(".board li")?.dataset["name"];
  const before = named();
  return new Promise((resolve) => {
    const look = () => {
      if (document.activeElement === document.querySelector(".board ol")) resolve("the list");
      else if (named() === before) requestAnimationFrame(look);
      else resolve(named() ?? "nothing");
    };
    look();
  });
}
