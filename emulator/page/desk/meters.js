// @ts-check
// The level meters: what each leg says and hears right now.

import { checkMatrix } from "./matrix.js";
import { element, mark, write } from "./parts.js";

/**
 * @typedef {{ dbfs: number, peaks: { hz: number, dbfs: number }[] }} Levels
 * @typedef {{ call: string, sends: Levels, hears: Levels, voices: string[] }} LegLevels
 * @typedef {{ node: HTMLElement, show: (levels: Levels | null) => void }} Meter
 */

/** Quieter than this shows as nothing. */
const FLOOR = -60;

/** Tones this much below the loudest are not named. */
const CLEAR = 20;

/** How often the levels are asked for while somebody is on a call. */
const PACE_MS = 200;

/** The meters of each leg that is shown. @type {Map<string, (levels: LegLevels | null) => void>} */
const meters = new Map();

/**
 * A bar and its words.
 *
 * @param {string} label
 * @returns {Meter}
 */
export function meter(label) {
  const bar = element("span", {
    class: "meter",
    role: "meter",
    "aria-label": label,
    "aria-valuemin": String(FLOOR),
    "aria-valuemax": "0",
  });
  const words = element("span", { class: "words" });
  const node = element("span", { class: "level" }, bar, words);
  /** @param {Levels | null} levels */
  const show = (levels) => {
    const dbfs = Math.max(FLOOR, Math.min(0, levels?.dbfs ?? FLOOR));
    bar.style.setProperty("--level", String((dbfs - FLOOR) / -FLOOR));
    const text = levels === null ? "–" : wordsFor(levels);
    mark(bar, "aria-valuenow", dbfs.toFixed(0));
    mark(bar, "aria-valuetext", text);
    write(words, text);
  };
  show(null);
  return { node, show };
}

/**
 * @param {Levels} levels
 */
function wordsFor({ dbfs, peaks }) {
  if (dbfs <= FLOOR) return "silent";
  const loudest = peaks[0]?.dbfs ?? FLOOR;
  const named = peaks.filter((peak) => peak.dbfs > loudest - CLEAR).slice(0, 3);
  const tones = named.map((peak) => peak.hz).sort((one, other) => one - other);
  return `${dbfs.toFixed(0)} dB${tones.length > 0 ? ` · ${tones.join(" + ")} Hz` : ""}`;
}

/**
 * From now on these meters show this leg.
 *
 * @param {string} call
 * @param {Meter} says
 * @param {Meter} hears
 */
export function followLeg(call, says, hears) {
  meters.set(call, (levels) => {
    says.show(levels?.sends ?? null);
    hears.show(levels?.hears ?? null);
  });
}

/**
 * The meters of legs that are over fall to nothing.
 *
 * @param {Set<string>} live
 */
export function forgetMeters(live) {
  for (const [call, show] of meters) {
    if (live.has(call)) continue;
    show(null);
    meters.delete(call);
  }
}

/** Keeps the meters moving as long as the page is seen and somebody is on a call. */
export async function followLevels() {
  for (;;) {
    if (meters.size > 0 && document.visibilityState === "visible")
      await showLevels();
    await new Promise((done) => setTimeout(done, PACE_MS));
  }
}

async function showLevels() {
  try {
    const answer = await fetch("/_control/levels");
    const legs = /** @type {LegLevels[]} */ (await answer.json());
    const known = new Map(legs.map((leg) => [leg.call, leg]));
    for (const [call, show] of meters) show(known.get(call) ?? null);
    checkMatrix(known);
  } catch {
    // The header says that the emulator is away; the meters rest meanwhile.
    for (const show of meters.values()) show(null);
  }
}
