// @ts-check
/** A number is called while there is a call, which Flex itself refuses. */
import { DANA, ERIK, UNNAMED, expect, test } from "../support/lines.mjs";

test("she calls a number beside a customer's call, and takes a customer beside a call of hers", async ({
  alice,
  lines,
  witness,
}) => {
  const turns = await lines.numberBeside(UNNAMED, DANA);

  await alice.openDialpad();
  await lines.callsNumber(UNNAMED.from);
  await lines.hears(UNNAMED);
  await lines.seesNoList();
  // Flex's own dialog would let her hang up, or turn the customer away, and nothing else.
  await lines.takes(ERIK);
  await lines.sees({ [UNNAMED.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(ERIK, UNNAMED);
  await lines.hangUp(ERIK.name);
  await lines.hangUp(UNNAMED.name);
  await lines.completeAll();
  const heard = await witness.soFar();
  expect(heard.heardBy(alice.identity)).toEqual([
    ...turns,
    ...[UNNAMED, ERIK].map(({ from }) => from),
  ]);
});
