import assert from "node:assert/strict";
import { test } from "node:test";
import { read, write } from "../src/frames.ts";

const LONG = 9_007_199_254_740_993n;

test("an amount above 2^53 is a bigint and is written as a number", () => {
  const text = `{"type":"done","id":"c1","amount":${LONG},"less":-${LONG},"points":12}`;
  const frame = read(text);
  assert.deepEqual(frame, { type: "done", id: "c1", amount: LONG, less: -LONG, points: 12 });
  assert.equal(write(frame), text);
});

test("digits in a string stay a string", () => {
  const text = `{"type":"done","id":"9007199254740993","said":"a \\\\\\" 9007199254740993"}`;
  assert.deepEqual(read(text), JSON.parse(text));
});

test("a number that fits, or has a fraction, is a number", () => {
  const text = `{"small":1234567890123456,"part":0.12345678901234567,"big":1.5e300}`;
  assert.deepEqual(read(text), JSON.parse(text));
});

test("what is no frame is no JSON object", () => {
  for (const text of ["", "[]", "null", "7", "{"]) assert.throws(() => read(text), SyntaxError);
});

test("a message has what it left out", () => {
  const message = { type: "message", channel: "c", epoch: "", offset: 0, event: "", data: {} };
  assert.deepEqual(read('{"type":"message","channel":"c"}'), message);
});
