// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inRoot } from "../scripts/lib/paths.mjs";
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

const joiner = readFileSync(inRoot("pkg", "joiner.txt"), "utf8");
/** How many kinds of text there are; each but the first is as long as is told there. */
const KINDS = 23;

/** A program whose bytes all stand before its functions. @param {number[]} bytes */
function pack(bytes) {
  const length = [(bytes.length & 0x7f) | 0x80, bytes.length >> 7];
  const lengths = [...length, ...Array(KINDS - 2).fill(0)];
  const program = [...lengths, ...bytes].map((byte) => byte ^ 0x42);
  return { joiner, program: String.fromCharCode(...program) };
}

/** @param {WebAssembly.Module} module */
const withoutImports = (module) => WebAssembly.instantiate(module, {});
const nothing = () => undefined;

/** @type {[string, import("./join.js").Texts, () => unknown, import("./load.js").Step][]} */
const failures = [
  ["a program in pieces", { joiner, program: "" }, nothing, "decode"],
  ["no program at all", pack([]), nothing, "decode"],
  [
    "a joiner in pieces",
    { ...pack(EMPTY), joiner: joiner.slice(0, 99) },
    nothing,
    "decode",
  ],
  [
    "bytes that are not WebAssembly",
    pack(EMPTY.slice(0, 5)),
    nothing,
    "compile",
  ],
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

test("so it is where nothing may be joined", async (t) => {
  const no = () => Promise.reject(new WebAssembly.CompileError("no"));
  t.mock.method(WebAssembly, "compile", no);
  t.mock.method(WebAssembly, "Module", () => {
    throw new WebAssembly.CompileError("no");
  });
  await assert.rejects(load(pack(EMPTY), withoutImports, nothing), {
    step: "decode",
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

test("a browser without WebAssembly is not asked to go on", async (t) => {
  const had = Object.getOwnPropertyDescriptor(globalThis, "WebAssembly");
  assert.ok(had);
  t.after(() => Object.defineProperty(globalThis, "WebAssembly", had));
  Object.defineProperty(globalThis, "WebAssembly", {
    value: undefined,
    configurable: true,
  });
  await assert.rejects(load(pack(EMPTY), withoutImports, nothing), {
    step: "support",
  });
});

test("every byte comes through", async () => {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  // A custom section, which may hold anything.
  const payload = pack([...EMPTY, 0, 0x82, 2, 1, 0x78, ...bytes]);
  /** @type {number[]} */
  let seen = [];
  await load(
    payload,
    async (module) => {
      const [section] = WebAssembly.Module.customSections(module, "x");
      seen = [...new Uint8Array(section)];
    },
    nothing,
  );
  assert.deepEqual(seen, bytes);
});
