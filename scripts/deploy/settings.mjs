// @ts-check
/** What Flex's configuration says about Switchboard, merged into what it says about all else. */

/** @typedef {import("./rest.mjs").Rest} Rest */

const URL = "https://flex-api.twilio.com/v1/Configuration";

/** What an account has that never said anything about internal calls. */
const USUAL = { enabled: true, enable_call_agent: true };

/**
 * Flex's configuration.
 * @param {Rest} rest
 * @returns {Promise<any>}
 */
export async function readConfiguration(rest) {
  const configuration = await rest.find(URL);
  if (!configuration?.taskrouter_workspace_sid) {
    throw new Error(
      "This account has no Flex: make a Flex account first, or name another account.",
    );
  }
  return configuration;
}

/**
 * `ui_attributes` with the Functions' address and with internal calls switched on; nothing if both
 * are there. What an administrator has chosen is kept, and so is all that is not ours.
 * @param {any} attributes
 * @param {string} domain
 * @returns {any | undefined}
 */
export function withOurSettings(attributes, domain) {
  const data = attributes?.custom_data ?? {};
  const ours = data.features?.internal_call;
  if (data.serverless_functions_domain === domain && ours !== undefined) {
    return undefined;
  }
  return {
    ...attributes,
    custom_data: {
      ...data,
      serverless_functions_domain: domain,
      features: { ...data.features, internal_call: ours ?? USUAL },
    },
  };
}

/**
 * Fails where the address is that of other Functions: somebody else's features ask there.
 * @param {any} configuration
 * @param {(domain: string) => boolean} isOurs
 */
export function checkAddress(configuration, isOurs) {
  const { custom_data: data = {} } = configuration.ui_attributes ?? {};
  const domain = data.serverless_functions_domain;
  if (!domain || isOurs(domain)) return;
  throw new Error(
    `Flex's configuration names other Functions, ${domain}, in ` +
      "ui_attributes.custom_data.serverless_functions_domain. Other plugins ask there. " +
      "With --replace-functions-address it is replaced all the same.",
  );
}

/**
 * @param {any} configuration
 * @param {string | undefined} domain not known before the Functions are there
 * @returns {string | undefined}
 */
export function planSettings({ ui_attributes }, domain) {
  const to = domain ?? "the address of the Functions";
  return withOurSettings(ui_attributes, to) === undefined
    ? undefined
    : `set the Functions' address in Flex's configuration (${to})${
        ui_attributes?.custom_data?.features?.internal_call === undefined
          ? ", and switch internal calls on"
          : ""
      }`;
}

/**
 * Reads once more, merges, writes, and looks whether it is so: two who change the configuration at
 * once overwrite each other, and Twilio tells neither.
 * @param {Rest} rest
 * @param {string} sid the account
 * @param {string} domain
 */
export async function makeSettings(rest, sid, domain) {
  const { ui_attributes } = await readConfiguration(rest);
  const merged = withOurSettings(ui_attributes, domain);
  if (merged === undefined) return;
  await rest.writeJson(URL, { account_sid: sid, ui_attributes: merged });
  const after = await readConfiguration(rest);
  if (withOurSettings(after.ui_attributes, domain) !== undefined) {
    throw new Error(
      "Flex's configuration was changed by somebody else at the same time. Give the same command again.",
    );
  }
}
