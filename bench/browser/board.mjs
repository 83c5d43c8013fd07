/** Looks at a board for so many seconds, and prints what each second cost the page. */

import { chromium } from "playwright-core";

const [executablePath, url, room, seconds] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--js-flags=--expose-gc"];
const browser = await chromium.launch({ executablePath, args });
const page = await browser.newPage({ viewport: { width: 1100, height: 800 } });
await page.goto(url);
await page.getByLabel("Your name").fill("ann");
await page.keyboard.press("Enter");
await page.getByRole("heading", { name: "What shall we play?" }).waitFor();
await page.goto(`${url}/#/codebattle/${room}`);
await page.locator(".board li").nth(9).waitFor();

const devtools = await page.context().newCDPSession(page);
await devtools.send("Performance.enable", { timeDomain: "threadTicks" }); // whatever else runs here
const metrics = async () => ({ at: performance.now(), ...Object.fromEntries((await devtools.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value])) });
const heap = async () => {
  await devtools.send("HeapProfiler.collectGarbage");
  return (await metrics()).JSHeapUsedSize;
};
await page.waitForTimeout(10_000); // until what is run often has been compiled
const warm = Math.min(60, Math.floor(Number(seconds) / 2));
const [heaps, steps] = [[], []];
let before = await metrics();
for (let second = 0; second < Number(seconds); second += 1) {
  if (second === warm) {
    heaps.push(await heap());
    before = await metrics(); // what is collected here is not the page's doing
  }
  await page.waitForTimeout(1000);
  const now = await metrics();
  const ms = (name) => (1e6 * (now[name] - before[name])) / (now.at - before.at);
  steps.push({ script: ms("ScriptDuration"), layout: ms("LayoutDuration") + ms("RecalcStyleDuration"), task: ms("TaskDuration") });
  before = now;
}
heaps.push(await heap());
console.log(JSON.stringify({ steps, heaps, nodes: before.Nodes }));
await browser.close();
