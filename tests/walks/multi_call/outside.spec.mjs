// @ts-check
/** A number is called while there is a call, which Flex itself refuses. */
import { DANA, FAY, expect, test } from "../support/lines.mjs";

/** How Flex names whom it knows by number alone. */
const LADY = { ...FAY, name: "+1 555-000-0003" };

test("she calls a number while she talks to a customer, and later without a call", async ({
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
  await lines.hangUp(LADY.name);
  await lines.completeAll();
  const turns = [DANA.from, LADY.from, DANA.from, LADY.from, LADY.from];
  const heard = await witness.soFar();
  expect(heard.heardBy(alice.identity)).toEqual(turns);
});
