// @ts-check
/**
 * Starting inside Flex: once, within a deadline of our own, and never so that
 * Flex is kept from starting.
 */

import { othersStarted } from "./others.js";
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
 * Loads the program and, when it is `turn()`, lets it attach itself.
 * @typedef {(flex: any, manager: any, turn: () => unknown) => Promise<void>} Launch
 */

/**
 * Makes the plugin's `init`. It may be called any number of times and starts
 * the program once. Its promise is never rejected.
 *
 * Flex starts the next plugin when that promise is settled. So where another is
 * still to come, `init` is done as soon as the program is there, and the program
 * attaches itself after all others: then it is known who else answers calls.
 *
 * @param {Launch} launch
 * @param {(ms: number) => Promise<void>} [after] settled when so much time has passed
 * @returns {(flex: any, manager: any, plugins?: unknown) => Promise<void>}
 */
export function initOnce(launch, after = later) {
  /** @type {Promise<void> | undefined} */
  let started;
  return (flex, manager, plugins) => {
    const others = () => othersStarted(manager, plugins);
    started = started || init(flex, manager, others(), launch, after);
    return started;
  };
}

/**
 * @param {Flex} flex
 * @param {unknown} manager
 * @param {Promise<void> | undefined} others settled when they have started; none if nobody is to come
 * @param {Launch} launch
 * @param {(ms: number) => Promise<void>} after
 * @returns {Promise<void>}
 */
async function init(flex, manager, others, launch, after) {
  /** @type {"starting" | "waiting" | "late" | "done"} */
  let state = "starting";
  const words = wordsIn(manager);
  /** @type {() => void} */
  let makeRoom = () => {};
  const roomMade = new Promise((resolve) => {
    makeRoom = () => resolve(undefined);
  });
  const turn = () => {
    if (others && state === "starting") {
      state = "waiting";
      makeRoom();
    }
    return others;
  };
  const attached = attach(flex, manager, launch, turn).then((error) => {
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
  await Promise.race([attached, roomMade, after(DEADLINE_MS)]);
  if (state === "starting") {
    state = "late";
    say(flex, "SwitchboardLate", "warning", words.late);
  }
}

/**
 * @param {Flex} flex
 * @param {unknown} manager
 * @param {Launch} launch
 * @param {() => unknown} turn
 * @returns {Promise<unknown>} what went wrong, if anything did
 */
async function attach(flex, manager, launch, turn) {
  try {
    if (isOlder(flex.VERSION, OLDEST_FLEX)) {
      throw new VersionError(flex.VERSION, OLDEST_FLEX);
    }
    await launch(flex, manager, turn);
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
