// @ts-check
/** Three calls, ended in every order: the others stay as they are, and nothing resumes by itself. */
import { expect, DANA, ERIK, FAY, test } from "../support/lines.mjs";
import { thoroughBut } from "../support/walk.mjs";

/** @typedef {import("../support/lines.mjs").Customer} Customer */

const ORDERS = [
  [DANA, ERIK, FAY],
  [DANA, FAY, ERIK],
  [ERIK, DANA, FAY],
  [ERIK, FAY, DANA],
  [FAY, DANA, ERIK],
  [FAY, ERIK, DANA],
];

/**
 * Whom she looks at after an end: whom she is with, or else was with last; after
 * the last one, the work that it left.
 * @param {Customer[]} left @param {Customer} ended
 */
const next = (left, ended) => left.at(-1) ?? ended;

for (const order of ORDERS) {
  const names = order.map(({ name }) => name.split(" ")[0]).join(", ");
  test(
    `three calls end: ${names}`,
    thoroughBut(order === ORDERS[2]),
    async ({ alice, lines, witness }) => {
      for (const customer of [DANA, ERIK, FAY]) await lines.takes(customer);
      await lines.hears(FAY, DANA, ERIK);
      let left = [DANA, ERIK, FAY];
      for (const ends of order) {
        await lines.hangUp(ends.name);
        left = left.filter((customer) => customer !== ends);
        await lines.looksAt(next(left, ends).name);
        if (left.includes(FAY)) {
          await lines.hears(FAY, ...left.filter((held) => held !== FAY));
        } else if (left.length) await lines.hearsNobody(...left);
      }
      await lines.completeAll();
      await alice.seesNoTask();
      const turns = [DANA.from, ERIK.from, FAY.from];
      const heard = await witness.soFar();
      expect(heard.heardBy(alice.identity)).toEqual(turns);
    },
  );
}
