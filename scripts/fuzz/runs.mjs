// @ts-check
/** What all runs of a target have come to, by what libFuzzer said in each. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { ROOT } from "../lib/paths.mjs";
import { FINDINGS, RUNS } from "./places.mjs";

/**
 * `covered`: how many branches the texts of the last run take, which grows from run to run.
 * @typedef {{target: string, executions: number, covered: number, seconds: number, findings: number}} Sum
 */

/** @param {string} folder */
const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((file) => path.join(folder, file))
    : [];

/** The findings of a target that are not done with. @param {string} target */
export const findingsOf = (target) =>
  filesIn(path.join(FINDINGS, target)).map((file) => path.relative(ROOT, file));

/** Keeps what a run has said. @param {string} target @param {string[]} lines */
export function keep(target, lines) {
  const folder = path.join(RUNS, target);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${Date.now()}.log`), lines.join("\n"));
}

/**
 * A run that was broken off or ended at a finding does not say how long it took: it counts
 * for nothing.
 * @param {string} target
 * @param {string[]} logs the earliest first
 * @param {number} findings
 * @returns {Sum}
 */
export function summed(target, logs, findings) {
  const sum = { target, executions: 0, covered: 0, seconds: 0, findings };
  for (const log of logs) {
    const done = /^Done (\d+) runs in (\d+) second/m.exec(log);
    if (!done) continue;
    sum.executions += Number(done[1]);
    sum.seconds += Number(done[2]);
    const covered = /^#\d+\s+DONE\s+cov: (\d+)/m.exec(log);
    sum.covered = Number(covered?.[1] ?? sum.covered);
  }
  return sum;
}

/** @param {string} target */
export const sums = (target) =>
  summed(
    target,
    filesIn(path.join(RUNS, target)).map((file) => readFileSync(file, "utf8")),
    findingsOf(target).length,
  );

/** @param {Sum[]} all @returns {string[]} */
export const table = (all) => [
  "   minutes     executions  branches  findings",
  ...all.map(({ target, executions, covered, seconds, findings }) =>
    [
      String(Math.floor(seconds / 60)).padStart(10),
      executions.toLocaleString("en-US").padStart(15),
      String(covered).padStart(10),
      String(findings).padStart(10),
      `  ${target}`,
    ].join(""),
  ),
];
