// @ts-check
/** A colleague hands a customer over to her while she speaks with another one. */
import { expect, DANA, ERIK, Lines, test } from "../support/lines.mjs";
import { hears } from "../support/hears.mjs";
import { Transfers, settles } from "../support/transfer.mjs";
import { THOROUGH } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */
/** @typedef {import("../support/control.mjs").Control} Control */

/**
 * She talks to Dana, and Bob to Erik.
 * @param {{bob: Desk, control: Control, lines: Lines}} _
 */
async function bothTalk({ bob, control, lines }) {
  await lines.takes(DANA);
  // He has more room than she has.
  await control.setActivity("bob", "Available");
  const his = new Lines(bob, control);
  await his.takes(ERIK);
  const colleague = { from: "bob", name: bob.name, tone_hz: bob.tone };
  return { his, transfers: new Transfers(bob), colleague };
}

test("a colleague consults her about his customer, and leaves him to her", async ({
  alice,
  bob,
  control,
  lines,
  witness,
}) => {
  const they = await bothTalk({ bob, control, lines });
  const { colleague, his, transfers } = they;
  await transfers.consults(alice.name);
  await alice.seesIncoming(ERIK.name);
  await hears(control, ERIK.from, { music: true, not: [bob.tone] });
  await lines.hears(DANA);
  await lines.accepts();
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(colleague, DANA, ERIK);

  // Whom Bob has put on hold is not taken back by her coming back.
  await lines.swap();
  await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
  await lines.hears(DANA, colleague, ERIK);
  await lines.swap();
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
  await lines.hears(colleague, DANA, ERIK);

  // All three of one call hear each other, and Dana nobody.
  await his.flexUnholds(ERIK.name);
  const heard = async () => {
    const soFar = await witness.soFar();
    return [ERIK.from, DANA.from].map((who) => soFar.hearsNow(who));
  };
  await expect.poll(heard).toEqual([[alice.identity, bob.identity], []]);
  await settles(control);
  await transfers.leaves();
  await lines.hears(ERIK, DANA);
  await his.completeAll();
  await settles(control);

  await lines.hangUp(ERIK.name);
  await lines.sees({ [DANA.name]: "On hold" });
  await lines.looksAt(DANA.name);
  await lines.hearsNobody(DANA);
  await lines.resume(DANA.name);
  await lines.hears(DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  const both = `${bob.identity} and ${ERIK.from}`;
  const turns = [DANA.from, bob.identity, DANA.from, both, DANA.from];
  expect((await witness.soFar()).heardBy(alice.identity)).toEqual(turns);
});

test(
  "a colleague transfers his customer to her and is gone",
  THOROUGH,
  async ({ alice, bob, control, lines, witness }) => {
    const { his, transfers } = await bothTalk({ bob, control, lines });
    await transfers.transfers(alice.name);
    await his.completeAll();
    await alice.seesIncoming(ERIK.name);
    await hears(control, ERIK.from, { music: true, not: [alice.tone] });
    await lines.hears(DANA);
    await lines.accepts();
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, DANA);
    await lines.swap();
    await lines.hears(DANA, ERIK);
    await lines.swap();
    await lines.hears(ERIK, DANA);
    await control.partyHangsUp(ERIK.from);
    await lines.looksAt(DANA.name);
    await lines.hearsNobody(DANA);
    await lines.resume(DANA.name);
    await lines.hears(DANA);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    const turns = [DANA.from, ERIK.from, DANA.from, ERIK.from, DANA.from];
    expect((await witness.soFar()).heardBy(alice.identity)).toEqual(turns);
  },
);

for (const how of ["she declines it", "he takes it back"]) {
  test(
    `a colleague wants to consult her, and ${how}: her own call goes on`,
    THOROUGH,
    async ({ alice, bob, control, lines, witness }) => {
      const { his, transfers } = await bothTalk({ bob, control, lines });
      await transfers.consults(alice.name);
      await alice.seesIncoming(ERIK.name);
      if (how === "she declines it") await alice.decline();
      else await transfers.cancels();
      await transfers.seesNobodyCalled();
      await alice.seesNoOffer();
      await lines.seesNoList();
      await lines.hears(DANA);
      await his.flexUnholds(ERIK.name);
      await his.hears(ERIK);
      await his.hangUp(ERIK.name);
      await his.completeAll();
      await lines.hangUp(DANA.name);
      await lines.completeAll();
      const heard = await witness.soFar();
      expect(heard.heardBy(alice.identity)).toEqual([DANA.from]);
    },
  );
}

