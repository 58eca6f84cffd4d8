// @ts-check
/**
 * What the plugin takes once Flex's desktop is open: memory, and sockets that
 * stay. Each is the difference to the same Flex without the plugin.
 */
import { rounded } from "./trace.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

/** Keeps hold of the plugin's memory, which it tells nobody about. */
export function keepMemory() {
  const found = /** @type {any} */ (window);
  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = async (/** @type {any[]} */ ...given) => {
    const made = await Reflect.apply(instantiate, WebAssembly, given);
    const { exports } = made.instance ?? made;
    found.pluginMemory ??= exports?.memory;
    return made;
  };
}

/**
 * One desktop, once it is open.
 * @param {Browser} browser
 * @param {Emulator} emulator with no other desktop
 * @param {string} plugin `none` for a Flex without, `whole` for ours
 */
export async function desktop(browser, emulator, plugin) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(keepMemory);
  await page.goto(`${emulator.agents.alice}?mic=tone:440&plugin=${plugin}`);
  await page.getByText("No active tasks").waitFor({ timeout: 120_000 });
  const { heap, wasm } = await memoryOf(page);
  const answer = await fetch(
    `http://localhost:${emulator.port}/_control/sockets`,
  );
  const sockets = /** @type {number} */ (await answer.json());
  await context.close();
  return { heap, wasm, sockets };
}

/**
 * What a page holds once its garbage is gone, in bytes.
 * @param {import("@playwright/test").Page} page
 */
export async function memoryOf(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("HeapProfiler.enable");
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize: heap } = await devtools.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(
    () => /** @type {any} */ (window).pluginMemory?.buffer.byteLength ?? 0,
  );
  await devtools.detach();
  return { heap, wasm };
}

/** @typedef {Awaited<ReturnType<typeof desktop>>} Desktop */

/**
 * What one has more than the other.
 * @param {Desktop} whole
 * @param {Desktop} without
 */
export function memory(whole, without) {
  const mib = (/** @type {number} */ bytes) => rounded(bytes / 2 ** 20);
  return {
    memory_after_init_mib: {
      wasm: mib(whole.wasm),
      heap: mib(whole.heap - without.heap),
    },
    standing_sockets: whole.sockets - without.sockets,
  };
}
