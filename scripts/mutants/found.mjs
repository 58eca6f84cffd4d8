// @ts-check
/**
 * What became of each change, kept from run to run: a change that was tried
 * is tried again only if its file is another since, or if no test noticed it.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { TARGET } from "../lib/paths.mjs";
import { hashOf } from "../lib/stamp.mjs";

/**
 * What cargo-mutants calls it: noticed, not noticed, ran too long (which is
 * noticed, too), or does not compile.
 * @typedef {"caught" | "missed" | "timeout" | "unviable"} Outcome
 */

/** @typedef {Record<string, {hash: string, changes: Record<string, Outcome>}>} Found */

/** @type {Outcome[]} */
const OUTCOMES = ["caught", "missed", "timeout", "unviable"];

/** Where cargo-mutants makes its folder. */
export const OUTPUT = path.join(TARGET, "mutants");
const LISTS = path.join(OUTPUT, "mutants.out");
const KEPT = path.join(OUTPUT, "found.json");

/** The file of a change, which is named FILE:LINE:COLUMN: WHAT. @param {string} change */
export const fileOf = (change) => change.slice(0, change.indexOf(":"));

/** @param {string} name @returns {string[]} */
function lines(name) {
  const file = path.join(LISTS, `${name}.txt`);
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean);
}

/** @returns {Found} */
const kept = () =>
  existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, "utf8")) : {};

/** @param {Found} found */
function keep(found) {
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(KEPT, JSON.stringify(found, null, 1));
}

/** Forgets what former runs have found. */
export const forget = () => rmSync(KEPT, { force: true });

/**
 * Takes in what the last run has found, be it that it was ended before it was
 * through. What was found of a file that is another since counts no more.
 * @returns {Found}
 */
export function takeIn() {
  const found = kept();
  for (const outcome of OUTCOMES) {
    for (const change of lines(outcome)) {
      const file = found[fileOf(change)];
      if (file) file.changes[change] = outcome;
    }
  }
  for (const file of Object.keys(found))
    if (found[file]?.hash !== hashOf([file])) delete found[file];
  keep(found);
  return found;
}

/**
 * Leaves for cargo-mutants what it need not try again.
 * @param {string[]} files what is about to be changed
 */
export function prepare(files) {
  const found = takeIn();
  for (const file of files)
    found[file] ??= { hash: hashOf([file]), changes: {} };
  keep(found);
  const known = Object.values(found).flatMap(({ changes }) =>
    Object.keys(changes).filter((change) => changes[change] !== "missed"),
  );
  rmSync(LISTS, { recursive: true, force: true });
  mkdirSync(LISTS, { recursive: true });
  // With --iterate it skips what stands in this list of its last run.
  writeFileSync(path.join(LISTS, "previously_caught.txt"), known.join("\n"));
}
