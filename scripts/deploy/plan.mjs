// @ts-check
/** What a deployment has to do in an account, and doing it: each step whole in itself. */
import { runSteps } from "../lib/steps.mjs";
import { installTwilioCli } from "../lib/twilio-cli.mjs";
import { findFunctions, makeFunctions, planFunctions } from "./functions.mjs";
import { findPlugin, makePlugin, planPlugin, release } from "./plugin.mjs";
import {
  checkAddress,
  makeSettings,
  planSettings,
  readConfiguration,
} from "./settings.mjs";
import { findWorkflow, makeWorkflow, planWorkflow } from "./workflow.mjs";

/** @typedef {import("./account.mjs").Account} Account */
/** @typedef {import("./rest.mjs").Rest} Rest */
/** @typedef {{release: boolean, plugin: boolean, replaceAddress: boolean}} Choice */
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
  const at = `https://api.twilio.com/2010-04-01/Accounts/${account.sid}.json`;
  const { status } = await rest.read(at);
  if (status !== "active")
    throw new Error(`The account is ${status}, not active.`);
  const configuration = await readConfiguration(rest);
  const workspace = configuration.taskrouter_workspace_sid;
  // The service that every account has, and that a Flex user's token opens.
  const sync = await rest.read("https://sync.twilio.com/v1/Services/default");
  return {
    configuration,
    sync: sync.sid,
    workflow: await findWorkflow(rest, workspace),
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
 * @param {Rest} rest
 * @param {Account} account
 * @param {Choice} choice
 * @param {Made} made
 */
export async function plan(rest, account, choice, { contents, built }) {
  const found = await look(rest, account);
  const { configuration, functions, workflow } = found;
  if (!choice.replaceAddress) {
    checkAddress(configuration, (domain) => functions.domains.includes(domain));
  }
  const variables = variablesOf(account, found, workflow.workflow?.sid);
  const plugin = choice.plugin ? await findPlugin(rest, built.name) : undefined;
  const isReleased = plugin?.released === built.version;
  const planned = {
    workflow: planWorkflow(workflow),
    functions: planFunctions(functions, contents, variables),
    plugin: plugin && planPlugin(plugin, built),
    settings: planSettings(configuration, functions.domain),
    release:
      choice.plugin && choice.release && !isReleased
        ? `release ${built.name} ${built.version}: agents have it when they next load Flex`
        : undefined,
  };
  return { found, contents, built, planned, isReleased };
}

/** @typedef {Awaited<ReturnType<typeof plan>>} Plan */

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
  { found, contents, built, planned },
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
        workflow = await makeWorkflow(rest, found.workflow);
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
      () => makeSettings(rest, account.sid, domain),
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
