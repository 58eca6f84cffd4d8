// @ts-check
/** Several calls of an agent who speaks at a telephone: Flex in the browser steers them. */
import { expect, DANA, ERIK, party, test } from "../support/lines.mjs";
import { THOROUGH } from "../support/walk.mjs";

const PHONE = "sip:alice@phones.example.com";

/** How the plugin mutes her in a call with a colleague, and holds him. */
const CONTROL = { path: "/features/internal-call/flex/control" };

test.use({ telephone: PHONE, world: "phones.json" });

test(
  "a second customer calls while she talks at a telephone",
  THOROUGH,
  async ({ control, lines, witness }) => {
    const dana = await lines.takes(DANA);
    const erik = await lines.takes(ERIK);
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, DANA);
    await lines.swap();
    await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
    await lines.hears(DANA, ERIK);
    await lines.hold(DANA.name);
    await lines.hearsNobody(DANA, ERIK);
    await lines.resume(ERIK.name);
    await lines.hears(ERIK, DANA);

    await control.partyHangsUp(erik);
    await lines.hearsNobody(DANA);
    await lines.resume(DANA.name);
    await lines.hears(DANA);
    await control.partyHangsUp(dana);
    await lines.completeAll();
    const turns = [DANA, ERIK, DANA, ERIK, DANA].map(({ from }) => from);
    expect((await witness.soFar()).heardBy(PHONE)).toEqual(turns);
  },
);

test("a colleague calls while she talks to a customer at a telephone", async ({
  alice,
  bob,
  control,
  lines,
  witness,
}) => {
  const dana = await lines.takes(DANA);
  const turns = await lines.toAndFro(bob, DANA);
  await control.partyHangsUp(dana);
  await lines.completeAll();
  await bob.complete();
  expect((await witness.soFar()).heardBy(PHONE)).toEqual(turns);
});

test(
  "her telephone cannot be muted: the second call is not connected, and she is told",
  THOROUGH,
  async ({ alice, bob, breakages, control, hears, lines }) => {
    const colleague = party(bob);
    await bob.call(alice);
    await alice.seesIncoming(bob.name);
    await alice.accept();
    await hears(bob, { tone: alice.tone });
    const broken = await breakages.functions(CONTROL, {
      do: "status",
      status: 400,
    });
    const erik = (await lines.rings(ERIK)).call;
    await lines.accepts();
    await broken.expectStruck(3);
    await alice.sees(/Your phone could not be muted/);
    await hears(bob, { tone: alice.tone });
    await broken.end();

    await lines.accepts();
    await lines.sees({ [bob.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, colleague);
    await control.partyHangsUp(erik);
    await bob.hangUp();
    await lines.completeAll();
    await bob.complete();
  },
);

test(
  "the page is loaded anew with two calls at a telephone, and both go on",
  THOROUGH,
  async ({ alice, control, lines }) => {
    const dana = await lines.takes(DANA);
    const erik = await lines.takes(ERIK);
    await lines.hears(ERIK, DANA);
    await alice.reload();
    await lines.select(DANA.name);
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, DANA);
    await lines.swap();
    await lines.hears(DANA, ERIK);
    await control.partyHangsUp(erik);
    await control.partyHangsUp(dana);
    await lines.completeAll();
  },
);
