// @ts-check
/**
 * `npm run bench`: measures the product on this machine and prints one JSON
 * object on the last line.
 */
import { allSteps } from "./build.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { isMain, main } from "./lib/main.mjs";
import { run } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { chromium, npmPackages, testTools } from "./tools.mjs";

/** How many colleagues the dialer searches. */
const CROWDS = [50, 1_000, 15_000, 150_000];

/** The emulator's own mixer, built as for daily use but faster. */
const MIXER = ["run", "--quiet", "--package", "twilio-media", "--release"];
const FAST = {
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "3",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
};

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("./lib/emulator.mjs").Emulator} Emulator */

/**
 * Does something with a fresh emulator.
 * @template T
 * @param {string[]} options
 * @param {(emulator: Emulator) => Promise<T>} act
 */
async function withEmulator(options, act) {
  const emulator = await startEmulator(["--port", "0", ...options]);
  try {
    return await act(emulator);
  } finally {
    await emulator.stop();
  }
}

async function mixer() {
  const lines = await run("cargo", [...MIXER, "--example", "mixer_bench"], {
    env: FAST,
  });
  return JSON.parse(lines.at(-1) ?? "{}");
}

/** @param {Browser} browser */
async function typing(browser) {
  const { keys } = await import("./bench/keys.mjs");
  /** Each figure by the size of the crowd. @type {Record<string, Record<string, number>>} */
  const figures = {};
  for (const crowd of CROWDS) {
    const found = await withEmulator(
      ["--extra-workers", String(crowd)],
      (emulator) => keys(browser, emulator),
    );
    for (const [name, figure] of Object.entries(found)) {
      figures[name] = { ...figures[name], [crowd]: figure };
    }
  }
  return figures;
}

async function bench() {
  await npmPackages();
  await runSteps([...testTools(), ...allSteps()]);
  const playwright = await import("@playwright/test");
  const { default: config } = await import("../playwright.config.mjs");
  const { bundle } = await import("./bench/bundle.mjs");
  const { boots } = await import("./bench/boot.mjs");
  const { desktop, memory } = await import("./bench/memory.mjs");
  const { trips } = await import("./bench/trips.mjs");
  const { WORLD, several } = await import("./bench/several.mjs");
  const { benchFunctions } = await import("../functions/bench.mjs");
  const { search } = await import("./bench/search.mjs");

  const browser = await playwright.chromium.launch({
    ...config.use?.launchOptions,
    executablePath: chromium(),
  });
  /** @param {string} plugin */
  const opened = (plugin) =>
    withEmulator([], (emulator) => desktop(browser, emulator, plugin));
  const figures = {
    ...bundle(),
    ...(await withEmulator([], (emulator) => boots(browser, emulator))),
    ...memory(await opened("whole"), await opened("none")),
    ...(await typing(browser)),
    ...(await withEmulator([], (emulator) => trips(browser, emulator))),
    ...(await withEmulator(["--world", WORLD], (emulator) =>
      several(browser, emulator),
    )),
  };
  await browser.close();
  Object.assign(figures, await benchFunctions(), await mixer());
  Object.assign(figures, await search());
  console.log(JSON.stringify(figures));
}

if (isMain(import.meta.url)) await main(bench);
