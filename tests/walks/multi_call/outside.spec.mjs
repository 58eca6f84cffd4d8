// @ts-check
/** A number is called while there is a call, which Flex itself refuses. */
import { DANA, ERIK, FAY, expect, test } from "../support/lines.mjs";

/** How Flex names whom it knows by number alone. */
const LADY = { ...FAY, name: "+1 555-000-0003" };

test("she calls a number beside a customer's call, and takes a customer beside a call of hers", async ({
  alice,
  control,
  lines,
  witness,
}) => {
  await control.phone(LADY.from, { will: "answer", tone_hz: LADY.tone_hz });
  await lines.takes(DANA);
  await lines.dials();
  await lines.hears(DANA);
  await lines.callsNumber(LADY.from);
  await lines.sees({ [DANA.name]: "On hold", [LADY.name]: "Live" });
  await lines.hears(LADY, DANA);
  await lines.swap();
  await lines.sees({ [DANA.name]: "Live", [LADY.name]: "On hold" });
  await lines.hears(DANA, LADY);
  await lines.hangUp(DANA.name);
  await lines.hearsNobody(LADY);
  await lines.resume(LADY.name);
  await lines.hears(LADY);
  await lines.hangUp(LADY.name);
  await lines.completeAll();

  await alice.openDialpad();
  await lines.callsNumber(LADY.from);
  await lines.hears(LADY);
  await lines.seesNoList();
  // Flex's own dialog would let her hang up, or turn the customer away, and nothing else.
  await lines.takes(ERIK);
  await lines.sees({ [LADY.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(ERIK, LADY);
  await lines.hangUp(ERIK.name);
  await lines.hangUp(LADY.name);
  await lines.completeAll();
  const heard = await witness.soFar();
  expect(heard.heardBy(alice.identity)).toEqual([
    ...[DANA, LADY, DANA, LADY].map(({ from }) => from),
    ...[LADY, ERIK].map(({ from }) => from),
  ]);
});
