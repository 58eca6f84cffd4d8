// @ts-check
/**
 * What no output may say: who is in the world, by name, number, address or
 * token, and what people have typed.
 */
import { readFileSync } from "node:fs";

/** Of any kind that the world has, whoever it belongs to. */
const KINDS = {
  "a token": /\bflex\.[\w-]+\.\d{6}\b|\b[0-9a-f]{32}\b|\beyJ[\w-]+\./,
  "a number": /\+\d{7,15}\b/,
  "an address": /\b(client|sips?):\w/i,
};

/** All that emulator and Functions print, and the plugin in every page. */
export class Output {
  /** @type {string[]} */
  #said = [];

  /** @param {string} who @param {string} line */
  hear(who, line) {
    this.#said.push(`${who}: ${line}`);
  }

  /** What was said since the last time. */
  take() {
    return this.#said.splice(0);
  }
}

/** Each word of everybody's name. @param {string} file a world's description */
export function names(file) {
  const { workers } = JSON.parse(readFileSync(file, "utf8"));
  return workers.flatMap((/** @type {{full_name: string}} */ { full_name }) =>
    full_name.split(" "),
  );
}

/** What was typed into the world: own words of whoever declined. @param {unknown} world */
export function typed(world) {
  const words = /"words":("(?:[^"\\]|\\.)+")/g;
  return [...JSON.stringify(world).matchAll(words)].map(([, text]) =>
    JSON.parse(text),
  );
}

/**
 * The lines that say what they must not, and what it is.
 * @param {string[]} said
 * @param {string[]} words names and typed text
 */
export function leaks(said, words) {
  return said.flatMap((line) => {
    const found = [
      ...words.filter((word) => line.includes(word)),
      ...Object.entries(KINDS)
        .filter(([, kind]) => kind.test(line))
        .map(([name]) => name),
    ];
    return found.length ? [`${found.join(", ")} in “${line}”`] : [];
  });
}
