// @ts-check
/** npm's commands for an account, given to the emulator's. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { leavePluginService } from "../../../scripts/deploy/left.mjs";
import { stateOf } from "../../../scripts/deploy/state.mjs";
import { credentialsOf } from "../../../scripts/lib/account.mjs";
import { ROOT, inRoot } from "../../../scripts/lib/paths.mjs";
import { Rest } from "../../../scripts/lib/rest.mjs";

export const TOKEN = "0123456789abcdef".repeat(2);
const ACCOUNT = `AC${"1".padStart(32, "0")}`;
export const SECRET = "fedcba9876543210".repeat(2);
const BY_TOKEN = { TWILIO_AUTH_TOKEN: TOKEN };
const BY_KEY = {
  TWILIO_API_KEY: `SK${"1".padStart(32, "0")}`,
  TWILIO_API_SECRET: SECRET,
};

/** @typedef {{code: number | null, said: string}} Ended */

export class Commands {
  /**
   * @param {number} port the emulator's
   * @param {string} registry where packages are looked for
   * @param {string} [clone] the folder of the repository whose commands they are
   */
  constructor(port, registry, clone = ROOT) {
    this.port = port;
    this.registry = registry;
    this.clone = clone;
    /** @type {Record<string, string>} */
    this.credentials = BY_TOKEN;
  }

  /** The same commands with an API key, which does not open the account itself. */
  byKey() {
    const commands = new Commands(this.port, this.registry);
    commands.credentials = BY_KEY;
    return commands;
  }

  /** The same commands of another clone. @param {string} clone */
  in(clone) {
    return new Commands(this.port, this.registry, clone);
  }

  /** @param {string[]} options */
  deploy(...options) {
    return this.#run("deploy.mjs", options);
  }

  /** @param {string[]} options */
  rollback(...options) {
    return this.#run("rollback.mjs", options);
  }

  /** @param {string[]} options */
  uninstall(...options) {
    return this.#run("uninstall.mjs", options);
  }

  /** What there is in the account. */
  async state() {
    const emulator = `http://localhost:${this.port}`;
    return stateOf(new Rest(credentialsOf({}, emulator)));
  }

  /** Makes the service of all plugins' files, which a first plugin leaves for good. */
  async hasPluginService() {
    const emulator = `http://localhost:${this.port}`;
    await leavePluginService(new Rest(credentialsOf({}, emulator)));
  }

  /**
   * @param {string} script
   * @param {string[]} options
   * @returns {Promise<Ended>}
   */
  async #run(script, options) {
    const { ended, said } = this.#spawn(script, options);
    const code = await ended;
    return { code, said: said() };
  }

  /**
   * Starts one that goes on until it is stopped.
   * @param {string} script
   * @param {string[]} options
   * @returns {{said: () => string, stop: () => Promise<unknown>}}
   */
  start(script, options) {
    const { child, ended, said } = this.#spawn(script, options);
    const stop = () => {
      child.kill("SIGINT");
      return ended;
    };
    return { said, stop };
  }

  /** @param {string} script @param {string[]} options */
  #spawn(script, options) {
    const child = spawn(
      process.execPath,
      [path.join(this.clone, "scripts", script), ...options],
      {
        cwd: this.clone,
        env: {
          ...process.env,
          EMULATOR_PORT: String(this.port),
          NODE_OPTIONS: `--require ${inRoot("emulator", "node", "redirect.cjs")}`,
          npm_config_registry: this.registry,
          TWILIO_ACCOUNT_SID: ACCOUNT,
          ...this.credentials,
        },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => (said += chunk));
    }
    const ended = once(child, "close").then(([code]) => code);
    return { child, ended, said: () => said };
  }

  /**
   * Asks the account's REST.
   * @param {string} url
   * @param {Record<string, string>} [form] to be posted
   */
  async ask(url, form) {
    const { host, pathname } = new URL(url);
    const user = Buffer.from(`${ACCOUNT}:${TOKEN}`).toString("base64");
    const at = `http://localhost:${this.port}/_host/${host}${pathname}`;
    const headers = { Authorization: `Basic ${user}` };
    const posted = { method: "POST", body: new URLSearchParams(form) };
    const response = await fetch(
      at,
      form ? { ...posted, headers } : { headers },
    );
    return response.json();
  }
}
