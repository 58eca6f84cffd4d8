// @ts-check
// The log: requests, events and webhooks as they happen, filtered, with details on click.

import { isWanted, lineCount, wantedCall, wantedLines } from "./journal.js";
import { detailOf } from "./ladder.js";
import { byId, element, short, write } from "./parts.js";

/** @typedef {import("./journal.js").Line} Line */

/** So many lines are shown, and so many more on demand. */
const SHOWN = 400;

/** A reader this near to the end, in pixels, follows it. */
const NEAR = 40;

/** How many lines are shown at most. */
let most = SHOWN;

/** Kinds that are not shown. @type {Set<string>} */
const hidden = new Set();

/** How often each kind was seen. @type {Map<string, { seen: number, count: HTMLElement }>} */
const kinds = new Map();

/** Whether the reader wants to see what comes. */
let following = true;

/** Lines that came while the reader was further up. */
let unseen = 0;

/** Puts the ears on the list. */
export function startLog() {
  byId("newest").addEventListener("click", toEnd);
  byId("log-earlier").addEventListener("click", () => {
    most += SHOWN;
    following = false;
    redraw();
  });
  const list = byId("lines");
  list.addEventListener("scroll", () => {
    following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    if (following) unseen = 0;
    showUnseen();
  });
  new ResizeObserver(() => {
    if (following) toEnd();
  }).observe(list);
  redrawLog();
}

/** The emulator was started anew: its log begins anew. */
export function clearLog() {
  for (const kind of kinds.values()) kind.seen = 0;
  redrawLog();
}

/**
 * Shows lines that have come.
 *
 * @param {Line[]} fresh
 */
export function addLines(fresh) {
  for (const line of fresh) count(line.kind);
  if (byId("log-view").hidden) return showState();
  const call = wantedCall();
  const matching = fresh.filter((line) => matches(line, call)).slice(-most);
  byId("lines").append(...matching.map(row));
  if (following) {
    trim();
    toEnd();
  } else {
    unseen += matching.length;
  }
  showState();
}

/** @param {string} kind */
function count(kind) {
  const known = kinds.get(kind) ?? addKind(kind);
  known.seen += 1;
  write(known.count, String(known.seen));
}

/** @param {string} kind */
function addKind(kind) {
  const count = element("span", { class: "count" });
  const box = element("input", { type: "checkbox" });
  box.checked = true;
  box.addEventListener("change", () => {
    if (box.checked) hidden.delete(kind);
    else hidden.add(kind);
    redrawLog();
  });
  byId("kinds").append(
    element("label", { class: `kind ${kind}` }, box, kind, count),
  );
  const added = { seen: 0, count };
  kinds.set(kind, added);
  return added;
}

/**
 * @param {Line} line
 * @param {import("./journal.js").Call | undefined} call the wanted one
 */
function matches(line, call) {
  return !hidden.has(line.kind) && isWanted(line, call);
}

/** Something else is wanted: as at first, only the last lines are shown. */
export function redrawLog() {
  most = SHOWN;
  following = true;
  redraw();
}

function redraw() {
  const shown = !byId("log-view").hidden;
  const all = shown
    ? wantedLines().filter((line) => !hidden.has(line.kind))
    : [];
  byId("lines").replaceChildren(...all.slice(-most).map(row));
  const earlier = byId("log-earlier");
  earlier.hidden = all.length <= most;
  write(earlier, `${all.length - most} earlier lines`);
  if (following) toEnd();
  showState();
}

function showState() {
  const shown = byId("lines").childElementCount;
  const lines = lineCount();
  write(
    byId("log-count"),
    lines === 0
      ? ""
      : `${lines.toLocaleString("en")} ${lines === 1 ? "line" : "lines"}`,
  );
  const none = byId("log-none");
  none.hidden = shown > 0;
  byId("lines").hidden = shown === 0;
  write(
    none,
    lines === 0
      ? "Nothing has happened yet. Open an agent’s Flex, and every request, event and webhook appears here."
      : "No line matches. Clear the filter or tick more kinds.",
  );
  showUnseen();
}

function showUnseen() {
  const newest = byId("newest");
  newest.classList.toggle("away", following);
  write(newest, unseen > 0 ? `${unseen} newer ↓` : "Newest ↓");
}

function toEnd() {
  const list = byId("lines");
  list.scrollTop = list.scrollHeight;
  following = true;
  unseen = 0;
  showUnseen();
}

/** Takes the oldest rows off; never one that is open or has the focus. */
function trim() {
  const list = byId("lines");
  while (list.childElementCount > most) {
    const oldest = /** @type {Element} */ (list.firstElementChild);
    if (
      oldest.contains(document.activeElement) ||
      oldest.querySelector("details[open]")
    )
      return;
    oldest.remove();
  }
}

/** @param {Line} line */
function row(line) {
  const time = new Date(line.at);
  const at = element("time", { datetime: time.toISOString() }, clockOf(time));
  const summary = element(
    "summary",
    {},
    at,
    element("span", { class: `kind ${line.kind}` }, line.kind),
    element("span", { class: "who" }, shortened(hostOf(line.who))),
    element("span", { class: "what", title: line.what }, shortened(line.what)),
  );
  const details = element("details", {}, summary);
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    if (details.childElementCount === 1) {
      details.append(detailOf(line));
    }
    details.scrollIntoView({ block: "nearest" });
  });
  return element("li", {}, details);
}

/** Of an address the host alone. @param {string} who */
function hostOf(who) {
  return who.replace(/^https?:\/\/([^/:]+).*/, "$1");
}

/**
 * A text with its SIDs cut short; whole they are in the details.
 *
 * @param {string} text
 */
function shortened(text) {
  return text.replace(/[A-Z]{2}[0-9a-f]{32}/g, short);
}

/**
 * Hours, minutes, seconds and milliseconds of this machine's day.
 *
 * @param {Date} time
 */
function clockOf(time) {
  return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
