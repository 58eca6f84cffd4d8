// @ts-check
/**
 * Agents whose calls go to a telephone, a SIP phone or a number: Flex in the
 * browser shows and steers the call, and somebody has to pick the phone up.
 */
import { wrapUpAndComplete } from "../support/call.mjs";
import { hears } from "../support/hears.mjs";
import { expect, test as base, thoroughBut } from "../support/walk.mjs";

/** @typedef {import("../support/control.mjs").Control} Control */
/** @typedef {import("../support/desk.mjs").Desk} Desk */

const SAM = {
  agent: { identity: "sam", name: "Sam Sipple", tone: 800 },
  phone: "sip:sam@phones.example.com",
};
const TESS = {
  agent: { identity: "tess", name: "Tess Tanner", tone: 1000 },
  phone: "+15550101010",
};

/** An agent's Flex, and the telephone beside it. */
class Place {
  /** @param {Control} control @param {Desk} desk @param {string} phone */
  constructor(control, desk, phone) {
    this.control = control;
    this.desk = desk;
    this.phone = phone;
  }

  /** Lifts the receiver as soon as it rings. */
  async picksUp() {
    await expect(() => this.control.partyAnswers(this.phone)).toPass({
      timeout: 20_000,
      intervals: [100],
    });
  }

  /** Presses the telephone's own key for "no". */
  async declines() {
    await expect(() => this.control.partyDeclines(this.phone)).toPass({
      timeout: 20_000,
      intervals: [100],
    });
  }

  async hangsUp() {
    await this.control.partyHangsUp(this.phone);
  }

  /** @param {{tone?: number, not?: number[]}} wanted */
  async hears(wanted) {
    await hears(this.control, this.phone, wanted);
  }

  async isSilent() {
    await expect
      .poll(async () =>
        (await this.control.levels()).some(({ who }) => who === this.phone),
      )
      .toBe(false);
  }
}

/**
 * @typedef {import("../support/walk.mjs").Fixtures & import("../support/walk.mjs").OwnFixtures} Known
 * @typedef {import("../support/walk.mjs").WorkerFixtures & import("../support/walk.mjs").OwnWorkerFixtures} KnownWorker
 * @typedef {{places: Record<string, Place>, colleague: Desk}} Places
 * @type {import("@playwright/test").Fixtures<Places, {}, Known, KnownWorker>}
 */
const fixtures = {
  places: async ({ keep, control }, use) => {
    /** @type {Record<string, Place>} */
    const places = {};
    for (const { agent, phone } of [SAM, TESS]) {
      await control.phone(phone, { will: "ring", tone_hz: agent.tone });
      await control.setActivity(agent.identity, "Available");
      places[agent.identity] = new Place(control, await keep(agent), phone);
    }
    await use(places);
  },

  colleague: async ({ bob }, use) => use(bob),
};

const test = base.extend(fixtures);

// Four Flex start, once.
test.describe.configure({ timeout: 300_000 });

/** @param {Desk} caller @param {Desk} colleague */
async function call(caller, colleague) {
  await caller.choose(colleague.name.toLowerCase(), colleague);
  await caller.dialer
    .getByRole("button", { name: "Call", exact: true })
    .click();
}

/** The agent at the telephone calls, and they talk. @param {Place} place @param {Desk} bob */
async function calls(place, bob) {
  await call(place.desk, bob);
  await place.picksUp();
  await bob.seesIncoming(place.desk.name);
  await bob.accept();
  await talk(place, bob);
}

/** The agent at the telephone is called, and they talk. @param {Place} place @param {Desk} bob */
async function isCalled(place, bob) {
  await call(bob, place.desk);
  await place.desk.seesIncoming(bob.name);
  await place.desk.accept();
  await place.picksUp();
  await talk(place, bob);
}

/** @param {Place} place @param {Desk} bob */
async function talk({ control, desk, phone }, bob) {
  await desk.seesLive();
  await bob.seesLive();
  await hears(control, bob.identity, { tone: desk.tone, not: [bob.tone] });
  await hears(control, phone, { tone: bob.tone, not: [desk.tone] });
}

