// @ts-check
/** A message beside a call: it is no call, and nobody is put on hold for it. */
import { DANA, expect, test } from "../support/lines.mjs";

const WRITER = "Wanda Weber";

test("she takes a message while she talks to a customer, who goes on hearing her", async ({
  alice,
  control,
  lines,
  witness,
}) => {
  await lines.takes(DANA);
  const talking = await witness.now();
  await control.customerWrites(WRITER);
  await lines.takesMessage(WRITER);
  await lines.looksAt(WRITER);
  await lines.hears(DANA);
  await lines.endsMessage();
  await lines.select(DANA.name);
  await lines.seesNoList();
  await lines.hears(DANA);
  const heard = await witness.soFar();
  expect(heard.heardBy(alice.identity)).toEqual([DANA.from]);
  expect(heard.music(DANA.from, talking)).toBeUndefined();
  await lines.hangUp(DANA.name);
  await lines.completeAll();
});
