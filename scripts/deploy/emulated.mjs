// @ts-check
/** An account that tests deploy to: the emulator's, as Twilio hands it over. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { startEmulator } from "../lib/emulator.mjs";
import { inRoot } from "../lib/paths.mjs";
import { accountOf } from "./account.mjs";
import { readContents } from "./functions.mjs";
import { carryOut, linesOf, plan } from "./plan.mjs";
import { Rest } from "./rest.mjs";

/** @typedef {import("./plan.mjs").Made} Made */
/** @typedef {import("./functions.mjs").Contents} Contents */

// All that this process asks of Twilio goes to the emulator, and nothing leaves the machine.
createRequire(import.meta.url)(inRoot("emulator", "node", "redirect.cjs"));

/** What another plugin has set, which is nobody else's. */
export const OF_OTHERS = {
  features: { callbacks: { enabled: true, retries: 3 } },
  serverless_functions_domain_schedules: "schedules-1234.twil.io",
};

/** The whole of it stays as it is, the plugin: that is the walk's. */
const CHOICE = { release: false, plugin: false, replaceAddress: false };

/** One step after the other, without a word. @type {typeof import("../lib/steps.mjs").runSteps} */
const silently = async (steps) => {
  for (const { run } of steps) await run(() => {});
};

export class EmulatedAccount {
  /**
   * @param {import("../lib/emulator.mjs").Emulator} emulator
   * @param {Record<string, string>} variables
   */
  constructor(emulator, variables) {
    this.emulator = emulator;
    this.variables = variables;
    this.account = accountOf(variables);
    /** @type {Contents} */
    this.contents = readContents();
  }

  /**
   * Runs a test in an account of its own.
   * @param {(account: EmulatedAccount) => Promise<void>} test
   * @param {object} [world]
   */
  static async for(test, world = {}) {
    const folder = mkdtempSync(path.join(tmpdir(), "switchboard-"));
    const file = path.join(folder, "world.json");
    const handedOver = { switchboard: false, custom_data: OF_OTHERS };
    writeFileSync(file, JSON.stringify({ ...handedOver, ...world }));
    const emulator = await startEmulator(["--world", file, "--quiet"]);
    process.env.EMULATOR_PORT = String(emulator.port);
    const variables = {
      TWILIO_ACCOUNT_SID: `AC${"1".padStart(32, "0")}`,
      TWILIO_AUTH_TOKEN: "0123456789abcdef".repeat(2),
    };
    try {
      await test(new EmulatedAccount(emulator, variables));
    } finally {
      await emulator.stop();
      rmSync(folder, { recursive: true });
    }
  }

  /** @param {string} at @param {unknown} [body] to be posted */
  async control(at, body) {
    const asked = { method: "POST", body: JSON.stringify(body) };
    const headers = { "Content-Type": "application/json" };
    const url = `http://localhost:${this.emulator.port}/_control/${at}`;
    return (await fetch(url, body ? { ...asked, headers } : {})).json();
  }

  /** What is asked of Twilio's REST in the meantime. @param {() => Promise<unknown>} work */
  async asked(work) {
    await this.control("exchanges/take", {});
    await work();
    /** @type {{whole: {method: string, host: string, path: string}[]}} */
    const { whole } = await this.control("exchanges/take", {});
    return whole;
  }

  /** @param {{readOnly?: boolean}} [options] */
  rest(options) {
    return new Rest(this.account, options);
  }

  /** What would be done, in words. @param {Partial<typeof CHOICE>} [choice] */
  async planned(choice) {
    return linesOf(await this.#plan(this.rest({ readOnly: true }), choice));
  }

  /** Deploys all but the plugin. @param {Partial<typeof CHOICE>} [choice] */
  async deploy(choice) {
    const rest = this.rest();
    const planned = await this.#plan(rest, choice);
    return carryOut(rest, this.account, planned, silently);
  }

  /** @param {Rest} rest @param {Partial<typeof CHOICE>} [choice] */
  #plan(rest, choice) {
    const built = { name: "none", version: "0.0.0", fingerprint: "" };
    const made = { contents: this.contents, built };
    return plan(rest, this.account, { ...CHOICE, ...choice }, made);
  }

  /** What there is, without what differs each time: dates, SIDs. */
  async state() {
    const rest = this.rest();
    const configuration = await rest.read(
      "https://flex-api.twilio.com/v1/Configuration",
    );
    const workspace = `https://taskrouter.twilio.com/v1/Workspaces/${configuration.taskrouter_workspace_sid}`;
    const workflows = await rest.list(`${workspace}/Workflows`);
    const services = await rest.list(
      "https://serverless.twilio.com/v1/Services",
    );
    const of = [];
    for (const { sid, unique_name } of services) {
      const at = `https://serverless.twilio.com/v1/Services/${sid}`;
      const environments = await rest.list(`${at}/Environments`);
      for (const environment of environments) {
        const variables = await rest.list(
          `${at}/Environments/${environment.sid}/Variables`,
        );
        const build = await rest.find(`${at}/Builds/${environment.build_sid}`);
        of.push({
          service: unique_name,
          files: [
            await rest.list(`${at}/Functions`),
            await rest.list(`${at}/Assets`),
          ].map((files) => files.length),
          name: environment.unique_name,
          variables: variables.map(({ key }) => key).sort(),
          paths: [
            ...(build?.function_versions ?? []),
            ...(build?.asset_versions ?? []),
          ]
            .map((version) => `${version.visibility} ${version.path}`)
            .sort(),
        });
      }
    }
    return {
      settings: configuration.ui_attributes.custom_data,
      workflows: workflows.map(({ friendly_name, configuration }) => ({
        friendly_name,
        configuration,
      })),
      environments: of,
    };
  }
}
