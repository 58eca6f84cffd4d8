// @ts-check
/** The emulator's own page: what one learns there about a call, and what one can break. */
import { ring, talk, wrapUpAndComplete } from "./support/call.mjs";
import { expect, test } from "./support/walk.mjs";

/** @typedef {import("@playwright/test").Page} Page */

/** What makes a call, in this order, as the ladder words it. */
const KEY_STEPS = [
  /^Alice Anders to TaskRouter: POST Tasks/,
  /^TaskRouter to Alice Anders: reservation\.created/,
  /^Voice to Alice Anders: invite/,
  /^Voice to Functions: POST agent-outbound-join.*asks for TwiML/,
  /^Voice to Functions: POST call-outbound-join.*participant-join/,
  /^Functions to TaskRouter: POST Tasks(?!\/)/,
  /^TaskRouter to Bob Baker: reservation\.created/,
  /^Voice to Bob Baker: invite/,
  /^Voice to Functions: POST agent-join-conference.*asks for TwiML/,
  /^Sync to Alice Anders: document updated/,
  /^Alice Anders to Voice: hangup/,
  /^TaskRouter to Bob Baker: reservation\.wrapup/,
];

/** @param {Page} page */
const steps = (page) =>
  page.getByRole("region", { name: "Ladder of steps" }).getByRole("listitem");

/** What the ladder says, step by step, without the times. @param {Page} page */
async function told(page) {
  const texts = await steps(page).locator(".label").allTextContents();
  return texts.map((text) => text.trim());
}

/**
 * The first of these that does not come after the one before; nothing if all do.
 * @param {string[]} texts
 * @param {RegExp[]} wanted
 */
function firstMissing(texts, wanted) {
  let from = 0;
  for (const step of wanted) {
    const at = texts.findIndex((text, n) => n >= from && step.test(text));
    if (at < 0) return String(step);
    from = at + 1;
  }
  return undefined;
}

/**
 * Whether one hears another, as the page says.
 * @param {Page} page
 * @param {string} speaker
 * @param {number} listener the column
 */
const heard = (page, speaker, listener) =>
  page
    .getByRole("region", { name: "Who hears whom" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: speaker }) })
    .getByRole("cell")
    .nth(listener);

test("the page tells a call: its steps, who hears whom, and one agent's part", async ({
  alice,
  bob,
  browser,
  emulator,
  hears,
}) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(emulator.page, { waitUntil: "domcontentloaded" });
  await talk(alice, bob, hears);
  await expect(heard(page, "Alice Anders", 1)).toHaveText("hears");
  await expect(heard(page, "Bob Baker", 0)).toHaveText("hears");
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);

  await expect
    .poll(async () => firstMissing(await told(page), KEY_STEPS))
    .toBe(undefined);

  await page.getByRole("combobox", { name: "Worker" }).selectOption("bob");
  await expect(page).toHaveURL(/\?worker=bob$/);
  await page.reload({ waitUntil: "domcontentloaded" });
  await expect
    .poll(async () =>
      firstMissing(await told(page), [/^Voice to Bob Baker: invite/]),
    )
    .toBe(undefined);
  const others = (await told(page)).filter((step) => /Alice Anders/.test(step));
  expect(others).toEqual([]);

  await page.goto(`${emulator.page}?call=&text=flex%2Freconcile`, {
    waitUntil: "domcontentloaded",
  });
  await steps(page).first().locator("summary").click();
  const details = steps(page).first().locator(".detail");
  await expect(details).toContainText("/features/internal-call/flex/reconcile");
  await expect(details).toContainText("(hidden)");
  await page.context().close();
});

test("a fault is armed on the page, strikes, and is told there", async ({
  alice,
  bob,
  browser,
  emulator,
}) => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(emulator.page, { waitUntil: "domcontentloaded" });
  const form = page.getByRole("region", { name: "Break something" });
  await form.getByLabel("What goes wrong").selectOption("Webhooks come late");
  await form.getByLabel("Late by, in ms").fill("500");
  await form.getByText("Only some of them").click();
  await form.getByRole("combobox", { name: "Event" }).fill("participant-join");
  await form.getByRole("button", { name: "Arm" }).click();
  await expect(form.getByRole("listitem")).toContainText("not yet");

  await ring(alice, bob);
  await expect(form.getByRole("listitem")).toContainText("struck once");
  await expect(
    steps(page).filter({ hasText: /⚡ f\d+ delay: POST call-outbound-join/ }),
  ).toHaveCount(1);

  await alice.cancelCall();
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
  await form.getByRole("button", { name: "End all" }).click();
  await expect(form.getByRole("listitem")).toHaveCount(0);
  await page.context().close();
});
