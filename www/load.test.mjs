// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { load, LoadError } from "./load.js";

const EMPTY = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
/** Imports a function "b" of "a", and nothing else. */
const IMPORTS_A_B = [
  ...EMPTY,
  1,
  4,
  1,
  0x60,
  0,
  0,
  2,
  7,
  1,
  1,
  0x61,
  1,
  0x62,
  0,
  0,
];

/** @param {number[]} bytes */
const pack = (bytes) => gzipSync(Uint8Array.from(bytes)).toString("base64");
/** @param {WebAssembly.Module} module */
const withoutImports = (module) => WebAssembly.instantiate(module, {});
const nothing = () => undefined;

/** @type {[string, string, () => unknown, import("./load.js").Step][]} */
const failures = [
  ["text that is not base64", "H4sI****", nothing, "decode"],
  ["bytes that are not gzip", btoa("plain bytes"), nothing, "inflate"],
  ["gzip cut short", pack(Array(64).fill(7)).slice(0, 16), nothing, "inflate"],
  ["bytes that are not WebAssembly", pack([1, 2, 3, 4]), nothing, "compile"],
  ["imports that nobody gives", pack(IMPORTS_A_B), nothing, "instantiate"],
  [
    "a start that throws",
    pack(EMPTY),
    () => {
      throw new Error("boom");
    },
    "start",
  ],
  [
    "a start whose promise is rejected",
    pack(EMPTY),
    () => Promise.reject(new Error("boom")),
    "start",
  ],
];

for (const [what, payload, start, step] of failures) {
  test(`${what} fails at ${step}`, async () => {
    await assert.rejects(
      load(payload, withoutImports, start),
      (/** @type {LoadError} */ error) => {
        assert.ok(error instanceof LoadError);
        assert.deepEqual([error.step, error.refused], [step, false]);
        assert.match(error.message, new RegExp(`^${step} failed: .`));
        return true;
      },
    );
  });
}

test("every step runs once, in order, and start is waited for", async () => {
  /** @type {string[]} */
  const seen = [];
  await load(
    pack(EMPTY),
    async (module) => {
      seen.push(`instantiate ${module instanceof WebAssembly.Module}`);
    },
    async () => {
      await Promise.resolve();
      seen.push("start");
    },
  );
  assert.deepEqual(seen, ["instantiate true", "start"]);
});

test("a page that may compile nothing is told apart from a bad program", async (t) => {
  t.mock.method(WebAssembly, "compile", () =>
    Promise.reject(new WebAssembly.CompileError("no")),
  );
  await assert.rejects(load(pack(EMPTY), withoutImports, nothing), {
    step: "compile",
    refused: true,
  });
});

test("a start that fails is not blamed on the page's policy", async (t) => {
  const start = () => {
    t.mock.method(WebAssembly, "compile", () =>
      Promise.reject(new Error("no")),
    );
    throw new Error("boom");
  };
  await assert.rejects(load(pack(EMPTY), withoutImports, start), {
    step: "start",
    refused: false,
  });
});

for (const missing of ["WebAssembly", "DecompressionStream"]) {
  test(`a browser without ${missing} is not asked to go on`, async (t) => {
    const had = Object.getOwnPropertyDescriptor(globalThis, missing);
    assert.ok(had);
    t.after(() => Object.defineProperty(globalThis, missing, had));
    Object.defineProperty(globalThis, missing, {
      value: undefined,
      configurable: true,
    });
    await assert.rejects(load(pack(EMPTY), withoutImports, nothing), {
      step: "support",
    });
  });
}
