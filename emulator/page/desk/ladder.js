// @ts-check
// The ladder: what browsers, Twilio and Functions have asked and told one another, from top to bottom.

import { filter, wantedCall, wantedLines } from "./journal.js";
import { byId, element, keep, mark, write, writeName } from "./parts.js";
import { isStep, laneName, lanesOf, shortName, stepOf } from "./steps.js";

/**
 * @typedef {import("./steps.js").Step} Step
 * @typedef {{ step: Step, lanes: string[], names: string[], began: number }} Rung
 */

/** So many steps are shown, and so many more on demand. */
const SHOWN = 200;

/** How many are shown now. */
let most = SHOWN;

/** Agents' names by identity. @type {Map<string, string>} */
let people = new Map();

/** Whether it will be drawn with the next frame. */
let due = false;

/** Whether the reader wants to see what comes. */
let following = true;

/** A reader this near to the end, in pixels, follows it. */
const NEAR = 40;

/** Puts the ears on it. */
export function startLadder() {
  const frame = frameOf();
  frame.addEventListener("scroll", () => {
    following =
      frame.scrollHeight - frame.scrollTop - frame.clientHeight < NEAR;
  });
  byId("earlier").addEventListener("click", () => {
    most += SHOWN;
    following = false;
    drawLadder();
  });
}

/** Something else is wanted: as at first, only the last steps are shown. */
export function resetLadder() {
  most = SHOWN;
  // One call is read from its beginning, what is going on from its end.
  following = filter.call === "latest" || filter.call === "";
  if (!following) frameOf().scrollTop = 0;
  drawLadder();
}

/** What scrolls. */
function frameOf() {
  return byId("ladder-frame");
}

/** @param {Map<string, string>} names by identity */
export function nameLanes(names) {
  people = names;
}

/** Draws with the next frame, however often it is asked. */
export function drawLadder() {
  if (due || byId("ladder-view").hidden) return;
  due = true;
  requestAnimationFrame(() => {
    due = false;
    draw();
  });
}

function draw() {
  const all = wantedLines().filter(isStep);
  const steps = all
    .slice(-most)
    .map(stepOf)
    .filter((step) => step !== null)
    .sort((one, other) => one.at - other.at);
  const lanes = lanesOf(steps);
  const names = lanes.map((lane) => laneName(lane, people));
  const began = wantedCall()?.began ?? all[0]?.at ?? 0;
  const ladder = byId("ladder");
  ladder.style.setProperty("--lanes", String(lanes.length));
  showHeads(lanes, names);
  const rungs = steps.map((step) => ({ step, lanes, names, began }));
  keep(ladder, rungs, ({ step }) => String(step.line.number), rung);
  const earlier = byId("earlier");
  earlier.hidden = all.length <= steps.length;
  write(earlier, `${all.length - steps.length} earlier steps`);
  byId("ladder-none").hidden = steps.length > 0;
  byId("ladder-heads").hidden = steps.length === 0;
  const empty =
    filter.call === "latest"
      ? "No call yet. As soon as somebody calls, every step between browsers, Twilio and Functions appears here."
      : "No step matches the filter.";
  write(byId("ladder-none"), empty);
  if (following) frameOf().scrollTop = frameOf().scrollHeight;
}

/**
 * @param {string[]} lanes
 * @param {string[]} names
 */
function showHeads(lanes, names) {
  const heads = byId("ladder-heads");
  heads.style.setProperty("--lanes", String(lanes.length));
  if (heads.dataset["shown"] === names.join("\n")) return;
  heads.dataset["shown"] = names.join("\n");
  const head = (/** @type {string} */ name, /** @type {number} */ index) => {
    const lane = lanes[index] ?? "";
    const long = element("span", { class: "long" });
    writeName(long, name);
    return element(
      "span",
      { class: lane.startsWith("browser:") ? "head agent" : "head" },
      long,
      element("span", { class: "short" }, shortName(lane, name)),
    );
  };
  heads.replaceChildren(...names.map(head));
}

