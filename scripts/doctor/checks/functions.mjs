// @ts-check
/** The Functions, whom they let in, their environment and where they keep records. */
import { internalOf } from "./routing.mjs";

/**
 * @typedef {import("../checks.mjs").Found} Found
 * @typedef {import("../facts.mjs").Facts} Facts
 */

const VERSION = "X-Switchboard-Version";
/** What a Function of ours says to somebody without a token. */
const FORBIDDEN = "forbidden";

/** The variables without which no call is kept, and what their value begins with. */
export const VARIABLES = {
  TWILIO_FLEX_WORKSPACE_SID: "WS",
  TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID: "WW",
  TWILIO_FLEX_SYNC_SID: "IS",
};

/** @param {Facts} facts @returns {Found[]} */
export function served(facts) {
  const { unasked, forged } = facts;
  if (!unasked || !forged) return [{ id: "functions-unset" }];
  if (!unasked.status) return [{ id: "functions-silent" }];
  if (!versionOf(unasked))
    return [{ id: "functions-others", values: { status: unasked.status } }];
  return [release(facts), token(forged), environment(facts), records(facts)];
}

/**
 * The version of Functions by what they say to a stranger; nothing if those are none of ours.
 * @param {import("../facts.mjs").Answer} unasked
 */
export const versionOf = ({ body, header }) =>
  body?.code === FORBIDDEN ? (header(VERSION) ?? "before 0.1.0") : undefined;

/** @param {Facts} facts @returns {Found} */
function release({ unasked, version }) {
  const theirs = (unasked && versionOf(unasked)) ?? "";
  if (theirs === version) return { id: "functions-fine", values: { version } };
  return { id: "functions-version", values: { theirs, version } };
}

/** @param {import("../facts.mjs").Answer} forged @returns {Found} */
function token({ status, body }) {
  if (status < 300 && status > 0) return { id: "token-unchecked" };
  if (body?.code === FORBIDDEN) return { id: "token-fine" };
  return { id: "token-unable", values: { status } };
}

/** @param {Facts} facts @returns {Found} */
function environment(facts) {
  const { variables, configuration } = facts;
  if (variables.status !== 200)
    return { id: "variables-unseen", values: { status: variables.status } };
  const given = variables.body;
  const missing = Object.entries(VARIABLES)
    .filter(([name, prefix]) => !String(given[name] ?? "").startsWith(prefix))
    .map(([name]) => name);
  if (missing.length)
    return { id: "variables-missing", values: { names: missing.join(", ") } };
  const expected = {
    TWILIO_FLEX_WORKSPACE_SID: configuration.body.taskrouter_workspace_sid,
    TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID: internalOf(facts)?.sid,
  };
  const other = Object.entries(expected)
    .filter(([name, value]) => value && given[name] !== value)
    .map(([name]) => name);
  if (other.length)
    return { id: "variables-other", values: { names: other.join(", ") } };
  return { id: "variables-fine" };
}

/** @param {Facts} facts @returns {Found} */
function records({ records }) {
  const status = records?.status ?? 0;
  if (status === 200)
    return { id: records?.body.acl_enabled ? "sync-closed" : "sync-fine" };
  if (status === 404) return { id: "sync-missing" };
  return { id: "sync-unseen", values: { status } };
}
