// @ts-check
/**
 * What every walk stands on: one emulator and one Flex for each of Alice and
 * Bob per Playwright worker (Flex takes half a minute to start), and what must
 * be true after each walk, whatever it was about.
 */
import { readFileSync } from "node:fs";
import { expect, test as base } from "@playwright/test";
import { inRoot } from "../../../scripts/lib/paths.mjs";
import { startEmulator } from "../../../scripts/lib/emulator.mjs";
import { Contract } from "./contract.mjs";
import { Control } from "./control.mjs";
import { Desk } from "./desk.mjs";
import { Breakages } from "./faults.mjs";
import { hears } from "./hears.mjs";
import { Output, leaks, names, typed } from "./secrets.mjs";

/**
 * Of walks that go through the same failure in many places `npm test` runs one;
 * `npm run walk` runs all of them.
 */
export const THOROUGH = { tag: "@thorough" };

/** All but this one are thorough. @param {boolean} isTheOne */
export const thoroughBut = (isTheOne) => (isTheOne ? {} : THOROUGH);

/** @typedef {import("../../../scripts/lib/emulator.mjs").Emulator} Emulator */
/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */

export const ALICE = { identity: "alice", name: "Alice Anders", tone: 440 };
export const BOB = { identity: "bob", name: "Bob Baker", tone: 620 };

/**
 * Flex's own errors, which it has without the plugin as well. It looks for a
 * native conference of every voice task and complains when there is none; a call
 * between agents has its own. And its chat, of which the emulator has nothing,
 * does not take the new token that a second tab or a renewal brings.
 */
const FLEXS_OWN = [
  /^Error: Failed to create Sync Map/,
  /\(reading 'updateToken'\)\n\s+at [^\n]*\/twilio-flex\.js/,
];

/** Everything that went wrong in any page, in the page's own words. */
class Faults {
  /** @type {string[]} */
  #seen = [];
  #output;

  /** @param {Output} output takes in what the plugin says in a page */
  constructor(output) {
    this.#output = output;
  }

  /** @param {Page} page @param {string} who */
  watch(page, who) {
    page.on("pageerror", (error) => {
      const told = error.stack ?? error.message;
      if (!FLEXS_OWN.some((own) => own.test(told))) {
        this.#seen.push(`${who}: ${told}`);
      }
    });
    page.on("console", (message) => {
      if (message.text().includes("Content Security Policy")) {
        this.#seen.push(`${who}: ${message.text()}`);
      }
      if (message.text().startsWith("switchboard")) {
        this.#output.hear(who, message.text());
      }
    });
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      const here = hostname === "localhost" || hostname.endsWith(".localhost");
      if (/^(http|ws)s?:$/.test(protocol) && !here) {
        this.#seen.push(`${who}: a request left the machine: ${request.url()}`);
      }
    });
  }

  /** What was seen since the last time. */
  take() {
    return this.#seen.splice(0);
  }
}

/** The file that describes a world. @param {string} world */
const described = (world) => inRoot("tests", "walks", "support", world);

/**
 * Flex of one agent, with a microphone that says his tone.
 * @param {Browser} browser
 * @param {Emulator} emulator
 * @param {Faults} faults
 * @param {{identity: string, name: string, tone: number}} agent
 * @param {Record<string, string>} [options] of the page, for broken ones
 * @param {{language?: string, width?: number}} [surroundings]
 */
async function desk(
  browser,
  emulator,
  faults,
  agent,
  options = {},
  { language, width } = {},
) {
  const context = await browser.newContext(
    width ? { viewport: { width, height: 900 } } : {},
  );
  if (language) {
    // Where Flex keeps the language that an agent has chosen.
    await context.addInitScript((tag) => {
      // The empty page that a tab begins with has no storage.
      if (location.protocol !== "http:") return;
      localStorage.setItem("TWILIO_FLEX_LOCALE_PREFERENCE", tag);
    }, language);
  }
  // Every tab that is ever opened in it.
  context.on("page", (page) => faults.watch(page, agent.identity));
  const address = new URL(emulator.agents[agent.identity]);
  address.searchParams.set("mic", `tone:${agent.tone}`);
  for (const [name, value] of Object.entries(options)) {
    address.searchParams.set(name, value);
  }
  const opened = new Desk(await context.newPage(), agent);
  await opened.open(address.href);
  return opened;
}

