// @ts-check
/** More calls than two: whichever she resumes hears her, and no other. */
import { CUSTOMERS, DANA, ERIK, FAY, expect, test } from "../support/lines.mjs";
import { THOROUGH } from "../support/walk.mjs";

/** @typedef {import("../support/lines.mjs").Customer} Customer */

/**
 * All but one.
 * @param {Customer[]} customers
 * @param {Customer} one
 */
const but = (customers, one) => customers.filter((other) => other !== one);

test(
  "six calls at once, each resumed, and ended from the middle",
  THOROUGH,
  async ({ alice, lines, witness }) => {
    for (const customer of CUSTOMERS) await lines.takes(customer);
    const last = /** @type {Customer} */ (CUSTOMERS.at(-1));
    const turns = CUSTOMERS.map(({ from }) => from);
    await lines.hears(last, ...but(CUSTOMERS, last));
    let left = CUSTOMERS;
    for (const place of [2, 0, 4, 1, 5, 3]) {
      const one = /** @type {Customer} */ (CUSTOMERS[place]);
      await lines.resume(one.name);
      await lines.hears(one, ...but(left, one));
      turns.push(one.from);
      await lines.hangUp(one.name);
      left = but(left, one);
      if (left.length) await lines.hearsNobody(...left);
    }
    await lines.completeAll();
    await alice.seesNoTask();
    const heard = await witness.soFar();
    expect(heard.heardBy(alice.identity)).toEqual(turns);
  },
);

test(
  "three calls are swapped round",
  THOROUGH,
  async ({ alice, lines, witness }) => {
    const customers = [DANA, ERIK, FAY];
    for (const customer of customers) await lines.takes(customer);
    const turns = customers.map(({ from }) => from);
    for (const one of [DANA, ERIK, FAY, ERIK, DANA]) {
      await lines.resume(one.name);
      await lines.hears(one, ...but(customers, one));
      turns.push(one.from);
    }
    for (const one of customers) await lines.hangUp(one.name);
    await lines.completeAll();
    await alice.seesNoTask();
    const heard = await witness.soFar();
    expect(heard.heardBy(alice.identity)).toEqual(turns);
  },
);
