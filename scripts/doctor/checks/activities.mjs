// @ts-check
/** What activities are set to mean to colleagues, and whether there are such activities. */

/**
 * @typedef {import("../checks.mjs").Found} Found
 * @typedef {import("../facts.mjs").Facts} Facts
 * @typedef {{ friendly_name: string, available: boolean }} Activity
 */

/** @param {Facts} facts @returns {Found[]} */
export function meant({ configuration, activities }) {
  const features = configuration.body.ui_attributes?.custom_data?.features;
  const { do_not_disturb, interruptible } = features?.internal_call ?? {};
  const undisturbed = namesIn(do_not_disturb);
  const busy = namesIn(interruptible);
  if (!undisturbed.size && !busy.size) return [];
  if (activities.status !== 200)
    return [
      {
        id: "list-unseen",
        values: { what: "The activities", status: activities.status },
      },
    ];
  /** @type {Map<string, boolean>} */
  const known = new Map(
    activities.body.map((/** @type {Activity} */ one) => [
      one.friendly_name,
      one.available,
    ]),
  );
  const all = [...new Set([...busy, ...undisturbed])];
  const found = [
    told(
      "activities-unknown",
      all.filter((name) => !known.has(name)),
    ),
    told(
      "activities-in-both",
      all.filter((name) => busy.has(name) && undisturbed.has(name)),
    ),
    told(
      "activities-unavailable",
      [...busy].filter((name) => known.get(name) === false),
    ),
  ].flat();
  return found.length ? found : [{ id: "activities-fine" }];
}

/** What does not fit is told as a setting. @param {unknown} setting @returns {Set<string>} */
const namesIn = (setting) =>
  new Set(
    Array.isArray(setting)
      ? setting.filter((name) => typeof name === "string")
      : [],
  );

/** @param {string} id @param {string[]} names @returns {Found[]} */
const told = (id, names) =>
  names.length ? [{ id, values: { names: names.join(", ") } }] : [];
