// @ts-check
/**
 * A call to a queue, once somebody has taken it, is one like any other: both mute themselves, it
 * is parked for a customer and taken back, and whoever takes it may speak at a telephone.
 */
import { wrapUpAndComplete } from "../support/call.mjs";
import { hears as heard } from "../support/hears.mjs";
import { DANA, expect, party, test } from "../support/lines.mjs";
import { callBilling, takes } from "../support/queues.mjs";

test.use({ world: "queue_many.json" });

/** Agents of the queue whose calls go to a telephone. */
const AT_TELEPHONES = [
  {
    kind: "a SIP phone",
    agent: { identity: "sam", name: "Sam Sipple", tone: 800 },
    phone: "sip:sam@phones.example.com",
  },
  {
    kind: "a number",
    agent: { identity: "tess", name: "Tess Tanner", tone: 1000 },
    phone: "+15550101010",
  },
];

test("both mute themselves, and each is heard again once he wants to be", async ({
  alice,
  bob,
  hears,
}) => {
  await callBilling(alice);
  await takes(bob, alice);
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await alice.mute();
  await hears(bob, {});
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await bob.mute();
  await hears(alice, {});
  await alice.unmute();
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await hears(alice, {});
  await bob.unmute();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("a customer calls while she talks to whoever took her call: she goes over and back", async ({
  alice,
  bob,
  lines,
  witness,
}) => {
  const taker = party(bob);
  await callBilling(alice);
  await takes(bob, alice);
  await alice.sees("Connected with Bob Baker");
  await lines.takes(DANA);
  await lines.sees({ [bob.name]: "On hold", [DANA.name]: "Live" });
  await lines.hears(DANA, taker);
  await bob.sees("Alice Anders put you on hold");
  await lines.swap();
  await lines.sees({ [bob.name]: "Live", [DANA.name]: "On hold" });
  await lines.hears(taker, DANA);
  await bob.hangUp();
  await lines.hearsNobody(DANA);
  await lines.resume(DANA.name);
  await lines.hears(DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  await bob.complete();
  const told = await witness.soFar();
  const turns = [bob.identity, DANA.from, bob.identity, DANA.from];
  expect(told.heardBy(alice.identity)).toEqual(turns);
});

for (const { kind, agent, phone } of AT_TELEPHONES) {
  test(`whoever takes the call speaks at ${kind}, is held by name, and hangs up there`, async ({
    alice,
    control,
    hears,
    keep,
  }) => {
    await control.phone(phone, { will: "ring", tone_hz: agent.tone });
    const taker = await keep(agent);
    await control.setActivity("bob", "Unavailable");
    await control.setActivity(agent.identity, "Available");
    await callBilling(alice);
    await takes(taker, alice);
    await expect(() => control.partyAnswers(phone)).toPass();
    await alice.sees(`Connected with ${agent.name}`);
    await taker.sees("Connected with Alice Anders");
    await hears(alice, { tone: agent.tone, not: [alice.tone] });
    await heard(control, phone, { tone: alice.tone, not: [agent.tone] });
    await alice.hold();
    await alice.sees(`${agent.name} is on hold`);
    await heard(control, phone, { music: true, not: [alice.tone] });
    await alice.unhold();
    await heard(control, phone, { tone: alice.tone });
    await control.partyHangsUp(phone);
    await wrapUpAndComplete(alice, taker);
  });
}
