// @ts-check
/** What a deployment has to do in an account, and doing it: each step whole in itself. */
import { isKey } from "../lib/account.mjs";
import { checkRights } from "../lib/rights.mjs";
import { runSteps } from "../lib/steps.mjs";
import { installTwilioCli } from "../lib/twilio-cli.mjs";
import {
  environmentAt,
  findFunctions,
  makeFunctions,
  planFunctions,
} from "./functions.mjs";
import { findPlugin, makePlugin, planPlugin, release } from "./plugin.mjs";
import {
  changeSettings,
  domainInUse,
  planSettings,
  readConfiguration,
  withOurSettings,
} from "./settings.mjs";
import { findWorkflow, makeWorkflow, planWorkflow } from "./workflow.mjs";

/** @typedef {import("../lib/account.mjs").Account} Account */
/** @typedef {import("../lib/rest.mjs").Rest} Rest */
/** @typedef {{release: boolean, plugin: boolean, activate: boolean}} Choice */
/**
 * What was built here.
 * @typedef {{
 *   contents: import("./functions.mjs").Contents,
 *   built: import("./plugin.mjs").Built,
 * }} Made
 */

/**
 * All that is looked at before anything is done.
 * @param {Rest} rest
 * @param {Account} account
 */
async function look(rest, account) {
  await checkRights(rest);
  const at = `https://api.twilio.com/2010-04-01/Accounts/${account.sid}.json`;
  // A standard API key does not open the account itself.
  const { status } = isKey(account)
    ? { status: "active" }
    : await rest.read(at);
  if (status !== "active")
    throw new Error(`The account is ${status}, not active.`);
  const configuration = await readConfiguration(rest);
  const workspace = configuration.taskrouter_workspace_sid;
  // The service that every account has, and that a Flex user's token opens.
  const sync = await rest.read("https://sync.twilio.com/v1/Services/default");
  return {
    configuration,
    sync: sync.sid,
    workflow: await findWorkflow(rest, workspace, account),
    functions: await findFunctions(rest, account),
  };
}

/** @typedef {Awaited<ReturnType<typeof look>>} Found */

/**
 * What the Functions find in their environment.
 * @param {Account} account
 * @param {Found} found
 * @param {string | undefined} workflow
 */
const variablesOf = (
  { holdMusic },
  { sync, workflow: { workspace } },
  workflow,
) => ({
  TWILIO_FLEX_WORKSPACE_SID: workspace,
  TWILIO_FLEX_SYNC_SID: sync,
  TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID: workflow,
  ...(holdMusic ? { TWILIO_FLEX_INTERNAL_CALL_HOLD_MUSIC: holdMusic } : {}),
});

/**
 * Which Functions agents are to use.
 * @param {Account} account
 * @param {import("./functions.mjs").Found} functions
 * @param {Choice} choice
 * @param {string} domain
 * @returns {import("./settings.mjs").Wish}
 */
function wishOf(account, functions, { activate }, domain) {
  const others = functions.others.map((other) => other.domain);
  const isFormer = (/** @type {string} */ other) =>
    environmentAt(other) === account.environment;
  return { domain, others, isFormer, activate };
}

/**
 * @param {Rest} rest
 * @param {Account} account
 * @param {Choice} choice
 * @param {Made} made
 */
export async function plan(rest, account, choice, { contents, built }) {
  const found = await look(rest, account);
  const { configuration, functions, workflow } = found;
  const variables = variablesOf(account, found, workflow.workflow?.sid);
  const plugin = choice.plugin ? await findPlugin(rest, built.name) : undefined;
  const isReleased = plugin?.released === built.version;
  const planned = {
    workflow: planWorkflow(workflow, account),
    functions: planFunctions(functions, contents, variables),
    plugin: plugin && planPlugin(plugin, built),
    settings: planSettings(
      configuration,
      wishOf(account, functions, choice, functions.domain ?? "a new address"),
    ),
    release:
      choice.plugin && choice.release && !isReleased
        ? `release ${built.name} ${built.version}: agents have it when they next load Flex`
        : undefined,
  };
  return { found, choice, contents, built, planned, isReleased };
}

/** @typedef {Awaited<ReturnType<typeof plan>>} Plan */

/**
 * Which environment's Functions agents use now, in words.
 * @param {Account} account
 * @param {Found} found
 */
export function inUse({ environment }, { configuration, functions }) {
  const domain = domainInUse(configuration);
  if (!domain) return "Agents use no Functions yet.";
  const { domain: own, others } = functions;
  const all = own ? [{ environment, domain: own }, ...others] : others;
  const used = all.find((one) => one.domain === domain)?.environment;
  const whose = used
    ? `the Functions of ${used}`
    : "Functions of somebody else";
  return `Agents use ${whose}, at ${domain}.`;
}

/** @param {Plan} plan @returns {string[]} */
export const linesOf = ({ planned }) =>
  Object.values(planned).filter((line) => line !== undefined);

/**
 * Does what was planned, one after the other; each is whole in itself.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Plan} plan
 * @param {typeof runSteps} [runAll]
 * @returns {Promise<string>} where the Functions answer
 */
export async function carryOut(
  rest,
  account,
  { found, choice, contents, built, planned },
  runAll = runSteps,
) {
  let workflow = "";
  let domain = found.functions.domain ?? "";
  /** @type {[keyof Plan["planned"], string, (say: (line: string) => void) => Promise<void>][]} */
  const steps = [
    [
      "workflow",
      "TaskRouter workflow",
      async () => {
        workflow = await makeWorkflow(rest, found.workflow, account);
      },
    ],
    [
      "functions",
      "Functions",
      async (say) => {
        const variables = /** @type {Record<string, string>} */ (
          variablesOf(account, found, workflow || found.workflow.workflow?.sid)
        );
        domain = await makeFunctions(
          rest,
          account,
          found.functions,
          contents,
          variables,
          say,
        );
      },
    ],
    ["plugin", "Plugin", (say) => makePlugin(account, built, say)],
    [
      "settings",
      "Flex's settings",
      () => {
        const wish = wishOf(account, found.functions, choice, domain);
        return changeSettings(rest, account.sid, (attributes) =>
          withOurSettings(attributes, wish),
        );
      },
    ],
    ["release", "Release", (say) => release(account, built, say)],
  ];
  const wanted = steps.filter(([name]) => planned[name] !== undefined);
  const needsTool =
    planned.plugin !== undefined || planned.release !== undefined;
  await runAll([
    ...(needsTool
      ? [{ title: "Twilio's command line tool", run: installTwilioCli }]
      : []),
    ...wanted.map(([, title, run]) => ({ title, run })),
  ]);
  return domain;
}
