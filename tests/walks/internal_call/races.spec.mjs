// @ts-check
/** Two people do something about one call in the same moment. */
import { ring, talk, wrapUpAndComplete } from "../support/call.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

/** @param {(() => Promise<void>)[]} presses */
const atOnce = (...presses) => Promise.all(presses.map((press) => press()));

test("both hang up at once", async ({ alice, bob, hears }) => {
  await talk(alice, bob, hears);
  await atOnce(await alice.finger("hang up"), await bob.finger("hang up"));
  await wrapUpAndComplete(alice, bob);
});

/** What slows one of the two down, so that each order is walked. */
const SLOWED = [
  { first: "nobody is", slow: undefined },
  { first: "the accepting is", slow: "accept" },
  { first: "the canceling is", slow: "cancel" },
];
for (const { first, slow } of SLOWED) {
  test(`accept crosses cancel; ${first} slower`, async ({
    alice,
    bob,
    breakages,
  }) => {
    await ring(alice, bob);
    const delay = /** @type {const} */ ({ do: "delay", delay_ms: 1_500 });
    if (slow === "accept") {
      const path = "Workspaces/*/Workers/*/Reservations/*";
      await breakages.bridge({ identity: "bob", method: "POST", path }, delay);
    }
    if (slow === "cancel") {
      const path = "/features/internal-call/flex/cleanup-rejected-task";
      await breakages.functions({ identity: "alice", path }, delay);
    }
    await atOnce(await bob.finger("accept"), await alice.finger("cancel"));
    // Whoever was first: the call is over for both, and both can work on.
    await alice.clear();
    await bob.clear();
  });
}

test("decline crosses the time-out", async ({ alice, bob, control }) => {
  await ring(alice, bob);
  const decline = await bob.finger("decline");
  await atOnce(decline, async () => void (await control.advance(10)));
  await alice.sees(/Bob Baker (declined|did not answer)/);
  await wrapUpAndComplete(alice);
  await bob.seesNoTask();
});

test("two agents call each other at the same moment, and talk", async ({
  alice,
  bob,
  hears,
}) => {
  await alice.choose("bo", bob);
  await bob.choose("al", alice);
  await atOnce(await alice.finger("call"), await bob.finger("call"));
  // One of the two calls goes on; the other's caller is told and may accept.
  const rung = await Promise.any(
    [alice, bob].map(async (desk) => {
      await desk.sees(/is calling you right now/);
      return desk;
    }),
  );
  const caller = rung === alice ? bob : alice;
  await rung.seesIncoming(caller.name);
  await rung.accept();
  await rung.seesLive();
  await caller.seesLive();
  await hears(rung, { tone: caller.tone, not: [rung.tone] });
  await hears(caller, { tone: rung.tone, not: [caller.tone] });
  await rung.hangUp();
  await rung.clear();
  await caller.clear();
});

test("a customer who calls in the middle waits, and is untouched", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await talk(alice, bob, hears);
  await control.customerCalls(CUSTOMER);
  await hears(alice, { tone: bob.tone, not: [alice.tone, CUSTOMER.tone_hz] });
  await alice.hangUp();
  // Only Bob can take it: TaskRouter would offer it to who has waited longest.
  await control.setActivity(alice.identity, "Break");
  await wrapUpAndComplete(alice);
  await bob.seesWrapUp();
  await atOnce(await bob.finger("complete"));
  await bob.seesIncoming(CUSTOMER.name);
  await bob.accept();
  await hears(bob, { tone: CUSTOMER.tone_hz, not: [bob.tone] });
  await bob.hangUp();
  await bob.clear();
  await control.setActivity(alice.identity, "Available");
});