test(
  "a colleague consults her queue, which asks her again after she has declined",
  THOROUGH,
  async ({ alice, bob, control, lines, witness }) => {
    const they = await bothTalk({ bob, control, lines });
    const { colleague, his, transfers } = they;
    await transfers.consultsQueue("Everyone");
    await alice.seesIncoming(ERIK.name);
    await alice.decline();
    await alice.seesNoOffer();
    await alice.seesIncoming(ERIK.name);
    await lines.hears(DANA);
    await lines.accepts();
    await lines.hears(colleague, DANA, ERIK);
    // He leaves, and Erik waits for her.
    await settles(control);
    await transfers.leaves();
    await lines.hearsNobody(DANA, ERIK);
    await lines.flexUnholds(ERIK.name);
    await lines.hears(ERIK, DANA);
    await his.completeAll();
    await settles(control);
    await lines.hangUp(ERIK.name);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    const both = `${bob.identity} and ${ERIK.from}`;
    const heard = await witness.soFar();
    expect(heard.heardBy(alice.identity)).toEqual([DANA.from, both]);
  },
);

test(
  "what she has handed over comes back before she is done with it",
  THOROUGH,
  async ({ alice, bob, control, lines, witness }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await control.setActivity("bob", "Available");
    const his = new Lines(bob, control);
    await new Transfers(alice).transfers(bob.name);
    await bob.seesIncoming(ERIK.name);
    await his.accepts();
    await his.hears(ERIK);
    await lines.hearsNobody(DANA);
    await lines.resume(DANA.name);
    await lines.hears(DANA);
    await new Transfers(bob).transfers(alice.name);
    await alice.seesIncoming(ERIK.name);
    await lines.accepts();
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, DANA);
    await lines.swap();
    await lines.hears(DANA, ERIK);
    await lines.swap();
    await lines.hears(ERIK, DANA);
    await his.completeAll();
    await control.partyHangsUp(ERIK.from);
    await lines.resume(DANA.name);
    await lines.hears(DANA);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    const [one, other] = [DANA.from, ERIK.from];
    const turns = [one, other, one, other, one, other, one];
    expect((await witness.soFar()).heardBy(alice.identity)).toEqual(turns);
  },
);

test(
  "she declines what a colleague transfers, and is asked again, by the workflow",
  THOROUGH,
  async ({ alice, bob, control, lines, witness }) => {
    const { his, transfers } = await bothTalk({ bob, control, lines });
    await control.setActivity("bob", "Unavailable");
    await transfers.transfers(alice.name);
    await alice.seesIncoming(ERIK.name);
    await alice.decline();
    await alice.seesNoOffer();
    await alice.seesIncoming(ERIK.name);
    await lines.hears(DANA);
    await lines.accepts();
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
    // It is no transfer any more: Flex leaves him on hold, and she finds him there.
    await lines.hearsNobody(DANA, ERIK);
    await lines.flexUnholds(ERIK.name);
    await lines.hears(ERIK, DANA);
    await his.completeAll();
    await lines.hangUp(ERIK.name);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    const heard = await witness.soFar();
    expect(heard.heardBy(alice.identity)).toEqual([DANA.from, ERIK.from]);
  },
);

