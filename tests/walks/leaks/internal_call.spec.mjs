// @ts-check
/**
 * Twenty calls in a row in one pair of desktops: what Switchboard holds after
 * the twentieth is what it held after the third. Several minutes, so not part
 * of `npm test`: `npm run walk -- leaks`.
 */
import { talk, wrapUpAndComplete } from "../support/call.mjs";
import { heap, held, living, more, settled } from "../support/footprint.mjs";
import { expect, test, THOROUGH } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

/** By then what is made once has been made. */
const SETTLED = 3;
const CALLS = 20;

/** Within this long every timer of a call that is over has run out. */
const SETTLING_MS = 120_000;

/** Flex's own caches go on filling for so many calls after its start. */
const WARM = 12;
const CUSTOMERS = 40;

/**
 * The heap of one and the same Flex moves up and down by most of a megabyte: code
 * is compiled, grows old and is thrown away. That is in bytes, for all calls.
 */
const NOISE = 1_500_000;

const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

/** @typedef {import("../support/footprint.mjs").Counts} Counts */

/**
 * @param {number} times
 * @param {() => Promise<void>} act
 */
async function repeat(times, act) {
  for (let n = 0; n < times; n++) await act();
}

/**
 * Everything that must stay the same, under one name each.
 * @param {{alice: Desk, bob: Desk, control: import("../support/control.mjs").Control}} all
 * @returns {Promise<Counts>}
 */
async function everything({ alice, bob, control }) {
  /** @type {Counts} */
  const counts = { ...living(await control.world()) };
  for (const { identity, page } of [alice, bob]) {
    for (const [name, count] of Object.entries(await held(page)))
      counts[`${identity}'s ${name}`] = count;
  }
  return counts;
}

test(
  "twenty calls leave nothing in either desktop and nothing in the world",
  THOROUGH,
  async ({ alice, bob, hears, control }) => {
    test.setTimeout(0);
    const call = async () => {
      await talk(alice, bob, hears);
      await alice.hangUp();
      await wrapUpAndComplete(alice, bob);
    };
    const look = () => everything({ alice, bob, control });
    await repeat(SETTLED, call);
    const before = await settled(look);
    console.log(`after call ${SETTLED}: ${JSON.stringify(before)}`);
    await repeat(CALLS - SETTLED, call);
    await expect
      .poll(async () => more(before, await look()), { timeout: SETTLING_MS })
      .toEqual([]);
    console.log(`after call ${CALLS}: ${JSON.stringify(await look())}`);
  },
);

test(
  "the heap grows no faster than without Switchboard",
  THOROUGH,
  async ({ alice, bob, control, open }) => {
    test.setTimeout(0);
    // Without the plugin there are no calls between agents. What can be compared
    // is what Flex does in both: a customer's call, from its offer to its end.
    const bare = await open(
      { identity: "carol", name: "Carol Chen", tone: 700 },
      { plugin: "none" },
    );
    await control.setActivity(alice.identity, "Break");
    /** @type {Counts} */
    const grown = {};
    for (const desk of [bob, bare]) {
      const other = desk === bob ? bare : bob;
      await control.setActivity(other.identity, "Break");
      await control.setActivity(desk.identity, "Available");
      const call = () => customerCall(desk, control);
      await repeat(WARM, call);
      const before = await heap(desk.page);
      await repeat(CUSTOMERS, call);
      grown[desk.identity] = (await heap(desk.page)) - before;
    }
    console.log(`bytes for ${CUSTOMERS} calls: ${JSON.stringify(grown)}`);
    expect(grown["bob"]).toBeLessThan(Number(grown["carol"]) + NOISE);
  },
);

/** @param {Desk} desk @param {import("../support/control.mjs").Control} control */
async function customerCall(desk, control) {
  await control.customerCalls(CUSTOMER);
  await desk.seesIncoming(CUSTOMER.name);
  await desk.accept();
  await desk.seesLive();
  await desk.hangUp();
  await desk.seesWrapUp();
  await desk.complete();
}
