// @ts-check
/** What is looked at, in the order in which it is told: facts in, findings out. */
import { meant } from "./checks/activities.mjs";
import {
  beside,
  examined,
  examinedIn,
  notToBeExamined,
} from "./checks/environments.mjs";
import { configured } from "./checks/flex.mjs";
import { served } from "./checks/functions.mjs";
import { routed } from "./checks/routing.mjs";
import { PRODUCTION } from "../lib/account.mjs";
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
  return foundIn(facts).map(told(examinedIn(facts) ?? PRODUCTION));
}

/** @param {Facts} facts @returns {Found[]} */
function foundIn(facts) {
  const { status } = facts.configuration;
  if (status !== 200) return [unreadable(status, facts.isEmulator)];
  const known = [{ id: "credentials-fine" }, ...rights(facts)];
  const hindrance = notToBeExamined(facts);
  if (hindrance) return [...known, hindrance];
  return [
    ...known,
    ...examined(facts),
    ...configured(facts),
    ...routed(facts),
    ...meant(facts),
    ...served(facts),
    ...beside(facts),
  ];
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

/**
 * In words. What is to be typed names the environment that is examined.
 * @param {string} environment
 * @returns {(found: Found) => Told}
 */
function told(environment) {
  const known = {
    deploy: deployCommand(environment),
    release: deployCommand(environment, "--release"),
  };
  return ({ id, values = {} }) => {
    const { level, says, mend } = FINDINGS[id];
    const all = /** @type {Values} */ ({ ...known, ...values });
    const fill = (/** @type {string} */ text) =>
      text.replace(/\{(\w+)\}/g, (_, name) => String(all[name] ?? ""));
    return { id, level, says: fill(says), ...(mend && { mend: fill(mend) }) };
  };
}

/** What deploys to an environment. @param {string} environment @param {string[]} options */
function deployCommand(environment, ...options) {
  const which =
    environment === PRODUCTION ? [] : ["--environment", environment];
  const all = [...which, ...options];
  return ["npm run deploy", ...(all.length ? ["--", ...all] : [])].join(" ");
}
