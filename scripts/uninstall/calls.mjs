// @ts-check
/** Calls between colleagues: those that go on, and the records that they have left. */

/** @typedef {import("../lib/rest.mjs").Rest} Rest */

const DOCUMENTS = "https://sync.twilio.com/v1/Services/default/Documents";
/** The name of a call's record. */
const RECORD = /^internal_call\.WT[0-9a-f]{32}$/;

const OPEN = "pending,reserved,assigned,wrapping";

/**
 * How many calls of a workflow go on: tasks of colleagues who ring, talk or wrap up.
 * @param {Rest} rest
 * @param {string} workspace
 * @param {string} workflow
 * @returns {Promise<number>}
 */
export async function runningCalls(rest, workspace, workflow) {
  const query = new URLSearchParams({
    WorkflowSid: workflow,
    AssignmentStatus: OPEN,
  });
  const tasks = await rest.list(
    `https://taskrouter.twilio.com/v1/Workspaces/${workspace}/Tasks?${query}`,
  );
  return tasks.filter(isInternal).length;
}

/** An existing workflow may have tasks of others, too. @param {{attributes: string}} task */
const isInternal = ({ attributes }) =>
  JSON.parse(attributes || "{}").internal === "true";

/** The records of calls, by SID. @param {Rest} rest @returns {Promise<string[]>} */
export async function findRecords(rest) {
  const documents = await rest.list(DOCUMENTS);
  return documents
    .filter(({ unique_name }) => RECORD.test(unique_name ?? ""))
    .map(({ sid }) => sid);
}

/** @param {Rest} rest @param {string[]} records */
export async function removeRecords(rest, records) {
  for (const sid of records) await rest.remove(`${DOCUMENTS}/${sid}`);
}
