// @ts-check
/**
 * Starting inside Flex: once, within a deadline of our own, and never so that
 * Flex is kept from starting.
 */

import { VersionError, wordsFor, wordsIn } from "./words.js";

/** The oldest Flex UI with the Voice SDK's connect tokens. */
const OLDEST_FLEX = "2.8";

/**
 * Flex waits ten seconds for all plugins together and starts none of the later
 * ones meanwhile, so we keep it waiting for three at most.
 */
const DEADLINE_MS = 3000;

/**
 * What we use of Flex here.
 * @typedef {object} Flex
 * @property {string} VERSION
 * @property {Notifications} Notifications
 *
 * @typedef {object} Notifications
 * @property {Map<string, unknown>} registeredNotifications
 * @property {(notification: object) => void} registerNotification
 * @property {(id: string) => unknown} showNotification
 * @property {(id: string) => void} dismissNotificationById
 */

/**
 * Makes the plugin's `init`. It may be called any number of times and starts
 * the program once. Its promise is never rejected.
 *
 * @param {(flex: any, manager: any) => Promise<void>} launch loads the program and lets it attach itself
 * @param {(ms: number) => Promise<void>} [after] settled when so much time has passed
 * @returns {(flex: any, manager: any) => Promise<void>}
 */
export function initOnce(launch, after = later) {
  /** @type {Promise<void> | undefined} */
  let started;
  return (flex, manager) => {
    started = started || init(flex, manager, launch, after);
    return started;
  };
}

/**
 * @param {Flex} flex
 * @param {unknown} manager
 * @param {(flex: any, manager: any) => Promise<void>} launch
 * @param {(ms: number) => Promise<void>} after
 * @returns {Promise<void>}
 */
async function init(flex, manager, launch, after) {
  /** @type {"starting" | "late" | "done"} */
  let state = "starting";
  const words = wordsIn(manager);
  const attached = attach(flex, manager, launch).then((error) => {
    if (state === "late") {
      quietly(() =>
        flex.Notifications.dismissNotificationById("SwitchboardLate"),
      );
    }
    state = "done";
    if (error !== undefined) {
      console.error(`switchboard: ${error}`);
      say(flex, "SwitchboardFailed", "error", wordsFor(error, words));
    }
  });
  await Promise.race([attached, after(DEADLINE_MS)]);
  if (state === "starting") {
    state = "late";
    say(flex, "SwitchboardLate", "warning", words.late);
  }
}

/**
 * @param {Flex} flex
 * @param {unknown} manager
 * @param {(flex: any, manager: any) => Promise<void>} launch
 * @returns {Promise<unknown>} what went wrong, if anything did
 */
async function attach(flex, manager, launch) {
  try {
    if (isOlder(flex.VERSION, OLDEST_FLEX)) {
      throw new VersionError(flex.VERSION, OLDEST_FLEX);
    }
    await launch(flex, manager);
    return undefined;
  } catch (error) {
    return error === undefined ? "nothing was thrown" : error;
  }
}

/**
 * @param {string} version
 * @param {string} other
 */
function isOlder(version, other) {
  const [major, minor] = version.split(".").map(Number);
  const [otherMajor, otherMinor] = other.split(".").map(Number);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/**
 * Shows one message that stays until it is closed.
 *
 * @param {Flex} flex
 * @param {string} id
 * @param {"error" | "warning"} type
 * @param {string} content
 */
function say(flex, id, type, content) {
  quietly(() => {
    const { Notifications } = flex;
    if (!Notifications.registeredNotifications.has(id)) {
      Notifications.registerNotification({
        id,
        type,
        content,
        timeout: 0,
        closeButton: true,
      });
    }
    Notifications.showNotification(id);
  });
}

/**
 * A message that cannot be shown must not become a second failure.
 *
 * @param {() => void} work
 */
function quietly(work) {
  try {
    work();
  } catch (error) {
    console.error(`switchboard: ${error}`);
  }
}

/**
 * @param {number} ms
 * @returns {Promise<void>}
 */
function later(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
