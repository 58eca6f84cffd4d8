// @ts-check
// The world's time, and how long things have lasted.

import { byId, write } from "./parts.js";

/** The world's time less this machine's; `null` until the world has told it. @type {number | null} */
let ahead = null;

/**
 * The world has told its time.
 *
 * @param {number} now in milliseconds since 1970
 */
export function setClock(now) {
  ahead = now - Date.now();
  everySecond();
}

/** Keeps the clock and all ages going. */
export function startClock() {
  setInterval(everySecond, 1000);
}

/**
 * Shows how long something has lasted, from now on.
 *
 * @param {HTMLElement} at
 * @param {number} start in milliseconds since 1970
 * @param {boolean} isOver it lasts no longer, and its age says nothing any more
 */
export function showAge(at, start, isOver) {
  if (isOver) {
    delete at.dataset["since"];
    write(at, "–");
  } else {
    at.dataset["since"] = String(start);
  }
}

function everySecond() {
  if (ahead === null) return;
  const now = Date.now() + ahead;
  write(byId("clock"), new Date(now).toLocaleTimeString("en-GB"));
  for (const at of document.querySelectorAll("[data-since]")) {
    const since = Number(/** @type {HTMLElement} */ (at).dataset["since"]);
    write(at, span(Math.max(0, Math.floor((now - since) / 1000))));
  }
}

/**
 * Seconds as people read them: `42 s`, `3 min 05 s`, `2 h 10 min`.
 *
 * @param {number} seconds
 */
function span(seconds) {
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600)
    return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}
