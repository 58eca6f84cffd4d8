// @ts-check
/**
 * What Flex's configuration says about Switchboard, merged into what it says about all else, and
 * taken out of it again.
 */

/** @typedef {import("../lib/rest.mjs").Rest} Rest */

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

/** Switchboard's own address, and the one that the account's plugins share. @param {any} attributes */
function addressesIn(attributes) {
  const data = attributes?.custom_data;
  return {
    own: data?.features?.internal_call?.serverless_functions_domain,
    shared: data?.serverless_functions_domain,
  };
}

/** The Functions that agents use. @param {any} configuration @returns {string | undefined} */
export function domainInUse({ ui_attributes }) {
  const { own, shared } = addressesIn(ui_attributes);
  return own || shared || undefined;
}

/**
 * Which Functions agents are to use after a deployment.
 * @typedef {{
 *   domain: string,
 *   others: string[],
 *   isFormer: (domain: string) => boolean,
 *   activate: boolean,
 * }} Wish
 *   `others` are those of the account's other environments; `isFormer` knows an address that this
 *   environment had before its Functions were made anew; `activate` wants these and no others
 */

/**
 * Whether agents go on with other Functions: those of another environment, or some that an
 * administrator has chosen by hand.
 * @param {any} attributes
 * @param {Wish} wish
 */
function staysWithOthers(attributes, { domain, others, isFormer, activate }) {
  const { own, shared } = addressesIn(attributes);
  if (activate || own === domain) return false;
  if (own) return !isFormer(own);
  return others.includes(shared);
}

/** The outermost thing that has to be made for our settings. @param {any} attributes */
function madeFor(attributes) {
  const data = attributes?.custom_data;
  if (!data) return "custom_data";
  if (!data.features) return "features";
  return data.features.internal_call ? undefined : "internal_call";
}

/**
 * `ui_attributes` with the Functions' address and with internal calls switched on; nothing if that
 * is so already. What an administrator has chosen is kept, and so is all that is not ours.
 * `custom_data.switchboard` tells what was made for it, so that it can be taken away again.
 * @param {any} attributes
 * @param {Wish} wish
 * @returns {any | undefined}
 */
export function withOurSettings(attributes, wish) {
  const made = madeFor(attributes);
  const stays = staysWithOthers(attributes, wish);
  const { own } = addressesIn(attributes);
  if (!made && (stays || own === wish.domain)) return undefined;
  const data = attributes?.custom_data ?? {};
  const {
    serverless_functions_protocol: _protocol,
    serverless_functions_port: _port,
    ...ours
  } = data.features?.internal_call ?? USUAL;
  const place = stays ? {} : { serverless_functions_domain: wish.domain };
  return {
    ...attributes,
    custom_data: {
      ...data,
      ...(made ? { switchboard: { made } } : {}),
      features: { ...data.features, internal_call: { ...ours, ...place } },
    },
  };
}

/** @param {any} object @param {string} key */
function without(object, key) {
  const { [key]: _, ...others } = object;
  return others;
}

/**
 * `ui_attributes` as they were before Switchboard; nothing if they are so already. Settings that
 * were there before keep all but the Functions' address; an address that is not of ours stays, and
 * so do the settings around it.
 * @param {any} attributes
 * @param {(domain: string) => boolean} isOurs
 * @returns {any | undefined}
 */
export function withoutOurSettings(attributes, isOurs) {
  const before = attributes?.custom_data;
  if (!before) return undefined;
  const { own, shared } = addressesIn(attributes);
  let data = before;
  if (shared && isOurs(shared))
    data = without(data, "serverless_functions_domain");
  if (own && !isOurs(own))
    return data === before ? undefined : { ...attributes, custom_data: data };
  const made = before.switchboard?.made;
  if (before.switchboard) data = without(data, "switchboard");
  if (data.features?.internal_call && (made || own)) {
    const { internal_call: ours, ...others } = data.features;
    const left = without(ours, "serverless_functions_domain");
    const features = made ? others : { ...data.features, internal_call: left };
    const empty = made !== "internal_call" && Object.keys(others).length === 0;
    data = made && empty ? without(data, "features") : { ...data, features };
  }
  if (data === before) return undefined;
  return made === "custom_data" && Object.keys(data).length === 0
    ? without(attributes, "custom_data")
    : { ...attributes, custom_data: data };
}

/**
 * @param {any} configuration
 * @param {Wish} wish
 * @returns {string | undefined}
 */
export function planSettings({ ui_attributes }, wish) {
  if (withOurSettings(ui_attributes, wish) === undefined) return undefined;
  const on = madeFor(ui_attributes) ? ["switch internal calls on"] : [];
  const use = staysWithOthers(ui_attributes, wish)
    ? []
    : [`let agents use the Functions at ${wish.domain}`];
  return `in Flex's configuration: ${[...use, ...on].join(", and ")}`;
}

/**
 * Reads once more, merges, writes, and looks whether it is so: two who change the configuration at
 * once overwrite each other, and Twilio tells neither.
 * @param {Rest} rest
 * @param {string} sid the account
 * @param {(attributes: any) => any | undefined} change what they are to be; nothing if they are
 */
export async function changeSettings(rest, sid, change) {
  const { ui_attributes } = await readConfiguration(rest);
  const changed = change(ui_attributes);
  if (changed === undefined) return;
  await rest.writeJson(URL, { account_sid: sid, ui_attributes: changed });
  const after = await readConfiguration(rest);
  if (change(after.ui_attributes) !== undefined) {
    throw new Error(
      "Flex's configuration was changed by somebody else at the same time. Give the same command again.",
    );
  }
}
