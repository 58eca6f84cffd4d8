// @ts-check
/** A supervisor sees an agent in Flex's Teams view, and calls from there. */
import { wrapUpAndComplete } from "../support/call.mjs";
import { pleasesAxe } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

test.use({ world: "many.json" });

const SUE = { identity: "sue", name: "Sue Stone", tone: 760 };

/** Opens the panel of one agent. @param {import("../support/desk.mjs").Desk} desk @param {string} name */
async function looksAt({ page }, name) {
  await page.getByRole("link", { name: "Teams" }).click();
  await page.getByRole("table").getByText(name, { exact: true }).click();
  const panel = page.locator(".Twilio-WorkerCanvas", { hasText: name });
  await expect(panel).toBeVisible();
  return panel.getByRole("button", { name: `Call ${name}`, exact: true });
}

test("she reads why he cannot be called, then calls him, and they talk", async ({
  bob,
  control,
  hears,
  open,
}) => {
  const sue = await open(SUE, {});
  await sue.hasMicrophone();
  await control.setActivity(sue.identity, "Available");
  await control.setActivity(bob.identity, "Break");
  await expect(await looksAt(sue, sue.name)).toHaveCount(0);
  const call = await looksAt(sue, bob.name);
  await call.press("Enter");
  await sue.sees("Bob Baker takes no calls now: Break.");

  await control.setActivity(bob.identity, "Available");
  await call.press("Enter");
  await bob.seesIncoming(sue.name);
  await bob.accept();
  await bob.seesLive();
  await hears(sue, { tone: bob.tone, not: [sue.tone] });
  await hears(bob, { tone: sue.tone, not: [bob.tone] });
  await sue.page.getByRole("link", { name: "Agent Desktop" }).click();
  await sue.seesLive();
  await sue.hangUp();
  await wrapUpAndComplete(sue, bob);
});

for (const theme of ["light", "dark"]) {
  test(`its name says whom it calls, and axe finds nothing in it: ${theme}`, async ({
    bob,
    open,
  }) => {
    /** @type {Record<string, string>} */
    const options = theme === "dark" ? { config: theme } : {};
    const sue = await open(SUE, options);
    const call = await looksAt(sue, bob.name);
    await expect(call).toHaveText("Call");
    await pleasesAxe(sue, `[aria-label="Call ${bob.name}"]`);
  });
}
