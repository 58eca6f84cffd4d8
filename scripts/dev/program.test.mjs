// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOfCompiler } from "./program.mjs";

test("of a source that does not compile the compiler's words are left", () => {
  const said = [
    "[INFO]: Compiling to Wasm...",
    "   Compiling switchboard v0.1.0",
    "error: expected `;`, found keyword `let`",
    " --> src/lib.rs:57:25",
    "   |",
    "57 |     let words = words()",
    "error: could not compile `switchboard` (lib) due to 1 previous error",
    "Error: Compiling your crate to WebAssembly failed",
    "Caused by: Compilation of your program failed",
    '  full command: "cargo" "build"',
  ];
  assert.equal(wordsOfCompiler(said), said.slice(2, 7).join("\n"));
});
