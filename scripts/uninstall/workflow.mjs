// @ts-check
/** The workflow of internal calls without our filter, or gone if it was made for it. */
import { withoutOurFilter, workflowsAt } from "../deploy/workflow.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */
/** @typedef {import("../lib/account.mjs").Account} Account */

/** @typedef {{workspace: string, sid: string, name: string, goes: boolean}} Found */

/**
 * The workflows in which a filter of ours is.
 * @param {Rest} rest
 * @param {Account} account
 * @param {any} configuration of Flex
 * @returns {Promise<Found[]>}
 */
export async function findOurs(rest, account, configuration) {
  const { taskrouter_workspace_sid: workspace, outbound_call_flows: flows } =
    configuration;
  const found = [];
  for (const workflow of await rest.list(workflowsAt(workspace))) {
    const { sid, friendly_name: name, configuration: written } = workflow;
    const left = withoutOurFilter(written, account);
    if (!left) continue;
    // Flex's dialpad may lead there since.
    const isUsed = JSON.stringify(flows ?? {}).includes(sid);
    found.push({ workspace, sid, name, goes: left.all && !isUsed });
  }
  return found;
}

/** @param {Found} found */
export const lineOf = ({ name, goes }) =>
  goes
    ? `delete the TaskRouter workflow "${name}"`
    : `take the filter of internal calls out of the workflow "${name}", which keeps all others`;

/**
 * Reads it once more: somebody may have changed it since it was looked at.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Found} found
 */
export async function removeOurs(rest, account, { workspace, sid, goes }) {
  const at = `${workflowsAt(workspace)}/${sid}`;
  const workflow = await rest.find(at);
  const left = workflow && withoutOurFilter(workflow.configuration, account);
  if (!left) return;
  if (left.all && goes) return rest.remove(at);
  if (left.all) return;
  await rest.write(at, { Configuration: left.written });
}
