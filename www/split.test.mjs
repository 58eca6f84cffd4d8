// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import inlineWasm from "./inline-wasm-loader.cjs";
import { join } from "./join.js";
import { split } from "./split.js";

/** @param {string} text @param {binaryen.Features} [features] */
function assemble(text, features = binaryen.Features.BulkMemory) {
  const module = binaryen.parseText(text);
  module.setFeatures(features);
  return Buffer.from(module.emitBinary());
}

/** A program that needs every kind of number, and says so in its answer. */
const EVERYTHING = assemble(`(module
  (memory 5)
  (data (i32.const 300000) "after the functions")
  (table funcref (elem $seven))
  (type $number (func (result i32)))
  (global $left (mut i32) (i32.const 0))
  (func $seven (result i32) (i32.const 7))
  (func (export "answer") (param i32 i32 i64) (result f64) (local f32 f64)
    (global.set $left (i32.const -70000000))
    (i64.store offset=200 align=1 (local.get 1) (i64.const -5000000000000000000))
    (i32.store (local.get 0) (call_indirect (type $number) (i32.const 0)))
    (memory.copy (i32.const 500) (local.get 0) (i32.const 4))
    (local.set 3 (f32.const 0.5))
    (local.set 4 (f64.const 1e300))
    (block $b (block $a
      (br_table $a $b $a (local.get 1))))
    (f64.add
      (f64.convert_i32_s (i32.add (i32.load (i32.const 500)) (global.get $left)))
      (f64.promote_f32 (local.get 3)))))`);

test("a program that needs every kind of number does what it did", async () => {
  const joined = join(split(EVERYTHING));
  const { instance } = await WebAssembly.instantiate(joined);
  const answer = /** @type {(...given: unknown[]) => number} */ (
    instance.exports.answer
  );
  assert.equal(answer(64, 1, 0n), 7 - 70_000_000 + 0.5);
  assert.deepEqual(Buffer.from(joined), EVERYTHING);
});

test("locals are told by how many others were used since", () => {
  const { local } = split(
    assemble(`(module (func (param i32 i32 i32) (result i32)
      (local.set 2 (local.get 2)) (local.set 2 (local.get 0)) (local.get 2)))`),
  );
  const said = [2, 0, 1, 1, 0].map((place) =>
    String.fromCharCode(place ^ "B".charCodeAt(0)),
  );
  assert.equal(local, said.join(""));
});

for (const [what, program] of /** @type {[string, Buffer][]} */ ([
  [
    "an instruction that is not known here",
    assemble(
      `(module (func (result v128) (v128.const i64x2 1 2)))`,
      binaryen.Features.SIMD128,
    ),
  ],
  // The size of a function, in three bytes where one would do.
  [
    "a number that is longer than it need be",
    Buffer.from("0061736d01000000010401600000030201000a0601828000000b", "hex"),
  ],
])) {
  test(`${what} stops the build`, async () => {
    await assert.rejects(
      new Promise((resolve, reject) => {
        const async = () => (/** @type {unknown} */ error) =>
          error ? reject(error) : resolve(undefined);
        inlineWasm.call({ async }, program);
      }),
    );
  });
}
