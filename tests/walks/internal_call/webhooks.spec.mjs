// @ts-check
/**
 * Each of the messages by which Twilio tells the Functions of a call is lost,
 * doubled, late or overtaken; requests for TwiML as well.
 *
 * Every order, double and loss of every message is tried against the record
 * (`core/tests/record_orders.rs`). Here each message is lost once, since that
 * is what people would feel, and each other fault strikes all of them.
 */
import { ring, talk } from "../support/call.mjs";
import { CALLBACK } from "../support/faults.mjs";
import { test } from "../support/trouble.mjs";
import { THOROUGH, thoroughBut } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */
/** @typedef {import("../support/faults.mjs").Webhook} Webhook */
/** @typedef {(alice: Desk, bob: Desk, hears: import("../support/walk.mjs").Fixtures["hears"]) => Promise<void>} Steps */

const COMMON = "/features/internal-call/common";
const NOT_PLACED = /The call could not be placed/;

/** They talk, the colleague hangs up, both wrap up. @type {Steps} */
async function aWholeCall(alice, bob, hears) {
  await talk(alice, bob, hears);
  await bob.hangUp();
  await alice.seesWrapUp();
  await bob.seesWrapUp();
}

/** @type {{lost: string, which: Webhook, steps: Steps}[]} */
const LOST = [
  {
    lost: "the request for the caller's TwiML",
    which: { path: `${COMMON}/agent-outbound-join` },
    steps: async (alice, bob) => {
      await alice.call(bob);
      await alice.sees(NOT_PLACED);
      await bob.seesNoTask();
    },
  },
  {
    lost: "the caller's joining",
    which: { event: "participant-join", identity: "alice" },
    steps: aWholeCall,
  },
  {
    lost: "the request for the colleague's TwiML",
    which: { path: `${COMMON}/agent-join-conference` },
    steps: async (alice, bob) => {
      await ring(alice, bob);
      await bob.accept();
      await bob.sees(/The call from Alice Anders could not be connected/);
      await alice.sees(NOT_PLACED);
    },
  },
  {
    lost: "the colleague's joining",
    which: { event: "participant-join", identity: "bob" },
    steps: aWholeCall,
  },
  {
    lost: "that the conference has begun",
    which: { event: "conference-start" },
    steps: aWholeCall,
  },
  {
    lost: "the colleague's leaving",
    which: { event: "participant-leave", identity: "bob" },
    steps: aWholeCall,
  },
  {
    lost: "the caller's leaving, while it rings",
    which: { event: "participant-leave", identity: "alice" },
    steps: async (alice, bob) => {
      await ring(alice, bob);
      await alice.hangUp();
      await bob.sees(/Alice Anders hung up|missed a call from Alice Anders/);
      await bob.seesNoTask();
    },
  },
  {
    lost: "that the conference has ended",
    which: { event: "conference-end" },
    steps: aWholeCall,
  },
  {
    lost: "that a leg has left its room",
    which: { path: `${COMMON}/leg-ended` },
    steps: aWholeCall,
  },
  {
    lost: "every status callback",
    which: { path: CALLBACK },
    steps: aWholeCall,
  },
];

for (const { lost, which, steps } of LOST) {
  test(
    `lost: ${lost}`,
    thoroughBut(lost === "every status callback"),
    async ({ alice, bob, hears, breaks }) => {
      const drop = await breaks.webhook(which, "drop");
      await steps(alice, bob, hears);
      await drop.expectStruck();
    },
  );
}

for (const [which, path] of [
  ["status callback", CALLBACK],
  ["request for TwiML", `${COMMON}/agent-*`],
]) {
  test(`every ${which} comes twice`, async ({ alice, bob, hears, breaks }) => {
    const double = await breaks.webhook({ path }, "double");
    await aWholeCall(alice, bob, hears);
    await double.expectStruck(2);
  });

  test(`every ${which} is answered in vain`, async ({
    alice,
    bob,
    hears,
    breaks,
  }) => {
    // Twilio asks again twice.
    const inVain = await breaks.webhook({ path, times: 2 }, "lose_answer");
    await aWholeCall(alice, bob, hears);
    await inVain.expectStruck(2);
  });

  test(
    `every ${which} comes five seconds late`,
    THOROUGH,
    async ({ alice, bob, hears, breaks }) => {
      const late = await breaks.lateWebhook({ path }, 5_000);
      await aWholeCall(alice, bob, hears);
      await late.expectStruck(2);
    },
  );
}

for (const event of ["participant-join", "participant-leave", "*"]) {
  test(
    `every second status callback is overtaken by the next: ${event}`,
    thoroughBut(event === "*"),
    async ({ alice, bob, hears, breaks }) => {
      const held = await breaks.webhook(
        { path: CALLBACK, event },
        "hold_until_next",
      );
      await aWholeCall(alice, bob, hears);
      await held.expectStruck();
    },
  );
}
