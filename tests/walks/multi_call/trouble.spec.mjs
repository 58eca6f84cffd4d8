// @ts-check
/**
 * Something fails while she has two calls: she is never heard in both, is told,
 * and reaches each of them.
 */
import { Lines, expect, DANA, ERIK, FAY, test } from "../support/lines.mjs";
import { Speakers } from "../support/speakers.mjs";
import { THOROUGH } from "../support/walk.mjs";

/** How Flex holds a customer. */
const HOLD = {
  identity: "alice",
  method: /** @type {const} */ ("POST"),
  path: "Workspaces/*/Workers/*/CustomerParticipant",
};

/** How long Twilio waits for a browser that has gone. */
const GRACE_S = 30;

/** Flex renews a token that ends within three minutes; it looks every 15 s. */
const ENDS_SOON_MS = 170_000;

test("the first one cannot be put on hold: neither hears the other all the same", async ({
  alice,
  breakages,
  lines,
}) => {
  const speakers = await Speakers.at(alice.page);
  await lines.takes(DANA);
  await speakers.play(DANA.tone_hz);
  const broken = await breakages.bridge(HOLD, { do: "status", status: 500 });
  await lines.takes(ERIK);
  await broken.expectStruck(3);
  await lines.sees({ [DANA.name]: "Putting on hold…", [ERIK.name]: "Live" });
  await lines.hearsUnheld(ERIK, DANA);
  // Twilio sends her both.
  await speakers.play(ERIK.tone_hz);
  await broken.end();

  await lines.swap();
  await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
  await lines.hears(DANA, ERIK);
  await speakers.play(DANA.tone_hz);
  await lines.hangUp(DANA.name);
  await lines.hangUp(ERIK.name);
  await lines.completeAll();
});

test(
  "nobody answers whether the first one is on hold, and the second does not wait for it",
  THOROUGH,
  async ({ breakages, lines }) => {
    await lines.takes(DANA);
    const stuck = await breakages.bridge(HOLD, { do: "hang" });
    await lines.takes(ERIK);
    await stuck.expectStruck();
    await lines.hearsUnheld(ERIK, DANA);
    await stuck.end();
    // It is tried again by itself.
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
    await lines.hears(ERIK, DANA);
    await lines.hangUp(DANA.name);
    await lines.hears(ERIK);
    await lines.hangUp(ERIK.name);
    await lines.completeAll();
  },
);

test(
  "the held one cannot be taken back, stays as he is, and is taken back later",
  THOROUGH,
  async ({ breakages, lines, witness }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await lines.hears(ERIK, DANA);
    await lines.hold(ERIK.name);
    await lines.hearsNobody(DANA, ERIK);
    const broken = await breakages.bridge(HOLD, { do: "status", status: 500 });
    await lines.resume(DANA.name);
    await broken.expectStruck(3);
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "On hold" });
    await lines.hearsNobody(DANA, ERIK);
    await broken.end();
    await lines.resume(DANA.name);
    await lines.hears(DANA, ERIK);
    await lines.hangUp(DANA.name);
    await lines.hangUp(ERIK.name);
    await lines.completeAll();
    const turns = [DANA.from, ERIK.from, DANA.from];
    expect((await witness.soFar()).heardBy("alice")).toEqual(turns);
  },
);

for (const how of /** @type {const} */ (["refuse", "drop"])) {
  const failed = { refuse: "is refused", drop: "is not answered" }[how];
  test(
    `the second call ${failed} at its own device, and the first one is as it was`,
    THOROUGH,
    async ({ alice, breakages, control, lines, witness }) => {
      await lines.takes(DANA);
      const broken = await breakages.voice(
        { identity: alice.identity, event: "invite" },
        how,
      );
      const { call } = await lines.rings(ERIK);
      await lines.accepts();
      await broken.expectStruck();
      await control.partyHangsUp(call);
      await broken.end();
      await lines.resumeIfHeld(DANA.name);
      await lines.hears(DANA);
      await lines.hangUp(DANA.name);
      await lines.completeAll();
      const heard = await witness.soFar();
      expect(heard.heardBy(alice.identity)).toEqual([DANA.from]);
    },
  );
}

