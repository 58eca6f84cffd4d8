// @ts-check
/** Alice calls a queue: whoever of it is free rings, one after the other, and she sees who came. */
import { wrapUpAndComplete } from "../support/call.mjs";
import {
  CAROL,
  callBilling,
  choose,
  openQueues,
  pressCall,
  row,
  seesLoad,
  takes,
} from "../support/queues.mjs";
import { expect, test } from "../support/walk.mjs";

/** The ring-back of North America, see functions/assets/sounds.mjs. */
const RINGBACK_HZ = [440, 480];

/**
 * @param {import("../support/control.mjs").Control} control
 * @param {import("../support/desk.mjs").Desk} caller
 */
async function hearsRingback(control, caller) {
  await expect
    .poll(async () => {
      const legs = await control.levels();
      const hears = legs.find(({ who }) => who === caller.identity)?.hears;
      const loud = (hears?.peaks ?? []).filter(({ dbfs }) => dbfs > -40);
      return loud.map(({ hz }) => hz).sort();
    })
    .toEqual(RINGBACK_HZ);
}

test.use({ world: "queue.json" });

test("a queue is found by part of its name; one of it rings, both talk, and she sees who came", async ({
  alice,
  bob,
  hears,
}) => {
  await openQueues(alice);
  await seesLoad(alice, "Billing", "0 waiting, 1 on duty");
  await seesLoad(alice, "Technical support", "0 waiting, 0 on duty");
  await callBilling(alice);
  await takes(bob, alice);
  await alice.seesLive();
  await bob.seesLive();
  await alice.sees("Connected with Bob Baker");
  await bob.sees("Connected with Alice Anders");
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("who took the call is held and muted by name, and Flex's list names him", async ({
  alice,
  bob,
  hears,
}) => {
  await callBilling(alice);
  await takes(bob, alice);
  await alice.sees("Connected with Bob Baker");
  await expect(
    alice.page.getByRole("heading", { name: "Bob Baker" }).first(),
  ).toBeVisible();
  await alice.hold();
  await alice.sees("Bob Baker is on hold");
  await hears(bob, { music: true, not: [alice.tone] });
  await alice.unhold();
  await hears(bob, { tone: alice.tone });
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("one declines, the next one rings, and the caller goes on hearing ring-back", async ({
  alice,
  bob,
  control,
  keep,
  hears,
}) => {
  const carol = await keep(CAROL);
  await control.setActivity("carol", "Available");
  await callBilling(alice);
  const [first, next] = await Promise.race(
    [
      [bob, carol],
      [carol, bob],
    ].map(async (order) => {
      await order[0].seesIncoming(alice.name);
      return order;
    }),
  );
  await expect(first.page.getByText("Decline with a reason")).toHaveCount(0);
  await first.decline();
  await next.seesIncoming(alice.name);
  await alice.sees("Calling Billing");
  await alice.doesNotSee(/declined/);
  await hearsRingback(control, alice);
  await first.seesNoTask();
  await takes(next, alice);
  await alice.sees(`Connected with ${next.name}`);
  await hears(alice, { tone: next.tone, not: [alice.tone, first.tone] });
  await next.hangUp();
  await wrapUpAndComplete(alice, next);
});

test("nobody is available: she reads so and how many wait, and cancels", async ({
  alice,
  bob,
  control,
}) => {
  await control.setActivity("bob", "Unavailable");
  await choose(alice, "bill", "Billing");
  await seesLoad(alice, "Billing", "0 waiting, 0 on duty");
  await pressCall(alice);
  await alice.sees("Calling Billing");
  await alice.sees("1 waiting, 0 on duty");
  await alice.cancelCall();
  await wrapUpAndComplete(alice);
  await control.setActivity("bob", "Available");
  await bob.seesNoOffer();
  await openQueues(alice);
  await seesLoad(alice, "Billing", "0 waiting, 1 on duty");
});

test("nobody comes in time, and she is told", async ({ alice, control }) => {
  await control.setActivity("bob", "Unavailable");
  await callBilling(alice);
  await alice.sees("Billing did not answer.");
  await wrapUpAndComplete(alice);
});

test("she belongs to the queue herself, and does not ring for her own call", async ({
  alice,
  control,
}) => {
  await choose(alice, "north", "Sales north");
  await seesLoad(alice, "Sales north", "0 waiting, 1 on duty");
  await pressCall(alice);
  await alice.sees("1 waiting, 1 on duty");
  const offers = (await control.world()).taskrouter.reservations;
  expect(
    offers.filter(
      (/** @type {{status: string}} */ { status }) => status === "pending",
    ),
  ).toEqual([]);
  await alice.seesNoOffer();
  await alice.cancelCall();
  await wrapUpAndComplete(alice);
});

test("the browser of whoever took the call closes, and the call ends", async ({
  alice,
  control,
  keep,
}) => {
  const carol = await keep(CAROL);
  await control.setActivity("bob", "Unavailable");
  await control.setActivity("carol", "Available");
  await callBilling(alice);
  await takes(carol, alice);
  await alice.sees("Connected with Carol Chen");
  await carol.close();
  await wrapUpAndComplete(alice);
  await carol.reopen();
  await carol.complete();
});

test("the tabs are turned by keyboard, and both remain what they were", async ({
  alice,
}) => {
  await choose(alice, "tech", "Technical support");
  const queue = alice.page.getByRole("tab", { name: "Call Queue" });
  await queue.focus();
  await queue.press("ArrowLeft");
  const agent = alice.page.getByRole("tab", { name: "Call Agent" });
  await expect(agent).toBeFocused();
  await expect(agent).toHaveAttribute("aria-selected", "true");
  await expect(alice.dialer.getByRole("combobox")).toBeVisible();
  await agent.press("ArrowRight");
  await expect(row(alice, "Technical support")).toBeChecked();
});
