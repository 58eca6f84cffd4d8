// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { FUZZ, TARGETS } from "./places.mjs";
import { summed, table } from "./runs.mjs";

/** What libFuzzer says at the end. @param {number} runs @param {number} covered @param {number} seconds */
const ended = (runs, covered, seconds) =>
  `#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb
#${runs}\tDONE   cov: ${covered} ft: 9 corp: 2/45Kb lim: 66 exec/s: 21 rss: 64Mb
Done ${runs} runs in ${seconds} second(s)
stat::number_of_executed_units: ${runs}`;

/** What it says when it finds something. */
const FOUND = `#2\tINITED cov: 3 ft: 4 corp: 1/1b exec/s: 0 rss: 30Mb
thread '<unnamed>' panicked at core/src/wire.rs:7:5:
==1== ERROR: libFuzzer: deadly signal
stat::number_of_executed_units: 5000`;

test("runs add up, and the last says how much is covered", () => {
  const logs = [ended(1_000, 40, 61), ended(500, 42, 3_540)];
  const sum = summed("wire", logs, 0);
  assert.deepEqual(sum, {
    target: "wire",
    executions: 1_500,
    covered: 42,
    seconds: 3_601,
    findings: 0,
  });
  assert.match(table([sum])[1] ?? "", /^ +60 +1,500 +42 +0 {2}wire$/);
});

test("a run without an end counts for nothing, and takes nothing away", () => {
  const { executions, covered, seconds } = summed(
    "wire",
    [ended(1_000, 40, 61), FOUND, ""],
    1,
  );
  assert.deepEqual([executions, covered, seconds], [1_000, 40, 61]);
});

test("each target is a program, and stands in the list of what they look at", () => {
  const manifest = readFileSync(path.join(FUZZ, "Cargo.toml"), "utf8");
  const programs = [...manifest.matchAll(/path = "fuzz_targets\/(\w+)\.rs"/g)];
  assert.deepEqual(programs.map(([, name]) => name).sort(), TARGETS);
  const list = readFileSync(path.join(FUZZ, "src", "lib.rs"), "utf8");
  const rows = [...list.matchAll(/^\/\/! \| `(\w+)`/gm)];
  assert.deepEqual(rows.map(([, name]) => name).sort(), TARGETS);
});
