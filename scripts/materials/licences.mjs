// @ts-check
/** Licences of what ships: whether each is one of those we accept, and their texts. */

/** @typedef {import("./components.mjs").Component} Component */

/**
 * Packages that do not name their licence where npm looks for it, with where
 * it stands instead.
 * @type {Record<string, string>}
 */
const UNNAMED = {
  // The file LICENSE in the package.
  "@twilio-labs/serverless-runtime-types": "MIT",
};

/** @param {Component} component @returns {Component} */
export const named = (component) => ({
  ...component,
  licence: component.licence || UNNAMED[component.name] || "unknown",
});

/** The licences that deny.toml allows. @param {string} denyToml */
export function allowed(denyToml) {
  const [, list] = /^allow = \[([^\]]*)\]/m.exec(denyToml) ?? [];
  if (!list) throw new Error("deny.toml allows no licence");
  return [...list.matchAll(/"([^"]+)"/g)].map(([, licence]) => licence);
}

/**
 * Whether a package may be used: of alternatives one has to be accepted, of
 * licences that hold together all.
 * @param {string} expression in SPDX's words
 * @param {string[]} accepted
 * @returns {boolean}
 */
export function accepts(expression, accepted) {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  /** @returns {boolean} */
  const any = () => {
    let one = every();
    while (tokens[at] === "OR") {
      at += 1;
      one = every() || one;
    }
    return one;
  };
  /** @returns {boolean} */
  const every = () => {
    let all = single();
    while (tokens[at] === "AND") {
      at += 1;
      all = single() && all;
    }
    return all;
  };
  /** @returns {boolean} */
  const single = () => {
    const word = tokens[at];
    at += 1;
    if (word === "(") {
      const inner = any();
      at += 1;
      return inner;
    }
    if (tokens[at] !== "WITH") return accepted.includes(word);
    at += 2;
    return accepted.includes(`${word} WITH ${tokens[at - 1]}`);
  };
  return any() && at === tokens.length;
}

/**
 * The report: each package with its licence, then each text once with the
 * packages that it comes with.
 * @param {Component[]} components
 * @param {(folder: string) => string[]} textsIn the licences' texts in a package's folder
 */
export function report(components, textsIn) {
  /** @type {Map<string, string[]>} */
  const texts = new Map();
  const lines = components.map((component) => {
    const { name, version, licence, folder, parts } = component;
    const whole = `${name} ${version}`;
    for (const text of textsIn(folder)) {
      const same = text.replaceAll("\r\n", "\n").trim();
      texts.set(same, [...(texts.get(same) ?? []), whole]);
    }
    return `${whole}: ${licence} (${parts.join(", ")})`;
  });
  const printed = [...texts].map(
    ([text, packages]) =>
      `${"-".repeat(72)}\n${packages.join(", ")}\n\n${text}\n`,
  );
  return [
    "What of others ships with Switchboard, in which part, and under which licence.\n",
    ...lines,
    "",
    ...printed,
  ].join("\n");
}
