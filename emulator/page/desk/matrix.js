// @ts-check
// Who hears whom: one row for each who speaks, one column for each who hears, checked by the mixer.

import { element, keep, mark, write, writeName } from "./parts.js";

/**
 * @typedef {import("./meters.js").LegLevels} LegLevels
 * @typedef {{ sid: string, name: string, hears: string[], why: string[] }} Member
 *   `why`: what keeps this leg from being heard or from hearing, in words
 * @typedef {{ members: Member[], speaker: Member }} Line
 */

/** Quieter than this is nothing. */
const QUIET = -48;

/** Two tones this near, in Hz, are the same. */
const SAME = 5;

/** What the mixer measured last, by leg. @type {Map<string, LegLevels>} */
let levels = new Map();

/** Every cell that is shown. @type {Set<() => void>} */
const cells = new Set();

/**
 * The mixer's levels are in: every cell is checked by them.
 *
 * @param {Map<string, LegLevels>} measured
 */
export function checkMatrix(measured) {
  levels = measured;
  for (const check of cells) {
    if (owners.get(check)?.isConnected) check();
    else cells.delete(check);
  }
}

/**
 * An empty matrix.
 *
 * @returns {{ node: HTMLElement, show: (members: Member[]) => void }}
 */
export function matrix() {
  const head = element("tr");
  const body = element("tbody");
  const table = element(
    "table",
    { class: "matrix" },
    element("caption", {}, "Who hears whom: rows speak, columns hear"),
    element("thead", {}, head),
    body,
  );
  const node = element("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": "Who hears whom",
  });
  node.append(table);
  return {
    node,
    show(members) {
      node.hidden = members.length < 2;
      const corner = element("td", {}, "");
      const names = members.map(({ name }) => {
        const shown = element("span");
        writeName(shown, name);
        return element("th", { scope: "col" }, shown);
      });
      const shown = members.map(({ name }) => name).join("\n");
      if (head.dataset["shown"] !== shown)
        head.replaceChildren(corner, ...names);
      head.dataset["shown"] = shown;
      // A row has a cell for each member, so another number of them makes other rows.
      const key = (/** @type {Line} */ { speaker }) =>
        `${speaker.sid} ${members.map(({ sid }) => sid).join(" ")}`;
      const rows = members.map((speaker) => ({ members, speaker }));
      keep(body, rows, key, lineRow);
    },
  };
}

/** The cell of each check; one that is gone is checked no more. @type {WeakMap<() => void, Element>} */
const owners = new WeakMap();

/**
 * @param {Line} made
 * @returns {import("./parts.js").Row<Line>}
 */
function lineRow(made) {
  const name = element("span");
  const row = element("tr", {}, element("th", { scope: "row" }, name));
  let line = made;
  made.members.forEach((_, index) => {
    const cell = element("td");
    row.append(cell);
    const check = () => showCell(cell, line.speaker, line.members[index]);
    owners.set(check, cell);
    cells.add(check);
  });
  return {
    node: row,
    show(now) {
      line = now;
      writeName(name, now.speaker.name);
      for (const check of cells) {
        const cell = owners.get(check);
        if (cell !== undefined && row.contains(cell)) check();
      }
    },
  };
}

/**
 * @param {HTMLElement} cell
 * @param {Member} speaker
 * @param {Member | undefined} listener
 */
function showCell(cell, speaker, listener) {
  if (listener === undefined) return;
  const [state, words] = cellOf(speaker, listener);
  mark(cell, "class", `cell ${state}`);
  write(cell, words);
}

/**
 * @param {Member} speaker
 * @param {Member} listener
 * @returns {[string, string]}
 */
function cellOf(speaker, listener) {
  if (speaker.sid === listener.sid) return ["self", "–"];
  const allowed = listener.hears.includes(speaker.sid);
  const [mouth, ear] = [levels.get(speaker.sid), levels.get(listener.sid)];
  if (mouth === undefined || ear === undefined)
    return allowed ? ["open", "yes"] : ["off", why(speaker, listener)];
  const mixed = ear.voices.includes(speaker.sid);
  if (allowed !== mixed)
    return ["wrong", mixed ? "hears, but should not" : "should hear"];
  if (!allowed) return ["off", why(speaker, listener)];
  return isHeard(mouth.sends, ear.hears)
    ? ["heard", "hears"]
    : ["open", "quiet"];
}

/**
 * @param {Member} speaker
 * @param {Member} listener
 */
function why(speaker, listener) {
  return (
    [...speaker.why, ...listener.why.filter((word) => word !== "muted")][0] ??
    "no"
  );
}

/**
 * Whether the sound is there: loud enough, and if it is a tone, with that tone in it.
 *
 * @param {import("./meters.js").Levels} says
 * @param {import("./meters.js").Levels} hears
 */
function isHeard(says, hears) {
  if (says.dbfs < QUIET || hears.dbfs < QUIET) return false;
  const tone = says.peaks[0];
  return (
    tone === undefined ||
    hears.peaks.some(({ hz }) => Math.abs(hz - tone.hz) <= SAME)
  );
}
