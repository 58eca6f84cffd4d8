// @ts-check
/**
 * `npm test`: everything, from pure rules to two browsers. Names of suites
 * after it run those alone: `npm test -- tidy walks`.
 */
import { allSteps } from "./build.mjs";
import { isMain, main } from "./lib/main.mjs";
import { inRoot } from "./lib/paths.mjs";
import { which } from "./lib/run.mjs";
import { filesOf } from "./lib/stamp.mjs";
import { runSteps } from "./lib/steps.mjs";
import { installTwilioCli } from "./lib/twilio-cli.mjs";
import {
  cargoCount,
  nodeCount,
  playwrightCount,
  runSuite,
} from "./lib/suite.mjs";
import { chromium, npmPackages, testTools } from "./tools.mjs";

/** @typedef {import("./lib/suite.mjs").Suite} Suite */

/** Crates with ordinary tests; the screens and the shims of the plugin have theirs in a browser. */
const CRATES = [
  "call-core",
  "call-letters",
  "call-search",
  "call-pack",
  "switchboard",
  "call-functions",
  "twilio-world",
  "twilio-media",
  "emulator",
];

/** Folders with JavaScript of ours. */
const JAVASCRIPT = ["scripts", "www", "functions", "emulator", "tests", "src"];

const javascript = () =>
  [...filesOf(JAVASCRIPT), "playwright.config.mjs", "webpack.config.js"].filter(
    (file) => /\.[cm]?js$/.test(file),
  );

/**
 * What cargo-deny finds without a network, where it is installed. Whether a
 * licence of what ships is allowed, the build knows without it.
 * @returns {Suite[]}
 */
const licences = () =>
  which("cargo-deny")
    ? [
        {
          name: "cargo deny",
          program: "cargo",
          args: ["deny", "--offline", "check", "bans", "licenses", "sources"],
        },
      ]
    : [];

/**
 * Walks that need Twilio's own command line tool, by their tag. Its packages are many, and a
 * machine without a network cannot have them.
 */
const WITH_CLI = "@cli";

/**
 * Installs that tool; where that is not possible, says why.
 * @returns {Promise<string | undefined>}
 */
async function whyNoCli() {
  try {
    await runSteps([
      { title: "Twilio's command line tool", run: installTwilioCli },
    ]);
    return undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `walks ${WITH_CLI} (npm test -- walks tries them again): Twilio's command line tool cannot be installed: ${why}`;
  }
}

/**
 * Cheap ones first: who waits long wants the long ones to be worth it.
 * @param {string[]} without tags of walks that are left out
 * @returns {Suite[]}
 */
const suites = (without) => [
  {
    name: "rust format",
    program: "cargo",
    args: ["fmt", "--all", "--check"],
  },
  {
    name: "javascript format",
    program: "prettier",
    args: ["--check", ...javascript()],
  },
  {
    name: "javascript types",
    program: "tsc",
    args: ["--project", inRoot("jsconfig.json")],
  },
  {
    name: "bundle size",
    program: process.execPath,
    args: [inRoot("scripts", "build.mjs")],
  },
  {
    name: "tidy",
    program: "cargo",
    args: ["test", "--package", "tidy"],
    count: cargoCount,
  },
  {
    name: "javascript",
    program: process.execPath,
    args: [
      "--test",
      ...filesOf(["scripts", "www", "functions"]).filter((file) =>
        /\.test\.[cm]?js$/.test(file),
      ),
    ],
    count: nodeCount,
  },
  ...CRATES.map((crate) => ({
    name: crate,
    program: "cargo",
    args: ["test", "--package", crate],
    count: cargoCount,
  })),
  {
    name: "rust lints",
    program: "cargo",
    args: [
      ...["clippy", "--workspace", "--all-targets"],
      ...["--", "--deny", "warnings"],
    ],
  },
  {
    name: "plugin lints",
    program: "cargo",
    args: [
      ...["clippy", "--package", "switchboard", "--all-targets"],
      ...["--target", "wasm32-unknown-unknown"],
      ...["--", "--deny", "warnings"],
    ],
  },
  {
    name: "joiner lints",
    program: "cargo",
    args: [
      ...["clippy", "--package", "call-pack", "--lib"],
      ...["--target", "wasm32-unknown-unknown"],
      ...["--", "--deny", "warnings"],
    ],
  },
  ...licences(),
  {
    name: "plugin in chromium",
    program: "wasm-pack",
    args: [
      ...["test", "--headless", "--chrome"],
      ...["--chromedriver", which("chromedriver") ?? "chromedriver"],
    ],
    env: { WASM_BINDGEN_TEST_TIMEOUT: "120" },
    count: cargoCount,
  },
  {
    name: "walks",
    program: "playwright",
    args: ["test", "--grep-invert", ["@thorough", ...without].join("|")],
    env: { CHROMIUM: chromium() },
    count: playwrightCount,
  },
];

/**
 * @param {Map<string, import("./lib/suite.mjs").Count>} counts
 * @returns {boolean} whether nothing failed
 */
function report(counts) {
  const width = Math.max(...[...counts.keys()].map((name) => name.length));
  console.log(`\n${"".padEnd(width)}  passed  failed`);
  let passed = 0;
  let failed = 0;
  for (const [name, count] of counts) {
    const columns = [count.passed, count.failed].map((n) =>
      String(n).padStart(6),
    );
    console.log(`${name.padEnd(width)}  ${columns.join("  ")}`);
    passed += count.passed;
    failed += count.failed;
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0;
}

async function test() {
  await npmPackages();
  await runSteps([...testTools(), ...allSteps()]);
  const wanted = process.argv.slice(2);
  const wantsWalks = wanted.length === 0 || wanted.includes("walks");
  const skipped = wantsWalks ? await whyNoCli() : undefined;
  const known = suites(skipped ? [WITH_CLI] : []);
  const unknown = wanted.filter((name) => !known.some((s) => s.name === name));
  if (unknown.length) {
    const names = known.map(({ name }) => `"${name}"`).join(", ");
    throw new Error(`no suite "${unknown.join('", "')}"; there are ${names}`);
  }
  const counts = new Map();
  for (const suite of known) {
    if (wanted.length && !wanted.includes(suite.name)) continue;
    counts.set(suite.name, await runSuite(suite));
  }
  if (!report(counts)) process.exitCode = 1;
  if (skipped) console.log(`\nskipped: ${skipped}`);
}

if (isMain(import.meta.url)) await main(test);
