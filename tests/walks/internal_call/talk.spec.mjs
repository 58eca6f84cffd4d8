// @ts-check
/** Alice calls Bob, from the dialpad of the real Flex UI to the last wrap-up. */
import { ring, talk, wrapUpAndComplete } from "../support/call.mjs";
import { expect, test } from "../support/walk.mjs";

test("they talk, and the caller hangs up", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  const sockets = await control.sockets();
  await talk(alice, bob, hears);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
  // Without a call no more of them than Flex has.
  await expect.poll(() => control.sockets()).toBe(sockets);
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
