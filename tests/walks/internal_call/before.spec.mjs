// @ts-check
/** Before it rings: why a colleague cannot be called is said before anything is created. */
import { customerTalksTo, wrapUpAndComplete } from "../support/call.mjs";
import { expect, test } from "../support/walk.mjs";

const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

/** The tasks that were ever created. @param {import("../support/control.mjs").Control} control */
async function created(control) {
  /** @type {{kind: string, what: string}[]} */
  const entries = await control.log();
  return entries.filter(({ what }) => /POST .*\/Tasks /.test(what)).length;
}

test("a colleague on a customer's call, who may be called when free", async ({
  alice,
  bob,
  control,
}) => {
  await customerTalksTo(control, bob, alice, CUSTOMER);
  const before = await created(control);

  await alice.openDialpad();
  await alice.dialer.getByRole("combobox").press("Alt+ArrowDown");
  const row = alice.dialer.getByRole("option", { name: bob.name });
  await expect(row).toContainText("Available · on a call · Billing");
  await expect(row).toHaveAttribute("aria-disabled", "true");
  await expect(await alice.pick("bo")).toHaveValue(bob.name);
  await expect(
    alice.dialer.getByText("Available · on a call · Billing"),
  ).toBeVisible();
  await alice.pressCall();
  await alice.sees(/Bob Baker is on a call/);
  expect(await created(control)).toBe(before);

  // He stays chosen, and the button tells when he is free.
  await bob.hangUp();
  await bob.seesWrapUp();
  await expect(
    alice.dialer.getByText("Available · on a call · Billing"),
  ).toBeVisible();
  await bob.complete();
  await expect(
    alice.dialer.getByText("Available · on a call · Billing"),
  ).toBeHidden();
  await alice.pressCall();
  await bob.seesIncoming(alice.name);
  await bob.decline();
  await wrapUpAndComplete(alice);
});

test("a colleague on a break, and one who is offline", async ({
  alice,
  bob,
  control,
}) => {
  const before = await created(control);
  await control.setActivity(bob.identity, "Break");
  await expect(await alice.pick("bo")).toHaveValue(bob.name);
  await alice.pressCall();
  await alice.sees("Bob Baker takes no calls now: Break.");

  await control.setActivity(bob.identity, "Offline");
  await alice.pick("bo");
  await alice.sees("Bob Baker is offline.");
  expect(await created(control)).toBe(before);
  await control.setActivity(bob.identity, "Available");
});

test("a colleague without an address", async ({ alice, control }) => {
  const before = await created(control);
  await alice.pick("noa");
  await alice.sees(/Noah North has no phone to ring/);
  expect(await created(control)).toBe(before);
});
