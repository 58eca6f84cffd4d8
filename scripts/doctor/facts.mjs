// @ts-check
/** What is so in an account: everything that the checks look at, asked once. */

import { closedAreas } from "../lib/rights.mjs";
import { placesOf } from "./environments.mjs";

/**
 * @typedef {import("../lib/rest.mjs").Answer} Answer
 * @typedef {import("../lib/rest.mjs").Rest} Rest
 * @typedef {import("./environments.mjs").Place} Place
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
 * @property {string | undefined} wanted environment, by its name; else the one that agents use
 * @property {string | undefined} used address of the Functions that agents use
 * @property {Answer} environments of the account: the name and the domain of each, and what its
 *   Functions say to a request without a token
 * @property {string | undefined} functions that are examined: their address
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
 * @param {string} [wanted] environment; else it is the one that agents use
 * @returns {Promise<Facts>}
 */
export async function factsOf(rest, version, page, wanted) {
  const configuration = await rest.look(`${FLEX}/Configuration`);
  const { workspace, functions: used } = told(configuration.body);
  const places = await placesOf(rest, used);
  const place = examinedOf(places, used, wanted);
  const functions = wanted ? place && `https://${place.domain}` : used;
  const variables = functions
    ? await variablesOf(rest, places, place)
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
    wanted,
    used,
    environments: await environmentsOf(rest, places),
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
 * The place of the Functions that are examined.
 * @param {Answer} places
 * @param {string | undefined} used
 * @param {string | undefined} wanted
 * @returns {Place | undefined}
 */
const examinedOf = ({ body }, used, wanted) =>
  (body ?? []).find((/** @type {Place} */ { environment, domain }) =>
    wanted ? environment === wanted : used && domain === new URL(used).host,
  );

/**
 * What each environment's Functions say to a stranger, which tells their version.
 * @param {Rest} rest @param {Answer} places
 * @returns {Promise<Answer>}
 */
async function environmentsOf(rest, places) {
  if (places.status !== 200) return places;
  const found = [];
  for (const { environment: name, domain } of places.body) {
    if (!name) continue;
    const unasked = await asked(rest, `https://${domain}`);
    found.push({ name, domain, unasked });
  }
  return answer(200, found);
}

/**
 * The variables of the Functions at a place.
 * @param {Rest} rest @param {Answer} places @param {Place | undefined} place
 * @returns {Promise<Answer>}
 */
async function variablesOf(rest, places, place) {
  if (places.status !== 200) return places;
  if (!place) return answer(404);
  const found = await rest.lookAtList(`${place.at}/Variables`);
  if (found.status !== 200) return found;
  const pairs = found.body.map((/** @type {any} */ { key, value }) => [
    key,
    value,
  ]);
  return answer(200, Object.fromEntries(pairs));
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
