// @ts-check
/** A customer calls in: Flex's own call, which the plugin leaves alone. */
import { test } from "./support/walk.mjs";

const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

test("a customer's call is accepted, held, unheld, ended and completed", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  // Only Bob can take it: TaskRouter would offer it to who has waited longest.
  await control.setActivity(alice.identity, "Break");
  await control.customerCalls(CUSTOMER);
  await bob.seesIncoming(CUSTOMER.name);
  await bob.accept();
  await bob.seesLive();
  await hears(bob, { tone: CUSTOMER.tone_hz, not: [bob.tone] });

  await bob.hold();
  await hears(bob, { not: [CUSTOMER.tone_hz] });
  await bob.unhold();
  await hears(bob, { tone: CUSTOMER.tone_hz, not: [bob.tone] });

  await bob.hangUp();
  await bob.seesWrapUp();
  await bob.complete();
  await control.setActivity(alice.identity, "Available");
});
