// @ts-check
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { isConfirmed } from "./confirm.mjs";

/** Somebody at a terminal. @param {string} typed */
function play(typed) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  input.end(typed);
  return { input, output };
}

test("it goes on with a yes, and with nothing else", async () => {
  for (const [typed, goesOn] of /** @type {[string, boolean][]} */ ([
    ["yes\n", true],
    [" Y \n", true],
    ["no\n", false],
    ["\n", false],
    ["yes, but later\n", false],
    // The terminal is closed before there is an answer.
    ["", false],
  ])) {
    const { input, output } = play(typed);
    assert.equal(await isConfirmed(input, output), goesOn, typed);
    assert.match(String(output.read()), /Go on\?/);
  }
});

test("where nobody can be asked, nothing goes on", async () => {
  await assert.rejects(isConfirmed(new PassThrough()), /--yes .* Nothing was/);
});
