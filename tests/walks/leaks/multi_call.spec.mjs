// @ts-check
/**
 * A hundred second calls in a row beside one and the same first: what is there
 * after the hundredth was there after the third. Not part of `npm test`:
 * `npm run walk -- leaks`.
 */
import { held, living, more, phones, settled } from "../support/footprint.mjs";
import { DANA, ERIK, expect, test } from "../support/lines.mjs";
import { THOROUGH } from "../support/walk.mjs";

/** By then what is made once has been made. */
const SETTLED = 3;
const CALLS = Number(process.env["CALLS"] ?? 100);

/** Within this long every timer of a call that is over has run out. */
const SETTLING_MS = 120_000;

test(
  "second calls leave nothing behind",
  THOROUGH,
  async ({ alice, control, lines }) => {
    test.setTimeout(0);
    const { page } = alice;
    /** @returns {Promise<Record<string, number>>} */
    const look = async () => ({
      ...living(await control.world()),
      "sockets at Twilio": await control.sockets(),
      ...(await phones(page)),
      ...(await held(page)),
    });
    /** @param {number} times */
    const secondCalls = async (times) => {
      for (let n = 0; n < times; n++) {
        await lines.takes(ERIK);
        await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "Live" });
        await lines.hangUp(ERIK.name);
        await lines.completes(ERIK.name);
        await lines.select(DANA.name);
        await lines.resume(DANA.name);
        await lines.seesNoList();
      }
    };
    await lines.takes(DANA);
    await secondCalls(SETTLED);
    const before = await settled(look);
    console.log(`after call ${SETTLED}: ${JSON.stringify(before)}`);
    await secondCalls(CALLS - SETTLED);
    await expect
      .poll(async () => more(before, await look()), { timeout: SETTLING_MS })
      .toEqual([]);
    console.log(`after call ${CALLS}: ${JSON.stringify(await look())}`);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
  },
);
