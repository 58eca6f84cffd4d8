// @ts-check
/** What several calls need of Flex and of the browser, besides `fake.js`. */

import { note } from "./fake.js";

/**
 * Gives a Flex its shortcuts, by which it does as Flex UI 2.17.1.
 * @param {any} flex @param {string} holdKey where the account has put Flex's own "Toggle Hold"
 */
export const giveShortcuts = (flex, holdKey) => {
  const toggleHold = () => note("toggle hold in Flex's own way");
  const own = { action: () => note("the account's own"), name: "Own" };
  flex.defaultActions = { toggleHold };
  flex.KeyboardShortcutManager = {
    keyboardShortcuts: { O: own },
    /** @param {object} shortcuts */
    addShortcuts(shortcuts) {
      const all = { ...this.keyboardShortcuts, ...shortcuts };
      this.keyboardShortcuts = all;
    },
  };
  if (holdKey) {
    const hold = { action: toggleHold, name: "Toggle Hold" };
    flex.KeyboardShortcutManager.addShortcuts({ [holdKey]: hold });
  }
};

/** What Flex lists: each key with its name. @param {any} flex */
export const shortcutsOf = (flex) =>
  Object.entries(flex.KeyboardShortcutManager.keyboardShortcuts)
    .map(([key, { name }]) => `${key}: ${name}`)
    .join("; ");

/** @param {any} flex @param {string} key */
export const pressShortcut = (flex, key) =>
  flex.KeyboardShortcutManager.keyboardShortcuts[key].action();

/** Writes down each tone that the page makes. @param {boolean} may whether the browser lets it */
export const listenForTones = (may) => {
  const parameter = () => ({ value: 0, setTargetAtTime() {} });
  const node = () => ({
    connect() {},
    frequency: parameter(),
    gain: parameter(),
    start: () => note("tone"),
    stop() {},
  });
  const context = {
    currentTime: 0,
    destination: {},
    createOscillator: node,
    createGain: node,
    close: () => note("close the tone"),
  };
  Object.defineProperty(globalThis, "AudioContext", {
    configurable: true,
    value: function AudioContext() {
      if (!may) throw new DOMException("no", "NotSupportedError");
      return context;
    },
  });
};

/**
 * A store that has Flex's features, and overrides one as Flex UI 2.17.1 does.
 * @param {any} featureFlags @param {boolean} heeds whether this Flex knows how
 */
export const storeWith = (featureFlags, heeds) => ({
  getState: () => ({ flex: { featureFlags } }),
  dispatch: (/** @type {any} */ action) => {
    note("dispatch", action);
    if (heeds) featureFlags.localOverrides[action.payload.id] = action.payload;
  },
});

/** Flex's action that calls a number, where it was replaced. @type {Function | undefined} */
let replacement;

/**
 * Lets the action that calls a number be replaced, as Flex UI 2.17.1 does.
 * @param {any} flex
 */
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
