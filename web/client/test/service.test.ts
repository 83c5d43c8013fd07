/** What a host says of itself is told, though nobody asked. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { Core } from "../src/core.ts";
import type { Service } from "../src/events.ts";

test("the level of service is told", () => {
  const told: Service[] = [];
  const core = new Core(() => "c1", () => 0, (service) => void told.push(service));
  core.opened(0);
  assert.deepEqual(core.receive({ type: "service", level: 3, name: "polled_boards" }, 1), []);
  assert.deepEqual(told, [{ level: 3, name: "polled_boards" }]);
});
