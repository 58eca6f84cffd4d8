// @ts-check
// One line of the log as a step of the ladder: between whom, in what words, with what outcome.

import { short } from "./parts.js";

/**
 * @typedef {import("./journal.js").Line} Line
 * @typedef {{ line: Line, from: string, to: string, at: number, title: string, status: string,
 *   tone: "" | "bad" | "fault", took: string }} Step
 */

/** From left to right; browsers stand before all of them. */
const LANES = ["taskrouter", "voice", "sync", "twilio", "functions"];

/** @type {Record<string, string>} */
const NAMES = {
  functions: "Functions",
  sync: "Sync",
  taskrouter: "TaskRouter",
  twilio: "Twilio",
  voice: "Voice",
};

/**
 * The lanes that take part in these steps, from left to right.
 *
 * @param {Step[]} steps
 * @returns {string[]}
 */
export function lanesOf(steps) {
  const used = new Set(steps.flatMap(({ from, to }) => [from, to]));
  const browsers = [...used].filter((lane) => lane.startsWith("browser:"));
  return [...browsers, ...LANES.filter((lane) => used.has(lane))];
}

/**
 * @param {string} lane
 * @param {Map<string, string>} people names by identity
 */
export function laneName(lane, people) {
  const identity = lane.match(/^browser:(.*)/)?.[1];
  return identity === undefined
    ? (NAMES[lane] ?? lane)
    : (people.get(identity) ?? identity);
}

/** @type {Record<string, string>} */
const SHORT = { functions: "Fn", taskrouter: "TR" };

/**
 * The same for a narrow screen; an agent by his first name.
 *
 * @param {string} lane
 * @param {string} name
 */
export function shortName(lane, name) {
  return SHORT[lane] ?? name.split(" ")[0] ?? name;
}

/** The step of each line that was looked at. @type {WeakMap<Line, Step | null>} */
const known = new WeakMap();

/**
 * Whether a line is a step: somebody told somebody else, or Voice did something by itself.
 *
 * @param {Line} line
 */
export function isStep({ arrow, kind }) {
  return arrow !== undefined || kind === "voice";
}

/**
 * The step that a line is; nothing if it is none.
 *
 * @param {Line} line
 * @returns {Step | null}
 */
export function stepOf(line) {
  const step = known.get(line) ?? read(line);
  known.set(line, step);
  return step;
}

/** @param {Line} line @returns {Step | null} */
function read(line) {
  const { arrow, at, kind, what } = line;
  // What Voice does by itself stands on its own lane.
  const between =
    arrow ?? (kind === "voice" ? { from: "voice", to: "voice" } : null);
  if (between === null) return null;
  const { from, to, status, began, took_ms: took } = between;
  const refused =
    (status ?? 0) >= 400 || (arrow !== undefined && / → \D/.test(what));
  return {
    line,
    from,
    to,
    at: began ?? at,
    title: titleOf(line),
    status:
      status === undefined
        ? (/ → (\D.*)/.exec(what)?.[1] ?? "")
        : String(status),
    tone: kind === "fault" ? "fault" : refused ? "bad" : "",
    took: took === undefined ? "" : `${took} ms`,
  };
}

/** @param {Line} line */
function titleOf(line) {
  const { arrow, detail, kind, what, who } = line;
  const asked = plain(what);
  switch (kind) {
    case "bridge":
      return more(asked, doneBy(detail?.params));
    case "event":
      return more(what, shortOf(detail?.sid));
    case "fault":
      return struckBy(what, detail?.rule?.do);
    case "sync":
      return arrow?.from === "sync" ? pushed(what, detail) : asked;
    case "twiml":
      return more(asked, "asks for TwiML");
    case "voice":
      return short32(
        arrow === undefined ? `${bare(who)} ${what}` : what,
      ).replace(/ to \d+ sockets/, "");
    case "webhook":
      return more(asked, eventOf(detail?.form));
    default:
      return asked;
  }
}

/**
 * A request without host, account and version, its SIDs cut short.
 *
 * @param {string} what `POST /v1/Workspaces/WS…/Tasks → 201`
 */
function plain(what) {
  const request = what
    .split(" → ")[0]
    ?.replace(/ https?:\/\/[^/ ]+/, " ")
    .replace(
      / \/?(v\d+\/|2010-04-01\/)?(Workspaces\/WS\w+\/?|Accounts\/AC\w+\/?|Services\/IS\w+\/?)?/,
      " ",
    )
    .replace(/^(\S+) (?=$)/, "$1 the workspace")
    .replace(/features\/internal-call\/(common|flex)\//, "")
    .replace(/\.json$/, "");
  return short32(request ?? what);
}

/** A client's identity, anybody else as he is. @param {string} who */
function bare(who) {
  return who.replace(/^client:/, "");
}

/**
 * @param {string} what `f1 strikes rest: POST taskrouter.twilio.com /v1/…`
 * @param {unknown} deed
 */
function struckBy(what, deed) {
  const [, id, asked = ""] = /^(\S+) strikes \w+:?(?: (.*))?$/.exec(what) ?? [];
  if (id === undefined) return what;
  const words = plain(asked.replace(/ \S+\.twilio\.com(?= )/, ""));
  return `⚡ ${id} ${deed ?? ""}${words === "" ? "" : `: ${words}`}`;
}

/** @param {string} text */
function short32(text) {
  return text.replace(/[A-Z]{2}[0-9a-f]{32}/g, short);
}

/** @param {unknown} sid */
function shortOf(sid) {
  return typeof sid === "string" ? short32(sid) : "";
}

/**
 * @param {string} text
 * @param {string} and
 */
function more(text, and) {
  return and === "" ? text : `${text} · ${and}`;
}

/** What a request to TaskRouter is about. @param {any} params */
function doneBy(params) {
  const words = ["Instruction", "ReservationStatus", "AssignmentStatus"];
  return words.map((word) => params?.[word]).find(Boolean) ?? "";
}

/** What a webhook tells. @param {unknown} form pairs */
function eventOf(form) {
  /** @type {Map<string, string>} */
  const fields = new Map(Array.isArray(form) ? form : []);
  const event =
    fields.get("StatusCallbackEvent") ?? fields.get("CallStatus") ?? "";
  return [event, shortOf(fields.get("ParticipantLabel"))].join(" ").trim();
}

/**
 * @param {string} what
 * @param {any} event
 */
function pushed(what, event) {
  const data = event?.document_data;
  const state = data?.state ?? data?.status;
  return more(
    what.replaceAll("_", " "),
    event?.item_key
      ? short32(event.item_key)
      : typeof state === "string"
        ? state
        : "",
  );
}
