// @ts-check
/** How long Flex takes to open its desktop, and what of it is ours. */
import {
  evaluation,
  measuresMs,
  percentile,
  rounded,
  traced,
} from "./trace.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

const BOOTS = 3;
const INIT = "switchboard init";

/** Puts a clock around the plugin's `init`, as Flex calls it. */
function timeInit(/** @type {string} */ measure) {
  /** @type {any} */
  let flex;
  const twilio = {
    get Flex() {
      return flex;
    },
    set Flex(loaded) {
      flex = loaded;
      const start = loaded.Plugins.init;
      loaded.Plugins.init = (/** @type {any} */ Plugin) => {
        const init = Plugin.prototype.init;
        Plugin.prototype.init = async function (/** @type {any[]} */ ...given) {
          const begun = performance.now();
          await init.apply(this, given);
          performance.measure(measure, { start: begun });
        };
        return start.call(loaded.Plugins, Plugin);
      };
    },
  };
  Object.assign(window, { Twilio: twilio });
}

/**
 * @param {Browser} browser
 * @param {Emulator} emulator
 */
async function boot(browser, emulator) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(timeInit, INIT);
  let desktop = 0;
  const events = await traced(browser, page, async () => {
    await page.goto(`${emulator.agents.alice}?mic=tone:440`);
    await page.getByText("No active tasks").waitFor({ timeout: 120_000 });
    desktop = await page.evaluate(() => performance.now());
  });
  await context.close();
  const [init] = measuresMs(events, INIT);
  const { ms: evaluate, begun } = evaluation(events, /plugin-switchboard/);
  const end = events.find(({ name, ph }) => name === INIT && ph === "e");
  // Flex calls `init` while it evaluates, so both have what init does at once.
  const both = ((end?.ts ?? Infinity) - begun) / 1000;
  return { desktop, evaluate, init, both };
}

/**
 * @param {Browser} browser
 * @param {Emulator} emulator
 */
export async function boots(browser, emulator) {
  /** @type {Awaited<ReturnType<typeof boot>>[]} */
  const all = [];
  for (let n = 0; n < BOOTS; n += 1) all.push(await boot(browser, emulator));
  /** @param {keyof typeof all[0]} what */
  const median = (what) =>
    rounded(
      percentile(
        all.map((one) => one[what]),
        0.5,
      ),
    );
  return {
    flex_boot_ms: median("desktop"),
    evaluate_ms: median("evaluate"),
    init_ms: median("init"),
    evaluate_and_init_ms: median("both"),
  };
}
