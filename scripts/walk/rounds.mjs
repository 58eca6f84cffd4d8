// @ts-check
/**
 * Walks that are repeated go in rounds, and the rounds add up: who ends a run
 * of hours goes on with the next round later, as long as nothing has changed
 * since. A round in which a walk fails is the last, and nothing counts any more.
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
  let done = of ? passed(file, of) : 0;
  if (done > 0)
    say(`${Math.min(done, wanted)} of ${wanted} rounds passed before`);
  while (done < wanted) {
    const good = await round(done + 1);
    done = good ? done + 1 : 0;
    if (of) keep(file, { of, passed: done });
    if (!good) return false;
    if (wanted > 1) say(`${done} of ${wanted} rounds passed`);
  }
  return true;
}
