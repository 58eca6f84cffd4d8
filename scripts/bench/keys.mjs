// @ts-check
/** From a key press in the dialer to its suggestions on the screen. */
import { measuresMs, percentile, rounded, traced } from "./trace.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

const PAINT = "key to paint";
/** Each letter is one measurement. Typed and taken back several times. */
const TYPED = "bob baker";
const ROUNDS = 5;

/**
 * From each key press in a combobox to the frame that shows the change it made
 * in the suggestions; a letter that changes nothing is not measured.
 */
function timeKeys(/** @type {string} */ measure) {
  /** @type {number | undefined} */
  let pressed;
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
    ({ target, key, timeStamp }) => {
      if (!(target instanceof HTMLInputElement) || key.length !== 1) return;
      if (target.getAttribute("role") !== "combobox") return;
      const dialer = target.closest("[role=region]");
      if (!dialer) return;
      observer.observe(dialer, {
        subtree: true,
        childList: true,
        characterData: true,
      });
      pressed = timeStamp;
    },
    { capture: true },
  );
}

/**
 * @param {Browser} browser
 * @param {Emulator} emulator
 */
export async function keys(browser, emulator) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(timeKeys, PAINT);
  await page.goto(`${emulator.agents.alice}?mic=tone:440`);
  await page
    .getByRole("button", { name: "Outbound Dialpad" })
    .click({ timeout: 120_000 });
  const dialer = page.getByRole("region", { name: "Call Agent" });
  const field = dialer.getByRole("combobox");
  await field.press("ArrowDown");
  await dialer.getByRole("option").first().waitFor();

  const requests = countRequests(page);
  const events = await traced(browser, page, async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await field.fill("");
      await field.pressSequentially(TYPED, { delay: 120 });
      await dialer.getByRole("option", { name: /Bob Baker/ }).waitFor();
    }
  });
  const asked = requests();
  await context.close();
  const times = measuresMs(events, PAINT);
  if (times.length < ROUNDS) throw new Error("the suggestions never changed");
  return {
    p50: rounded(percentile(times, 0.5)),
    p95: rounded(percentile(times, 0.95)),
    requests: rounded(asked / (ROUNDS * TYPED.length)),
  };
}

/** What Flex sends about itself at any time is not ours. */
const TELEMETRY = /telemetry|Telemetry|eventgw|EndpointEvents/;

/**
 * Counts what the page asks for, over HTTP and over its sockets.
 * @param {Page} page
 * @returns {() => number}
 */
function countRequests(page) {
  let count = 0;
  page.on("request", (request) => {
    if (!TELEMETRY.test(request.url())) count += 1;
  });
  return () => count;
}
