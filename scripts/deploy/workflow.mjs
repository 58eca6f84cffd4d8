// @ts-check
/** The workflow that leads an internal call to the colleague who is called. */

/** @typedef {import("./rest.mjs").Rest} Rest */
/** @typedef {{sid: string, friendly_name: string, configuration: string}} Workflow */

export const NAME = "Internal Call";

/** Whoever is called, and nobody else. */
const COLLEAGUE = "task.targetWorker==worker.contact_uri";
/** Calls between colleagues come before those of customers. */
const PRIORITY = 1000;

/** @param {string | undefined} expression */
const isColleague = (expression) =>
  expression?.replaceAll(/\s/g, "").replace("===", "==") === COLLEAGUE;

/** @param {any} configuration @returns {boolean} whether internal calls find their way */
const leadsThere = (configuration) =>
  (configuration.task_routing?.filters ?? []).some(
    (/** @type {any} */ filter) =>
      (filter.targets ?? []).some((/** @type {any} */ target) =>
        isColleague(target.expression),
      ),
  );

/**
 * A filter for internal calls alone: no other task of the workflow is touched by it.
 * @param {string} queue of everybody
 */
const ours = (queue) => ({
  filter_friendly_name: NAME,
  expression: 'internal=="true"',
  targets: [{ queue, expression: COLLEAGUE, priority: PRIORITY }],
});

/**
 * What the configuration is to be; nothing if internal calls find their way already. Every filter
 * that is there stays as it is, and stays in its order.
 * @param {string} written JSON
 * @param {string} queue
 * @returns {string | undefined}
 */
export function withOurFilter(written, queue) {
  const configuration = JSON.parse(written);
  if (leadsThere(configuration)) return undefined;
  const { task_routing: routing = {} } = configuration;
  const filters = [ours(queue), ...(routing.filters ?? [])];
  return JSON.stringify({
    ...configuration,
    task_routing: { ...routing, filters },
  });
}

/** Of all workflows that are called so, the one that leads there. @param {Workflow[]} all */
export function chosen(all) {
  const named = all.filter(({ friendly_name }) =>
    friendly_name.startsWith(NAME),
  );
  return (
    named.find(({ configuration }) => leadsThere(JSON.parse(configuration))) ??
    named[0]
  );
}

/** @typedef {{workspace: string, queue: string, workflow: Workflow | undefined}} Found */

/**
 * Looks what is there.
 * @param {Rest} rest
 * @param {string} workspace
 * @returns {Promise<Found>}
 */
export async function findWorkflow(rest, workspace) {
  const base = `https://taskrouter.twilio.com/v1/Workspaces/${workspace}`;
  const workflow = chosen(await rest.list(`${base}/Workflows`));
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

/** What is to be done, in words; nothing if nothing is. @param {Found} found */
export function planWorkflow({ workflow, queue }) {
  if (!workflow) return `make the TaskRouter workflow "${NAME}"`;
  if (withOurFilter(workflow.configuration, queue) === undefined)
    return undefined;
  return `add the filter of internal calls to the workflow "${workflow.friendly_name}", before those that are there`;
}

/**
 * Does it.
 * @param {Rest} rest
 * @param {Found} found
 * @returns {Promise<string>} the workflow's SID
 */
export async function makeWorkflow(rest, { workspace, queue, workflow }) {
  const base = `https://taskrouter.twilio.com/v1/Workspaces/${workspace}/Workflows`;
  if (!workflow) {
    const routing = { filters: [ours(queue)] };
    const Configuration = JSON.stringify({ task_routing: routing });
    const made = await rest.write(base, { FriendlyName: NAME, Configuration });
    return made.sid;
  }
  const Configuration = withOurFilter(workflow.configuration, queue);
  if (Configuration !== undefined) {
    await rest.write(`${base}/${workflow.sid}`, { Configuration });
  }
  return workflow.sid;
}
