// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { withShortNames } from "./short-names.mjs";

const NAMED = "__wbg_sid_0123456789abcdef";
const CLOSURE = "wasm_bindgen__convert__closures_____invoke__h0123456789abcdef";
const SOURCE = `/rustc/${"a".repeat(40)}/library/core/src/slice/mod.rs`;

/** @param {number[] | string} content */
const sized = (content) => {
  const bytes = [...Buffer.from(/** @type {any} */ (content))];
  assert.ok(bytes.length < 0x4000);
  return [(bytes.length & 0x7f) | 0x80, bytes.length >> 7, ...bytes];
};

/** @param {number} id @param {number[]} content */
const section = (id, content) => [id, ...sized(content)];

/** `start` and the closure call what is imported; the memory holds a path. */
const PROGRAM = Buffer.from([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 0, 0]),
  ...section(2, [1, ...sized("./a_bg.js"), ...sized(NAMED), 0, 0]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, 1]),
  ...section(7, [
    ...[3, ...sized("start"), 0, 1, ...sized(CLOSURE), 0, 1],
    ...[...sized("memory"), 2, 0],
  ]),
  ...section(10, [1, 4, 0, 0x10, 0, 0x0b]),
  ...section(11, [1, 0, 0x41, 0, 0x0b, ...sized(SOURCE)]),
]);

const SCRIPT = `
function ${CLOSURE}() { wasm.${CLOSURE}(); }
const imports = { "./a_bg.js": { ${NAMED}: function() { calls.push("sid"); } } };
`;

test("program and script know each other by the new names, and others by the old", () => {
  const { program, script } = withShortNames(PROGRAM, SCRIPT);
  assert.ok(!script.includes("0123456789abcdef"), script);
  assert.ok(!program.includes("0123456789abcdef"));
  /** @type {string[]} */
  const calls = [];
  const load = new Function(
    "calls",
    "program",
    `let wasm; ${script}
    wasm = new WebAssembly.Instance(new WebAssembly.Module(program), imports).exports;
    wasm.start(); $1(); return wasm;`,
  );
  const { memory } = load(calls, program);
  assert.deepEqual(calls, ["sid", "sid"]);
  const path = Buffer.from(memory.buffer, 0, SOURCE.length).toString();
  assert.equal(path, "/".repeat(SOURCE.length));
});

test("what is already named so is not named so twice", () => {
  assert.throws(() => withShortNames(PROGRAM, "const $1 = 0;"), /names with/);
});
