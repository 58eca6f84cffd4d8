// @ts-check
/** TaskRouter and Studio: whether calls reach whom they are meant for. */

/**
 * @typedef {import("../checks.mjs").Found} Found
 * @typedef {import("../facts.mjs").Facts} Facts
 * @typedef {{ sid: string, friendly_name: string, configuration: string }} Workflow
 * @typedef {{ queue?: string, expression?: string, priority?: number | string }} Target
 * @typedef {{ expression?: string, targets?: Target[] }} Filter
 */

const OURS = "task.targetWorker==worker.contact_uri";
const TAKES_ALL = /^\s*(1\s*==\s*1|true)\s*$/i;

/** @param {Facts} facts @returns {Found[]} */
export const routed = (facts) => [
  ...workflow(facts),
  ...people(facts),
  ...capacities(facts),
  flows(facts),
];

/**
 * The workflow of calls between colleagues: each environment has one, so it is the one of the
 * Functions that agents use.
 * @param {Facts} facts
 * @returns {Workflow | undefined}
 */
export function internalOf({ workflows, variables }) {
  const named = (workflows.body ?? []).filter(
    (/** @type {Workflow} */ { friendly_name }) =>
      friendly_name.startsWith("Internal Call"),
  );
  const told = variables.body?.TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID;
  return (
    named.find((/** @type {Workflow} */ { sid }) => sid === told) ?? named[0]
  );
}

/** @param {Facts} facts @returns {Found[]} */
function workflow(facts) {
  const { workflows } = facts;
  if (workflows.status !== 200) return [unseen("The workflows", workflows)];
  const ours = internalOf(facts);
  if (!ours) return [{ id: "workflow-missing" }];
  const values = { name: ours.friendly_name };
  const filters = filtersOf(ours);
  if (!filters) return [{ id: "workflow-unreadable", values }];
  const at = filters.findIndex((filter) => targetOf(filter));
  if (at < 0) return [{ id: "filter-missing", values }];
  if (
    filters
      .slice(0, at)
      .some((filter) => TAKES_ALL.test(filter.expression ?? ""))
  )
    return [{ id: "filter-shadowed", values }];
  const target = /** @type {Target} */ (targetOf(filters[at]));
  if (!leads(target, facts)) return [{ id: "filter-queue-missing", values }];
  return [{ id: "workflow-fine", values }, ...priority(facts, ours, target)];
}

/** @param {Workflow} workflow @returns {Filter[] | undefined} */
function filtersOf({ configuration }) {
  try {
    return JSON.parse(configuration).task_routing?.filters ?? [];
  } catch {
    return undefined;
  }
}

/** The expression may stand at the filter's target, or be the filter's own. @param {Filter} filter */
const targetOf = (filter) =>
  (filter.targets ?? []).find((target) =>
    [target.expression, filter.expression].some((expression) =>
      expression?.replaceAll(/\s/g, "").includes(OURS),
    ),
  );

/** @param {Target} target @param {Facts} facts */
const leads = (target, { queues }) =>
  queues.status !== 200 ||
  queues.body.some((/** @type {any} */ { sid }) => sid === target.queue);

/** @param {Facts} facts @param {Workflow} ours @param {Target} target @returns {Found[]} */
function priority({ workflows }, ours, target) {
  const others = workflows.body
    .filter((/** @type {Workflow} */ { sid }) => sid !== ours.sid)
    .flatMap((/** @type {Workflow} */ other) => filtersOf(other) ?? [])
    .flatMap((/** @type {Filter} */ filter) => filter.targets ?? [])
    .map((/** @type {Target} */ other) => Number(other.priority ?? 0));
  const highest = Math.max(0, ...others);
  const value = Number(target.priority ?? 0);
  if (highest <= value) return [];
  const values = { name: ours.friendly_name, ours: value, highest };
  return [{ id: "priority-low", values }];
}

/** @param {Facts} facts @returns {Found[]} */
function people({ workers }) {
  if (workers.status !== 200) return [unseen("The workers", workers)];
  const all = workers.body.length;
  if (!all) return [{ id: "people-none" }];
  const without = workers.body.filter(
    (/** @type {any} */ { attributes }) => !hasAddress(attributes),
  ).length;
  /** @type {Found[]} */
  const found = [];
  if (all > without)
    found.push({ id: "people-fine", values: { count: all - without } });
  if (without)
    found.push({
      id: "people-without-address",
      values: { count: without, all },
    });
  return found;
}

/** @param {string} attributes */
function hasAddress(attributes) {
  try {
    return Boolean(JSON.parse(attributes).contact_uri);
  } catch {
    return false;
  }
}

/** @param {Facts} facts @returns {Found[]} */
function capacities({ channels, configuration }) {
  const seen = channels
    .filter(({ status }) => status === 200)
    .map(({ body }) => voiceOf(body));
  const looked = seen.length;
  if (!looked) return [{ id: "capacity-unseen" }];
  const features = configuration.body.ui_attributes?.custom_data?.features;
  const several = Boolean(features?.multi_call?.enabled);
  const none = seen.filter((capacity) => capacity === 0).length;
  const many = seen.filter((capacity) => capacity > 1).length;
  /** @type {Found[]} */
  const found = [];
  if (none)
    found.push({ id: "capacity-zero", values: { count: none, looked } });
  if (several && !many)
    found.push({ id: "capacity-single", values: { looked } });
  if (!several && many)
    found.push({ id: "capacity-unexpected", values: { count: many, looked } });
  return found.length ? found : [{ id: "capacity-fine", values: { looked } }];
}

/** @param {any[]} channels @returns {number} */
const voiceOf = (channels) =>
  channels.find((channel) => channel.task_channel_unique_name === "voice")
    ?.configured_capacity ?? 0;

/** @param {Facts} facts @returns {Found} */
function flows(facts) {
  const { flows, workflows } = facts;
  const unseen = [flows, workflows].find(({ status }) => status !== 200);
  if (unseen) return { id: "flows-unseen", values: { status: unseen.status } };
  const known = (workflows.body ?? []).map(
    (/** @type {Workflow} */ { sid }) => sid,
  );
  const ours = internalOf(facts)?.sid;
  const leading = (/** @type {(sid: string) => boolean} */ wrong) =>
    flows.body.filter((/** @type {any} */ flow) => sentTo(flow).some(wrong))
      .length;
  const internal = leading((sid) => sid === ours);
  if (internal) return { id: "flow-internal", values: { count: internal } };
  const lost = leading((sid) => !known.includes(sid));
  return lost
    ? { id: "flow-lost", values: { count: lost } }
    : { id: "flows-fine" };
}

/** The workflows that a flow's widgets send callers into. @param {any} flow @returns {string[]} */
const sentTo = (flow) =>
  (flow.definition?.states ?? [])
    .filter((/** @type {any} */ state) => state.type === "send-to-flex")
    .map((/** @type {any} */ state) => state.properties?.workflow)
    .filter((/** @type {unknown} */ sid) =>
      /^WW[0-9a-f]{32}$/.test(String(sid)),
    );

/** @param {string} what @param {{ status: number }} answer @returns {Found} */
const unseen = (what, { status }) => ({
  id: "list-unseen",
  values: { what, status },
});
