// @ts-check
/** Which environment is examined, and what there is beside it. */
import { releasedOf } from "./flex.mjs";
import { versionOf } from "./functions.mjs";

/**
 * @typedef {import("../checks.mjs").Found} Found
 * @typedef {import("../facts.mjs").Facts} Facts
 */

/**
 * An environment of the account. The plugin is that of the account; `fits` is not known of Functions
 * that do not answer, or of a plugin that could not be seen.
 * @typedef {{
 *   name: string,
 *   examined: boolean,
 *   used: boolean,
 *   functions: string | undefined,
 *   plugin: string | undefined,
 *   fits: boolean | undefined,
 * }} Environment
 */

/** @param {Facts} facts @returns {Environment[]} */
export function environmentsIn(facts) {
  const { environments, functions, used } = facts;
  if (environments.status !== 200) return [];
  const plugin = releasedOf(facts);
  const answersAt = (
    /** @type {string | undefined} */ address,
    /** @type {string} */ domain,
  ) => address !== undefined && new URL(address).host === domain;
  return environments.body.map((/** @type {any} */ one) => {
    const version = versionOf(one.unasked);
    return {
      name: one.name,
      examined: answersAt(functions, one.domain),
      used: answersAt(used, one.domain),
      functions: version,
      plugin,
      fits: version && plugin ? version === plugin : undefined,
    };
  });
}

/** The name of the environment that is examined. @param {Facts} facts */
export const examinedIn = (facts) =>
  facts.wanted ?? environmentsIn(facts).find(({ examined }) => examined)?.name;

/**
 * What stands in the way of examining the environment that was asked for; nothing if nothing does.
 * @param {Facts} facts
 * @returns {Found | undefined}
 */
export function notToBeExamined(facts) {
  const { environments, functions, wanted: name } = facts;
  if (!name || functions) return undefined;
  const { status } = environments;
  if (status !== 200)
    return { id: "environment-unseen", values: { name, status } };
  const names = environmentsIn(facts).map((one) => one.name);
  const there = names.join(", ") || "none";
  return { id: "environment-missing", values: { name, there } };
}

/** Which environment is examined, if it is one. @param {Facts} facts @returns {Found[]} */
export function examined(facts) {
  const all = environmentsIn(facts);
  return all
    .filter((one) => one.examined)
    .map((one) => examinedLine(one, whatAgentsUse(facts, all)));
}

/** A line for each other environment, unless one was asked for. @param {Facts} facts */
export const beside = (facts) =>
  facts.wanted
    ? []
    : environmentsIn(facts)
        .filter((one) => !one.examined)
        .map(otherLine);

/** @param {Environment} environment @param {string} other what agents use instead @returns {Found} */
const examinedLine = ({ name, used }, other) =>
  used
    ? { id: "environment-used", values: { name } }
    : { id: "environment-unused", values: { name, other } };

/** @param {Facts} facts @param {Environment[]} all */
function whatAgentsUse({ used: address }, all) {
  const name = all.find(({ used }) => used)?.name;
  if (name) return `the Functions of ${name}`;
  return address ? "Functions of somebody else" : "none yet";
}

/** @param {Environment} environment @returns {Found} */
function otherLine({ name, functions, plugin, fits }) {
  if (!functions) return { id: "other-silent", values: { name } };
  if (!plugin) return { id: "other-unknown", values: { name, functions } };
  const id = fits ? "other-fits" : "other-version";
  return { id, values: { name, functions, plugin } };
}
