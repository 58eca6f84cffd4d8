// @ts-check
/** A customer calls in: Flex's own call, which the plugin leaves alone. */
import { customerTalksTo } from "./support/call.mjs";
import { test } from "./support/walk.mjs";

const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

test("a customer's call is accepted, held, unheld, ended and completed", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await customerTalksTo(control, bob, alice, CUSTOMER);
  await hears(bob, { tone: CUSTOMER.tone_hz, not: [bob.tone] });

  await bob.hold();
  await hears(bob, { not: [CUSTOMER.tone_hz] });
  await bob.unhold();
  await hears(bob, { tone: CUSTOMER.tone_hz, not: [bob.tone] });

  await bob.hangUp();
  await bob.seesWrapUp();
  await bob.complete();
});
