// @ts-check
/**
 * Walks in which something fails: the faults of one walk, taken away at its
 * end, and what holds afterwards however the walk went: both agents are free
 * again, and nothing is left.
 */
import { expect, test as base } from "./walk.mjs";
import { Breakages } from "./faults.mjs";

/** @typedef {import("./desk.mjs").Desk} Desk */

/** The grace time of the network and 60 s: after that a dead call is gone. */
export const CLEARED_WITHIN_MS = 90_000;

/**
 * Puts away what the agent was told, which covers other buttons, and completes
 * whatever is left for him to complete, until he has no task.
 * @param {...Desk} desks
 */
export async function free(...desks) {
  for (const { page } of desks) {
    const button = (/** @type {string} */ name) =>
      page.getByRole("button", { name, exact: true }).first();
    const steps = ["Close notification", "Dismiss", "Complete"].map(button);
    const none = page.getByText("No active tasks");
    await expect(async () => {
      for (const step of steps) {
        if (await step.isVisible()) await step.click({ timeout: 2_000 });
      }
      await expect(none).toBeVisible({ timeout: 1 });
      for (const step of steps) await expect(step).toBeHidden({ timeout: 1 });
    }).toPass({ timeout: CLEARED_WITHIN_MS, intervals: [250] });
  }
}

/** @typedef {{breaks: Breakages, cleared: void}} Trouble */
/** @typedef {import("./walk.mjs").Fixtures & import("./walk.mjs").OwnFixtures} Known */
/** @typedef {import("./walk.mjs").WorkerFixtures & import("./walk.mjs").OwnWorkerFixtures} KnownWorker */

/** @type {import("@playwright/test").Fixtures<Trouble, {}, Known, KnownWorker>} */
const fixtures = {
  breaks: async ({ emulator }, use) => {
    const breaks = new Breakages(emulator.port);
    await use(breaks);
    await breaks.clear();
  },

  cleared: [
    async ({ alice, bob, control, breaks }, use, info) => {
      await use();
      // A walk that failed on its way has told enough.
      if (info.status !== info.expectedStatus) return;
      await breaks.clear();
      await free(alice, bob);
      await expect
        .poll(() => control.leftOver(), { timeout: CLEARED_WITHIN_MS })
        .toEqual([]);
    },
    { auto: true },
  ],
};

export const test = base.extend(fixtures);

// Some wait out an outage of half a minute, and what comes after it.
test.describe.configure({ timeout: 600_000 });

export { expect };
