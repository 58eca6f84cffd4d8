// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { load, LoadError } from "./load.js";
import { split } from "./split.js";

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
const pack = (bytes) => split(Buffer.from(bytes));
const empty = pack(EMPTY);
/** @param {WebAssembly.Module} module */
const withoutImports = (module) => WebAssembly.instantiate(module, {});
const nothing = () => undefined;

/** @type {[string, import("./join.js").Texts, () => unknown, import("./load.js").Step][]} */
const failures = [
  ["characters that are no bytes", { ...empty, after: "€" }, nothing, "decode"],
  [
    "a text in a wrong encoding",
    { ...empty, before: `Ã${empty.before}` },
    nothing,
    "decode",
  ],
  ["no text at all", { ...empty, before: "" }, nothing, "decode"],
  [
    "a function without its end",
    { ...empty, opcode: "A", locals: "B" },
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
