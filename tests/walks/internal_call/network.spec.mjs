// @ts-check
/**
 * The network of one browser is gone for less or for more than the grace time
 * of 30 s.
 */
import { ring, ringAtLast, talk, wrapUpAndComplete } from "../support/call.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

/** How long Twilio waits for a browser that has gone. */
const GRACE_S = 30;

for (const whose of /** @type {const} */ (["caller", "colleague"])) {
  test(`the ${whose}'s network comes back in time, and they talk on`, async ({
    alice,
    bob,
    breakages,
    control,
    hears,
  }) => {
    const [self, other] = whose === "caller" ? [alice, bob] : [bob, alice];
    await talk(alice, bob, hears);
    const cut = await breakages.cutNetwork(self.identity);
    await hears(other, { not: [self.tone, other.tone] });
    await control.advance(GRACE_S - 5);
    await cut.end();
    await hears(other, { tone: self.tone, not: [other.tone] });
    await hears(self, { tone: other.tone, not: [self.tone] });
    await self.seesLive();
    await other.seesLive();
    await self.hangUp();
    await wrapUpAndComplete(alice, bob);
  });

  test(`the ${whose}'s network comes back too late`, async ({
    alice,
    bob,
    breakages,
    control,
    hears,
  }) => {
    const [self, other] = whose === "caller" ? [alice, bob] : [bob, alice];
    await talk(alice, bob, hears);
    const cut = await breakages.cutNetwork(self.identity);
    await hears(other, { not: [self.tone, other.tone] });
    await control.advance(GRACE_S + 1);
    await wrapUpAndComplete(other);
    await expect.poll(() => control.leftOver()).toEqual([]);
    await cut.end();
    await wrapUpAndComplete(self);
  });
}

test("the colleague's network is gone while it rings, and comes back too late", async ({
  alice,
  bob,
  breakages,
}) => {
  await ring(alice, bob);
  const cut = await breakages.cutNetwork(bob.identity);
  await alice.sees(/Bob Baker did not answer/);
  await wrapUpAndComplete(alice);
  await cut.end();
  await bob.seesNoTask();
  // Of the call that he missed nothing is left: the next one is the only one.
  await ring(alice, bob);
  const openers = bob.page.getByText("Decline with a reason");
  await expect(openers).toHaveText(["Decline with a reason"]);
  await alice.cancelCall();
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
});

test("the caller's network is gone while it rings, and comes back too late", async ({
  alice,
  bob,
  breakages,
  control,
}) => {
  await ring(alice, bob);
  const cut = await breakages.cutNetwork(alice.identity);
  await control.advance(GRACE_S + 1);
  await bob.sees(/Alice Anders hung up|missed a call from Alice Anders/);
  await bob.seesNoTask();
  await expect.poll(() => control.leftOver()).toEqual([]);
  await cut.end();
  await wrapUpAndComplete(alice);
});

test("without a network a call is not placed, and that is said", async ({
  alice,
  bob,
  breakages,
}) => {
  await alice.choose("bo", bob);
  const cut = await breakages.cutNetwork(alice.identity);
  const said = alice.page.getByText(/Your phone is not connected to Twilio/);
  // Before her phone has noticed it, TaskRouter cannot be asked, and "try again" is what she reads.
  await expect(async () => {
    await alice.pressCall();
    await expect(said.first()).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await cut.end();
  await bob.seesNoTask();
  // Once her phone and TaskRouter are there again, so is all the rest.
  await ringAtLast(alice, bob);
  await alice.cancelCall();
  await wrapUpAndComplete(alice);
});
