// @ts-check
/** The list before anything is typed: favourites, then recent colleagues, then whoever is free. */
import { wrapUpAndComplete } from "../support/call.mjs";
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

test.use({ world: "many.json" });

/** Each heading and each name, from top to bottom. @param {Desk} desk */
async function listed(desk) {
  const parts = desk.dialer.locator(".swb-section, [role=option] .swb-name");
  const placed = await parts.evaluateAll((all) =>
    all.map((part) => ({
      top: part.getBoundingClientRect().top,
      text: part.textContent,
    })),
  );
  return placed.sort((a, b) => a.top - b.top).map(({ text }) => text);
}

test("she stars a colleague by key, calls him by keyboard alone, and finds both again", async ({
  alice,
  bob,
  control,
}) => {
  await control.setActivity(bob.identity, "Available");
  await alice.openDialpad();
  const field = alice.dialer.getByRole("combobox");
  await field.click();
  await expect
    .poll(() => listed(alice))
    .toEqual([
      "Available",
      "Bob Baker",
      "Not available",
      "Carol Chen",
      "Sue Stone",
    ]);
  await field.press("ArrowUp");
  await field.press("Control+d");
  const sue = alice.dialer.getByRole("option", { name: /^Sue Stone/ });
  await expect(sue).toHaveAccessibleName(/Favorites/);
  await looksRight(alice);

  await field.press("Escape");
  await field.pressSequentially("bkr");
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(field).toHaveValue(bob.name);
  await looksRight(alice);
  await field.press("Enter");
  await alice.seesRinging(bob);
  await bob.seesIncoming(alice.name);
  await alice.cancelCall();
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);

  await alice.reload();
  await alice.openDialpad();
  await field.press("ArrowDown");
  await expect
    .poll(() => listed(alice))
    .toEqual([
      "Favorites",
      "Sue Stone",
      "Recent",
      "Bob Baker",
      "Not available",
      "Carol Chen",
    ]);
  await looksRight(alice);
  await expect(sue).toHaveAttribute("aria-selected", "true");
  await field.press("Control+d");
  await field.press("Escape");
  await field.press("ArrowDown");
  await expect
    .poll(() => listed(alice))
    .toEqual([
      "Recent",
      "Bob Baker",
      "Not available",
      "Carol Chen",
      "Sue Stone",
    ]);
});
