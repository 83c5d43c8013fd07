/** An operator in a browser: signs in, goes from page to page, does things with a reason. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { BrowserContextOptions, Locator, Page } from "playwright-core";

import type { Player, Stage } from "../../play/test/players.ts";

const axe = readFileSync(createRequire(join(process.cwd(), "package.json")).resolve("axe-core/axe.min.js"), "utf8");

/** Tabs after which a page must have been gone through. */
const MOST_TABS = 400;

export class Operator {
  readonly player: Player;
  readonly page: Page;
  readonly #stage: Stage;

  private constructor(stage: Stage, player: Player) {
    this.#stage = stage;
    this.player = player;
    this.page = player.page;
  }

  /** Come and sign in by the keyboard alone. */
  static async enter(stage: Stage, key: string, options: BrowserContextOptions = {}): Promise<Operator> {
    const operator = new Operator(stage, await stage.open(`operator-${stage.players.length + 1}`, options));
    await operator.page.getByLabel("Operator's key").fill("nobody.has-this-key");
    await operator.page.keyboard.press("Enter");
    await operator.page.getByRole("alert").getByText("bad_operator_key").waitFor();
    await operator.signIn(key);
    return operator;
  }

  async signIn(key: string): Promise<void> {
    await this.page.getByLabel("Operator's key").fill(key);
    await this.page.keyboard.press("Enter");
    await this.page.getByRole("navigation", { name: "Pages" }).waitFor();
  }

  /** Go to a page by its address, and wait until nothing is being asked for. */
  async go(hash: string, heading: string): Promise<void> {
    await this.page.evaluate((to) => (location.hash = `#/${to}`), hash);
    await this.page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    await this.page.waitForFunction(() => !document.querySelector("main .hollow[role=status]"));
  }

  /** Open an act's form by its button, say why, name what must be named, and send it. */
  async act(button: Locator, why: string, name = "", fields: Record<string, string> = {}): Promise<void> {
    const label = (await button.textContent())!;
    await button.click();
    const dialog = this.page.getByRole("dialog");
    for (const [field, value] of Object.entries(fields)) {
      const input = dialog.getByLabel(field, { exact: true });
      await (await input.evaluate((each) => each.tagName) === "SELECT" ? input.selectOption(value) : input.fill(value));
    }
    const send = dialog.getByRole("button", { name: label, exact: true });
    assert.ok(await send.isDisabled(), "without a reason nothing is done");
    await dialog.getByLabel("Why").fill(why);
    if (name) {
      assert.ok(await send.isDisabled(), "without its name nothing dangerous is done");
      await dialog.getByLabel(`Type ${name} to go on`).fill(name);
    }
    await send.click();
    await dialog.waitFor({ state: "detached" });
  }

  /** The rows of a table that have cells of exactly these texts. */
  row(table: string, ...texts: string[]): Locator {
    const region = this.page.getByRole("region", { name: table });
    const cells = texts.map((text) => this.page.getByRole("cell", { name: text, exact: true }));
    return cells.reduce((rows, has) => rows.filter({ has }), region.locator("tbody tr"));
  }

  /** Wait until a plot of something that the stage tells of itself is drawn. */
  async plotted(title: string): Promise<void> {
    const plot = this.page.locator("figure", { hasText: title });
    await plot.scrollIntoViewIfNeeded();
    await plot.locator("canvas").waitFor();
  }

  /** What axe has against the page, and whether it is wider than its window. */
  async faults(where: string): Promise<string[]> {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      const { violations } = await (window as any).axe.run({ resultTypes: ["violations"] });
      return violations.map((each: any) => `${each.id} at ${each.nodes[0].target}`);
    });
    const wider = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return [...found, ...(wider > 0 ? [`${wider} pixels too wide`] : [])].map((fault) => `${where}: ${fault}`);
  }

  /** What of the page can be pressed or written into and is not come to by Tab. */
  async unreachable(): Promise<string[]> {
    const wanted = await this.page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>("a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex='0']");
      // Of a long table the rows in sight change as it is gone through: its first stand for all.
      const later = (each: Element) => Number(each.closest(".long tr")?.getAttribute("aria-rowindex") ?? 0) > 3;
      const seen = [...all].filter((each) => each.checkVisibility() && !later(each));
      seen.forEach((each, index) => (each.dataset["tried"] = String(index)));
      document.querySelector<HTMLElement>(".skip")!.focus();
      return seen.map((each) => each.outerHTML.slice(0, 120));
    });
    const reached = new Set([0]);
    for (let tab = 0; tab < MOST_TABS && reached.size < wanted.length; tab++) {
      await this.page.keyboard.press("Tab");
      const at = await this.page.evaluate(() => (document.activeElement as HTMLElement).dataset["tried"]);
      if (at !== undefined) reached.add(Number(at));
    }
    return wanted.filter((_, index) => !reached.has(index));
  }

  async picture(name: string): Promise<void> {
    await this.#stage.picture(this.player, `console-${name}`);
  }
}
