// @ts-check
/** The workflow that leads an internal call to the colleague who is called. */
import { PRODUCTION } from "../lib/account.mjs";
import { putFirst, takeOut } from "../lib/json-text.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */
/** @typedef {{sid: string, friendly_name: string, configuration: string}} Workflow */
/** @typedef {{environment: string}} Named */

const NAME = "Internal Call";
/** How those of other environments end. */
const OF_ANOTHER = /\[switchboard-[a-z0-9]{1,16}\]$/;

/** Whoever is called, and nobody else. */
const COLLEAGUE = "task.targetWorker==worker.contact_uri";
/** Calls between colleagues come before those of customers. */
const PRIORITY = 1000;

const FILTERS = ["task_routing", "filters"];

/** @param {Named} account */
export const nameOf = ({ environment }) =>
  environment === PRODUCTION ? NAME : `${NAME} [switchboard-${environment}]`;

/** @param {Workflow} workflow @param {Named} account */
const isNamed = ({ friendly_name: name }, account) =>
  account.environment === PRODUCTION
    ? name.startsWith(NAME) && !OF_ANOTHER.test(name)
    : name === nameOf(account);

/**
 * The names of our filter: it tells for good whose it is, and whether the workflow around it was
 * made for it.
 * @param {Named} account
 */
const marksOf = ({ environment }) => ({
  added: `${NAME} (Switchboard ${environment})`,
  made: `${NAME} (Switchboard ${environment}, with its workflow)`,
});

/** @param {string | undefined} expression */
const isColleague = (expression) =>
  expression?.replaceAll(/\s/g, "").replace("===", "==") === COLLEAGUE;

/** @param {string} written @returns {any[]} */
const filtersOf = (written) => JSON.parse(written).task_routing?.filters ?? [];

/** @param {string} written JSON @returns {boolean} whether internal calls find their way */
const leadsThere = (written) =>
  filtersOf(written).some((filter) =>
    (filter.targets ?? []).some((/** @type {any} */ target) =>
      isColleague(target.expression),
    ),
  );

/**
 * A filter for internal calls alone: no other task of the workflow is touched by it.
 * @param {string} queue of everybody
 * @param {string} mark
 */
const filterTo = (queue, mark) => ({
  filter_friendly_name: mark,
  expression: 'internal=="true"',
  targets: [{ queue, expression: COLLEAGUE, priority: PRIORITY }],
});

/**
 * What the configuration is to be; nothing if internal calls find their way already. Whatever is
 * there stays as it is written, to the byte.
 * @param {string} written JSON
 * @param {string} queue
 * @param {Named} account
 * @returns {string | undefined}
 */
export function withOurFilter(written, queue, account) {
  if (leadsThere(written)) return undefined;
  const ours = JSON.stringify(filterTo(queue, marksOf(account).added));
  const { task_routing: routing } = JSON.parse(written);
  if (routing?.filters) return putFirst(written, FILTERS, ours);
  const filters = `"filters":[${ours}]`;
  return routing
    ? putFirst(written, ["task_routing"], filters)
    : putFirst(written, [], `"task_routing":{${filters}}`);
}

/**
 * What is to become of a workflow without Switchboard: nothing if no filter of ours is in it,
 * `all: true` if it was made for that filter and nobody has added anything, else what its
 * configuration is to be.
 * @param {string} written JSON
 * @param {Named} account
 * @returns {{all: true} | {all: false, written: string} | undefined}
 */
export function withoutOurFilter(written, account) {
  const { added, made } = marksOf(account);
  const filters = filtersOf(written);
  const at = filters.findIndex(({ filter_friendly_name: name }) =>
    [added, made].includes(name),
  );
  if (at < 0) return undefined;
  const { default_filter: other } = JSON.parse(written).task_routing;
  const alone = filters.length === 1 && other === undefined;
  if (alone && filters[at].filter_friendly_name === made) return { all: true };
  return { all: false, written: takeOut(written, FILTERS, at) };
}

/**
 * Of all workflows that are called so, the one that leads there.
 * @param {Workflow[]} all
 * @param {Named} account
 */
export function chosen(all, account) {
  const named = all.filter((workflow) => isNamed(workflow, account));
  return (
    named.find(({ configuration }) => leadsThere(configuration)) ?? named[0]
  );
}

/** @typedef {{workspace: string, queue: string, workflow: Workflow | undefined}} Found */

/** @param {string} workspace */
export const workflowsAt = (workspace) =>
  `https://taskrouter.twilio.com/v1/Workspaces/${workspace}/Workflows`;

/**
 * Looks what is there.
 * @param {Rest} rest
 * @param {string} workspace
 * @param {Named} account
 * @returns {Promise<Found>}
 */
export async function findWorkflow(rest, workspace, account) {
  const base = `https://taskrouter.twilio.com/v1/Workspaces/${workspace}`;
  const workflow = chosen(await rest.list(workflowsAt(workspace)), account);
  const queues = await rest.list(`${base}/TaskQueues`);
  const everybody = queues.filter(
    ({ target_workers }) => target_workers?.replaceAll(/\s/g, "") === "1==1",
  );
  const queue =
    everybody.find(({ friendly_name }) => friendly_name === "Everyone") ??
    everybody[0];
  if (!queue) {
    throw new Error(
      "TaskRouter has no queue of everybody: make one, called Everyone, whose " +
        "expression is 1==1 (Console: TaskRouter, Flex Task Assignment, Task Queues).",
    );
  }
  return { workspace, queue: queue.sid, workflow };
}

/**
 * What is to be done, in words; nothing if nothing is.
 * @param {Found} found
 * @param {Named} account
 */
export function planWorkflow({ workflow, queue }, account) {
  if (!workflow) return `make the TaskRouter workflow "${nameOf(account)}"`;
  if (withOurFilter(workflow.configuration, queue, account) === undefined)
    return undefined;
  return `add the filter of internal calls to the workflow "${workflow.friendly_name}", before those that are there`;
}

/**
 * Does it. A workflow that is there is read once more: somebody may have changed it since it was
 * looked at.
 * @param {Rest} rest
 * @param {Found} found
 * @param {Named} account
 * @returns {Promise<string>} the workflow's SID
 */
export async function makeWorkflow(rest, found, account) {
  const { workspace, queue, workflow } = found;
  const base = workflowsAt(workspace);
  if (!workflow) {
    const filters = [filterTo(queue, marksOf(account).made)];
    const Configuration = JSON.stringify({ task_routing: { filters } });
    const FriendlyName = nameOf(account);
    return (await rest.write(base, { FriendlyName, Configuration })).sid;
  }
  const { configuration } = await rest.read(`${base}/${workflow.sid}`);
  const Configuration = withOurFilter(configuration, queue, account);
  if (Configuration !== undefined)
    await rest.write(`${base}/${workflow.sid}`, { Configuration });
  return workflow.sid;
}
