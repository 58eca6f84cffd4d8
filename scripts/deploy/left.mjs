// @ts-check
/** What Twilio's tool for Flex, other plugins and calls leave in an account, for tests. */
import { BASE as FUNCTIONS } from "./functions.mjs";
import { BASE as PLUGINS } from "./plugin.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */

const DOCUMENTS = "https://sync.twilio.com/v1/Services/default/Documents";

/** @param {Rest} rest @param {string} UniqueName */
export const leaveDocument = (rest, UniqueName) =>
  rest.write(DOCUMENTS, { UniqueName, Data: "{}" });

/** The plugins that are released, as a new configuration names them. @param {Rest} rest */
async function releasedPlugins(rest) {
  const [active] = await rest.list(`${PLUGINS}/Releases`);
  if (!active) return [];
  const at = `${PLUGINS}/Configurations/${active.configuration_sid}/Plugins`;
  return rest.list(at);
}

/**
 * A version of a plugin, released together with what is released.
 * @param {Rest} rest
 * @param {string} name
 * @param {string} Version
 * @param {string} Changelog
 */
export async function leaveRelease(rest, name, Version, Changelog) {
  if (!(await rest.find(`${PLUGINS}/Plugins/${name}`)))
    await rest.write(`${PLUGINS}/Plugins`, { UniqueName: name });
  const PluginUrl = `https://plugins-0001.twil.io/${name}/${Version}.js`;
  const version = await rest.write(`${PLUGINS}/Plugins/${name}/Versions`, {
    ...{ Version, PluginUrl, Changelog },
  });
  const form = new URLSearchParams({ Name: "a release" });
  for (const plugin of await releasedPlugins(rest)) {
    const { unique_name, plugin_version_sid: plugin_version } = plugin;
    if (unique_name !== name)
      form.append("Plugins", JSON.stringify({ plugin_version, phase: 5 }));
  }
  const newest = { plugin_version: version.sid, phase: 3 };
  form.append("Plugins", JSON.stringify(newest));
  const { sid } = await rest.write(`${PLUGINS}/Configurations`, form);
  await rest.write(`${PLUGINS}/Releases`, { ConfigurationId: sid });
}

/** The service in which Twilio's tool for Flex puts the files of all plugins. @param {Rest} rest */
export async function leavePluginService(rest) {
  const services = await rest.list(FUNCTIONS);
  if (services.some(({ unique_name }) => unique_name === "default")) return;
  const FriendlyName = "Flex Plugins Service";
  await rest.write(FUNCTIONS, { UniqueName: "default", FriendlyName });
}

/**
 * The file of a plugin's version, in a build that answers at the plugin's own address.
 * @param {Rest} rest
 * @param {string} name
 * @param {string} version
 */
export async function leaveFiles(rest, name, version) {
  await leavePluginService(rest);
  const at = `${FUNCTIONS}/default`;
  const environments = await rest.list(`${at}/Environments`);
  const place =
    environments.find(({ unique_name }) => unique_name === name) ??
    (await rest.write(`${at}/Environments`, {
      ...{ UniqueName: name, DomainSuffix: name.slice(-8) },
    }));
  const asset = await rest.write(`${at}/Assets`, { FriendlyName: name });
  const form = new FormData();
  form.append("Path", `/plugins/${name}/${version}/bundle.js`);
  form.append("Visibility", "protected");
  form.append("Content", new Blob(["//"]), "bundle.js");
  const upload = at.replace("//serverless.", "//serverless-upload.");
  const versions = `${upload}/Assets/${asset.sid}/Versions`;
  const { sid: AssetVersions } = await rest.upload(versions, form);
  const { sid } = await rest.write(`${at}/Builds`, { AssetVersions });
  let built;
  do built = await rest.read(`${at}/Builds/${sid}`);
  while (built.status !== "completed");
  const deployments = `${at}/Environments/${place.sid}/Deployments`;
  await rest.write(deployments, { BuildSid: sid });
}
