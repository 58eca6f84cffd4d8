// @ts-check
/** Several calls of agents whose calls go to a telephone number. */
import { DANA, ERIK, Lines, UNNAMED, expect, test } from "../support/lines.mjs";
import { hears } from "../support/hears.mjs";
import { THOROUGH } from "../support/walk.mjs";

const NUMBER = "+15550009001";

/** How the plugin takes her telephone out of a call. */
const CONTROL = { path: "/features/internal-call/flex/control" };

/** Another one, who supervises, and her telephone. */
const SUE = { identity: "sue", name: "Sue Stone", tone: 760 };
const HERS = "+15550009002";

test.use({ telephone: NUMBER, world: "numbers.json" });

test("a second customer calls, and Flex's own buttons reach the call that they stand on", async ({
  lines,
  witness,
}) => {
  await lines.takes(DANA);
  await lines.takes(ERIK);
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(ERIK, DANA);
  await lines.flexUnholds(DANA.name);
  await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
  await lines.hears(DANA, ERIK);

  // The one that is on hold, and not the one that she is in.
  await lines.hangUp(ERIK.name);
  await lines.hears(DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  const turns = [DANA, ERIK, DANA].map(({ from }) => from);
  expect((await witness.soFar()).heardBy(NUMBER)).toEqual(turns);
});

test("she calls a number beside a customer's call", async ({
  lines,
  witness,
}) => {
  const turns = await lines.numberBeside(UNNAMED, DANA);
  expect((await witness.soFar()).heardBy(NUMBER)).toEqual(turns);
});

test(
  "her telephone cannot be taken out of a call: she is told, and is still in it",
  THOROUGH,
  async ({ alice, breakages, lines }) => {
    await lines.takes(DANA);
    const broken = await breakages.functions(CONTROL, {
      do: "status",
      status: 502,
    });
    await lines.triesToHangUp(DANA.name);
    await alice.sees(`Your phone is still in the call with ${DANA.name}`);
    await lines.hears(DANA);
    await broken.end();
    await lines.hangUp(DANA.name);
    await lines.completeAll();
  },
);

test(
  "a supervisor at a telephone listens beside a call of her own, which waits",
  THOROUGH,
  async ({ alice, control, lines, open, witness }) => {
    await lines.takes(DANA);
    await control.phone(HERS, { will: "answer", tone_hz: SUE.tone });
    const sue = await open(SUE, {});
    const hers = new Lines(sue, control, HERS);
    await control.setActivity(alice.identity, "Unavailable");
    await control.setActivity(sue.identity, "Available");
    await hers.takes(ERIK);
    await hers.monitors(DANA.name);
    await hears(control, ERIK.from, { music: true, not: [sue.tone] });
    await hears(control, DANA.from, { tone: alice.tone, not: [sue.tone] });
    await expect
      .poll(async () => (await witness.soFar()).hearsNow(HERS))
      .toEqual([DANA.from, NUMBER]);
    // Flex ends no leg of a telephone: she hangs up there.
    const legs = (await control.levels()).filter(({ who }) => who === HERS);
    await control.partyHangsUp(String(legs.at(-1)?.call));
    await hers.returns();
    await hers.sees({ [ERIK.name]: "On hold" });
    await hers.hearsNobody(ERIK);
    await hers.resume(ERIK.name);
    await hers.hears(ERIK);
    await hers.hangUp(ERIK.name);
    await hers.completeAll();
    await lines.hears(DANA);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    expect((await witness.soFar()).heardBy(HERS)).toEqual([ERIK.from]);
  },
);
