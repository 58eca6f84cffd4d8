// @ts-check
/** Alice calls Bob, from the dialpad of the real Flex UI to the last wrap-up. */
import { test } from "./support/walk.mjs";

/** @typedef {import("./support/desk.mjs").Desk} Desk */

/** @param {Desk} caller @param {Desk} callee */
async function ring(caller, callee) {
  await caller.call(callee);
  await caller.seesRinging(callee);
  await callee.seesIncoming(caller.name);
}

/**
 * @param {Desk} caller
 * @param {Desk} callee
 * @param {(who: Desk, wanted: {tone?: number, not?: number[]}) => Promise<void>} hears
 */
async function talk(caller, callee, hears) {
  await ring(caller, callee);
  await callee.accept();
  await caller.seesLive();
  await callee.seesLive();
  await hears(caller, { tone: callee.tone, not: [caller.tone] });
  await hears(callee, { tone: caller.tone, not: [callee.tone] });
}

/** @param {Desk[]} desks */
async function wrapUpAndComplete(...desks) {
  for (const desk of desks) await desk.seesWrapUp();
  for (const desk of desks) await desk.complete();
}

test("they talk, and the caller hangs up", async ({ alice, bob, hears }) => {
  await talk(alice, bob, hears);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("they talk, and the colleague hangs up", async ({ alice, bob, hears }) => {
  await talk(alice, bob, hears);
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("the colleague calls back", async ({ alice, bob, hears }) => {
  await talk(bob, alice, hears);
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("the colleague declines", async ({ alice, bob }) => {
  await ring(alice, bob);
  await bob.decline();
  await alice.sees(/Bob Baker declined/);
  await wrapUpAndComplete(alice);
  await bob.seesNoTask();
});

test("the colleague does not answer", async ({ alice, bob }) => {
  await ring(alice, bob);
  await alice.sees(/Bob Baker did not answer/);
  await wrapUpAndComplete(alice);
  await bob.seesNoTask();
});

test("the caller cancels while it rings", async ({ alice, bob }) => {
  await ring(alice, bob);
  await alice.cancelCall();
  await bob.sees(/Alice Anders hung up|missed a call from Alice Anders/);
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
});
