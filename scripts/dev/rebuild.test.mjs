// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Rebuild } from "./rebuild.mjs";

/** Builds that end when they are told to. */
function builds() {
  /** @type {(() => void)[]} */
  const begun = [];
  const build = () =>
    new Promise((resolve) => begun.push(() => resolve(undefined)));
  return { begun, build: /** @type {() => Promise<void>} */ (build) };
}

/** Until what was promised has gone round. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a change is built once", async () => {
  const { begun, build } = builds();
  const built = new Rebuild(build).changed();
  assert.equal(begun.length, 1);
  begun[0]();
  await built;
  assert.equal(begun.length, 1);
});

test("changes during a build are built together after it", async () => {
  const { begun, build } = builds();
  const rebuild = new Rebuild(build);
  const built = rebuild.changed();
  void rebuild.changed();
  void rebuild.changed();
  assert.equal(begun.length, 1, "one build at a time");
  begun[0]();
  await settled();
  assert.equal(begun.length, 2);
  begun[1]();
  await built;
  assert.equal(begun.length, 2);
});

test("a change after a build is built as well", async () => {
  const { begun, build } = builds();
  const rebuild = new Rebuild(build);
  const first = rebuild.changed();
  begun[0]();
  await first;
  const second = rebuild.changed();
  assert.equal(begun.length, 2);
  begun[1]();
  await second;
});
