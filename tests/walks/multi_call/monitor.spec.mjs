// @ts-check
/** A supervisor with a call of her own listens to somebody else's: hers is parked before. */
import { DANA, ERIK, Lines, expect, test } from "../support/lines.mjs";
import { hears } from "../support/hears.mjs";

const SUE = { identity: "sue", name: "Sue Stone", tone: 760 };

test("a supervisor listens beside a call of her own, which waits and stays hers", async ({
  alice,
  control,
  lines,
  open,
  witness,
}) => {
  await lines.takes(DANA);
  const sue = await open(SUE, {});
  await sue.hasMicrophone();
  const hers = new Lines(sue, control);
  await control.setActivity(alice.identity, "Unavailable");
  await control.setActivity(sue.identity, "Available");
  await hers.takes(ERIK);
  const listens = async () => {
    await hers.monitors(DANA.name);
    await hears(control, ERIK.from, { music: true, not: [sue.tone] });
    await hears(control, DANA.from, { tone: alice.tone, not: [sue.tone] });
    await expect
      .poll(async () => (await witness.soFar()).hearsNow(sue.identity))
      .toEqual([DANA.from, alice.identity]);
  };

  await listens();
  await hers.stopsMonitoring();
  await hers.sees({ [ERIK.name]: "On hold" });
  await hers.hearsNobody(ERIK);

  // To go on with her own is to listen no longer.
  await listens();
  await hers.returns();
  await hers.resume(ERIK.name);
  await hers.hears(ERIK);
  await hers.seesNoList();

  // Flex ends whatever it takes for her only call when the other one is over.
  await listens();
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  await hers.returns();
  await hers.resume(ERIK.name);
  await hers.hears(ERIK);
  await hers.hangUp(ERIK.name);
  await hers.completeAll();

  const heard = await witness.soFar();
  expect(heard.heardBy(sue.identity)).toEqual([ERIK.from]);
  heard.neverTwoHear(sue.identity);
});
