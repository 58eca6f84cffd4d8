// @ts-check
/** A second call beside a first one: whoever is not spoken to hears music, and nobody overhears. */
import { expect, DANA, ERIK, test } from "../support/lines.mjs";
import { THOROUGH } from "../support/walk.mjs";

const ALICE = "alice";

test("a second customer is taken, and the first one hears music and waits", async ({
  lines,
  witness,
}) => {
  await lines.takes(DANA);
  await lines.seesNoList();
  await lines.rings(ERIK);
  const pressed = await witness.now();
  await lines.accepts();
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(ERIK, DANA);

  const heard = await witness.soFar();
  expect(heard.heardBy(ALICE)).toEqual([DANA.from, ERIK.from]);
  expect(heard.music(DANA.from, pressed)).toBeGreaterThanOrEqual(0);

  await lines.resume(DANA.name);
  await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
  await lines.hears(DANA, ERIK);
  await lines.swap();
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(ERIK, DANA);
  await lines.hold(ERIK.name);
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "On hold" });
  await lines.hearsNobody(DANA, ERIK);

  // What is held can be hung up, and what is left does not resume by itself.
  await lines.hangUp(ERIK.name);
  await lines.sees({ [DANA.name]: "On hold" });
  await lines.looksAt(DANA.name);
  await lines.hearsNobody(DANA);
  await lines.resume(DANA.name);
  await lines.hears(DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  const turns = [DANA.from, ERIK.from, DANA.from, ERIK.from, DANA.from];
  expect((await witness.soFar()).heardBy(ALICE)).toEqual(turns);
});

test(
  "Flex's own buttons act on the call that they stand on",
  THOROUGH,
  async ({ lines, witness }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await lines.hears(ERIK, DANA);
    await lines.flexUnholds(DANA.name);
    await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
    await lines.hears(DANA, ERIK);
    await lines.mutes(DANA.name);
    await lines.hearsMuted(DANA, ERIK);
    await lines.unmutes(DANA.name);
    await lines.hears(DANA, ERIK);
    // In the incumbent this ends the first call.
    await lines.flexUnholds(ERIK.name);
    await lines.hears(ERIK, DANA);
    await lines.hangUp(ERIK.name);
    await lines.sees({ [DANA.name]: "On hold" });
    await lines.resume(DANA.name);
    await lines.hears(DANA);
    await lines.flexHolds(DANA.name);
    await lines.hearsNobody(DANA);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    const turns = [DANA.from, ERIK.from, DANA.from, ERIK.from, DANA.from];
    expect((await witness.soFar()).heardBy(ALICE)).toEqual(turns);
  },
);

for (const ends of ["she", "the customer"]) {
  for (const [which, stays] of [
    [DANA, ERIK],
    [ERIK, DANA],
  ]) {
    test(
      `${ends} ends the call with ${which.name}, and that with ${stays.name} goes on`,
      THOROUGH,
      async ({ alice, control, lines }) => {
        const calls = new Map([
          [DANA, await lines.takes(DANA)],
          [ERIK, await lines.takes(ERIK)],
        ]);
        await lines.hears(ERIK, DANA);
        if (ends === "she") await lines.hangUp(which.name);
        else await control.partyHangsUp(String(calls.get(which)));
        await lines.looksAt(stays.name);
        if (stays === ERIK) {
          await lines.seesNoList();
          await lines.hears(ERIK);
        } else {
          await lines.sees({ [DANA.name]: "On hold" });
          await lines.hearsNobody(DANA);
          await lines.resume(DANA.name);
          await lines.hears(DANA);
        }
        await lines.hangUp(stays.name);
        await lines.completeAll();
        await alice.seesNoTask();
      },
    );
  }
}
