// @ts-check
/** A test runner of another maker: how it is called and how it counts. */
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { run } from "./run.mjs";

const LOGS = inRoot("test-results", "logs");

/**
 * What a runner found.
 * @typedef {{passed: number, failed: number}} Count
 */

/**
 * One runner. `count` reads what it says about itself, line by line; a check
 * that says nothing counts as one.
 * @typedef {{
 *   name: string,
 *   program: string,
 *   args: string[],
 *   env?: NodeJS.ProcessEnv,
 *   count?: (line: string) => Count | undefined,
 * }} Suite
 */

/** @param {string} line @returns {Count | undefined} */
export function cargoCount(line) {
  const found = /^test result: .* (\d+) passed; (\d+) failed/.exec(line);
  return found ? { passed: +found[1], failed: +found[2] } : undefined;
}

/** @param {string} line @returns {Count | undefined} */
export function nodeCount(line) {
  const passed = /^(?:#|ℹ) pass (\d+)/.exec(line);
  if (passed) return { passed: +passed[1], failed: 0 };
  const failed = /^(?:#|ℹ) fail (\d+)/.exec(line);
  return failed ? { passed: 0, failed: +failed[1] } : undefined;
}

/** @param {string} line @returns {Count | undefined} */
export function playwrightCount(line) {
  const passed = /^\s+(\d+) passed\b/.exec(line);
  if (passed) return { passed: +passed[1], failed: 0 };
  // What did not run, or passed only at another try, has not passed.
  const failed =
    /^\s+(\d+) (?:failed|flaky|interrupted|skipped|did not run)\b/.exec(line);
  return failed ? { passed: 0, failed: +failed[1] } : undefined;
}

/**
 * Runs a suite, keeps its whole output in a file and shows what it says about
 * its results; after a failure, all that it said last.
 * @param {Suite} suite
 * @returns {Promise<Count>}
 */
export async function runSuite({ name, program, args, env, count }) {
  mkdirSync(LOGS, { recursive: true });
  const file = path.join(LOGS, `${name.replaceAll(/\W+/g, "-")}.log`);
  const log = createWriteStream(file);
  const total = { passed: 0, failed: 0 };
  console.log(`\n── ${name}`);
  let broke = false;
  try {
    await run(program, args, {
      env,
      say: (line) => {
        log.write(`${line}\n`);
        const counted = count?.(line);
        if (!counted) return;
        total.passed += counted.passed;
        total.failed += counted.failed;
        console.log(line.trim());
      },
    });
  } catch (error) {
    broke = true;
    console.log(error instanceof Error ? error.message : error);
    console.log(`all of it: ${path.relative(inRoot(), file)}`);
  } finally {
    log.end();
  }
  // A check has no count of its own, and a runner that found no test to run
  // has checked nothing.
  if (!count) total[broke ? "failed" : "passed"] = 1;
  else if ((broke && !total.failed) || total.passed + total.failed === 0) {
    total.failed += 1;
  }
  if (!count) console.log(broke ? "failed" : "ok");
  return total;
}
