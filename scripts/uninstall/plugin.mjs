// @ts-check
/** The plugin: out of the release, its versions archived, its files gone. */
import { BASE as FUNCTIONS } from "../deploy/functions.mjs";
import { BASE, findPlugin } from "../deploy/plugin.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */

/** Where Twilio's tool for Flex puts the files of all plugins, each in an environment of its own. */
const SHARED = "default";

/**
 * @typedef {{
 *   released: string | undefined,
 *   versions: {sid: string, version: string}[],
 *   files: {service: string, environment: string} | undefined,
 * }} Found
 *   `versions` are those that `npm run deploy` has made and that are not archived
 */

/**
 * Looks what is there.
 * @param {Rest} rest
 * @param {string} name
 * @returns {Promise<Found>}
 */
export async function findOurs(rest, name) {
  const { versions, released } = await findPlugin(rest, name);
  const made = versions.filter(
    ({ fingerprint, archived }) => fingerprint !== undefined && !archived,
  );
  return { released, versions: made, files: await findFiles(rest, name) };
}

/**
 * @param {Rest} rest
 * @param {string} name
 * @returns {Promise<Found["files"]>}
 */
async function findFiles(rest, name) {
  const services = await rest.list(FUNCTIONS);
  const service = services.find(({ unique_name }) => unique_name === SHARED);
  if (!service) return undefined;
  const at = `${FUNCTIONS}/${service.sid}`;
  const environments = await rest.list(`${at}/Environments`);
  const ours = environments.find(({ unique_name }) => unique_name === name);
  const files = await rest.list(`${at}/Assets`);
  const left = files.some(({ friendly_name }) => friendly_name === name);
  if (!ours && !left) return undefined;
  return { service: service.sid, environment: ours?.sid ?? "" };
}

/** The configuration that Flex loads now. @param {Rest} rest */
async function activeConfiguration(rest) {
  const [active, former] = await rest.list(`${BASE}/Releases`);
  return {
    sid: active?.configuration_sid,
    before: former?.configuration_sid,
  };
}

/**
 * Releases all that is released but the plugin.
 * @param {Rest} rest
 * @param {string} name
 */
export async function releaseWithout(rest, name) {
  const active = await activeConfiguration(rest);
  const plugins = await rest.list(
    `${BASE}/Configurations/${active.sid}/Plugins`,
  );
  const form = new URLSearchParams({
    Name: "Without Switchboard",
    Description: "Switchboard taken out, and all else as before",
  });
  for (const plugin of plugins) {
    if (plugin.unique_name === name) continue;
    const { plugin_version_sid: plugin_version, phase } = plugin;
    form.append("Plugins", JSON.stringify({ plugin_version, phase }));
  }
  const { sid } = await rest.write(`${BASE}/Configurations`, form);
  await rest.write(`${BASE}/Releases`, { ConfigurationId: sid });
  const { before } = await activeConfiguration(rest);
  if (before !== active.sid) {
    throw new Error(
      "Somebody else released plugins at the same time, and that release is not active any more. " +
        "Release it once more (Flex, Admin, Plugins), then give the same command again.",
    );
  }
}

/**
 * Archives versions, which Twilio neither deletes nor takes back.
 * @param {Rest} rest
 * @param {string} name
 * @param {Found["versions"]} versions
 */
export async function archive(rest, name, versions) {
  for (const { sid } of versions)
    await rest.write(`${BASE}/Plugins/${name}/Versions/${sid}/Archive`, {});
}

/**
 * Deletes the plugin's environment in the service of all plugins, then the builds and the files
 * that nothing else there needs.
 * @param {Rest} rest
 * @param {string} name
 * @param {NonNullable<Found["files"]>} files
 */
export async function removeFiles(rest, name, { service, environment }) {
  const at = `${FUNCTIONS}/${service}`;
  if (environment) await rest.remove(`${at}/Environments/${environment}`);
  for (const build of await rest.list(`${at}/Builds`)) {
    const paths = [...build.asset_versions, ...build.function_versions];
    const isOurs = paths.every(({ path }) =>
      path.startsWith(`/plugins/${name}/`),
    );
    if (isOurs && paths.length > 0)
      await rest.remove(`${at}/Builds/${build.sid}`);
  }
  for (const { sid, friendly_name } of await rest.list(`${at}/Assets`))
    if (friendly_name === name) await rest.remove(`${at}/Assets/${sid}`);
}
