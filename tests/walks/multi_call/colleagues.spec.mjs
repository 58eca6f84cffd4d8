// @ts-check
/** Customers and colleagues at once: a call is parked and resumed whatever kind it is of. */
import { expect, DANA, ERIK, party, test } from "../support/lines.mjs";
import { talk } from "../support/call.mjs";
import { THOROUGH } from "../support/walk.mjs";

test("a colleague calls while she talks to a customer", async ({
  alice,
  bob,
  lines,
  witness,
}) => {
  await lines.takes(DANA);
  const turns = await lines.toAndFro(bob, DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  await bob.complete();
  const heard = await witness.soFar();
  expect(heard.heardBy(alice.identity)).toEqual(turns);
});

test(
  "a customer calls while she talks to a colleague",
  THOROUGH,
  async ({ alice, bob, hears, lines, witness }) => {
    const colleague = party(bob);
    await talk(bob, alice, hears);
    await lines.takes(ERIK);
    await lines.sees({ [bob.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, colleague);
    await lines.hangUp(ERIK.name);
    await lines.hearsNobody(colleague);
    await lines.resume(bob.name);
    await lines.hears(colleague);
    await lines.hangUp(bob.name);
    await lines.completeAll();
    await bob.complete();
    const turns = [bob.identity, ERIK.from, bob.identity];
    const heard = await witness.soFar();
    expect(heard.heardBy(alice.identity)).toEqual(turns);
  },
);

test("she calls a colleague while she talks to a customer", async ({
  alice,
  bob,
  control,
  lines,
  witness,
}) => {
  const colleague = party(bob);
  await lines.takes(DANA);
  // From here on no customer calls.
  await control.setActivity(bob.identity, "Available");
  await lines.dials();
  await lines.hears(DANA);
  await alice.call(bob);
  await lines.hearsNobody(DANA);
  await alice.seesRinging(bob);
  await bob.accept();
  await bob.seesLive();
  await lines.sees({ [DANA.name]: "On hold", [bob.name]: "Live" });
  await lines.hears(colleague, DANA);
  await lines.hangUp(bob.name);
  await lines.hearsNobody(DANA);
  await lines.resume(DANA.name);
  await lines.hears(DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  await bob.complete();
  const heard = await witness.soFar();
  const turns = [DANA.from, bob.identity, DANA.from];
  expect(heard.heardBy(alice.identity)).toEqual(turns);
});
