// @ts-check
/** Flex's action that calls a number, as Flex UI 2.17.1 lets it be replaced. */

import { note } from "./fake.js";

/** @type {Function | undefined} */
let replacement;

/** @param {any} flex */
export const letReplace = (flex) => {
  flex.Actions.replaceAction = (
    /** @type {string} */ name,
    /** @type {Function} */ by,
  ) => {
    note(`replace ${name}`);
    replacement = by;
  };
  flex.CountryManager = {
    formatPhoneNumberWithCountryCode: (
      /** @type {string} */ number,
      /** @type {string} */ country,
    ) => (number.startsWith("+") ? number : `+1${number} ${country}`),
  };
};

/**
 * The agent presses Call: what becomes of it.
 * @param {unknown} payload @param {boolean} chained newer Flex lets several replace one action
 * @returns {Promise<string>}
 */
export const callNumber = async (payload, chained) => {
  const refuse = async (/** @type {unknown} */ given) => {
    note("Flex calls", given);
    throw new Error("VOICE_CALL_ALREADY_LIVE");
  };
  const notThis = async () => note("past the others");
  try {
    const own = chained ? notThis : refuse;
    await replacement?.(payload, own, chained ? refuse : undefined);
    return "done";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
