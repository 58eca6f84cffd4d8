// @ts-check
/**
 * What a person reads when the plugin cannot start. The strings of the plugin
 * itself live in its program, which is not running then.
 */

import { LoadError } from "./load.js";

const FLEX_GOES_ON =
  "Flex itself works as usual, without calls between agents.";
const DEPLOY_AGAIN =
  "Reload the page. If the message comes back, an administrator should deploy the plugin again.";

/** What is said while starting takes longer than Flex should wait. */
export const LATE =
  "Switchboard is taking long to start. Flex is ready; calls between agents follow as soon as Switchboard is.";

/**
 * @param {unknown} error what stopped the plugin
 * @returns {string} one sentence on what happened, then what can be done
 */
export function wordsFor(error) {
  return `Switchboard could not start: ${reason(error)} ${FLEX_GOES_ON}`;
}

/**
 * @param {unknown} error
 * @returns {string}
 */
function reason(error) {
  if (error instanceof VersionError) {
    return (
      `it needs Flex UI ${error.needed} or later, and this is ${error.found}. ` +
      "An administrator can choose a newer version of Flex UI in Flex's own settings."
    );
  }
  if (!(error instanceof LoadError)) {
    return `something unexpected happened. ${DEPLOY_AGAIN}`;
  }
  if (error.refused) {
    return (
      "the content security policy of this page does not allow WebAssembly. " +
      "An administrator can allow it by adding 'wasm-unsafe-eval' to script-src."
    );
  }
  switch (error.step) {
    case "support":
      return "this browser is too old. Chrome or Edge 96, Firefox 100, Safari 16 or later will do.";
    case "decode":
      return `its program arrived damaged. ${DEPLOY_AGAIN}`;
    case "compile":
      return `its program is not one that this browser understands. ${DEPLOY_AGAIN}`;
    case "instantiate":
      return `its program does not fit the file it came in. ${DEPLOY_AGAIN}`;
    default:
      return (
        "it stopped while it was attaching itself to Flex. Reload the page. If the message comes back, " +
        "an administrator finds the reason in the browser's console, in the line that begins with “switchboard”."
      );
  }
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
