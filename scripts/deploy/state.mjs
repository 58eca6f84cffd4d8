// @ts-check
/** What there is in an account, for tests: without what differs each time, as dates and SIDs. */
import { readConfiguration } from "./settings.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */

const SERVICES = "https://serverless.twilio.com/v1/Services";
const PLUGINS = "https://flex-api.twilio.com/v1/PluginService";
const DOCUMENTS = "https://sync.twilio.com/v1/Services/default/Documents";

/** @param {Rest} rest @param {string} at a service */
async function environmentsAt(rest, at) {
  const found = [];
  for (const environment of await rest.list(`${at}/Environments`)) {
    const { sid, unique_name: name, build_sid } = environment;
    const variables = await rest.list(`${at}/Environments/${sid}/Variables`);
    const build = await rest.find(`${at}/Builds/${build_sid}`);
    const files = [
      ...(build?.function_versions ?? []),
      ...(build?.asset_versions ?? []),
    ];
    found.push({
      name,
      variables: variables.map(({ key }) => key).sort(),
      paths: files
        .map(({ visibility, path }) => `${visibility} ${path}`)
        .sort(),
    });
  }
  return found;
}

/** @param {Rest} rest */
async function servicesOf(rest) {
  const found = [];
  for (const { sid, unique_name: name } of await rest.list(SERVICES)) {
    const at = `${SERVICES}/${sid}`;
    const files = [
      ...(await rest.list(`${at}/Functions`)),
      ...(await rest.list(`${at}/Assets`)),
    ];
    found.push({
      name,
      files: files.map(({ friendly_name }) => friendly_name).sort(),
      environments: await environmentsAt(rest, at),
    });
  }
  return found;
}

/** The plugins that Flex loads. @param {Rest} rest */
async function releasedOf(rest) {
  const active = await rest.find(`${PLUGINS}/Releases/active`);
  if (!active) return [];
  const at = `${PLUGINS}/Configurations/${active.configuration_sid}/Plugins`;
  const plugins = await rest.list(at);
  return plugins.map(({ unique_name, version, phase }) => ({
    ...{ unique_name, version, phase },
  }));
}

/** @param {Rest} rest */
export async function stateOf(rest) {
  const { ui_attributes, taskrouter_workspace_sid: workspace } =
    await readConfiguration(rest);
  const workflows = await rest.list(
    `https://taskrouter.twilio.com/v1/Workspaces/${workspace}/Workflows`,
  );
  const documents = await rest.list(DOCUMENTS);
  return {
    // As a text, so that the order of all that is in it counts.
    settings: JSON.stringify(ui_attributes, null, 1),
    workflows: workflows.map(({ friendly_name, configuration }) => ({
      friendly_name,
      configuration,
    })),
    services: await servicesOf(rest),
    released: await releasedOf(rest),
    documents: documents.map(({ unique_name }) => unique_name).sort(),
  };
}
