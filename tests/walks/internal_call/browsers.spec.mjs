// @ts-check
/**
 * A browser is closed, loaded anew or opened twice while a call is at it: its
 * agent finds the call or its end when he is back, the other one is told, and
 * nothing is left.
 *
 * It rings for two minutes here, longer than Flex takes to start.
 */
import { ring, talk, wrapUpAndComplete } from "../support/call.mjs";
import { expect, test, THOROUGH } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */
/** @typedef {import("../support/control.mjs").Control} Control */
/** @typedef {import("../support/faults.mjs").Breakages} Breakages */
/** @typedef {(who: Desk, wanted: {tone?: number, not?: number[]}) => Promise<void>} Hears */

test.use({ world: "patient.json" });

/** Nothing is left; work after a call may wait for one who is away. @param {Control} control */
const nothingIsLeft = (control) =>
  expect.poll(() => control.leftOver()).toEqual([]);

/** How an agent's Flex answers what TaskRouter offers him. */
const RESERVATION = "Workspaces/*/Workers/*/Reservations/*";

/**
 * Alice's task has been made, and that her Flex answers it never arrives.
 * @param {Desk} alice
 * @param {Desk} bob
 * @param {Breakages} breakages
 */
async function callUnanswered(alice, bob, breakages) {
  const stuck = await breakages.bridge(
    { identity: alice.identity, method: "POST", path: RESERVATION },
    { do: "hang" },
  );
  await alice.call(bob);
  await stuck.expectStruck();
  return stuck;
}

/**
 * Alice has called Bob. In each phase: how far they come, whose browser goes,
 * what the other one sees then, and what its agent does when he is back.
 * @type {{
 *   phase: string,
 *   whose: "caller" | "colleague",
 *   reach: (alice: Desk, bob: Desk, hears: Hears, control: Control) => Promise<void>,
 *   meanwhile: (other: Desk) => Promise<void>,
 *   back: (self: Desk, other: Desk, hears: Hears) => Promise<void>,
 * }[]}
 */
const PHASES = [
  {
    phase: "it rings",
    whose: "caller",
    reach: ring,
    meanwhile: async (bob) => {
      await bob.sees(/Alice Anders hung up/);
      await bob.seesNoTask();
    },
    back: (alice) => wrapUpAndComplete(alice),
  },
  {
    phase: "it rings",
    whose: "colleague",
    reach: ring,
    meanwhile: (alice) => alice.sees("Calling Bob Baker"),
    back: async (bob, alice, hears) => {
      await bob.seesIncoming(alice.name);
      await bob.accept();
      await bob.seesLive();
      await hears(bob, { tone: alice.tone, not: [bob.tone] });
      await hears(alice, { tone: bob.tone, not: [alice.tone] });
      await bob.hangUp();
      await wrapUpAndComplete(alice, bob);
    },
  },
  {
    phase: "they talk",
    whose: "caller",
    reach: talk,
    meanwhile: (bob) => wrapUpAndComplete(bob),
    back: (alice) => wrapUpAndComplete(alice),
  },
  {
    phase: "they talk",
    whose: "colleague",
    reach: talk,
    meanwhile: (alice) => wrapUpAndComplete(alice),
    back: (bob) => wrapUpAndComplete(bob),
  },
  {
    phase: "the work after the call is done",
    whose: "caller",
    reach: async (alice, bob, hears) => {
      await talk(alice, bob, hears);
      await bob.hangUp();
      await alice.seesWrapUp();
    },
    meanwhile: (bob) => wrapUpAndComplete(bob),
    back: (alice) => wrapUpAndComplete(alice),
  },
];

for (const { phase, whose, reach, meanwhile, back } of PHASES) {
  for (const way of /** @type {const} */ (["closed", "reloaded"])) {
    test(
      `the ${whose}'s browser is ${way} while ${phase}`,
      THOROUGH,
      async ({ alice, bob, control, hears }) => {
        const [self, other] = whose === "caller" ? [alice, bob] : [bob, alice];
        await reach(alice, bob, hears, control);
        if (way === "closed") {
          await self.close();
          await meanwhile(other);
          // A call that still rings is no left-over yet.
          if (!(whose === "colleague" && phase === "it rings")) {
            await nothingIsLeft(control);
          }
          await self.reopen();
        } else {
          await Promise.all([self.reload(), meanwhile(other)]);
        }
        await back(self, other, hears);
      },
    );
  }
}

test(
  "the caller's browser is closed before it rings, and he comes back late",
  THOROUGH,
  async ({ alice, bob, breakages, control }) => {
    const stuck = await callUnanswered(alice, bob, breakages);
    await alice.close();
    await stuck.end();
    await bob.seesNoTask();
    await control.advance(61);
    await alice.reopen();
    await nothingIsLeft(control);
    await alice.seesNoTask();
  },
);

test(
  "the caller's browser is reloaded before it rings",
  THOROUGH,
  async ({ alice, bob, breakages }) => {
    const stuck = await callUnanswered(alice, bob, breakages);
    await alice.reload();
    await stuck.end();
    // The task is still offered to her, and nobody remembers having made it.
    await alice.sees(/could not be placed/);
    await alice.seesNoTask();
    await bob.seesNoTask();
  },
);

test(
  "a browser dies while they talk",
  THOROUGH,
  async ({ alice, bob, control, breakages, hears }) => {
    await talk(alice, bob, hears);
    // It cannot say anything any more, not even that it goes.
    await breakages.cutNetwork(alice.identity);
    await alice.close();
    await hears(bob, { not: [alice.tone, bob.tone] });
    await bob.seesLive();
    await control.advance(31);
    await wrapUpAndComplete(bob);
    await nothingIsLeft(control);
    await breakages.clear();
    await alice.reopen();
    await wrapUpAndComplete(alice);
  },
);

test(
  "the colleague has opened Flex twice",
  THOROUGH,
  async ({ alice, bob, hears }) => {
    await ring(alice, bob);
    const second = await bob.anotherTab();
    await second.seesIncoming(alice.name);
    await second.accept();
    await second.seesLive();
    await bob.seesLive();
    await hears(alice, { tone: bob.tone, not: [alice.tone] });
    await hears(bob, { tone: alice.tone, not: [bob.tone] });
    await alice.hangUp();
    await bob.seesWrapUp();
    await second.seesWrapUp();
    await wrapUpAndComplete(alice, bob);
    await second.seesNoTask();
    await second.close();
  },
);

test(
  "the caller has opened Flex twice",
  THOROUGH,
  async ({ alice, bob, control, hears }) => {
    const second = await alice.anotherTab();
    await talk(alice, bob, hears);
    await second.seesLive();
    // One leg each: the other tab did not answer as well.
    expect((await control.levels()).map(({ who }) => who).sort()).toEqual([
      "alice",
      "bob",
    ]);
    await bob.hangUp();
    await alice.seesWrapUp();
    await second.seesWrapUp();
    await second.complete();
    await alice.seesNoTask();
    await wrapUpAndComplete(bob);
    await second.close();
  },
);

test(
  "a second Flex is opened and closed while they talk",
  THOROUGH,
  async ({ alice, bob, hears }) => {
    await talk(alice, bob, hears);
    const second = await bob.anotherTab();
    await second.seesLive();
    await second.close();
    await hears(alice, { tone: bob.tone, not: [alice.tone] });
    await hears(bob, { tone: alice.tone, not: [bob.tone] });
    await alice.hangUp();
    await wrapUpAndComplete(alice, bob);
  },
);
