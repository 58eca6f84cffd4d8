// @ts-check
/** The list of colleagues without a mouse and without sight. */
import { Reader } from "../support/reader.mjs";
import { expect, test } from "../support/walk.mjs";

test.use({ world: "many.json" });

test("a screen reader says who, how he is, at which place, and how many there are", async ({
  alice,
  control,
}) => {
  const { keyboard } = alice.page;
  await control.setActivity("bob", "Available");
  await control.setActivity("sue", "Offline");
  const reader = await Reader.of(alice);
  const hears = (/** @type {string | RegExp} */ words) =>
    expect.poll(() => reader.heard()).toMatch(words);
  await keyboard.press("Control+Shift+F");
  await hears(/^Colleague, combobox, /);
  // Whoever was chosen before is selected as a whole, to be typed over.
  await keyboard.press("Delete");
  await keyboard.press("Escape");
  await hears(/^Colleague, combobox, collapsed$/);
  await keyboard.press("ArrowDown");
  await hears(
    /^Colleague, combobox, expanded; Bob Baker( Recent)? Available · Billing, option, selected, 1 of 3$/,
  );
  await control.setActivity("bob", "Training");
  await hears(
    /; Bob Baker( Recent)? Training · may be interrupted · Billing, option, selected, 1 of 3$/,
  );
  await keyboard.press("ArrowUp");
  await hears(
    /; Sue Stone Offline · Sales, option, unavailable, selected, 3 of 3$/,
  );
  await keyboard.press("Control+D");
  await hears(/; Sue Stone Favorites Offline · Sales, option, unavailable/);
  await keyboard.press("Control+D");
  await hears(/; Sue Stone Offline/);

  // The line that is read out politely describes the field, too.
  const counted = async () => {
    const all = await reader.all();
    const field = all.find(({ name }) => name === "Colleague");
    const line = all.find(({ id }) => id === field?.is("describedby"));
    return `${line?.role} ${line?.is("live")}: ${field?.description}`;
  };
  await keyboard.press("o");
  await expect.poll(counted).toBe("status polite: 3 colleagues");
  await keyboard.type("x");
  await expect.poll(counted).toBe("status polite: Nobody matches “ox”.");
  await hears(/^Colleague, combobox, collapsed$/);
  await keyboard.press("Escape");
  await keyboard.press("Escape");
  await hears(/^Colleague, combobox, collapsed$/);
});

/** Goes on by Tab until this button has the focus. @param {import("../support/desk.mjs").Desk} desk @param {string} name */
async function tabTo({ page }, name) {
  const button = page.getByRole("button", { name });
  await expect(async () => {
    await page.keyboard.press("Tab");
    await expect(button.first()).toBeFocused({ timeout: 1 });
  }).toPass({ intervals: [0] });
}

/** Completes by Flex's key, which Flex heeds once a second. @param {import("../support/desk.mjs").Desk} desk */
async function complete({ page }) {
  const done = page.getByText("No active tasks");
  await expect(async () => {
    await page.keyboard.press("Control+Shift+Digit1");
    await expect(done).toBeVisible({ timeout: 1_500 });
  }).toPass();
}

test("a whole call by keyboard alone: found, rung, answered, talked, hung up, wrapped up", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await control.setActivity("bob", "Available");
  for (const { page } of [alice, bob]) {
    // Whoever uses the mouse is found out.
    await page.evaluate(() =>
      addEventListener("pointerdown", () => {
        document.title = "pointer";
      }),
    );
  }
  const { keyboard } = alice.page;
  await keyboard.press("Control+Shift+F");
  const field = alice.dialer.getByRole("combobox");
  await expect(field).toBeFocused();
  await keyboard.type("bkr");
  const bobs = alice.dialer.getByRole("option", { name: bob.name });
  await expect(bobs).toContainText("Available");
  await keyboard.press("Enter");
  await expect(field).toHaveValue(bob.name);
  await keyboard.press("Enter");
  await alice.seesRinging(bob);
  await bob.seesIncoming(alice.name);
  await tabTo(bob, "Accept incoming voice task");
  await bob.page.keyboard.press("Enter");
  await alice.seesLive();
  await bob.seesLive();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await keyboard.press("Control+Shift+Digit1");
  await Promise.all([alice.seesWrapUp(), bob.seesWrapUp()]);
  await complete(alice);
  await complete(bob);
  for (const { page } of [alice, bob]) {
    await expect(page).not.toHaveTitle("pointer");
  }
});
