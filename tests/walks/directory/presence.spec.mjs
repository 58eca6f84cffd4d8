// @ts-check
/** What the list says of a colleague: what he does, since when, and that it stays where it is. */
import { wrapUpAndComplete } from "../support/call.mjs";
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

test.use({ world: "many.json" });

/** The page's clock goes on by so many minutes. @param {Desk} desk @param {number} minutes */
const later = ({ page }, minutes) =>
  page.evaluate((ms) => {
    const { now } = Date;
    Date.now = () => now() + ms;
  }, minutes * 60_000);

/** Who is in the list, from top to bottom. @param {Desk} desk */
const names = ({ dialer }) =>
  dialer
    .getByRole("option")
    .locator(".swb-name")
    .evaluateAll((all) => all.map((name) => name.textContent));

test("she reads what each colleague does and since when, and no row moves when that changes", async ({
  alice,
  bob,
  control,
}) => {
  const { page } = alice;
  await control.setActivity("bob", "Break");
  await alice.openDialpad();
  const field = alice.dialer.getByRole("combobox");
  await field.blur();
  const row = alice.dialer.getByRole("option", { name: bob.name });
  await later(alice, 12);
  await field.press("Alt+ArrowDown");
  await expect(row).toContainText(
    "Break for 12 min · takes no calls · Billing",
  );
  await expect(row).toHaveAttribute("aria-disabled", "true");
  await looksRight(alice);
  const before = await names(alice);

  await control.setActivity("bob", "Available");
  await expect(row).toContainText("Available for 12 min · Billing");
  await control.setActivity("carol", "Offline");
  const carol = alice.dialer.getByRole("option", { name: "Carol Chen" });
  await expect(carol).toContainText("Offline for 12 min · Sales");
  expect(await names(alice)).toEqual(before);
  await alice.reload();
  await expect(page.getByText("No active tasks")).toBeVisible();
});

test("who may be interrupted is shown so without his row moving, and is called like anybody", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await control.setActivity("bob", "Available");
  await control.setActivity("carol", "Available");
  await control.setActivity("sue", "Offline");
  await alice.openDialpad();
  const field = alice.dialer.getByRole("combobox");
  await field.fill("");
  await field.press("Escape");
  await field.press("Alt+ArrowDown");
  const row = alice.dialer.getByRole("option", { name: bob.name });
  await expect(row).toContainText("Available");
  await row.hover();
  const before = { names: await names(alice), box: await row.boundingBox() };
  const free = await row.locator(".swb-mark").innerHTML();

  await control.setActivity("bob", "Training");
  await expect(row).toContainText("Training · may be interrupted · Billing");
  await expect(row).not.toHaveAttribute("aria-disabled");
  expect(await row.locator(".swb-mark").innerHTML()).not.toBe(free);
  const after = { names: await names(alice), box: await row.boundingBox() };
  expect(after).toEqual(before);
  await looksRight(alice);
  await row.click();
  const state = alice.dialer.locator(".swb-state");
  await expect(state).toHaveText("Training · may be interrupted · Billing");
  await alice.pressCall();
  await alice.seesRinging(bob);
  await bob.accept();
  await alice.seesLive();
  await bob.seesLive();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);

  // Of those who fit as well he comes after whoever is free and before whoever cannot be called.
  await alice.openDialpad();
  await field.fill("o");
  await expect(row).toContainText("Training · may be interrupted");
  const ranked = ["Carol Chen", "Bob Baker", "Sue Stone"];
  await expect.poll(() => names(alice)).toEqual(ranked);
});

test("whoever wants not to be disturbed is not called, although TaskRouter would bring it to him", async ({
  alice,
  bob,
  control,
}) => {
  await control.setActivity("bob", "Available");
  await alice.openDialpad();
  await alice.choose("bak", bob);
  await control.setActivity("bob", "Focus");
  const state = alice.dialer.locator(".swb-state");
  await expect(state).toHaveText("Focus · do not disturb · Billing");
  await alice.pressCall();
  await alice.seesInDialer(/^Bob Baker takes no calls now: Focus\.$/);
  await bob.seesNoOffer();
  await alice.dialer.getByRole("button", { name: "Dismiss" }).click();
});

test("whoever leaves between being chosen and being called is not called, and she is told why", async ({
  alice,
  bob,
  control,
}) => {
  await control.setActivity("bob", "Available");
  await alice.openDialpad();
  await alice.choose("bak", bob);
  const state = alice.dialer.locator(".swb-state");
  await expect(state).toHaveText("Available · Billing");
  await control.setActivity("bob", "Break");
  await expect(state).toHaveText("Break · takes no calls · Billing");
  await looksRight(alice);
  await alice.pressCall();
  await alice.seesInDialer(/^Bob Baker takes no calls now: Break\.$/);
  await looksRight(alice);
  await bob.seesNoOffer();
  await alice.dialer.getByRole("button", { name: "Dismiss" }).click();
});