/**
 * @typedef {{
 *   breakages: Breakages,
 *   hears: (who: Desk, wanted: {tone?: number, music?: boolean, not?: number[]}) => Promise<void>,
 *   open: (agent: {identity: string, name: string, tone: number}, options: Record<string, string>, surroundings?: {language?: string, width?: number}) => Promise<Desk>,
 *   nothingWrong: void,
 * }} Fixtures
 * @typedef {{
 *   world: string,
 *   emulator: Emulator,
 *   contract: Contract,
 *   control: Control,
 *   faults: Faults,
 *   output: Output,
 *   desks: {alice: Desk, bob: Desk},
 *   keep: (agent: {identity: string, name: string, tone: number}) => Promise<Desk>,
 *   alice: Desk,
 *   bob: Desk,
 * }} WorkerFixtures
 */

/**
 * @typedef {import("@playwright/test").PlaywrightTestArgs & import("@playwright/test").PlaywrightTestOptions} OwnFixtures
 * @typedef {import("@playwright/test").PlaywrightWorkerArgs & import("@playwright/test").PlaywrightWorkerOptions} OwnWorkerFixtures
 */

/** @type {import("@playwright/test").Fixtures<Fixtures, WorkerFixtures, OwnFixtures, OwnWorkerFixtures>} */
const fixtures = {
  world: ["world.json", { scope: "worker", option: true }],

  emulator: [
    async ({ output, world }, use) => {
      const options = ["--port", "0", "--world", described(world)];
      const emulator = await startEmulator(options, (line) =>
        output.hear("emulator", line),
      );
      await use(emulator);
      await emulator.stop();
    },
    { scope: "worker" },
  ],

  contract: [async ({}, use) => use(new Contract()), { scope: "worker" }],

  control: [
    async ({ emulator }, use) => use(new Control(emulator.port)),
    { scope: "worker" },
  ],

  output: [async ({}, use) => use(new Output()), { scope: "worker" }],

  faults: [
    async ({ output }, use) => use(new Faults(output)),
    { scope: "worker" },
  ],

  desks: [
    async ({ browser, emulator, faults }, use) => {
      const [alice, bob] = await Promise.all([
        desk(browser, emulator, faults, ALICE),
        desk(browser, emulator, faults, BOB),
      ]);
      await use({ alice, bob });
      await Promise.all([alice, bob].map(({ page }) => page.context().close()));
    },
    { scope: "worker", timeout: 240_000 },
  ],

  // Flex of one more agent, which the walks of a worker share.
  keep: [
    async ({ browser, emulator, faults }, use) => {
      /** @type {Map<string, Desk>} */
      const kept = new Map();
      await use(async (agent) => {
        const opened =
          kept.get(agent.identity) ??
          (await desk(browser, emulator, faults, agent));
        kept.set(agent.identity, opened);
        return opened;
      });
      for (const { page } of kept.values()) await page.context().close();
    },
    { scope: "worker" },
  ],

  alice: [async ({ desks }, use) => use(desks.alice), { scope: "worker" }],
  bob: [async ({ desks }, use) => use(desks.bob), { scope: "worker" }],

  breakages: async ({ emulator }, use) => {
    const breakages = new Breakages(emulator.port);
    await use(breakages);
    await breakages.clear();
  },

  hears: async ({ control }, use) =>
    use((who, wanted) => hears(control, who.identity, wanted)),

  open: async ({ browser, emulator, faults }, use) => {
    /** @type {Desk[]} */
    const opened = [];
    await use(async (agent, options, surroundings) => {
      const one = await desk(
        browser,
        emulator,
        faults,
        agent,
        options,
        surroundings,
      );
      opened.push(one);
      return one;
    });
    for (const { page } of opened) await page.context().close();
  },

  nothingWrong: [
    async ({ contract, control, faults, output, world }, use, info) => {
      await use();
      // A walk that failed on its way has told enough.
      if (info.status !== info.expectedStatus) return;
      await expect.poll(() => control.leftOver()).toEqual([]);
      // The customers of the next walk ring with those whom it expects.
      const { workers } = JSON.parse(readFileSync(described(world), "utf8"));
      await control.restoreActivities(workers);
      expect(faults.take()).toEqual([]);
      expect(contract.complaints(await control.takeExchanges())).toEqual([]);
      const words = [
        ...names(described(world)),
        ...typed(await control.world()),
      ];
      expect(leaks(output.take(), words)).toEqual([]);
    },
    { auto: true },
  ],
};

export const test = base.extend(fixtures);
export { expect };
