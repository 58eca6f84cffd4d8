// @ts-check
/**
 * From a key press in the dialer to its suggestions on the screen, and what it
 * costs to have so many colleagues there.
 */
import { keepMemory, memoryOf } from "./memory.mjs";
import {
  measuresMs,
  percentile,
  rounded,
  scriptingMs,
  traced,
} from "./trace.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

const PAINT = "key to paint";
const OPEN = "open to paint";
/** Each letter is one measurement. Typed and taken back several times. */
const TYPED = "bob baker";
const ROUNDS = 5;
/** Between two keys, in milliseconds. */
const PAUSE_MS = 120;
const OPENINGS = 20;
/** What the line under the field begins with until all colleagues are there. */
const LOADING = /^Looking up/;

/**
 * From each key press in a combobox to the frame that shows the change it made
 * in the suggestions; a letter that changes nothing is not measured.
 * @param {{PAINT: string, OPEN: string}} measures
 */
function timeKeys({ PAINT, OPEN }) {
  /** @type {number | undefined} */
  let pressed;
  let measure = PAINT;
  const observer = new MutationObserver(() => {
    const start = pressed;
    if (start === undefined) return;
    pressed = undefined;
    requestAnimationFrame(() => {
      // A message comes after the frame has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => performance.measure(measure, { start });
      port2.postMessage(undefined);
    });
  });
  document.addEventListener(
    "keydown",
    ({ target, key, altKey, timeStamp }) => {
      const opens = altKey && key === "ArrowDown";
      if (!(target instanceof HTMLInputElement)) return;
      if (!opens && key.length !== 1) return;
      if (target.getAttribute("role") !== "combobox") return;
      const dialer = target.closest("[role=region]");
      if (!dialer) return;
      observer.observe(dialer, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      pressed = timeStamp;
      measure = opens ? OPEN : PAINT;
    },
    { capture: true },
  );
}

/**
 * An opening counts once it is painted, which is later than its rows are there.
 * @param {Page} page
 * @param {string} measure
 * @param {number} times
 */
const measured = (page, measure, times) =>
  page.waitForFunction(
    ([measure, times]) =>
      performance.getEntriesByName(String(measure)).length >= Number(times),
    [measure, times],
  );

/** Keeps how long the page was busy without a pause; tasks under 50 ms are not told. */
function keepTasks() {
  const found = /** @type {any} */ (window);
  found.longTasks = [];
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) found.longTasks.push(task.duration);
  }).observe({ type: "longtask" });
}

/**
 * The longest since the last time, in milliseconds.
 * @param {Page} page
 */
const longestTask = (page) =>
  page.evaluate(() =>
    /** @type {any} */ (window).longTasks
      .splice(0)
      .reduce(
        (/** @type {number} */ a, /** @type {number} */ b) => Math.max(a, b),
        0,
      ),
  );

/**
 * @param {Browser} browser
 * @param {Emulator} emulator
 */
export async function keys(browser, emulator) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(timeKeys, { PAINT, OPEN });
  await page.addInitScript(keepTasks);
  await page.addInitScript(keepMemory);
  await page.goto(`${emulator.agents.alice}?mic=tone:440`);
  await page
    .getByRole("button", { name: "Outbound Dialpad" })
    .click({ timeout: 120_000 });
  const dialer = page.getByRole("region", { name: "Call Agent" });
  const field = dialer.getByRole("combobox");
  await field.press("ArrowDown");
  await dialer.getByRole("option").first().waitFor();
  await longestTask(page);
  const state = page.locator(".swb-state");
  await state.filter({ hasNotText: LOADING }).waitFor({ timeout: 120_000 });
  const busy = await longestTask(page);
  const taken = await memoryOf(page);

  const requests = await countRequests(page);
  const events = await traced(browser, page, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await field.fill("");
      await field.pressSequentially(TYPED, { delay: PAUSE_MS });
      await dialer.getByRole("option", { name: /Bob Baker/ }).waitFor();
    }
    await field.fill("");
    for (let opening = 0; opening < OPENINGS; opening += 1) {
      await field.press("Alt+ArrowUp");
      await dialer.getByRole("option").first().waitFor({ state: "detached" });
      await field.press("Alt+ArrowDown");
      await measured(page, OPEN, opening + 1);
    }
  });
  const asked = await requests();
  await context.close();
  const times = measuresMs(events, PAINT);
  if (times.length < ROUNDS) throw new Error("the suggestions never changed");
  const letters = ROUNDS * TYPED.length;
  const scripts = scriptingMs(events, PAUSE_MS).slice(0, letters);
  const openings = measuresMs(events, OPEN);
  if (openings.length < OPENINGS) throw new Error("the list was never opened");
  return {
    key_to_paint_p50_ms: rounded(percentile(times, 0.5)),
    key_to_paint_p95_ms: rounded(percentile(times, 0.95)),
    key_scripting_p50_ms: rounded(percentile(scripts, 0.5)),
    key_scripting_p95_ms: rounded(percentile(scripts, 0.95)),
    open_to_paint_p95_ms: rounded(percentile(openings, 0.95)),
    requests_per_key: rounded(asked / letters),
    longest_task_loading_ms: rounded(busy),
    memory_wasm_mib: rounded(taken.wasm / 2 ** 20),
    memory_heap_mib: rounded(taken.heap / 2 ** 20),
  };
}

/** What Flex sends about itself at any time is not ours. */
const TELEMETRY = /telemetry|Telemetry|eventgw|EndpointEvents/;

/**
 * Counts what the page asks for from now on, over HTTP and, of Sync, over its socket.
 * @param {Page} page
 * @returns {Promise<() => Promise<number>>}
 */
async function countRequests(page) {
  let count = 0;
  page.on("request", (request) => {
    if (!TELEMETRY.test(request.url())) count += 1;
  });
  await page.evaluate(() => {
    const found = /** @type {any} */ (window);
    const sync = found.Twilio.Flex.Manager.getInstance().insightsClient;
    const { liveQuery } = sync;
    found.queries = 0;
    sync.liveQuery = (/** @type {unknown[]} */ ...given) => {
      found.queries += 1;
      return Reflect.apply(liveQuery, sync, given);
    };
  });
  return async () =>
    count + (await page.evaluate(() => /** @type {any} */ (window).queries));
}
