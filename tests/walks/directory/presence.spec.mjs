// @ts-check
/** What the list says of a colleague: what he does, since when, and that it stays where it is. */
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
