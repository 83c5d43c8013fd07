/** Players in browsers of their own: what they see, and each frame that their sockets bring. */

import assert from "node:assert/strict";
import { once } from "node:events";

import axe from "axe-core";
import { chromium, type Browser, type BrowserContextOptions, type Locator, type Page, type WebSocketRoute } from "playwright-core";

const FLAGS = [
  "--no-sandbox", // tests may run as root, and open no page but ours
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Milliseconds after which what should be seen is not: enough for a first start on a busy machine. */
const PATIENCE = 90_000;

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** What the test that starts a story tells it. */
export interface Told {
  chromium: string;
  url: string;
  pictures: string;
  /** The URL at which sockets are opened, whatever a ticket says. */
  sockets: string;
  [name: string]: string;
}

export interface Heard {
  channel?: string;
  event?: string;
  offset?: number;
  data?: any;
  [name: string]: unknown;
}

/** One player: a page, and a network that can be cut. */
export class Player {
  readonly name: string;
  readonly page: Page;
  /** What came over sockets, as text. */
  readonly frames: string[] = [];
  /** What HTTP answered, as text. */
  readonly answers: string[] = [];
  readonly faults: string[] = [];
  #sockets: { page: WebSocketRoute; cut: boolean }[] = [];
  #cut = false;

  constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (said) => {
      const expected = /net::ERR_|status of (4\d\d|503)/.test(said.text());
      if (said.type() === "error" && !expected) this.faults.push(said.text());
    });
    page.on("request", (request) => this.#asked(request.url()));
    page.on("response", (response) => {
      if (response.url().includes("/v1/")) response.text().then((text) => this.answers.push(text), () => {});
    });
  }

  /** Stand between the page and its sockets, to hear them and to cut them; let them be opened at a URL. */
  async listen(url: string): Promise<void> {
    await this.page.route("**/v1/tickets", async (route) => {
      if (this.#cut) return route.abort("internetdisconnected");
      const answer = await route.fetch();
      await route.fulfill(answer.ok() ? { response: answer, json: { ...(await answer.json()), url } } : { response: answer });
    });
    await this.page.routeWebSocket(/.*/, (socket) => {
      this.#asked(socket.url());
      const line = { page: socket, cut: this.#cut };
      this.#sockets.push(line);
      if (line.cut) return;
      const server = socket.connectToServer();
      socket.onMessage((text) => void (line.cut || server.send(text)));
      server.onMessage((text) => {
        if (line.cut) return;
        this.frames.push(String(text));
        socket.send(text);
      });
    });
  }

  /** From now on nothing comes and nothing goes, and nobody is told. */
  async cut(): Promise<void> {
    this.#cut = true;
    for (const socket of this.#sockets) socket.cut = true;
    await this.page.context().setOffline(true);
  }

  async mend(): Promise<void> {
    this.#cut = false;
    await this.page.context().setOffline(false);
  }

  messages(channel: string): Heard[] {
    return this.frames.map((text) => JSON.parse(text) as Heard).filter((frame) => frame.channel === channel && frame["type"] === "message");
  }

  /** Look through a list of rooms, page by page, until one is there. */
  async listed(list: string, title: string): Promise<void> {
    const rooms = this.page.getByRole("region", { name: list });
    const [room, more] = [rooms.getByText(title, { exact: true }), rooms.getByRole("button", { name: "Show more" })];
    await room.or(more).first().waitFor();
    while ((await room.count()) === 0) {
      await more.click();
      await room.or(more).first().waitFor();
    }
  }

  row(name: string): Locator {
    return this.page.locator(`.board li[data-name="${name}"]`);
  }

  tally(name: string): Locator {
    return this.page.locator(`.tally [data-name="${name}"] dd`);
  }

  #asked(url: string): void {
    const { hostname, protocol } = new URL(url);
    if (protocol !== "data:" && !LOOPBACK.has(hostname)) this.faults.push(`a request outside: ${url}`);
  }
}

/** What a story can do; each player has a browser of its own. */
export class Stage {
  readonly told: Told;
  readonly players: Player[] = [];
  readonly #browser: Browser;

  constructor(told: Told, browser: Browser) {
    this.told = told;
    this.#browser = browser;
  }

  /** Come with a name and sign up. */
  async enter(name: string, options: BrowserContextOptions = {}): Promise<Player> {
    const player = await this.open(name, options);
    await player.page.getByLabel("Your name").fill(name);
    await player.page.keyboard.press("Enter");
    const fault = player.page.locator("#name-fault:not(:empty)");
    await player.page.getByRole("heading", { name: "What shall we play?" }).or(fault).waitFor();
    assert.equal(await fault.count(), 0, `${name} was not signed up: ${await fault.allTextContents()}`);
    return player;
  }

  async open(name: string, options: BrowserContextOptions = {}): Promise<Player> {
    const context = await this.#browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
    context.setDefaultTimeout(PATIENCE);
    await context.addInitScript(wait);
    const player = new Player(name, await context.newPage());
    await player.listen(this.told.sockets);
    this.players.push(player);
    await player.page.goto(this.told.url);
    return player;
  }

  /** What went wrong on any page. */
  faults(): string[] {
    return this.players.flatMap((each) => each.faults.map((fault) => `${each.name}: ${fault}`));
  }

  /** Look at a page on a desktop and on a phone, in light and in dark: axe, overflow, Tab, a picture. */
  async audit(player: Player, name: string): Promise<void> {
    const { page } = player;
    for (const [width, colorScheme] of [[1100, "light"], [320, "dark"]] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.evaluate(() => Promise.all(document.getAnimations().filter((each) => each.effect?.getTiming().iterations !== Infinity).map((each) => each.finished.catch(() => {}))));
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
      for (const each of violations) player.faults.push(`${name}, ${width} wide: ${each.help}: ${each.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) player.faults.push(`${name}, ${width} wide: ${over} pixels too wide`);
      await page.screenshot({ path: `${this.told.pictures}/${name}-${width}.png`, fullPage: true });
    }
    await tabThrough(page);
    await page.setViewportSize({ width: 1100, height: 800 });
  }

  /** Ask the test for something that no player can do; it answers when it is done. */
  async tell(wish: string): Promise<void> {
    console.log(wish);
    await once(process.stdin, "data");
  }

  /** Keep a picture, to be looked at. */
  async picture(player: Player, name: string): Promise<void> {
    await player.page.screenshot({ path: `${this.told.pictures}/${name}.png`, fullPage: true });
  }
}

/** Let a page wait as long as its story does: a busy machine answers late, and is reached all the same. */
function wait(): void {
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  AbortSignal.timeout = (milliseconds) => timeout(5 * milliseconds);
}

/** Fields, buttons and links that Tab should lead to. */
const REACHED = "button:not(:disabled):not([tabindex='-1']), a[href]:not(.skip), input:not(:disabled), select, [tabindex='0']";

/** Things to reach that come into the page as Tab goes on: rows of a long board. */
const UNSEEN = 100;

/** Press Tab through the whole page; fail for what it never leads to. */
async function tabThrough(page: Page): Promise<void> {
  const dialog = (await page.locator("dialog[open]").count()) > 0;
  const count = await page.evaluate(([wanted, scope]) => {
    const found = [...document.querySelectorAll<HTMLElement>(`${scope} :is(${wanted})`)].filter((each) => each.checkVisibility());
    found.forEach((each, at) => (each.dataset["reached"] = `${at}`));
    return found.length;
  }, [REACHED, dialog ? "dialog[open]" : "body"] as const);
  const reached = new Set<string>();
  for (let presses = 0; presses < 2 * count + UNSEEN && reached.size < count; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["reached"]);
    if (at !== undefined) reached.add(at);
  }
  const missed = await page.evaluate((seen) => [...document.querySelectorAll<HTMLElement>("[data-reached]")].filter((each) => !seen.includes(each.dataset["reached"]!)).map((each) => each.outerHTML.slice(0, 120)), [...reached]);
  if (missed.length > 0) throw new Error(`Tab never leads to ${missed.join(" or ")}`);
}

/** Play a story; print what it returns, fail with what went wrong on any page. */
export async function story(play: (stage: Stage) => Promise<unknown>): Promise<void> {
  const told = JSON.parse(process.argv[2]!) as Told;
  const browser = await chromium.launch({ executablePath: told.chromium, args: FLAGS });
  const stage = new Stage(told, browser);
  try {
    const found = await play(stage);
    const faults = stage.faults();
    if (faults.length > 0) throw new Error(faults.join("\n"));
    console.log(JSON.stringify(found ?? null));
  } catch (error) {
    for (const each of stage.players) await stage.picture(each, `fault-${each.name}`).catch(() => {});
    console.error(stage.faults().join("\n"));
    throw error;
  } finally {
    await browser.close();
    process.stdin.destroy();
  }
}
