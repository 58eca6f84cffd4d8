// @ts-check
/** An account that tests deploy to: the emulator's, as Twilio hands it over. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { accountOf } from "../lib/account.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { inRoot } from "../lib/paths.mjs";
import { Rest } from "../lib/rest.mjs";
import {
  linesOf as removalLines,
  planRemoval,
  remove,
} from "../uninstall/plan.mjs";
import { findFunctions, readContents } from "./functions.mjs";
import {
  leaveDocument,
  leaveFiles,
  leavePluginService,
  leaveRelease,
} from "./left.mjs";
import { carryOut, linesOf, plan } from "./plan.mjs";
import { stateOf } from "./state.mjs";

/** @typedef {import("./plan.mjs").Made} Made */
/** @typedef {import("./functions.mjs").Contents} Contents */

// All that this process asks of Twilio goes to the emulator, and nothing leaves the machine.
createRequire(import.meta.url)(inRoot("emulator", "node", "redirect.cjs"));

/** What another plugin has set, which is nobody else's. */
export const OF_OTHERS = {
  features: { callbacks: { enabled: true, retries: 3 } },
  serverless_functions_domain_schedules: "schedules-1234.twil.io",
};

/** @typedef {import("../uninstall/plan.mjs").Choice} Removal */

/** @type {Removal} */
const REMOVAL = { name: "plugin-switchboard", keepVersions: false };

/** The whole of it stays as it is, the plugin: that is the walk's. */
const CHOICE = { release: false, plugin: false, activate: false };

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

  /** What would be taken away, in words. @param {Partial<Removal>} [choice] */
  async plannedRemoval(choice) {
    const rest = this.rest({ readOnly: true });
    const planned = await planRemoval(rest, this.account, {
      ...REMOVAL,
      ...choice,
    });
    return { lines: removalLines(planned), notes: planned.notes };
  }

  /** Takes all of it away. @param {Partial<Removal>} [choice] */
  async uninstall(choice) {
    const rest = this.rest();
    const all = { ...REMOVAL, ...choice };
    const planned = await planRemoval(rest, this.account, all);
    await remove(planned, silently);
  }

  /** @param {Rest} rest @param {Partial<typeof CHOICE>} [choice] */
  #plan(rest, choice) {
    const built = { name: "none", version: "0.0.0", fingerprint: "" };
    const made = { contents: this.contents, built };
    return plan(rest, this.account, { ...CHOICE, ...choice }, made);
  }

  /** What Flex's configuration says to plugins. @returns {Promise<any>} */
  async customData() {
    return JSON.parse((await this.state()).settings).custom_data;
  }

  /** What there is. */
  state() {
    return stateOf(this.rest());
  }

  /** What a plan says of the account. @param {typeof import("./plan.mjs").inUse} what */
  async told(what) {
    const planned = await this.#plan(this.rest({ readOnly: true }));
    return what(this.account, planned.found);
  }

  /** The workflow that the Functions have been told of. */
  async variable() {
    const { variables } = await findFunctions(this.rest(), this.account);
    return variables.TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID;
  }

  /** Says all of it to plugins. @param {object} custom_data */
  async configure(custom_data) {
    await this.rest().writeJson(
      "https://flex-api.twilio.com/v1/Configuration",
      { account_sid: this.account.sid, ui_attributes: { custom_data } },
    );
  }

  /** Puts something into Sync. @param {string} name */
  addDocument(name) {
    return leaveDocument(this.rest(), name);
  }

  /** The record of a call, by the task of the call. @param {number} number */
  addRecord(number) {
    const task = `WT${String(number).padStart(32, "0")}`;
    return leaveDocument(this.rest(), `internal_call.${task}`);
  }

  /**
   * Releases a version of a plugin together with what is released.
   * @param {string} name
   * @param {string} version
   * @param {string} changelog
   */
  releasePlugin(name, version, changelog) {
    return leaveRelease(this.rest(), name, version, changelog);
  }

  /** Releases what a deployment of ours has made. @param {string} version */
  releaseOurs(version) {
    const changelog = `Switchboard ${version} [0123456789abcdef]`;
    return this.releasePlugin(REMOVAL.name, version, changelog);
  }

  /** Uploads a plugin's file, as Twilio's tool does. @param {string} name @param {string} version */
  uploadPlugin(name, version) {
    return leaveFiles(this.rest(), name, version);
  }

  /** Makes the service in which the files of all plugins are. */
  hasPluginService() {
    return leavePluginService(this.rest());
  }

  /** The same Functions with another content. @param {string} name of that content */
  changeHandlers(name) {
    const { assets } = this.contents;
    const mark = { ...assets[assets.length - 1] };
    mark.path = `/internal-call/build/${name}.json`;
    const changed = [...assets.slice(0, -1), mark];
    this.contents = { ...this.contents, assets: changed, fingerprint: name };
  }

  /** The same account, asked with an API key. */
  byKey() {
    return new EmulatedAccount(this.emulator, {
      ...this.variables,
      TWILIO_API_KEY: `SK${"1".padStart(32, "0")}`,
      TWILIO_API_SECRET: "fedcba9876543210".repeat(2),
    });
  }

  /** Another environment of the same account. @param {string} environment */
  of(environment) {
    return new EmulatedAccount(this.emulator, {
      ...this.variables,
      SWITCHBOARD_ENVIRONMENT: environment,
    });
  }
}
