// @ts-check
// What has happened: all lines, which of them belong to one call, and which of them are wanted.

/**
 * Who spoke to whom: `browser:IDENTITY`, `functions`, `sync`, `taskrouter`, `twilio` or `voice`.
 *
 * @typedef {{ from: string, to: string, status?: number, began?: number,
 *   took_ms?: number }} Arrow
 * @typedef {{ number: number, at: number, kind: string, who: string, what: string, detail: any,
 *   arrow?: Arrow }} Line
 * @typedef {{ key: string, began: number, first: number, last: number, people: string[],
 *   tasks: string[] }} Call
 * @typedef {{ worker: string, call: string, task: string, text: string }} Filter
 */

/** So many lines are kept. */
const KEPT = 20_000;

/** What ties lines to a call: its legs, conferences, tasks and reservations. */
const TIES = /(?:CA|CF|WR|WT)[0-9a-f]{32}/g;

/** All lines, oldest first. @type {Line[]} */
let lines = [];

/** One of the SIDs that stand for the same call, by SID. @type {Map<string, string>} */
const heads = new Map();

/** What is known of each call, by its head. @type {Map<string, Call>} */
const calls = new Map();

/** A SID of each line that has one. @type {WeakMap<Line, string[]>} */
const ties = new WeakMap();

/** Each line as text in small letters, once it was looked for. @type {WeakMap<Line, string>} */
const texts = new WeakMap();

/** The workers' SIDs by identity. @type {Map<string, string>} */
let workers = new Map();

/** @param {Map<string, string>} known workers' SIDs by identity */
export function knowWorkers(known) {
  workers = known;
}

/** What is wanted; `latest` is the newest call, whichever that is. @type {Filter} */
export const filter = { worker: "", call: "latest", task: "", text: "" };

/** The number of the last line known. */
export function lastLine() {
  return lines.at(-1)?.number ?? 0;
}

/** How many lines there are. */
export function lineCount() {
  return lines.length;
}

/** The emulator was started anew: its log begins anew. */
export function forgetLines() {
  lines = [];
  heads.clear();
  calls.clear();
}

/**
 * Takes lines; gives those that were not known already.
 *
 * @param {Line[]} more
 * @returns {Line[]}
 */
export function takeLines(more) {
  const last = lastLine();
  const fresh = more.filter((line) => line.number > last);
  for (const line of fresh) {
    lines.push(line);
    tie(line);
  }
  if (lines.length > KEPT) lines.splice(0, lines.length - KEPT);
  return fresh;
}

/** @param {Line} line */
function tie(line) {
  const { detail, kind, what } = line;
  // What the Functions answer may name other calls that they have looked after.
  const told = kind === "functions" ? detail?.body : detail;
  const text = `${what} ${JSON.stringify(told)}`;
  const found = [...new Set(text.match(TIES) ?? [])];
  if (found.length === 0) return;
  ties.set(line, found);
  const known = new Set(found.map(headOf).filter((head) => calls.has(head)));
  const [head = found[0] ?? "", ...others] = known;
  for (const sid of found) heads.set(sid, head);
  for (const other of others) {
    heads.set(other, head);
    merge(head, other);
  }
  remember(head, line, found);
}

/**
 * @param {string} head
 * @param {string} other
 */
function merge(head, other) {
  const [one, two] = [calls.get(head), calls.get(other)];
  calls.delete(other);
  if (one === undefined || two === undefined) return;
  const [early, late] = one.first < two.first ? [one, two] : [two, one];
  calls.set(head, {
    ...early,
    key: early.key,
    last: Math.max(one.last, two.last),
    people: [...new Set([...early.people, ...late.people])],
    tasks: [...new Set([...early.tasks, ...late.tasks])],
  });
}

/**
 * @param {string} head
 * @param {Line} line
 * @param {string[]} found
 */
function remember(head, line, found) {
  const began = line.arrow?.began ?? line.at;
  const call = calls.get(head) ?? {
    key: head,
    began,
    first: line.number,
    last: line.number,
    people: [],
    tasks: [],
  };
  call.began = Math.min(call.began, began);
  call.last = line.number;
  for (const lane of [line.arrow?.from, line.arrow?.to]) {
    const identity = lane?.match(/^browser:(.+)/)?.[1];
    if (identity && !call.people.includes(identity)) call.people.push(identity);
  }
  if (line.kind === "voice" && line.what === "calls in")
    call.people.unshift(line.who);
  for (const sid of found)
    if (sid.startsWith("WT") && !call.tasks.includes(sid)) call.tasks.push(sid);
  calls.set(head, call);
}

/**
 * The SID that stands for all of a call.
 *
 * @param {string} sid
 * @returns {string}
 */
function headOf(sid) {
  const above = heads.get(sid) ?? sid;
  if (above === sid) return sid;
  const head = headOf(above);
  heads.set(sid, head);
  return head;
}

/** All calls, the newest first. */
export function allCalls() {
  return [...calls.values()].sort((one, other) => other.first - one.first);
}

/** The call that is wanted, if it is one. @returns {Call | undefined} */
export function wantedCall() {
  if (filter.call === "latest") return allCalls()[0];
  return filter.call === "" ? undefined : calls.get(headOf(filter.call));
}

/** The lines that are wanted, oldest first. */
export function wantedLines() {
  const call = wantedCall();
  const nothing = filter.call !== "" && call === undefined;
  return nothing ? [] : lines.filter((line) => isWanted(line, call));
}

/**
 * @param {Line} line
 * @param {Call | undefined} call the wanted one
 */
export function isWanted(line, call = wantedCall()) {
  const tied = ties.get(line);
  if (call !== undefined && !isOf(line, tied, call)) return false;
  if (filter.task !== "" && !tied?.includes(filter.task)) return false;
  if (filter.worker !== "" && !concerns(line, filter.worker)) return false;
  const words = filter.text.trim().toLowerCase();
  return (
    words === "" ||
    words.split(/\s+/).every((word) => textOf(line).includes(word))
  );
}

/**
 * @param {Line} line
 * @param {string[] | undefined} tied
 * @param {Call} call
 */
function isOf(line, tied, call) {
  if (tied !== undefined) return calls.get(headOf(tied[0] ?? "")) === call;
  // A fault that struck while the call was on may not say what it has struck.
  const during = line.number >= call.first && line.number <= call.last;
  return line.kind === "fault" && during;
}

/** What is about a leg, whoever tells it to whom. */
const OF_LEGS = ["twiml", "voice", "webhook"];

/**
 * Whether it was said by or to this worker, or is about one of his legs.
 *
 * @param {Line} line
 * @param {string} identity
 */
function concerns(line, identity) {
  const { arrow, kind, who } = line;
  const lane = `browser:${identity}`;
  if (who === identity || arrow?.from === lane || arrow?.to === lane)
    return true;
  const told = `${arrow?.from} ${arrow?.to}`;
  if (!OF_LEGS.includes(kind) || told.includes("browser:")) return false;
  const sid = workers.get(identity);
  const named = [`client:${identity}`, ...(sid === undefined ? [] : [sid])];
  return named.some((name) => textOf(line).includes(name.toLowerCase()));
}

/** @param {Line} line */
function textOf(line) {
  const known = texts.get(line);
  if (known !== undefined) return known;
  const { kind, who, what, detail } = line;
  const text = `${kind} ${who} ${what} ${JSON.stringify(detail)}`.toLowerCase();
  texts.set(line, text);
  return text;
}
