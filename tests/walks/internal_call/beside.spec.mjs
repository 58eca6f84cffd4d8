// @ts-check
/** A customer calls in beside a call between colleagues: neither disturbs the other. */
import { ring, talk, wrapUpAndComplete } from "../support/call.mjs";
import { hears as heard } from "../support/hears.mjs";
import { expect, test } from "../support/walk.mjs";

const CAROL = { identity: "carol", name: "Carol Chen", tone: 740 };
const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

test("somebody else takes the customer, and nobody hears the other call", async ({
  alice,
  bob,
  control,
  hears,
  open,
}) => {
  test.setTimeout(200_000);
  const carol = await open(CAROL, {});
  await talk(alice, bob, hears);
  await control.setActivity(carol.identity, "Available");
  await control.customerCalls(CUSTOMER);
  await carol.seesIncoming(CUSTOMER.name);
  await carol.accept();
  await carol.seesLive();
  const others = [alice.tone, bob.tone];
  await hears(carol, { tone: CUSTOMER.tone_hz, not: [...others, carol.tone] });
  await heard(control, CUSTOMER.from, { tone: carol.tone, not: others });
  const theirs = [CUSTOMER.tone_hz, carol.tone];
  await hears(alice, { tone: bob.tone, not: [alice.tone, ...theirs] });
  await hears(bob, { tone: alice.tone, not: [bob.tone, ...theirs] });

  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
  await hears(carol, { tone: CUSTOMER.tone_hz, not: others });
  await carol.hangUp();
  await wrapUpAndComplete(carol);
});

test("a customer waits until one of the two is free again", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await talk(alice, bob, hears);
  const { task } = await control.customerCalls(CUSTOMER);
  const state = async () => {
    const { tasks } = (await control.world()).taskrouter;
    return tasks.find((/** @type {{sid: string}} */ { sid }) => sid === task)
      ?.status;
  };
  expect(await state()).toBe("pending");
  await hears(alice, { tone: bob.tone, not: [CUSTOMER.tone_hz] });
  await control.setActivity(alice.identity, "Break");
  await alice.hangUp();
  await alice.seesWrapUp();
  await bob.seesWrapUp();
  expect(await state()).toBe("pending");
  // His wrap-up over, the customer rings at once: there is no moment without a task.
  await bob.page
    .getByRole("button", { name: "Complete", exact: true })
    .first()
    .click();
  await bob.seesIncoming(CUSTOMER.name);
  await bob.accept();
  await bob.seesLive();
  await hears(bob, { tone: CUSTOMER.tone_hz, not: [bob.tone, alice.tone] });
  await alice.complete();
  await control.setActivity(alice.identity, "Available");
  await bob.hangUp();
  await wrapUpAndComplete(bob);
});

test("a customer calls while a colleague is rung", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await ring(alice, bob);
  const { call } = await control.customerCalls(CUSTOMER);
  await bob.accept();
  await alice.seesLive();
  await bob.seesLive();
  await hears(bob, { tone: alice.tone, not: [CUSTOMER.tone_hz] });
  await control.partyHangsUp(call);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});
