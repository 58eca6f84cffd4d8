// @ts-check
/**
 * The settings under `ui_attributes.custom_data.features` that the plugin
 * reads, and what fits each of them.
 */

/** @typedef {(value: any) => boolean} Fits */

/** @type {Fits} */
const flag = (value) => typeof value === "boolean";
/** @type {Fits} */
const key = (value) => value === "" || /^[a-z\d]$/i.test(value);
/** @type {Fits} */
const names = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === "string");
/** @param {number} least @param {number} most @returns {Fits} */
const number = (least, most) => (value) => {
  const given = typeof value === "string" ? Number(value || NaN) : value;
  return Number.isInteger(given) && given >= least && given <= most;
};

/** @type {Fits} */
const host = (value) => /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(value);
/** @type {Fits} */
const protocol = (value) => value === "https" || value === "http";

/** @type {Record<string, Record<string, Fits>>} */
export const SETTINGS = {
  internal_call: {
    enabled: flag,
    enable_call_agent: flag,
    enable_call_queue: flag,
    ring_timeout_s: number(5, 120),
    queue_timeout_s: number(5, 3_600),
    missed_calls: flag,
    auto_complete: flag,
    find_key: key,
    do_not_disturb: names,
    interruptible: names,
    serverless_functions_domain: host,
    serverless_functions_protocol: protocol,
    serverless_functions_port: number(1, 65_535),
  },
  multi_call: {
    enabled: flag,
    remind_after_s: number(0, 4_294_967_295),
    reminder_tone: flag,
    swap_key: key,
  },
};

/**
 * Settings that the plugin does not know, and those whose value it cannot use.
 * @param {any} features
 */
export function misspelt(features) {
  /** @type {string[]} */
  const unknown = [];
  /** @type {string[]} */
  const unfit = [];
  for (const [feature, known] of Object.entries(SETTINGS)) {
    for (const [name, value] of Object.entries(features?.[feature] ?? {})) {
      const fits = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!fits) unknown.push(`${feature}.${name}`);
      else if (value !== null && !fits(value)) unfit.push(`${feature}.${name}`);
    }
  }
  return { unknown, unfit };
}
