// @ts-check
/** What Flex, or a plugin in it, asks Sync by query: one identity may ask only so often. */
import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */
/** When it was asked, in milliseconds. @typedef {{at: number, text: string}} Query */

/** Notes each query from now on. @param {Page} page */
export const noteQueries = (page) =>
  page.evaluate(() => {
    const { Flex } = /** @type {any} */ (globalThis).Twilio;
    const sync = Flex.Manager.getInstance().insightsClient;
    const { liveQuery } = sync;
    const found = /** @type {any} */ (window);
    found.queries = [];
    sync.liveQuery = (/** @type {string[]} */ ...given) => {
      found.queries.push({ at: performance.now(), text: given[1] });
      return Reflect.apply(liveQuery, sync, given);
    };
  });

/** Those noted. @param {Page} page @returns {Promise<Query[]>} */
export const queries = (page) =>
  page.evaluate(() => /** @type {any} */ (window).queries);

/** They are no more than a tenth of what Sync allows. @param {Query[]} asked */
export function expectFew(asked) {
  for (const [place, { at }] of asked.slice(2).entries()) {
    // Sync allows twenty in a second; timers may be a little early.
    expect(at - asked[place].at).toBeGreaterThan(990);
  }
}