test(
  "the token is renewed in the middle of two calls, on every device",
  THOROUGH,
  async ({ alice, breakages, control, lines }) => {
    const renewals = async () => {
      /** @type {{what: string}[]} */
      const log = await control.log();
      return log.filter(({ what }) => /Tokens\/refresh → 200/.test(what))
        .length;
    };
    await lines.takes(DANA);
    await lines.takes(ERIK);
    const before = await renewals();
    await alice.page.evaluate((soon) => {
      const stored = localStorage.getItem("TWILIO_FLEX_SSO") ?? "{}";
      const expiration = new Date(Date.now() + soon).toISOString();
      const told = { ...JSON.parse(stored), expiration };
      localStorage.setItem("TWILIO_FLEX_SSO", JSON.stringify(told));
    }, ENDS_SOON_MS);
    await expect.poll(renewals, { timeout: 40_000 }).toBe(before + 1);
    const old = await breakages.outdateTokens(alice.identity);
    await old.expectStruck();
    await lines.hears(ERIK, DANA);
    await lines.swap();
    await lines.hears(DANA, ERIK);
    // Both find their way back over the new token.
    const cut = await breakages.cutNetwork(alice.identity);
    await lines.isGone(DANA);
    await cut.end();
    await lines.hears(DANA, ERIK);
    await lines.swap();
    await lines.hears(ERIK, DANA);
    await lines.hangUp(ERIK.name);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    await breakages.clear();
  },
);

test("the network goes and comes back in time, and both calls are as they were", async ({
  alice,
  breakages,
  lines,
  witness,
}) => {
  await lines.takes(DANA);
  await lines.takes(ERIK);
  await lines.hears(ERIK, DANA);
  const cut = await breakages.cutNetwork(alice.identity);
  await lines.isGone(ERIK);
  await cut.end();
  await lines.hears(ERIK, DANA);
  await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
  await lines.swap();
  await lines.hears(DANA, ERIK);
  await lines.hangUp(ERIK.name);
  await lines.hears(DANA);
  await lines.hangUp(DANA.name);
  await lines.completeAll();
  const turns = [DANA.from, ERIK.from, DANA.from];
  expect((await witness.soFar()).heardBy(alice.identity)).toEqual(turns);
});

test(
  "the network comes back too late, and no call is left",
  THOROUGH,
  async ({ alice, breakages, control, lines }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    const cut = await breakages.cutNetwork(alice.identity);
    await lines.isGone(ERIK);
    await control.advance(GRACE_S + 1);
    await expect.poll(() => control.leftOver()).toEqual([]);
    await cut.end();
    await lines.completeAll();
  },
);

test(
  "the page is loaded anew with two calls, and no call is left that nobody can end",
  THOROUGH,
  async ({ alice, control, lines }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await lines.hears(ERIK, DANA);
    await alice.reload();
    await control.advance(GRACE_S + 1);
    await lines.endWhateverIsLeft();
    await expect.poll(() => control.leftOver()).toEqual([]);
  },
);

test(
  "the browser is closed with three calls, and nothing is left",
  THOROUGH,
  async ({ alice, control, lines }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await lines.takes(FAY);
    await alice.close();
    await control.advance(GRACE_S + 1);
    await expect.poll(() => control.leftOver()).toEqual([]);
    await alice.reopen();
    await lines.completeAll();
  },
);

test(
  "Flex is opened in another tab with two calls, and both go on where they are",
  THOROUGH,
  async ({ alice, control, lines, witness }) => {
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await lines.hears(ERIK, DANA);
    const other = await alice.anotherTab();
    // Where her microphone is, Dana is put on hold again.
    const holds = async () => {
      /** @type {{what: string}[]} */
      const log = await control.log();
      return log.filter(({ what }) => /CustomerParticipant/.test(what)).length;
    };
    const before = await holds();
    await new Lines(other, control).flexUnholds(DANA.name);
    await expect.poll(holds).toBe(before + 2);
    await lines.hears(ERIK, DANA);
    await lines.swap();
    await lines.hears(DANA, ERIK);
    await other.close();
    await lines.swap();
    await lines.hears(ERIK, DANA);
    await lines.hangUp(ERIK.name);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
    const turns = [DANA, ERIK, DANA, ERIK].map(({ from }) => from);
    expect((await witness.soFar()).heardBy(alice.identity)).toEqual(turns);
  },
);
