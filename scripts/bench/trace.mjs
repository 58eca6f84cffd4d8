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
 *   tdur?: number,
 *   pid: number,
 *   tid: number,
 *   args: {data?: {url?: string, type?: string}},
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
 * When the script of this address was evaluated.
 * @param {TraceEvent[]} events
 * @param {RegExp} script
 * @returns {{ms: number, begun: number}} how long it took, and when it began by the trace's clock
 */
export function evaluation(events, script) {
  const found = events.filter(
    ({ name, args }) =>
      name === "EvaluateScript" && script.test(args.data?.url ?? ""),
  );
  const sum = found.reduce((sum, { dur = 0 }) => sum + dur, 0);
  return { ms: sum / 1000, begun: Math.min(...found.map(({ ts }) => ts)) };
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

/** What a page's own thread does for scripts. */
const SCRIPTING =
  /^(EventDispatch|FunctionCall|TimerFire|RunMicrotasks|FireAnimationFrame)$/;

/**
 * How long scripts ran from each key press on, until the next or for this long: the thread's own
 * time, which does not grow when the machine has other things to do.
 * @param {TraceEvent[]} events
 * @param {number} mostMs
 */
export function scriptingMs(events, mostMs) {
  const pressed = events.filter(
    ({ name, args }) =>
      name === "EventDispatch" && args.data?.type === "keydown",
  );
  const presses = pressed.toSorted((one, other) => one.ts - other.ts);
  const ran = events
    .filter(({ name, ph }) => ph === "X" && SCRIPTING.test(name))
    .filter(({ pid, tid }) => pid === presses[0]?.pid && tid === presses[0].tid)
    .toSorted((one, other) => one.ts - other.ts);
  return presses.map(({ ts }, at) => {
    const end = Math.min(presses[at + 1]?.ts ?? Infinity, ts + 1000 * mostMs);
    let [sum, until] = [0, ts];
    // What one script runs is within its own time.
    for (const { ts: began, dur = 0, tdur = 0 } of ran) {
      if (began < until || began >= end) continue;
      sum += tdur / 1000;
      until = began + dur;
    }
    return sum;
  });
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
