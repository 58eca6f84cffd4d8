// @ts-check
/**
 * What a person reads when the plugin cannot start. The strings of the plugin
 * itself live in its program, which is not running then.
 */

import { wordsOf } from "./languages.js";
import { LoadError } from "./load.js";

/** @typedef {import("./languages.js").Words} Words */

/**
 * @param {any} manager Flex's, or whatever was given in its place
 * @returns {Words} of the language that Flex shows; before 2.10 it is the one that the account asks for
 */
export function wordsIn(manager) {
  const { localization, configuration } = manager || {};
  return wordsOf(
    (localization && localization.localeTag) ||
      (configuration && configuration.language),
  );
}

/**
 * @param {unknown} error what stopped the plugin
 * @param {Words} words
 * @returns {string} one sentence on what happened, then what can be done
 */
export function wordsFor(error, words) {
  return fill(words.failed, { cause: reason(error, words) });
}

/**
 * @param {unknown} error
 * @param {Words} words
 * @returns {string}
 */
function reason(error, words) {
  if (error instanceof VersionError) {
    const { needed, found } = error;
    return fill(words.version, { needed, found });
  }
  if (!(error instanceof LoadError)) {
    return `${words.unexpected} ${words.again}`;
  }
  if (error.refused) return words.refused;
  const { step } = error;
  const says = words[step];
  return step === "support" || step === "start"
    ? says
    : `${says} ${words.again}`;
}

/**
 * @param {string} template
 * @param {Record<string, string>} values
 */
function fill(template, values) {
  return template.replace(/{{(\w+)}}/g, (_, name) => values[name]);
}

/** The Flex UI on this page is too old. */
export class VersionError extends Error {
  /**
   * @param {string} found
   * @param {string} needed
   */
  constructor(found, needed) {
    super(`Flex UI ${found} is older than ${needed}`);
    this.name = "VersionError";
    this.found = found;
    this.needed = needed;
  }
}
