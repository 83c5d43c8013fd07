/** Replays what the Python client does: both must do the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Tape, type Step } from "./tape.ts";

const FEWEST = 40;

interface Transcript {
  name: string;
  steps: Step[];
}

const transcripts: Transcript[] = JSON.parse(readFileSync("web/client/transcripts.json", "utf8"));

test("there are enough transcripts", () => assert.ok(transcripts.length >= FEWEST));

for (const { name, steps } of transcripts) {
  test(name, async () => {
    const tape = new Tape();
    for (const [number, step] of steps.entries()) {
      const then = await tape.play(step.do);
      assert.deepEqual(then, step.then, `step ${number + 1}: ${JSON.stringify(step.do)}`);
    }
  });
}
