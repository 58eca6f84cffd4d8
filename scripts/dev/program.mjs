// @ts-check
/** The plugin's program as one wants it who changes it all the time: built in seconds, not small. */
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { pack } from "../build.mjs";
import { ROOT, TARGET } from "../lib/paths.mjs";
import { CommandFailed, run } from "../lib/run.mjs";

/** Where a build leaves it, also a half-finished one. */
const MADE = path.join(TARGET, "dev", "made");

/**
 * Where Flex's tool takes it from: the last that compiled. It is not `pkg`, from which
 * `npm run deploy` has the plugin made that agents get.
 */
export const PROGRAM_FOLDER = path.join(TARGET, "dev", "pkg");

/** The script last: Flex's tool begins when one of them changes. */
const FILES = ["joiner.txt", "program.txt", "switchboard.js"];

/** What wasm-pack says of itself after the compiler's words. */
const ITS_OWN = /^(Error: Compil|Caused by:|\s+full command:|\[INFO\])/;
const PROGRESS = /^\s*(Compiling|Finished|Building|Blocking) /;

/** The compiler's own words. @param {string[]} lines all that was said */
export const wordsOfCompiler = (lines) =>
  lines
    .filter((line) => !ITS_OWN.test(line) && !PROGRESS.test(line))
    .join("\n");

/** Compiles it; what it throws has the compiler's words. @param {(line: string) => void} say */
async function compile(say) {
  const folder = path.relative(ROOT, MADE);
  /** @type {string[]} */
  const lines = [];
  const heard = (/** @type {string} */ line) => {
    lines.push(line);
    say(line);
  };
  try {
    await run(
      "wasm-pack",
      ["build", "--dev", "--target", "web", "--out-dir", folder],
      // A build that nobody gets may tell where it was made, and shares what others have compiled.
      {
        env: { CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: "" },
        say: heard,
      },
    );
  } catch (error) {
    if (error instanceof CommandFailed) throw new Error(wordsOfCompiler(lines));
    throw error;
  }
}

/**
 * Compiles the program and puts it where Flex's tool takes it from. If it does not compile, the one
 * that is there stays.
 * @param {(line: string) => void} say
 */
export async function buildProgram(say) {
  await compile(say);
  await pack(path.join(MADE, "switchboard_bg.wasm"));
  mkdirSync(PROGRAM_FOLDER, { recursive: true });
  for (const file of FILES) {
    copyFileSync(path.join(MADE, file), path.join(PROGRAM_FOLDER, file));
  }
}
