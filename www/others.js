// @ts-check
/** The other plugins in the page, which Flex starts one after the other. */

/** How far a plugin is that Flex has not begun to start. */
const TO_COME = ["NotStarted", "Loaded"];

/**
 * Flex says the first when the last plugin has started. If that one has failed,
 * it says only the second, as soon as it waits no longer.
 */
const ALL_STARTED = ["pluginsInitialized", "pluginsLoaded"];

/**
 * @param {any} manager Flex's
 * @param {unknown} plugins with the state of each; a Flex that does not tell may have more to come
 * @returns {Promise<void> | undefined} settled when all have started; none if nobody is to come,
 * or if nobody would say so
 */
export function othersStarted(manager, plugins) {
  const events = manager && manager.events;
  if (!events || !mayHaveMore(plugins)) return undefined;
  return new Promise((resolve) => {
    for (const event of ALL_STARTED) {
      events.addListener(event, () => resolve(undefined));
    }
  });
}

/** @param {unknown} plugins */
const mayHaveMore = (plugins) =>
  !Array.isArray(plugins) ||
  plugins.some(({ state }) => TO_COME.includes(state));
