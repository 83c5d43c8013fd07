/** Ten thousand messages of a channel: all are kept, and only those in sight are in the page. */

import assert from "node:assert/strict";

import { story } from "../../play/test/players.ts";
import { Operator } from "./operators.ts";

const MANY = 10_000;
const MOST_IN_PAGE = 100;

await story(async (stage) => {
  const { key, room } = stage.told as unknown as { key: string; room: string };
  const operator = await Operator.enter(stage, key);
  const { page } = operator;
  const channel = `codebattle/${room}@$operator`;
  // Behind the first snapshot of the channel many more messages come, as if the stage had sent them. Once: a page that
  // is busy with them may miss its heartbeat, and open another socket.
  let flooded = false;
  await page.routeWebSocket(/.*/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((text) => {
      socket.send(text);
      const frame = JSON.parse(String(text));
      if (frame.channel !== channel || frame.event !== "snapshot" || flooded) return;
      flooded = true;
      for (let offset = frame.offset + 1; offset <= frame.offset + MANY; offset++) {
        const data = { name: "a name that is as long as names may be, and that no row is wide enough for", number: offset };
        socket.send(JSON.stringify({ type: "message", channel, epoch: frame.epoch, offset, event: "flood", data }));
      }
    });
  });
  await operator.go(`live?channel=${encodeURIComponent(channel)}`, "Live");
  await page.getByText(new RegExp(`; ${MANY} messages`)).waitFor();
  const table = page.getByRole("region", { name: `Messages on ${channel}` });
  assert.equal(await table.locator("table").getAttribute("aria-rowcount"), String(MANY + 1));
  assert.ok((await table.locator("tbody tr[aria-rowindex]").count()) < MOST_IN_PAGE);
  await operator.picture("many");
  await table.evaluate((region) => region.scrollTo(0, region.scrollHeight));
  await table.locator(`tr[aria-rowindex="${MANY + 1}"]`).waitFor();
  assert.ok((await table.locator("tbody tr[aria-rowindex]").count()) < MOST_IN_PAGE);
});
