// @ts-check
/**
 * Walks that are repeated go in rounds, and the rounds add up: who ends a run
 * of hours before it is through goes on with its round later, as long as nothing
 * has changed since. After a round in which a walk fails nothing counts any more.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TARGET } from "../lib/paths.mjs";

const KEPT = path.join(TARGET, "walks", "rounds.json");

/** How many rounds of what have passed. @typedef {{of: string, passed: number}} Rounds */

/** @param {string} file @param {string} of @returns {number} */
function passed(file, of) {
  if (!existsSync(file)) return 0;
  /** @type {Rounds} */
  const kept = JSON.parse(readFileSync(file, "utf8"));
  return kept.of === of ? kept.passed : 0;
}

/** @param {string} file @param {Rounds} rounds */
function keep(file, rounds) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(rounds));
}

/**
 * Goes round after round until so many have passed.
 * @param {number} wanted
 * @param {{of?: string, file?: string, round: (number: number) => Promise<boolean>, say: (line: string) => void}} how
 *   `of` names what is walked through in which state, and is missing if that cannot be said;
 *   `round` goes one, and says whether all of it passed
 * @returns {Promise<boolean>} whether all have passed
 */
export async function rounds(wanted, { of, file = KEPT, round, say }) {
  // A single round is asked for to be gone, whatever was before.
  const repeated = wanted > 1 ? of : undefined;
  let done = repeated ? passed(file, repeated) : 0;
  if (done >= wanted) done = 0;
  if (done > 0) say(`${done} of ${wanted} rounds passed before`);
  while (done < wanted) {
    const good = await round(done + 1);
    done = good ? done + 1 : 0;
    // Whoever asks again after the last one wants all of them again.
    const kept = done < wanted ? done : 0;
    if (repeated) keep(file, { of: repeated, passed: kept });
    if (!good) return false;
    if (wanted > 1) say(`${done} of ${wanted} rounds passed`);
  }
  return true;
}
