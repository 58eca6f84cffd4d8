// @ts-check
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { rounds } from "./rounds.mjs";

/**
 * Rounds of which those named fail, and what was said.
 * @param {number[]} [fails]
 * @param {Error} [endsTheSecond] once
 */
function walked(fails = [], endsTheSecond) {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "rounds-")), "r.json");
  /** @type {number[]} */
  const went = [];
  /** @type {string[]} */
  const said = [];
  /** @param {number} wanted @param {string} [of] */
  const go = (wanted, of) =>
    rounds(wanted, {
      of,
      file,
      round: async (number) => {
        went.push(number);
        const ends = went.length === 2 && endsTheSecond;
        if (ends) throw ends;
        return !fails.includes(number);
      },
      say: (line) => said.push(line),
    });
  return { go, went, said };
}

test("whoever asks again when all have passed goes all of them again", async () => {
  const { go, went, said } = walked();
  assert.equal(await go(2, "a"), true);
  assert.equal(await go(2, "a"), true);
  assert.deepEqual(went, [1, 2, 1, 2]);
  assert.deepEqual(said.slice(2), [
    "1 of 2 rounds passed",
    "2 of 2 rounds passed",
  ]);
});

test("a single round is always gone, and takes nothing from a run that was ended", async () => {
  const ended = new Error("ended");
  const { go, went, said } = walked([], ended);
  await assert.rejects(go(3, "a"), ended);
  await go(1, "a");
  await go(1, "a");
  await go(3, "a");
  assert.deepEqual(went, [1, 2, 1, 1, 2, 3]);
  assert.equal(said[1], "1 of 3 rounds passed before");
});

test("what has passed counts only as long as nothing has changed", async () => {
  const ended = new Error("ended");
  const { go, went } = walked([], ended);
  await assert.rejects(go(3, "a"), ended);
  await go(2, "b");
  assert.deepEqual(went, [1, 2, 1, 2]);
});

test("a run that is ended goes on with the round in which it was ended", async () => {
  const ended = new Error("ended");
  const { go, went } = walked([], ended);
  await assert.rejects(go(3, "a"), ended);
  await go(3, "a");
  assert.deepEqual(went, [1, 2, 2, 3]);
});

test("after a round with a failure the count begins anew", async () => {
  const fails = [3];
  const { go, went } = walked(fails);
  assert.equal(await go(5, "a"), false);
  assert.deepEqual(went, [1, 2, 3]);
  fails.pop();
  assert.equal(await go(2, "a"), true);
  assert.deepEqual(went, [1, 2, 3, 1, 2]);
});

test("of a tree with changes nothing is kept", async () => {
  const ended = new Error("ended");
  const { go, went } = walked([], ended);
  await assert.rejects(go(3), ended);
  await go(2);
  assert.deepEqual(went, [1, 2, 1, 2]);
});
