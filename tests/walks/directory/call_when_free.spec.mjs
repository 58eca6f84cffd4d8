// @ts-check
/** A colleague who was not reached: what the agent can do, and how he is reached after all. */
import { customerTalksTo, ring, wrapUpAndComplete } from "../support/call.mjs";
import { looksElsewhere } from "../support/desktop.mjs";
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };
const WAITS = /asked the next time Bob Baker becomes free, within 30 minutes/;
const FREE = "Bob Baker is free now.";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

/** A choice beside what is told, by its name alone. @param {Desk} desk @param {string} name */
const choice = (desk, name) =>
  desk.dialer.getByRole("button", { name, exact: true });

/** The buttons of Flex's notification. @param {Desk} desk @param {string} name */
const answer = (desk, name) =>
  desk.page
    .locator(".Twilio-NotificationBar-ActionItemContainer")
    .getByRole("button", { name, exact: true });

test("he is on a call: she waits, is asked once he has completed it, and they talk", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await customerTalksTo(control, bob, alice, CUSTOMER);
  const field = await alice.pick("bo");
  await alice.seesInDialer(/Available · on a call/);
  await alice.pressCall();
  await alice.sees(/Bob Baker is on a call/);
  await looksRight(alice);
  await choice(alice, "Call when free").press("Enter");
  await alice.seesInDialer(WAITS);
  await alice.doesNotSee(/Bob Baker is on a call/);
  await looksRight(alice);
  await field.fill("");

  await bob.hangUp();
  await bob.seesWrapUp();
  await alice.seesInDialer(WAITS);
  await bob.complete();
  await alice.seesInDialer(new RegExp(FREE));
  await looksRight(alice);
  // The dialpad covers the buttons of Flex's notification.
  await alice.page.getByRole("button", { name: "Outbound Dialpad" }).click();
  await expect(alice.dialer).toBeHidden();
  await answer(alice, "Call").click();
  await bob.seesIncoming(alice.name);
  await alice.doesNotSee(FREE);
  await bob.accept();
  await alice.seesLive();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
  await alice.openDialpad();
  await alice.doesNotSee(WAITS);
});

test("he does not answer: she tries again, then waits for his next break, and does not call now", async ({
  alice,
  bob,
  control,
}) => {
  await ring(alice, bob);
  await alice.sees("Bob Baker did not answer.");
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
  await alice.openDialpad();
  await alice.dialer.getByRole("combobox").fill("");
  await choice(alice, "Try again").press("Enter");
  await alice.seesRinging(bob);
  await bob.seesIncoming(alice.name);
  await bob.decline();
  await alice.sees("Bob Baker declined the call.");
  await wrapUpAndComplete(alice);

  await alice.openDialpad();
  await choice(alice, "Call when free").press("Enter");
  await alice.seesInDialer(WAITS);
  await alice.doesNotSee(FREE);
  // What is told of him within the first seconds is still about that call.
  await expect(async () => {
    await control.setActivity(bob.identity, "Break");
    await alice.doesNotSee(FREE);
    await control.setActivity(bob.identity, "Available");
    await expect(answer(alice, "Call")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await choice(alice, "Not now: Bob Baker").press("Enter");
  await alice.doesNotSee(FREE);
  await alice.doesNotSee(WAITS);
});

test("she looks for somebody else of his team, or waits no longer", async ({
  alice,
  bob,
  control,
}) => {
  await control.setActivity(bob.identity, "Break");
  const field = await alice.pick("bo");
  await alice.pressCall();
  await alice.sees("Bob Baker takes no calls now: Break.");
  await choice(alice, "Call when free").press("Enter");
  await alice.pressCall();
  await alice.sees("Bob Baker takes no calls now: Break.");
  await expect(choice(alice, "Call when free")).toBeHidden();
  await choice(alice, "Others of Billing").press("Enter");
  await expect(field).toBeFocused();
  await expect(field).toHaveValue("Billing");
  await expect(
    alice.dialer.getByRole("option", { name: bob.name }),
  ).toBeVisible();
  await field.press("Escape");
  await field.press("Escape");
  await choice(alice, "Cancel: Bob Baker").press("Enter");
  await alice.doesNotSee(WAITS);
  await control.setActivity(bob.identity, "Available");
  await expect(answer(alice, "Call")).toBeHidden();
});

test("she looks elsewhere, and is told on her desktop that he is free", async ({
  alice,
  bob,
  control,
}) => {
  await control.setActivity(bob.identity, "Break");
  await alice.pick("bo");
  await alice.pressCall();
  await choice(alice, "Call when free").press("Enter");
  await alice.seesInDialer(WAITS);
  const { notices, looksBack } = await looksElsewhere(alice);
  await control.setActivity(bob.identity, "Available");
  await expect.poll(notices).toContainEqual(expect.stringContaining(FREE));
  await choice(alice, "Not now: Bob Baker").press("Enter");
  await alice.doesNotSee(FREE);
  await looksBack();
});
