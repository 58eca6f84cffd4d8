// @ts-check
/** Runs a page under Chromium's own trace and reads times from it. */
import { readFileSync, rmSync } from "node:fs";
import { inRoot } from "../lib/paths.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */

/**
 * One entry of a trace; times in microseconds.
 * @typedef {{
 *   name: string,
 *   ph: string,
 *   ts: number,
 *   dur?: number,
 *   args: {data?: {url?: string}},
 * }} TraceEvent
 */

const CATEGORIES = ["devtools.timeline", "blink.user_timing", "v8"];

/**
 * Does something in a page while the browser keeps its trace.
 * @param {Browser} browser
 * @param {Page} page
 * @param {() => Promise<void>} act
 * @returns {Promise<TraceEvent[]>}
 */
export async function traced(browser, page, act) {
  const path = inRoot("target", "bench-trace.json");
  await browser.startTracing(page, { path, categories: CATEGORIES });
  await act();
  await browser.stopTracing();
  const { traceEvents } = JSON.parse(readFileSync(path, "utf8"));
  rmSync(path);
  return traceEvents;
}

/**
 * How long the script of this address took to evaluate.
 * @param {TraceEvent[]} events
 * @param {RegExp} script
 */
export function evaluationMs(events, script) {
  const found = events.filter(
    ({ name, args }) =>
      name === "EvaluateScript" && script.test(args.data?.url ?? ""),
  );
  return found.reduce((sum, { dur = 0 }) => sum + dur, 0) / 1000;
}

/**
 * How long each measure of this name took (`performance.measure` in the page).
 * @param {TraceEvent[]} events
 * @param {string} measure
 * @returns {number[]}
 */
export function measuresMs(events, measure) {
  /** @type {number[]} */
  const begun = [];
  /** @type {number[]} */
  const took = [];
  const named = events.filter(({ name }) => name === measure);
  for (const { ph, ts } of named.sort((one, other) => one.ts - other.ts)) {
    if (ph === "b") begun.push(ts);
    if (ph === "e") took.push((ts - (begun.shift() ?? ts)) / 1000);
  }
  return took;
}

/**
 * @param {number[]} values
 * @param {number} part such as 0.95
 */
export function percentile(values, part) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

/** One digit behind the point is as much as such a figure can say. @param {number} value */
export const rounded = (value) => Math.round(value * 10) / 10;
