// @ts-check
// The log: requests, events and webhooks as they happen, filtered, with details on click.

import { byId, element, short, write } from "./parts.js";

/**
 * @typedef {{ number: number, at: number, kind: string, who: string, what: string, detail: unknown }} Line
 */

/** So many lines are kept, and so many are shown. */
const KEPT = 5000;
const SHOWN = 400;

/** A reader this near to the end, in pixels, follows it. */
const NEAR = 40;

/** All lines, oldest first. @type {Line[]} */
let lines = [];

/** Kinds that are not shown. @type {Set<string>} */
const hidden = new Set();

/** How often each kind was seen. @type {Map<string, { seen: number, count: HTMLElement }>} */
const kinds = new Map();

/** Whether the reader wants to see what comes. */
let following = true;

/** Lines that came while the reader was further up. */
let unseen = 0;

/** Puts the ears on the filter. */
export function startLog() {
  byId("log-text").addEventListener("input", redraw);
  byId("newest").addEventListener("click", toEnd);
  const list = byId("lines");
  list.addEventListener("scroll", () => {
    following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    if (following) unseen = 0;
    showUnseen();
  });
  new ResizeObserver(() => {
    if (following) toEnd();
  }).observe(list);
  redraw();
}

/** The emulator was started anew: its log begins anew. */
export function clearLog() {
  lines = [];
  for (const kind of kinds.values()) kind.seen = 0;
  redraw();
}

/** The number of the last line known. */
export function lastLine() {
  return lines.at(-1)?.number ?? 0;
}

/**
 * Takes lines; those that are known already are left out.
 *
 * @param {Line[]} more
 */
export function addLines(more) {
  const last = lastLine();
  const fresh = more.filter((line) => line.number > last);
  if (fresh.length === 0) return;
  lines = [...lines, ...fresh].slice(-KEPT);
  for (const line of fresh) count(line.kind);
  const matching = fresh.filter(matches).slice(-SHOWN);
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
    redraw();
  });
  byId("kinds").append(
    element("label", { class: `kind ${kind}` }, box, kind, count),
  );
  const added = { seen: 0, count };
  kinds.set(kind, added);
  return added;
}

/** @param {Line} line */
function matches(line) {
  if (hidden.has(line.kind)) return false;
  const wanted = /** @type {HTMLInputElement} */ (byId("log-text")).value
    .trim()
    .toLowerCase();
  if (wanted === "") return true;
  const text =
    `${line.kind} ${line.who} ${line.what} ${JSON.stringify(line.detail)}`.toLowerCase();
  return wanted.split(/\s+/).every((word) => text.includes(word));
}

function redraw() {
  byId("lines").replaceChildren(
    ...lines.filter(matches).slice(-SHOWN).map(row),
  );
  toEnd();
  showState();
}

function showState() {
  const shown = byId("lines").childElementCount;
  write(
    byId("log-count"),
    lines.length === 0
      ? ""
      : `${lines.length} ${lines.length === 1 ? "line" : "lines"}`,
  );
  const none = byId("log-none");
  none.hidden = shown > 0;
  byId("lines").hidden = shown === 0;
  write(
    none,
    lines.length === 0
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
  while (list.childElementCount > SHOWN) {
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
    element("span", { class: "who" }, shortened(line.who)),
    element("span", { class: "what", title: line.what }, shortened(line.what)),
  );
  const details = element("details", {}, summary);
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    if (details.childElementCount === 1) {
      details.append(element("pre", { tabindex: "0" }, detailOf(line)));
    }
    details.scrollIntoView({ block: "nearest" });
  });
  return element("li", {}, details);
}

/**
 * A text with its SIDs cut short; whole they are in the details.
 *
 * @param {string} text
 */
function shortened(text) {
  return text.replace(/[A-Z]{2}[0-9a-f]{32}/g, short);
}

/** @param {Line} line */
function detailOf({ detail, what }) {
  const empty =
    detail === null ||
    (typeof detail === "object" && Object.keys(detail).length === 0);
  return empty ? what : `${what}\n\n${JSON.stringify(detail, null, 2)}`;
}

/**
 * Hours, minutes, seconds and milliseconds of this machine's day.
 *
 * @param {Date} time
 */
function clockOf(time) {
  return `${time.toLocaleTimeString("en-GB")}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}
