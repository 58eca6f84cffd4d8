// @ts-check
/** Flex itself: its version, its configuration, its page, the plugin in it. */
import { misspelt } from "../settings.mjs";

/**
 * @typedef {import("../checks.mjs").Found} Found
 * @typedef {import("../facts.mjs").Facts} Facts
 */

/** The oldest Flex UI with what Switchboard needs; `www/start.js` refuses older ones. */
const OLDEST_FLEX = [2, 8];
/** The oldest React with hooks, and the one of the walks. */
const OLDEST_REACT = [16, 8];
const WALKED_REACT = 17;

/** How the well-known template calls its plugin, unless it was renamed. */
const TEMPLATE = /flex-(ts-)?template|flex-project-template/;

/** @param {Facts} facts @returns {Found[]} */
export const configured = (facts) => [
  flexUi(facts),
  react(facts),
  plugin(facts),
  ...incumbent(facts),
  ...settings(facts),
  outbound(facts),
  page(facts),
  { id: "alert-unseen" },
  { id: "warm-transfers-unseen" },
];

/** @param {Facts} facts @returns {Found} */
function flexUi({ configuration }) {
  const version = configuration.body.ui_version;
  const number = numberOf(version);
  if (!number) return { id: "flex-ui-unset" };
  const id = isBefore(number, OLDEST_FLEX) ? "flex-ui-old" : "flex-ui-fine";
  return { id, values: { version } };
}

/** @param {Facts} facts @returns {Found} */
function react({ configuration }) {
  const version = configuration.body.ui_dependencies?.react;
  const number = numberOf(version);
  if (!number) return { id: "react-unset" };
  const values = { version };
  if (isBefore(number, OLDEST_REACT)) return { id: "react-old", values };
  const walked = number[0] === WALKED_REACT;
  return { id: walked ? "react-fine" : "react-untried", values };
}

/** Major and minor number; `2.x` is the newest of 2. @param {unknown} version */
function numberOf(version) {
  const [, major, minor] =
    /^[~^=v]*(\d+)(?:\.(\d+|x|\*))?/.exec(String(version ?? "")) ?? [];
  if (!major) return undefined;
  return [Number(major), /^\d+$/.test(minor) ? Number(minor) : Infinity];
}

/** @param {number[]} one @param {number[]} other */
const isBefore = ([major, minor], [otherMajor, otherMinor]) =>
  major < otherMajor || (major === otherMajor && minor < otherMinor);

/** The emulator without a release loads the plugin of this clone. @param {Facts} facts */
const isOfFile = ({ plugins, isEmulator }) =>
  isEmulator && plugins.status === 404;

/**
 * The version of the plugin that agents load; nothing if there is none, or it could not be seen.
 * @param {Facts} facts
 * @returns {string | undefined}
 */
export function releasedOf(facts) {
  const { plugins, version } = facts;
  if (isOfFile(facts)) return version;
  return plugins.status === 200 ? oursIn(facts)?.version : undefined;
}

/** @param {Facts} facts */
const oursIn = ({ plugins }) =>
  plugins.body.find(
    (/** @type {any} */ { unique_name }) =>
      unique_name === "plugin-switchboard",
  );

/** @param {Facts} facts @returns {Found} */
function plugin(facts) {
  const { plugins, version } = facts;
  if (isOfFile(facts)) return { id: "plugin-emulated" };
  if (plugins.status === 404) return { id: "plugin-missing" };
  if (plugins.status !== 200)
    return {
      id: "list-unseen",
      values: { what: "The released plugins", status: plugins.status },
    };
  const ours = oursIn(facts);
  if (!ours) return { id: "plugin-missing" };
  const values = { released: ours.version, version };
  return {
    id: ours.version === version ? "plugin-fine" : "plugin-other",
    values,
  };
}

/**
 * The template's own features for calls answer to the same flags. A release
 * names its plugins, and not what is in them.
 * @param {Facts} facts @returns {Found[]}
 */
function incumbent({ plugins }) {
  if (plugins.status !== 200) return [];
  const template = plugins.body.find((/** @type {any} */ { unique_name }) =>
    TEMPLATE.test(unique_name),
  );
  if (!template) return [];
  return [{ id: "template-released", values: { name: template.unique_name } }];
}

/** @param {Facts} facts @returns {Found[]} */
function settings({ configuration }) {
  const features = configuration.body.ui_attributes?.custom_data?.features;
  const { unknown, unfit } = misspelt(features);
  /** @type {Found[]} */
  const found = [
    { id: features?.internal_call?.enabled ? "calls-on" : "calls-off" },
  ];
  if (unknown.length)
    found.push({
      id: "settings-unknown",
      values: { names: unknown.join(", ") },
    });
  if (unfit.length)
    found.push({ id: "settings-unfit", values: { names: unfit.join(", ") } });
  return found;
}

/** @param {Facts} facts @returns {Found} */
function outbound({ configuration }) {
  const flow = configuration.body.outbound_call_flows?.default;
  if (!flow?.enabled) return { id: "outbound-missing" };
  if (!flow.workflow_sid || !flow.queue_sid)
    return { id: "outbound-incomplete" };
  return { id: flow.caller_id ? "outbound-fine" : "caller-id-missing" };
}

/** @param {Facts} facts @returns {Found} */
function page({ page }) {
  if (page.status < 200 || page.status >= 400)
    return { id: "wasm-unseen", values: { status: page.status } };
  const policies = page.header("content-security-policy");
  const allowed = (policies ?? "").split(",").every(allowsWasm);
  return { id: allowed ? "wasm-fine" : "wasm-refused" };
}

/** @param {string} policy */
function allowsWasm(policy) {
  const directives = policy.split(";").map((part) => part.trim().split(/\s+/));
  const named = (/** @type {string} */ name) =>
    directives.find(([directive]) => directive.toLowerCase() === name);
  const scripts = named("script-src") ?? named("default-src");
  return (
    !scripts ||
    ["'wasm-unsafe-eval'", "'unsafe-eval'"].some((word) =>
      scripts.includes(word),
    )
  );
}
