// @ts-check
/**
 * Twilio's own command line tool with its plugin for Flex, in a folder of ours under `target/`: it
 * keeps its plugins and settings in the home folder, and a person's own are not touched.
 */
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { isKey } from "./account.mjs";
import { ROOT, TARGET } from "./paths.mjs";
import { ask, environment as surroundings, run } from "./run.mjs";

const CLI = "6.2.4";
const FLEX = "7.1.2";

const FOLDER = path.join(TARGET, "twilio-cli");
const HOME = path.join(FOLDER, "home");
const SETTINGS = path.join(HOME, ".twilio-cli");
const STAMP = path.join(FOLDER, ".installed");
const WANTED = `twilio-cli ${CLI}, plugin-flex ${FLEX}`;

/** Its installation is slow, and fails now and then without a reason. */
const TRIES = 3;

/**
 * What else the plugin asks for is not to be had in these versions: `fs` is Node's own, and two
 * packages were published in 7.0.0 last.
 */
const RESOLUTIONS = {
  "**/fs": "npm:graceful-fs@4.2.11",
  "**/@twilio/create-flex-plugin": "7.0.0",
  "**/@twilio/flex-plugins-api-client": "7.0.0",
};

/**
 * Where packages come from is said in the person's own home folder, which the tool does not see.
 */
const registry = () => ask("npm", ["config", "get", "registry"]);

/** What the tool finds in its environment. @param {NodeJS.ProcessEnv} [more] */
const environment = (more = {}) => ({
  HOME,
  PATH: [path.join(FOLDER, "node_modules", ".bin"), process.env.PATH].join(
    path.delimiter,
  ),
  // Without it, it asks at a terminal which is not there.
  CI: "",
  ...more,
});

const isInstalled = () =>
  existsSync(STAMP) && readFileSync(STAMP, "utf8") === WANTED;

/**
 * @param {string} file
 * @param {unknown} content
 */
function writeJson(file, content) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content, null, 2));
}

/** @param {(line: string) => void} say */
async function install(say) {
  rmSync(STAMP, { force: true });
  writeJson(path.join(FOLDER, "package.json"), {
    private: true,
    dependencies: { "twilio-cli": CLI },
  });
  writeJson(path.join(SETTINGS, "package.json"), {
    private: true,
    resolutions: RESOLUTIONS,
  });
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  await run("npm", ["install", ...quiet], { cwd: FOLDER, say });
  const plugin = `@twilio-labs/plugin-flex@${FLEX}`;
  const env = environment({ npm_config_registry: registry() });
  await run("twilio", ["plugins:install", plugin], { cwd: FOLDER, env, say });
  writeFileSync(STAMP, WANTED);
}

/**
 * Installs the tool unless it is there.
 * @param {(line: string) => void} say
 * @returns {Promise<boolean>} whether it had to be installed
 */
export async function installTwilioCli(say) {
  if (isInstalled()) return false;
  for (let tried = 1; ; tried += 1) {
    try {
      await install(say);
      return true;
    } catch (error) {
      if (tried === TRIES) throw error;
      say(`the installation failed; once more (${tried + 1} of ${TRIES})`);
      // What is half there makes the next try fail as well.
      rmSync(SETTINGS, { recursive: true, force: true });
    }
  }
}

/**
 * The credentials as the tool takes them.
 * @param {import("./account.mjs").Credentials} credentials
 */
const variablesOf = (credentials) => {
  const { sid, user, password } = credentials;
  return isKey(credentials)
    ? {
        TWILIO_ACCOUNT_SID: sid,
        TWILIO_API_KEY: user,
        TWILIO_API_SECRET: password,
        // One that stands in this environment would go before the key.
        TWILIO_AUTH_TOKEN: undefined,
      }
    : { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: password };
};

/**
 * Runs one of the tool's commands for an account. Its secrets travel in the environment alone.
 * @param {import("./account.mjs").Credentials} account
 * @param {string[]} args
 * @param {{say?: (line: string) => void, input?: string}} [options]
 *   `input` answers what it asks
 */
export const twilio = (account, args, options) =>
  run("twilio", args, {
    env: environment(variablesOf(account)),
    ...options,
  });

/** The clones that the tool knows, by the plugin's name. */
const PLUGINS = path.join(SETTINGS, "flex", "plugins.json");

/**
 * Tells the tool where a plugin is, which it would ask at a terminal if it knew it elsewhere.
 * @param {string} name
 * @param {string} folder
 */
export const knowPlugin = (name, folder) =>
  writeJson(PLUGINS, { plugins: [{ name, dir: path.resolve(folder) }] });

/**
 * Starts one of the tool's commands that go on for ever. What it says goes to the terminal.
 * @param {import("./account.mjs").Credentials} account
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} more for its environment
 * @returns {{ended: Promise<void>, stop: () => void}}
 */
export function startTwilio(account, args, more) {
  const child = spawn("twilio", args, {
    cwd: ROOT,
    // All that it starts ends with it.
    detached: true,
    env: surroundings({ ...environment(variablesOf(account)), ...more }),
    // It ends when nobody can answer it any more.
    stdio: ["pipe", "inherit", "inherit"],
  });
  const ended = new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const stop = () => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid);
  };
  return { ended, stop };
}
