// @ts-check
/** What an uninstallation has to take away, and doing it: each step whole in itself. */
import { environmentAt, findFunctions } from "../deploy/functions.mjs";
import {
  changeSettings,
  domainInUse,
  readConfiguration,
  withoutOurSettings,
} from "../deploy/settings.mjs";
import { checkRights } from "../lib/rights.mjs";
import { runSteps } from "../lib/steps.mjs";
import { findRecords, removeRecords, runningCalls } from "./calls.mjs";
import { findService, removeService } from "./functions.mjs";
import {
  archive,
  findOurs as findPlugin,
  releaseWithout,
  removeFiles,
} from "./plugin.mjs";
import { findOurs as findWorkflows, lineOf, removeOurs } from "./workflow.mjs";

/** @typedef {import("../lib/account.mjs").Account} Account */
/** @typedef {import("../lib/rest.mjs").Rest} Rest */

/**
 * The plugin's name at Twilio; whether its versions stay, so that they can be released again.
 * @typedef {{name: string, keepVersions: boolean}} Choice
 */

/** @typedef {{line: string, title: string, run: () => Promise<void>}} Step */

/**
 * All that is looked at before anything is done.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Choice} choice
 */
async function look(rest, account, { name }) {
  await checkRights(rest);
  const configuration = await readConfiguration(rest);
  const functions = await findFunctions(rest, account);
  const isLast = functions.others.length === 0;
  return {
    configuration,
    functions,
    service: await findService(rest, account),
    workflows: await findWorkflows(rest, account, configuration),
    // What all environments share goes with the last of them.
    plugin: isLast ? await findPlugin(rest, name) : undefined,
    records: isLast ? await findRecords(rest) : [],
  };
}

/** @typedef {Awaited<ReturnType<typeof look>>} Found */

/**
 * Fails where it would break what agents are doing.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Found} found
 */
async function checkThatItMayGo(rest, account, found) {
  const { configuration, functions, service, workflows } = found;
  const { others, domain } = functions;
  if (service && others.length > 0 && domainInUse(configuration) === domain) {
    const [{ environment }] = others;
    throw new Error(
      `Agents use the Functions of ${account.environment}. Let them use those of another ` +
        `environment first: npm run deploy -- --environment ${environment} --activate`,
    );
  }
  // The Functions may use a workflow that was there before, in which nothing is ours.
  const used = functions.variables.TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID;
  const ours = workflows.map(({ sid }) => sid);
  const workspace = configuration.taskrouter_workspace_sid;
  let running = 0;
  for (const sid of new Set(used ? [...ours, used] : ours))
    running += await runningCalls(rest, workspace, sid);
  if (running > 0) {
    throw new Error(
      `Going on, or being wrapped up, calls between colleagues: ${running}. Nothing was changed. ` +
        "Give the same command again when they are over.",
    );
  }
}

/**
 * What stays although somebody may take it for ours, and why.
 * @param {Account} account
 * @param {Choice} choice
 * @param {Found} found
 */
function notesOf(account, { name, keepVersions }, found) {
  const { configuration, functions, plugin, service } = found;
  const { others } = functions;
  const notes = [];
  if (service?.doubt) {
    notes.push(
      `The service ${service.name} stays, since it is not certain that it is Switchboard's: ${service.doubt}.`,
    );
  }
  if (others.length > 0) {
    const names = others.map(({ environment }) => environment).join(", ");
    notes.push(
      `The plugin, its release, Flex's settings and the records of calls stay: ${names} uses them.`,
    );
  }
  if (keepVersions && plugin?.versions.length)
    notes.push(`The versions of ${name} stay, and can be released again.`);
  const { features } = configuration.ui_attributes?.custom_data ?? {};
  if (features?.multi_call)
    notes.push("features.multi_call stays: no deployment has set it.");
  if (others.length === 0)
    notes.push("Notices of missed calls go by themselves within seven days.");
  return notes;
}

/**
 * The addresses that are of no use without this environment.
 * @param {Found} found
 */
function isGone({ functions }) {
  return (/** @type {string} */ domain) =>
    domain === functions.domain ||
    (functions.others.length === 0 && environmentAt(domain) !== undefined);
}

/**
 * The plugin's part: from the release first, so that nobody loads what is to go.
 * @param {Rest} rest
 * @param {Choice} choice
 * @param {NonNullable<Found["plugin"]>} plugin
 * @returns {Step[]}
 */
function pluginSteps(rest, { name, keepVersions }, plugin) {
  const { released, versions, files } = plugin;
  const steps = [];
  if (released) {
    steps.push({
      line: `release all other plugins without ${name} ${released}`,
      title: "Release",
      run: () => releaseWithout(rest, name),
    });
  }
  if (keepVersions) return steps;
  if (versions.length > 0) {
    const numbers = versions.map(({ version }) => version).join(", ");
    steps.push({
      line: `archive ${name} ${numbers}, which Twilio does not take back: to deploy again, raise the version`,
      title: "Plugin",
      run: () => archive(rest, name, versions),
    });
  }
  if (files) {
    steps.push({
      line: `delete the files of ${name}`,
      title: "The plugin's files",
      run: () => removeFiles(rest, name, files),
    });
  }
  return steps;
}

/**
 * What agents use before what it is made of, so that each address is known until it is gone.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Choice} choice
 * @param {Found} found
 * @returns {Step[]}
 */
function stepsOf(rest, account, choice, found) {
  const { configuration, plugin, records, service, workflows } = found;
  const change = (/** @type {any} */ attributes) =>
    withoutOurSettings(attributes, isGone(found));
  const steps = plugin ? pluginSteps(rest, choice, plugin) : [];
  if (plugin && change(configuration.ui_attributes) !== undefined) {
    steps.push({
      line: "take Switchboard's settings out of Flex's configuration",
      title: "Flex's settings",
      run: () => changeSettings(rest, account.sid, change),
    });
  }
  for (const workflow of workflows) {
    steps.push({
      line: lineOf(workflow),
      title: "TaskRouter workflow",
      run: () => removeOurs(rest, account, workflow),
    });
  }
  if (records.length > 0) {
    steps.push({
      line: `delete ${records.length} records of calls`,
      title: "Records of calls",
      run: () => removeRecords(rest, records),
    });
  }
  if (service && !service.doubt) {
    steps.push({
      line: `delete the Functions, at ${found.functions.domain ?? service.name}`,
      title: "Functions",
      run: () => removeService(rest, service),
    });
  }
  return steps;
}

/**
 * Looks what is there and what may go.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Choice} choice
 */
export async function planRemoval(rest, account, choice) {
  const found = await look(rest, account, choice);
  await checkThatItMayGo(rest, account, found);
  return {
    steps: stepsOf(rest, account, choice, found),
    notes: notesOf(account, choice, found),
  };
}

/** @typedef {Awaited<ReturnType<typeof planRemoval>>} Plan */

/** @param {Plan} plan */
export const linesOf = ({ steps }) => steps.map(({ line }) => line);

/**
 * Does what was planned, one after the other.
 * @param {Plan} plan
 * @param {typeof runSteps} [runAll]
 */
export const remove = ({ steps }, runAll = runSteps) =>
  runAll(steps.map(({ title, run }) => ({ title, run })));
