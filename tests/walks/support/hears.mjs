// @ts-check
/** What a person hears, as the emulator's mixer measures it on the leg. */
import { setTimeout as after } from "node:timers/promises";

/** The mixer looks at the last 200 ms; each sample is of its own window. */
const WINDOW_MS = 200;
const SAMPLES_IN_A_ROW = 3;
/** Reaching a colleague takes ICE, DTLS and a webhook or two. */
const PATIENCE_MS = 20_000;

const ABOVE_OTHERS_DB = 20;
const SILENCE_DBFS = -48;

/** @typedef {import("./control.mjs").Control} Control */
/** @typedef {import("./control.mjs").Leg} Leg */

/**
 * What one person is told over all of his calls; nothing where he has none.
 * @param {Leg[]} legs
 * @param {string} who
 * @returns {Pick<Leg, "hears"> | undefined}
 */
export function ears(legs, who) {
  const his = legs.filter((leg) => leg.who === who);
  if (his.length < 2) return his[0];
  const peaks = his.flatMap(({ hears }) => hears.peaks);
  const dbfs = Math.max(...his.map(({ hears }) => hears.dbfs));
  // Of a tone that is in several ears the loudest counts.
  peaks.sort((a, b) => a.dbfs - b.dbfs);
  return { hears: { dbfs, peaks } };
}

/**
 * What is wrong with one sample, if anything.
 * @param {Pick<Leg, "hears"> | undefined} leg
 * @param {{tone?: number, music?: boolean, not?: number[]}} wanted
 * @returns {string | undefined}
 */
export function complaint(leg, { tone, music = false, not = [] }) {
  if (!leg) return "there is no leg";
  const loudness = new Map(leg.hears.peaks.map(({ hz, dbfs }) => [hz, dbfs]));
  for (const unwanted of not) {
    const level = loudness.get(unwanted) ?? -Infinity;
    if (level > SILENCE_DBFS) return `${unwanted} Hz is heard at ${level} dBFS`;
  }
  if (music) {
    const note = [...loudness.values()].some((level) => level > SILENCE_DBFS);
    return note ? undefined : "no music is heard";
  }
  if (tone === undefined) {
    return leg.hears.dbfs > SILENCE_DBFS
      ? `it is not quiet: ${leg.hears.dbfs} dBFS`
      : undefined;
  }
  const level = loudness.get(tone) ?? -Infinity;
  if (level <= SILENCE_DBFS) return `${tone} Hz is not heard (${level} dBFS)`;
  for (const [hz, other] of loudness) {
    if (hz !== tone && level - other < ABOVE_OTHERS_DB) {
      return `${tone} Hz (${level} dBFS) is mixed with ${hz} Hz (${other} dBFS)`;
    }
  }
  return undefined;
}

/**
 * Waits until this person hears the wanted tone, or music, or silence if
 * nothing is wanted, and none of the unwanted tones, three samples in a row.
 * @param {Control} control
 * @param {string} who
 * @param {{tone?: number, music?: boolean, not?: number[]}} wanted
 */
export async function hears(control, who, wanted) {
  const deadline = Date.now() + PATIENCE_MS;
  let good = 0;
  while (good < SAMPLES_IN_A_ROW) {
    const legs = await control.levels();
    const wrong = complaint(ears(legs, who), wanted);
    good = wrong ? 0 : good + 1;
    if (wrong && Date.now() > deadline) {
      throw new Error(
        `${who} should hear ${wanted.music ? "music" : (wanted.tone ?? "nothing")}${wanted.tone ? " Hz" : ""}, but ${wrong}\n` +
          JSON.stringify(legs, null, 2),
      );
    }
    await after(WINDOW_MS);
  }
}
