// @ts-check
/**
 * `npm run fuzz`: libFuzzer looks for texts that break a reader of foreign text, and goes on
 * from what former runs have found. Hours are worth while, so it is no part of `npm test`.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { findingsOf, keep, sums, table } from "./fuzz/runs.mjs";
import { isMain, main } from "./lib/main.mjs";
import { inRoot } from "./lib/paths.mjs";
import { CommandFailed, ask, run, which } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { fuzzTool, npmPackages } from "./tools.mjs";
import { BUILT, CORPUS, FINDINGS, FUZZ, TARGETS } from "./fuzz/places.mjs";

const HELP = `Looks for texts that break a reader of foreign text.

  npm run fuzz [-- TARGET …] [options]      ${TARGETS.join(", ")}

  --minutes N      how long for each target (1)
  --report         tries nothing, and says what former runs have come to
  --finding FILE   tries this one finding again, and says what its bytes mean
`;

/** A text that takes so many seconds is a finding as well. */
const SLOWEST_S = 10;
/** Longer than any text that a person or Twilio sends in one place; what needs more is repeated. */
const LONGEST = 512;

/** What of libFuzzer's lines is worth a person's while. */
const WORTH = /panicked|ERROR|DONE|Test unit written|ALARM|^thread/;

/** @param {string} target */
function binary(target) {
  const triple = /host: (\S+)/.exec(ask("rustc", ["-vV"]) ?? "")?.[1];
  if (!triple) throw new Error("rustc does not say what it builds for");
  return path.join(BUILT, triple, "release", target);
}

/**
 * libFuzzer needs branches counted, which stable Rust can; what a sanitizer would find,
 * safe Rust does not do, and that needs an unstable one.
 */
const build = {
  title: "libFuzzer's programs (some minutes the first time)",
  /** @param {(line: string) => void} say */
  run: async (say) => {
    if (!which("c++", "g++", "clang++")) {
      throw new Error(
        "a C++ compiler is missing: on Debian, `sudo apt-get install build-essential`",
      );
    }
    const env = { CARGO_TARGET_DIR: BUILT };
    await run("cargo", ["fuzz", "build", "--sanitizer", "none"], { env, say });
  },
};

/** Lets libFuzzer look, and keeps what it says. @param {string} target @param {number} minutes */
async function look(target, minutes) {
  const corpus = path.join(CORPUS, target);
  const findings = path.join(FINDINGS, target, path.sep);
  for (const folder of [corpus, findings])
    mkdirSync(folder, { recursive: true });
  /** @type {string[]} */
  const lines = [];
  const say = (/** @type {string} */ line) => {
    lines.push(line);
    if (WORTH.test(line)) console.log(`${target}: ${line}`);
  };
  try {
    await run(
      binary(target),
      [
        corpus,
        `-dict=${path.join(FUZZ, "words.dict")}`,
        `-artifact_prefix=${findings}`,
        `-max_total_time=${Math.ceil(minutes * 60)}`,
        `-max_len=${LONGEST}`,
        `-timeout=${SLOWEST_S}`,
        // One change is longer than the texts that libFuzzer would try in its first minutes.
        "-len_control=0",
        "-print_final_stats=1",
      ],
      { say },
    );
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
  }
  keep(target, lines);
}

/** Tries a finding again. @param {string} file */
async function again(file) {
  const target = TARGETS.find(
    (name) => name === path.basename(path.dirname(file)),
  );
  if (!target) throw new Error(`${file} stands in no folder of a target`);
  const env = { FUZZ_TELLS: "1" };
  const say = (/** @type {string} */ line) => console.log(line);
  await run(binary(target), [path.resolve(file)], { env, say }).catch(
    (error) => {
      if (!(error instanceof CommandFailed)) throw error;
    },
  );
}

/** Says what all runs have come to, and fails if something was found. @param {string[]} targets */
function report(targets) {
  for (const line of table(targets.map((target) => sums(target))))
    console.log(line);
  const found = targets.flatMap(findingsOf);
  if (!found.length) return;
  throw new Error(
    [
      "found, each to be tried again by `npm run fuzz -- --finding FILE`:",
      ...found,
      "What its bytes mean becomes a test with a name in the crate whose reader it broke; " +
        "then the file can go.",
    ].join("\n"),
  );
}

async function fuzz() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      minutes: { type: "string", default: "1" },
      report: { type: "boolean", default: false },
      finding: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const unknown = positionals.filter((name) => !TARGETS.includes(name));
  if (unknown.length) {
    throw new Error(
      `no target ${unknown.join(", ")}; there are ${TARGETS.join(", ")}`,
    );
  }
  const minutes = Number(values.minutes);
  if (!(minutes > 0))
    throw new Error(`--minutes ${values.minutes}: a number above 0`);
  const targets = positionals.length ? positionals : TARGETS;
  if (values.report) return report(targets);
  await npmPackages();
  await runSteps([fuzzTool(), build]);
  if (values.finding) return again(values.finding);
  for (const target of targets) await look(target, minutes);
  report(targets);
}

if (isMain(import.meta.url)) await main(fuzz);
