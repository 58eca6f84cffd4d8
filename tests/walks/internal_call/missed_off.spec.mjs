// @ts-check
/** An account that does not want missed calls to be kept. */
import { ring } from "../support/call.mjs";
import { expect, test } from "../support/walk.mjs";

test.use({ world: "no_missed_calls.json" });

test("Bob does not answer: nothing is written, and his dialpad says nothing of it", async ({
  alice,
  bob,
  control,
}) => {
  await ring(alice, bob);
  await alice.sees("Bob Baker did not answer.");
  await alice.seesWrapUp();
  await alice.complete();
  await bob.openDialpad();
  await bob.doesNotSee(/^Missed calls/);
  const { sync } = await control.world();
  const documents = Object.keys(sync.customer.documents);
  expect(documents.filter((name) => /missed/.test(name))).toEqual([]);
  /** @type {{what: string}[]} */
  const log = await control.log();
  expect(log.filter(({ what }) => /missed/.test(what))).toEqual([]);
});