for (const { agent, phone } of [SAM, TESS]) {
  const isSip = phone.startsWith("sip:");
  test.describe(isSip ? "a SIP phone" : "a number", thoroughBut(isSip), () => {
    test("calls, and hangs up in Flex", async ({ places, colleague: bob }) => {
      const place = places[agent.identity];
      await calls(place, bob);
      await place.desk.hangUp();
      await place.isSilent();
      await wrapUpAndComplete(place.desk, bob);
    });

    test("calls, and the colleague hangs up", async ({
      places,
      colleague: bob,
    }) => {
      const place = places[agent.identity];
      await calls(place, bob);
      await bob.hangUp();
      await place.isSilent();
      await wrapUpAndComplete(place.desk, bob);
    });

    test("is called, and hangs up at the telephone", async ({
      places,
      colleague: bob,
    }) => {
      const place = places[agent.identity];
      await isCalled(place, bob);
      await place.hangsUp();
      await wrapUpAndComplete(place.desk, bob);
    });

    test("is called, and the caller hangs up", async ({
      places,
      colleague: bob,
    }) => {
      const place = places[agent.identity];
      await isCalled(place, bob);
      await bob.hangUp();
      await place.isSilent();
      await wrapUpAndComplete(place.desk, bob);
    });

    test("is called, and declines in Flex", async ({
      places,
      colleague: bob,
    }) => {
      const { desk } = places[agent.identity];
      await call(bob, desk);
      await desk.seesIncoming(bob.name);
      await desk.decline();
      await bob.sees(new RegExp(`${desk.name} declined`));
      await wrapUpAndComplete(bob);
      await desk.seesNoTask();
    });

    test("is called, and declines at the telephone", async ({
      places,
      colleague: bob,
    }) => {
      const place = places[agent.identity];
      await call(bob, place.desk);
      await place.desk.seesIncoming(bob.name);
      await place.desk.accept();
      await place.declines();
      await bob.sees(
        new RegExp(`${place.desk.name} (declined|did not answer)`),
      );
      await wrapUpAndComplete(bob);
      await place.desk.seesNoTask();
    });

    test("is called, and does not pick up", async ({
      places,
      colleague: bob,
    }) => {
      const place = places[agent.identity];
      await call(bob, place.desk);
      await place.desk.seesIncoming(bob.name);
      await place.desk.accept();
      await bob.sees(new RegExp(`${place.desk.name} did not answer`));
      await wrapUpAndComplete(bob);
      await place.desk.seesNoTask();
      await place.isSilent();
    });

    test("calls, and cancels before picking up", async ({
      places,
      colleague: bob,
    }) => {
      const { desk } = places[agent.identity];
      await call(desk, bob);
      await desk.seesRinging(bob);
      await desk.cancelCall();
      await desk.seesNoTask();
      await bob.seesNoTask();
    });

    test("calls, and cancels while it rings", async ({
      places,
      colleague: bob,
    }) => {
      const place = places[agent.identity];
      await call(place.desk, bob);
      await place.picksUp();
      await bob.seesIncoming(place.desk.name);
      await place.desk.cancelCall();
      await bob.sees(/hung up|missed a call/);
      await bob.seesNoTask();
      await wrapUpAndComplete(place.desk);
      await place.isSilent();
    });
  });
}

test("a telephone is muted, and its agent holds the other party", async ({
  places: { sam: place },
  colleague: bob,
}) => {
  await calls(place, bob);
  // Flex's button is for a call in the browser; its key is for any.
  const { keyboard } = place.desk.page;
  await keyboard.press("Control+Shift+M");
  await hears(place.control, bob.identity, { not: [place.desk.tone] });
  await place.desk.sees(/You are muted/);
  await keyboard.press("Control+Shift+M");
  await hears(place.control, bob.identity, { tone: place.desk.tone });
  await place.desk.hold();
  await place.hears({ not: [bob.tone] });
  await place.desk.unhold();
  await place.hears({ tone: bob.tone });
  await place.desk.hangUp();
  await wrapUpAndComplete(place.desk, bob);
});

test("two telephones talk", async ({ places: { sam, tess } }) => {
  await call(sam.desk, tess.desk);
  await sam.picksUp();
  await tess.desk.seesIncoming(sam.desk.name);
  await tess.desk.accept();
  await tess.picksUp();
  await sam.hears({ tone: tess.desk.tone, not: [sam.desk.tone] });
  await tess.hears({ tone: sam.desk.tone, not: [tess.desk.tone] });
  await tess.desk.hangUp();
  await sam.isSilent();
  await wrapUpAndComplete(sam.desk, tess.desk);
});
