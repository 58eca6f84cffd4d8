// @ts-check
/** What is looked at, in the order in which it is told: facts in, findings out. */
import { meant } from "./checks/activities.mjs";
import { configured } from "./checks/flex.mjs";
import { served } from "./checks/functions.mjs";
import { routed } from "./checks/routing.mjs";
import { FINDINGS } from "./findings.mjs";

/**
 * @typedef {import("./facts.mjs").Facts} Facts
 * @typedef {import("./findings.mjs").Level} Level
 * @typedef {Record<string, string | number>} Values
 * @typedef {{ id: string, values?: Values }} Found
 * @typedef {{ id: string, level: Level, says: string, mend?: string }} Told
 */

/**
 * Everything that is found in an account.
 * @param {Facts} facts
 * @returns {Told[]}
 */
export function examine(facts) {
  const { status } = facts.configuration;
  if (status !== 200) return [unreadable(status, facts.isEmulator)].map(told);
  const found = [
    { id: "credentials-fine" },
    ...rights(facts),
    ...configured(facts),
    ...routed(facts),
    ...meant(facts),
    ...served(facts),
  ];
  return found.map(told);
}

/** @param {Facts} facts @returns {Found[]} */
const rights = ({ closed }) =>
  closed.length > 0
    ? [{ id: "rights-missing", values: { areas: closed.join(", ") } }]
    : [];

/** @param {number} status @param {boolean} isEmulator @returns {Found} */
function unreadable(status, isEmulator) {
  if (status === 401 || status === 403)
    return { id: "credentials-refused", values: { status } };
  if (status === 404) return { id: "no-flex" };
  const id = isEmulator ? "emulator-silent" : "twilio-silent";
  return { id, values: { status } };
}

/** @param {Found} found @returns {Told} */
function told({ id, values = {} }) {
  const { level, says, mend } = FINDINGS[id];
  const fill = (/** @type {string} */ text) =>
    text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
  return { id, level, says: fill(says), ...(mend && { mend: fill(mend) }) };
}