const OFFERS = "Workspaces/*/Workers/*/Reservations/*";
const TRANSFERS = "Workspaces/*/Workers/*/Transfers/*";
for (const slow of ["nothing is", "her accepting is", "his taking back is"]) {
  test(
    `she accepts in the moment in which he takes it back; ${slow} slow`,
    THOROUGH,
    async ({ alice, bob, breakages, control, lines }) => {
      const { his, transfers } = await bothTalk({ bob, control, lines });
      await transfers.consults(alice.name);
      await alice.seesIncoming(ERIK.name);
      const accept = await alice.finger("accept");
      const cancel = await transfers.fingerToCancel();
      const late = /** @type {const} */ ({ do: "delay", delay_ms: 1_500 });
      const method = /** @type {const} */ ("POST");
      if (slow === "nothing is") await Promise.all([accept(), cancel()]);
      else {
        const [first, second, which] =
          slow === "her accepting is"
            ? [accept, cancel, { identity: alice.identity, path: OFFERS }]
            : [cancel, accept, { identity: bob.identity, path: TRANSFERS }];
        const broken = await breakages.bridge({ ...which, method }, late);
        await first();
        await broken.expectStruck();
        await second();
      }
      await alice.seesNoOffer();
      await transfers.seesNobodyCalled();
      // Whoever was first, she can go on with her own call, and all end.
      await lines.resumeIfHeld(DANA.name);
      await hears(control, DANA.from, { tone: alice.tone });
      await settles(control);
      await his.endWhateverIsLeft();
      await settles(control);
      await lines.endWhateverIsLeft();
    },
  );
}

test(
  "he takes it back while her browser is rung, and her own call waits for her",
  THOROUGH,
  async ({ alice, bob, breakages, control, lines, witness }) => {
    const { his, transfers } = await bothTalk({ bob, control, lines });
    await transfers.consults(alice.name);
    await alice.seesIncoming(ERIK.name);
    const stuck = await breakages.voice(
      { identity: alice.identity, event: "invite" },
      "drop",
    );
    await lines.accepts();
    await stuck.expectStruck();
    await transfers.cancels();
    await stuck.end();
    await alice.seesNoOffer();
    await lines.resumeIfHeld(DANA.name);
    await lines.hears(DANA);
    // And the next time he reaches her.
    await transfers.consults(alice.name);
    await alice.seesIncoming(ERIK.name);
    await lines.accepts();
    await hears(control, bob.identity, { tone: alice.tone });
    await settles(control);
    await transfers.leaves();
    await his.completeAll();
    await settles(control);
    await lines.endWhateverIsLeft();
    const heard = await witness.soFar();
    const turns = [DANA.from, bob.identity];
    expect(heard.heardBy(alice.identity).slice(0, 2)).toEqual(turns);
  },
);

test(
  "she hands a customer over who is on hold, and goes on with the live one",
  THOROUGH,
  async ({ alice, bob, control, lines, witness }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await lines.hears(ERIK, DANA);
    await control.setActivity("bob", "Available");
    await lines.select(DANA.name);
    await new Transfers(alice).transfers(bob.name);
    await bob.seesIncoming(DANA.name);
    await hears(control, DANA.from, { music: true, not: [alice.tone] });
    const his = new Lines(bob, control);
    await his.accepts();
    await his.hears(DANA);
    await lines.hears(ERIK);
    await his.hangUp(DANA.name);
    await his.completeAll();
    await lines.hangUp(ERIK.name);
    await lines.completeAll();
    const heard = await witness.soFar();
    expect(heard.heardBy(alice.identity)).toEqual([DANA.from, ERIK.from]);
  },
);

test("she leaves a call of three that is on hold, and nobody stays on hold in it", async ({
  alice,
  bob,
  control,
  lines,
  witness,
}) => {
  const { colleague, his, transfers } = await bothTalk({ bob, control, lines });
  await transfers.consults(alice.name);
  await alice.seesIncoming(ERIK.name);
  await lines.accepts();
  await lines.hears(colleague, DANA, ERIK);
  await lines.swap();
  await lines.hears(DANA, colleague, ERIK);
  await settles(control);

  await lines.select(ERIK.name);
  await new Transfers(alice).leaves();
  // Erik is on hold for Bob's sake, and Bob was for hers.
  await hears(control, bob.identity, {});
  await hears(control, ERIK.from, { music: true });
  await his.flexUnholds(ERIK.name);
  await his.hears(ERIK);
  await lines.hears(DANA);
  await settles(control);
  await his.hangUp(ERIK.name);
  await his.completeAll();
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  const turns = [DANA.from, bob.identity, DANA.from];
  expect((await witness.soFar()).heardBy(alice.identity)).toEqual(turns);
});
