// @ts-check
/** What is so in an account: everything that the checks look at, asked once. */

import { closedAreas } from "../lib/rights.mjs";

/**
 * @typedef {import("../lib/rest.mjs").Answer} Answer
 * @typedef {import("../lib/rest.mjs").Rest} Rest
 */

/**
 * @typedef {object} Facts
 * @property {string} version of this plugin
 * @property {string[]} closed areas that the credentials do not open
 * @property {Answer} configuration of Flex
 * @property {Answer} workflows
 * @property {Answer} queues
 * @property {Answer} activities of workers
 * @property {Answer} workers
 * @property {Answer[]} channels of some of the workers who are not offline
 * @property {string | undefined} functions where they are said to be
 * @property {Answer | undefined} unasked what they say to a request without a token
 * @property {Answer | undefined} forged what they say to a made-up token
 * @property {Answer} variables of the Functions, by name
 * @property {Answer | undefined} records the Sync service of the call records
 * @property {Answer} plugins that are released
 * @property {boolean} isEmulator it is no account, but a running emulator
 * @property {Answer} flows of Studio, with their definitions
 * @property {Answer} page Flex's own page
 */

/** Each worker's channels are a request of their own. */
const MOST_WORKERS = 50;
/** Each flow's definition is a request of its own. */
const MOST_FLOWS = 20;
/** There may be thousands of workers, and these are the longest pages of TaskRouter. */
const LONG_PAGES = "PageSize=1000";
/** A token of the right form, which nobody ever got. */
const MADE_UP_TOKEN = `eyJ${"A".repeat(60)}`;

const ROUTING = "https://taskrouter.twilio.com/v1/Workspaces";
const SERVERLESS = "https://serverless.twilio.com/v1/Services";
const FLEX = "https://flex-api.twilio.com/v1";
const STUDIO = "https://studio.twilio.com/v2/Flows";

/** @param {number} status @param {unknown} [body] @returns {Answer} */
const answer = (status, body = null) => ({ status, body, header: () => null });

/** Nothing was asked, since what would have to be known for it is not. */
const UNASKED = answer(0);

/**
 * Asks everything.
 * @param {Rest} rest
 * @param {string} version of this plugin
 * @param {string} page where Flex is opened
 * @returns {Promise<Facts>}
 */
export async function factsOf(rest, version, page) {
  const configuration = await rest.look(`${FLEX}/Configuration`);
  const { workspace, functions } = told(configuration.body);
  const variables = functions
    ? await variablesOf(rest, new URL(functions).host)
    : UNASKED;
  const sync = variables.body?.TWILIO_FLEX_SYNC_SID;
  const workers = await routed(rest, workspace, "Workers");
  return {
    version,
    closed: await closedAreas(rest),
    configuration,
    workflows: await routed(rest, workspace, "Workflows"),
    queues: await routed(rest, workspace, "TaskQueues"),
    activities: await routed(rest, workspace, "Activities"),
    workers,
    channels: await channelsOf(rest, workspace, workers),
    functions,
    unasked: functions ? await asked(rest, functions) : undefined,
    forged: functions ? await asked(rest, functions, MADE_UP_TOKEN) : undefined,
    variables,
    records: sync
      ? await rest.look(`https://sync.twilio.com/v1/Services/${sync}`)
      : undefined,
    plugins: await pluginsOf(rest),
    isEmulator: rest.isEmulator,
    flows: await flowsOf(rest),
    page: await rest.askAnybody(page),
  };
}

/** @param {any} configuration */
function told(configuration) {
  const shared = configuration?.ui_attributes?.custom_data ?? {};
  const own = shared.features?.internal_call ?? {};
  const data = own.serverless_functions_domain ? own : shared;
  const domain = data.serverless_functions_domain;
  const protocol = data.serverless_functions_protocol || "https";
  const port = data.serverless_functions_port;
  const address = `${protocol}://${domain}${port ? `:${port}` : ""}`;
  return {
    workspace: configuration?.taskrouter_workspace_sid,
    functions: domain && URL.canParse(address) ? address : undefined,
  };
}

/**
 * @param {Rest} rest @param {string | undefined} workspace
 * @param {string} what
 */
const routed = async (rest, workspace, what) =>
  workspace
    ? rest.lookAtList(`${ROUTING}/${workspace}/${what}?${LONG_PAGES}`)
    : UNASKED;

/** @param {Rest} rest @param {string | undefined} workspace @param {Answer} workers */
async function channelsOf(rest, workspace, workers) {
  const there = (workers.body ?? []).filter(
    (/** @type {any} */ worker) => worker.activity_name !== "Offline",
  );
  const found = [];
  for (const { sid } of there.slice(0, MOST_WORKERS)) {
    const of = `${ROUTING}/${workspace}/Workers/${sid}/Channels`;
    found.push(await rest.lookAtList(of));
  }
  return found;
}

/** @param {Rest} rest @param {string} functions @param {string} [token] */
const asked = (rest, functions, token) =>
  rest.askAnybody(`${functions}/features/internal-call/flex/reconcile`, {
    method: "POST",
    body: new URLSearchParams(token ? { Token: token } : {}),
  });

/**
 * The environment of the Functions at a domain.
 * @param {Rest} rest @param {string} domain
 */
async function variablesOf(rest, domain) {
  const services = await rest.lookAtList(SERVERLESS);
  if (services.status !== 200) return services;
  for (const { sid } of services.body) {
    const at = `${SERVERLESS}/${sid}/Environments`;
    const environments = await rest.lookAtList(at);
    const ours = environments.body?.find?.(
      (/** @type {any} */ environment) => environment.domain_name === domain,
    );
    if (!ours) continue;
    const found = await rest.lookAtList(`${at}/${ours.sid}/Variables`);
    if (found.status !== 200) return found;
    const pairs = found.body.map((/** @type {any} */ { key, value }) => [
      key,
      value,
    ]);
    return answer(200, Object.fromEntries(pairs));
  }
  return answer(404);
}

/** The plugins of the release that Flex loads. @param {Rest} rest */
async function pluginsOf(rest) {
  const release = await rest.look(`${FLEX}/PluginService/Releases/active`);
  if (release.status !== 200) return release;
  const { configuration_sid } = release.body;
  const of = `${FLEX}/PluginService/Configurations/${configuration_sid}/Plugins`;
  return rest.lookAtList(of);
}

/** @param {Rest} rest */
async function flowsOf(rest) {
  const flows = await rest.lookAtList(STUDIO);
  if (flows.status !== 200) return flows;
  const found = [];
  for (const { sid } of flows.body.slice(0, MOST_FLOWS)) {
    const flow = await rest.look(`${STUDIO}/${sid}`);
    if (flow.status === 200) found.push(flow.body);
  }
  return answer(200, found);
}
