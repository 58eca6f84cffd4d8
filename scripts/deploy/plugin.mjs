// @ts-check
/** The plugin in Flex's plugin service: which versions are there, which one is released. */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { PLUGIN, inRoot } from "../lib/paths.mjs";
import { twilio } from "../lib/twilio-cli.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */
/** @typedef {import("../lib/account.mjs").Account} Account */

export const BASE = "https://flex-api.twilio.com/v1/PluginService";

/** @typedef {{name: string, version: string, fingerprint: string}} Built */

/** The plugin's name at Twilio. @returns {string} */
export const readName = () =>
  JSON.parse(readFileSync(inRoot("package.json"), "utf8")).name;

/** What was built here. @returns {Built} */
export function readPlugin() {
  const { name, version } = JSON.parse(
    readFileSync(inRoot("package.json"), "utf8"),
  );
  const hash = createHash("sha256").update(readFileSync(PLUGIN));
  return { name, version, fingerprint: hash.digest("hex").slice(0, 16) };
}

/** How a version's changelog tells what it is made of. */
const TOLD = /\[([0-9a-f]{16})\]$/;

/**
 * What is at Twilio: all versions, newest first, and the one that Flex loads.
 * @typedef {{
 *   versions: {
 *     sid: string,
 *     version: string,
 *     fingerprint: string | undefined,
 *     archived: boolean,
 *   }[],
 *   released: string | undefined,
 * }} Found
 */

/**
 * The plugin's versions in each configuration that was released, the active one first.
 * @param {Rest} rest
 * @param {string} name
 * @returns {AsyncGenerator<string | undefined>}
 */
async function* releasedVersions(rest, name) {
  for (const { configuration_sid: sid } of await rest.list(
    `${BASE}/Releases`,
  )) {
    const plugins = await rest.list(`${BASE}/Configurations/${sid}/Plugins`);
    yield plugins.find(({ unique_name }) => unique_name === name)?.version;
  }
}

/**
 * Looks what is there.
 * @param {Rest} rest
 * @param {string} name
 * @returns {Promise<Found>}
 */
export async function findPlugin(rest, name) {
  const active = await releasedVersions(rest, name).next();
  const released = active.done ? undefined : active.value;
  if ((await rest.find(`${BASE}/Plugins/${name}`)) === undefined)
    return { versions: [], released };
  const versions = await rest.list(`${BASE}/Plugins/${name}/Versions`);
  const known = versions.map(({ sid, version, changelog, archived }) => ({
    sid,
    version,
    fingerprint: TOLD.exec(changelog ?? "")?.[1],
    archived: Boolean(archived),
  }));
  return { versions: known, released };
}

/**
 * The version that was released before the one that is; nothing if there is none.
 * @param {Rest} rest
 * @param {string} name
 */
export async function formerVersion(rest, name) {
  let active;
  for await (const version of releasedVersions(rest, name)) {
    active ??= version;
    if (version !== undefined && version !== active) return version;
  }
  return undefined;
}

/**
 * What is to be done, in words; nothing if this very plugin is there.
 * @param {Found} found
 * @param {Built} built
 */
export function planPlugin({ versions }, { name, version, fingerprint }) {
  const same = versions.find((known) => known.version === version);
  if (!same) return `deploy the plugin ${name} ${version}`;
  if (same.archived) {
    throw new Error(
      `Version ${version} of the plugin is archived, which Twilio does not take back: ` +
        "raise the one in package.json (docs/operation.md, Versions).",
    );
  }
  if (same.fingerprint === fingerprint) return undefined;
  throw new Error(
    `Version ${version} of the plugin is deployed with other contents. ` +
      "A version never changes: raise the one in package.json.",
  );
}

/** @typedef {Pick<Built, "name" | "version">} Named */

/** @param {Named} built */
const releaseArguments = ({ name, version }) => [
  "flex:plugins:release",
  ...["--plugin", `${name}@${version}`],
  ...["--name", `Switchboard ${version}`],
  ...["--description", `Switchboard ${version}, and all else as before`],
];

/** What a person types to release it. @param {Named} built */
export const releaseCommand = (built) =>
  ["twilio", ...releaseArguments(built)]
    .map((word) => (/[ ,]/.test(word) ? `"${word}"` : word))
    .join(" ");

/**
 * Has Twilio's own tool do something. What it says of a failure is for its makers.
 * @param {Account} account
 * @param {string[]} args
 * @param {{say: (line: string) => void, input?: string}} options
 */
async function byTwilio(account, args, options) {
  try {
    await twilio(account, args, options);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${why}\n\nTwilio's tool broke off. Give the same command again: what is done already is not done twice.`,
    );
  }
}

/**
 * Builds and uploads it by Twilio's own tool.
 * @param {Account} account
 * @param {Built} built
 * @param {(line: string) => void} say
 */
export async function makePlugin(account, built, say) {
  const changelog = `Switchboard ${built.version} [${built.fingerprint}]`;
  const args = ["--version", built.version, "--changelog", changelog];
  // It asks whether a file may be uploaded again which an earlier try has left there.
  const input = "y\n";
  const written = [inRoot("package.json"), PLUGIN];
  const before = written.map((file) => readFileSync(file));
  try {
    await byTwilio(account, ["flex:plugins:deploy", ...args], { say, input });
  } finally {
    // It writes the version into the one file in its own way, and builds the other once more, in
    // which it names another React than the one that is there.
    written.forEach((file, at) => writeFileSync(file, before[at]));
  }
}

/**
 * Lets Flex load this version, and all other plugins as before.
 * @param {Account} account
 * @param {Named} built
 * @param {(line: string) => void} say
 */
export async function release(account, built, say) {
  await byTwilio(account, releaseArguments(built), { say });
}
