// @ts-check
/** Whoever of a queue has accepted gets lost on his way; the queue would be waited for five minutes. */
import { wrapUpAndComplete } from "../support/call.mjs";
import {
  CAROL,
  callBilling,
  openQueues,
  seesLoad,
  takes,
} from "../support/queues.mjs";
import { expect, test } from "../support/walk.mjs";

test.use({ world: "queue_many.json" });

/** What Twilio asks when the leg of whoever has accepted was answered. */
const JOIN = "/features/internal-call/common/agent-join-conference";

test("the taker's browser closes before he is in the call: she is told, and the next one takes her next call", async ({
  alice,
  bob,
  breakages,
  control,
  hears,
  keep,
}) => {
  const carol = await keep(CAROL);
  await control.setActivity("bob", "Unavailable");
  await control.setActivity("carol", "Available");
  await callBilling(alice);
  const held = await breakages.webhook({ path: JOIN }, "hold_until_next");
  await takes(carol, alice);
  await held.expectStruck();
  await carol.close();
  await held.end();
  await control.setActivity("bob", "Available");
  await bob.seesNoOffer();
  // TaskRouter takes the call for hers: it asks nobody else.
  await alice.sees("Calling Billing");
  const told = alice.page.getByText(/The call could not be placed/);
  await expect(told.filter({ visible: true }).first()).toBeVisible({
    timeout: 90_000,
  });
  await wrapUpAndComplete(alice);

  await openQueues(alice);
  await seesLoad(alice, "Billing", "0 waiting, 2 on duty");
  await callBilling(alice);
  await takes(bob, alice);
  await alice.sees("Connected with Bob Baker");
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
  await carol.reopen();
  await carol.complete();
});
