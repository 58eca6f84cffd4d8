// @ts-check
/**
 * `npm run mutants`: changes the rules one by one and sees whether a test
 * notices. It takes hours, so it is no part of `npm test`, and goes on where
 * it was ended.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { isMain, main } from "./lib/main.mjs";
import { inRoot } from "./lib/paths.mjs";
import { CommandFailed, run } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { OUTPUT, fileOf, forget, prepare, takeIn } from "./mutants/found.mjs";
import { mutantsTool, npmPackages } from "./tools.mjs";

const HELP = `Changes the code one place at a time; some test has to notice.

  npm run mutants [-- options]       core, search and functions

  --package NAME   only this one (call-core, call-letters, call-search,
                   call-functions)
  --file GLOB      only these files
  --again          also what former runs have tried
  --report         tries nothing, and says what was found so far
`;

const PACKAGES = ["call-core", "call-letters", "call-search", "call-functions"];
/** One in so many may stay alive, and each of those says why. */
const ALIVE_AT_MOST = 10;
/** cargo-mutants' codes for: all found, some missed, some timed out. */
const DONE = [0, 2, 3];

/** What is built for one run is there for the next. */
const BUILT = path.join(OUTPUT, "build");
const KNOWN = inRoot("scripts", "mutants", "alive.json");

/** Few schedules: a change that matters to several calls shows in any of them. */
const FEW = { SCHEDULES: "40" };

/** @param {string[]} args */
const cargoMutants = (...args) =>
  run("cargo", ["mutants", "--colors=never", ...args], {
    env: { ...FEW, CARGO_TARGET_DIR: BUILT },
    say: args.includes("--list") ? undefined : (line) => console.log(line),
  });

/** @param {string[]} which */
async function mutate(which) {
  try {
    await cargoMutants(
      ...["--output", OUTPUT, "--jobs", "1", "--no-shuffle", "--iterate"],
      // Else it copies what npm has installed.
      "--gitignore=true",
      ...which,
    );
  } catch (error) {
    if (!(error instanceof CommandFailed && DONE.includes(error.code ?? 1)))
      throw error;
  }
}

/** Where it stands moves with every line above it; what it is does not. @param {string} change */
const withoutPlace = (change) => change.replace(/:\d+:\d+: /, ": ");

/**
 * Says what became of the changes, file by file, and fails if too many are
 * alive or one is without a reason.
 * @param {string[]} changes
 */
function report(changes) {
  const found = takeIn();
  /** @param {string} change */
  const outcome = (change) => found[fileOf(change)]?.changes[change] ?? "left";
  /** @param {string[]} some */
  const counts = (some) => {
    const is = (/** @type {string} */ word) =>
      some.filter((change) => outcome(change) === word).length;
    return [
      is("caught"),
      is("timeout"),
      is("missed"),
      is("unviable"),
      is("left"),
    ];
  };
  console.log("noticed, too long, alive, does not compile, not tried");
  for (const file of new Set(changes.map(fileOf))) {
    const its = changes.filter((change) => fileOf(change) === file);
    const row = counts(its).map((count) => String(count).padStart(5));
    console.log(`${row.join("")}  ${file}`);
  }
  const [caught = 0, timeout = 0, missed = 0, , left = 0] = counts(changes);
  const tried = caught + timeout + missed;
  console.log(
    `${tried} changes: ${tried - missed} noticed, ${missed} alive; ${left} not tried`,
  );

  /** @type {Record<string, string>} */
  const known = JSON.parse(readFileSync(KNOWN, "utf8"));
  const alive = changes.filter((change) => outcome(change) === "missed");
  const unexplained = alive.filter(
    (change) => !(withoutPlace(change) in known),
  );
  for (const change of unexplained) console.log(`without a reason: ${change}`);
  if (unexplained.length || missed * ALIVE_AT_MOST > tried) {
    throw new Error(
      `each change that no test notices needs one, or a reason in ${KNOWN}`,
    );
  }
}

async function mutants() {
  const { values } = parseArgs({
    options: {
      package: { type: "string", multiple: true, default: PACKAGES },
      file: { type: "string", multiple: true, default: [] },
      again: { type: "boolean", default: false },
      report: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await npmPackages();
  await runSteps([mutantsTool()]);
  const which = [
    ...values.package.flatMap((name) => ["--package", name]),
    ...values.file.flatMap((glob) => ["--file", glob]),
  ];
  const changes = await cargoMutants("--list", ...which);
  if (values.again) forget();
  if (!values.report) {
    prepare([...new Set(changes.map(fileOf))]);
    await mutate(which);
  }
  report(changes);
}

if (isMain(import.meta.url)) await main(mutants);
