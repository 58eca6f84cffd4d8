// @ts-check
/**
 * `npm run mutants`: changes the rules one by one and sees whether a test
 * notices. It takes hours, so it is no part of `npm test`.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { isMain, main } from "./lib/main.mjs";
import { TARGET, inRoot } from "./lib/paths.mjs";
import { CommandFailed, run } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { mutantsTool, npmPackages } from "./tools.mjs";

const HELP = `Changes the code one place at a time; some test has to notice.

  npm run mutants [-- options]       core, search and functions

  --package NAME   only this one (call-core, call-search, call-functions)
  --file GLOB      only these files
`;

const PACKAGES = ["call-core", "call-search", "call-functions"];
/** One in so many may stay alive, and each of those says why. */
const ALIVE_AT_MOST = 10;
/** cargo-mutants' codes for: all found, some missed, some timed out. */
const DONE = [0, 2, 3];

const OUTPUT = path.join(TARGET, "mutants");
/** What is built for one run is there for the next. */
const BUILT = path.join(TARGET, "mutants", "build");
const KNOWN = inRoot("scripts", "mutants", "alive.json");

/** Few schedules: a change that matters to several calls shows in any of them. */
const FEW = { SCHEDULES: "40" };

/** @typedef {{ total_mutants: number, missed: number, caught: number, timeout: number, unviable: number }} Outcome */

/** @param {string[]} which */
async function mutate(which) {
  const options = [
    ...["--output", OUTPUT, "--jobs", "1", "--no-shuffle", "--colors=never"],
  ];
  try {
    await run("cargo", ["mutants", ...options, ...which], {
      env: { ...FEW, CARGO_TARGET_DIR: BUILT },
      say: (line) => console.log(line),
    });
  } catch (error) {
    if (!(error instanceof CommandFailed && DONE.includes(error.code ?? 1)))
      throw error;
  }
}

/** @param {string} name */
const found = (name) =>
  readFileSync(path.join(OUTPUT, "mutants.out", name), "utf8");

/** Where it stands moves with every line above it; what it is does not. @param {string} line */
const withoutPlace = (line) => line.replace(/:\d+:\d+: /, ": ");

async function mutants() {
  const { values } = parseArgs({
    options: {
      package: { type: "string", multiple: true, default: PACKAGES },
      file: { type: "string", multiple: true, default: [] },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await npmPackages();
  await runSteps([mutantsTool()]);
  await mutate([
    ...values.package.flatMap((name) => ["--package", name]),
    ...values.file.flatMap((glob) => ["--file", glob]),
  ]);

  /** @type {Outcome} */
  const { missed, caught, timeout } = JSON.parse(found("outcomes.json"));
  const tried = missed + caught + timeout;
  /** @type {Record<string, string>} */
  const known = JSON.parse(readFileSync(KNOWN, "utf8"));
  const alive = found("missed.txt").split("\n").filter(Boolean);
  const unexplained = alive.filter((line) => !(withoutPlace(line) in known));
  console.log(`${tried} changes: ${tried - missed} noticed, ${missed} alive`);
  for (const line of unexplained) console.log(`without a reason: ${line}`);
  if (unexplained.length || missed * ALIVE_AT_MOST > tried) {
    throw new Error(
      `each change that no test notices needs one, or a reason in ${KNOWN}`,
    );
  }
}

if (isMain(import.meta.url)) await main(mutants);