/**
 * @param {Rung} made
 * @returns {import("./parts.js").Row<Rung>}
 */
function rung({ step: made }) {
  const { line } = made;
  const at = element("time", { title: new Date(made.at).toISOString() });
  const between = element("span", { class: "unseen" });
  const title = element(
    "span",
    { class: "title", title: line.what },
    made.title,
  );
  const label = element("span", { class: "label" }, between, title);
  if (made.status !== "")
    label.append(element("span", { class: "status" }, made.status));
  if (made.took !== "")
    label.append(element("span", { class: "took" }, made.took));
  const arrow = element("span", { class: "arrow", "aria-hidden": "true" });
  const track = element("span", { class: "track" }, label, arrow);
  const summary = element("summary", {}, at, track);
  const details = element("details", {}, summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1)
      details.append(detailOf(line));
  });
  const node = element(
    "li",
    { class: `rung ${made.tone} ${line.kind}` },
    details,
  );
  let shown = "";
  return {
    node,
    show({ step, lanes, names, began }) {
      const now = `${began} ${names.join("\n")}`;
      if (now === shown) return;
      shown = now;
      const [from, to] = [lanes.indexOf(step.from), lanes.indexOf(step.to)];
      const [left, right] = [Math.min(from, to), Math.max(from, to)];
      const shape = from === to ? "note" : from < to ? "rightward" : "leftward";
      const side = left + right < lanes.length ? "early" : "late";
      mark(track, "class", `track ${shape} ${side}`);
      track.style.setProperty("--left", String(left));
      track.style.setProperty("--right", String(right));
      write(at, since(step.at - began));
      const [one = "", other = ""] = [names[from], names[to]];
      write(between, from === to ? `${one}: ` : `${one} to ${other}: `);
    },
  };
}

/**
 * @param {number} ms
 * @returns {string} `+1.250`, in seconds
 */
function since(ms) {
  const sign = ms < 0 ? "−" : "+";
  const seconds = Math.abs(ms) / 1000;
  return seconds < 1000
    ? `${sign}${seconds.toFixed(3)}`
    : `${sign}${Math.round(seconds)}`;
}

/**
 * The whole of a step: what was sent, what was answered.
 *
 * @param {import("./journal.js").Line} line
 */
export function detailOf({ at, detail, kind, what, who }) {
  const parts = [element("p", { class: "full" }, what)];
  const told =
    typeof detail === "object" && detail !== null && !Array.isArray(detail)
      ? Object.entries(detail)
      : detail === null
        ? []
        : [["detail", detail]];
  for (const [name, value] of told) {
    if (isEmpty(value)) continue;
    parts.push(
      element(
        "div",
        { class: "part" },
        element("strong", {}, name),
        element("pre", { tabindex: "0" }, textOf(value)),
      ),
    );
  }
  const when = new Date(at).toISOString();
  parts.push(element("p", { class: "hint" }, `${kind} · ${who} · ${when}`));
  return element("div", { class: "detail" }, ...parts);
}

/** @param {unknown} value */
function isEmpty(value) {
  return (
    value === null ||
    value === "" ||
    (typeof value === "object" && Object.keys(value).length === 0)
  );
}

/**
 * JSON as people read it; pairs of a form one under the other, JSON in a text as JSON.
 *
 * @param {unknown} value
 * @returns {string}
 */
function textOf(value) {
  if (typeof value === "string") {
    try {
      const inner = JSON.parse(value);
      return typeof inner === "object" ? textOf(inner) : value;
    } catch {
      return value;
    }
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isPair))
    return value.map(([name, text]) => `${name}: ${text}`).join("\n");
  return JSON.stringify(value, null, 2) ?? "";
}

/** @param {unknown} item */
function isPair(item) {
  return (
    Array.isArray(item) &&
    item.length === 2 &&
    item.every((part) => typeof part === "string")
  );
}
