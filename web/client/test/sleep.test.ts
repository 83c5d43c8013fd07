import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection } from "../src/connection.ts";
import { Superseded, TimedOut } from "../src/errors.ts";
import type { Link } from "../src/events.ts";
import type { SocketLike } from "../src/webSockets.ts";

/** A socket of which the test is the other side. */
class Wire implements SocketLike {
  static readonly all: Wire[] = [];
  bufferedAmount = 0;
  onopen: ((event?: unknown) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: (() => void) | null = null;
  readonly sent: any[] = [];
  closed = false;

  constructor(_url: string) {
    Wire.all.push(this);
    queueMicrotask(() => this.onopen?.());
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  say(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  close(): void {
    this.closed = true;
  }
}

async function connected() {
  const clock = { now: 0 };
  Wire.all.length = 0;
  const outside = { WebSocket: Wire, now: () => clock.now, random: () => 0 };
  const connection = new Connection(async () => "ws://nowhere", outside);
  const links: Link["state"][] = [];
  connection.onLink(({ state }) => links.push(state));
  await connection.ready;
  return { clock, connection, links, wire: Wire.all[0]! };
}

function until(connection: Connection, state: Link["state"]): Promise<void> {
  return new Promise((resolve) => {
    connection.onLink((link) => link.state === state && resolve());
  });
}

test("a page that wakes finds out that its socket is dead", async () => {
  const { clock, connection, links, wire } = await connected();
  clock.now = 3600;
  connection.woken();
  assert.equal(wire.sent[0].type, "ping");
  clock.now += 6;
  await until(connection, "resumed");
  assert.ok(wire.closed);
  assert.equal(Wire.all.length, 2);
  assert.deepEqual(links, ["connected", "reconnecting", "resumed"]);
  connection.close();
});

test("a page that wakes keeps a socket that lives", async () => {
  const { clock, connection, links, wire } = await connected();
  connection.woken();
  clock.now += 4;
  wire.say({ type: "pong", id: wire.sent[0].id });
  clock.now += 15;
  await new Promise((resolve) => setTimeout(resolve, 600));
  assert.deepEqual(links, ["connected"]);
  connection.close();
});

test("what a full socket does not take waits in the client", async () => {
  const { connection, wire } = await connected();
  wire.bufferedAmount = 100_000;
  const joining = connection.command("codebattle.join", { room: "b" });
  assert.deepEqual(wire.sent, []);
  wire.onclose?.({ code: 1006, reason: "" });
  await until(connection, "resumed");
  const [asked] = Wire.all[1]!.sent;
  Wire.all[1]!.say({ type: "done", id: asked.id, arrows: 1 });
  assert.deepEqual(await joining, { fields: { arrows: 1 }, accepted: false });
  connection.close();
});

test("another tab ends this one, and every call says so", async () => {
  const { connection, links, wire } = await connected();
  const joining = connection.command("codebattle.join", { room: "b" });
  wire.say({ type: "closing", code: 4001, reason: "superseded" });
  await assert.rejects(joining, Superseded);
  await assert.rejects(connection.ping(), Superseded);
  assert.deepEqual(links, ["connected", "superseded"]);
});

test("what nobody listens to yet is kept, and a fault of one listener is its own", async (t) => {
  const { connection, wire } = await connected();
  const told: string[] = [];
  const subscribing = connection.subscribe("codebattle/b");
  const { id } = wire.sent[0];
  const head = { channel: "codebattle/b", epoch: "e" };
  wire.say({ type: "subscribed", id, ...head, offset: 1, recovered: false });
  wire.say({ type: "message", ...head, offset: 1, event: "snapshot", data: {} });
  await subscribing;
  t.mock.method(globalThis, "queueMicrotask", () => {});
  connection.on("codebattle/b", () => assert.fail("its own"));
  const ending = new AbortController();
  connection.on("codebattle/b", ({ name }) => told.push(name), ending);
  wire.say({ type: "message", ...head, offset: 2, event: "battle.started", data: {} });
  ending.abort();
  wire.say({ type: "message", ...head, offset: 3, event: "battle.ended", data: {} });
  assert.deepEqual(told, ["battle.started"]);
  t.mock.restoreAll();
  connection.close();
});

test("events are read in order and end with the connection", async () => {
  const { connection, wire } = await connected();
  const reading = (async () => {
    const told: string[] = [];
    for await (const each of connection.events()) told.push("state" in each ? each.state : each.name);
    return told;
  })();
  wire.say({ type: "closing", code: 1008, reason: "policy" });
  assert.deepEqual(await reading, ["closed"]);
});

test("a call that nobody answers fails in the end", async (t) => {
  const { connection } = await connected();
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const joining = connection.command("codebattle.join", { room: "b" });
  t.mock.timers.tick(60_000);
  await assert.rejects(joining, TimedOut);
  t.mock.timers.reset();
  connection.close();
});
