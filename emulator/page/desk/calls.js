// @ts-check
// The calls: one card for each conversation, one row for each leg, with what it says and hears.

import { ask, avatar, byId, chip, element, keep, mark, span, write } from "./parts.js";
import { personOf, soundOf } from "./people.js";

/**
 * @typedef {import("./people.js").World} World
 * @typedef {import("./people.js").Person} Person
 * @typedef {{ sid: string, person: Person, states: [string, string][], sound: string | null,
 *   voices: string[], partyHangsUp: boolean }} Leg
 * @typedef {{ key: string, title: string, state: [string, string], since: number, note: string,
 *   legs: Leg[] }} Group
 * @typedef {{ dbfs: number, peaks: { hz: number, dbfs: number }[] }} Levels
 * @typedef {{ call: string, sends: Levels, hears: Levels }} LegLevels
 */

/** Quieter than this shows as nothing. */
const FLOOR = -60;

/** Tones this much below the loudest are not named. */
const CLEAR = 20;

/** How often the levels are asked for while somebody is on a call. */
const PACE_MS = 200;

/** The meters of each leg that is shown. @type {Map<string, (levels: LegLevels | null) => void>} */
const meters = new Map();

/** The world's time less this machine's. */
let ahead = 0;

/**
 * Shows all conversations of the world.
 *
 * @param {World} world
 */
export function showCalls(world) {
  ahead = world.now - Date.now();
  const groups = groupsOf(world);
  const legs = groups.reduce((sum, group) => sum + group.legs.length, 0);
  write(byId("calls-count"), legs === 0 ? "" : `${legs} ${legs === 1 ? "leg" : "legs"}`);
  byId("calls-none").hidden = groups.length > 0;
  keep(byId("groups"), groups, (group) => group.key, groupCard);
  const live = new Set(groups.flatMap((group) => group.legs.map((leg) => leg.sid)));
  for (const sid of meters.keys()) if (!live.has(sid)) meters.delete(sid);
  showEnded(world);
}

/**
 * Conferences first, then legs that are in none: they ring, wait or are bridged.
 *
 * @param {World} world
 * @returns {Group[]}
 */
function groupsOf(world) {
  const { calls, conferences } = world.voice;
  const live = conferences.filter((room) => room.status !== "completed");
  const seated = new Set(live.flatMap((room) => room.legs.map((seat) => seat.call)));
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const room of live) {
    const legs = room.legs.map((seat) => seatLeg(world, seat));
    const since = Math.min(...room.legs.map((seat) => callOf(world, seat.call)?.created ?? Infinity));
    const title = legs.map((leg) => leg.person.name).join(", ") || "Conference";
    const state = /** @type {[string, string]} */ (
      room.status === "in-progress" ? ["in progress", "good"] : ["waiting for all", "busy"]
    );
    groups.set(room.sid, { key: room.sid, title, state, since, note: `Conference ${room.sid}`, legs });
  }
  for (const call of calls) {
    if (call.ended !== null || seated.has(call.sid)) continue;
    const group = groupOf(call);
    const known = groups.get(group.key) ?? group;
    groups.set(group.key, known);
    known.legs.push(looseLeg(world, call));
    known.since = Math.min(known.since, call.created);
    known.title = known.legs.map((leg) => leg.person.name).join(", ");
  }
  return [...groups.values()].sort((one, other) => one.since - other.since);
}

/**
 * @param {World} world
 * @param {string} sid
 */
function callOf(world, sid) {
  return world.voice.calls.find((call) => call.sid === sid);
}

/**
 * The card of a leg that is in no conference.
 *
 * @param {import("./people.js").Call} call
 * @returns {Group}
 */
function groupOf(call) {
  const base = { title: "", since: call.created, legs: [] };
  const { bridge, queue } = call.place ?? {};
  if (bridge !== undefined) {
    return { ...base, key: `bridge ${bridge}`, state: ["connected", "good"], note: "Two legs, no conference" };
  }
  if (queue !== undefined) {
    return { ...base, key: call.sid, state: ["waiting", "busy"], note: "In the queue until an agent accepts" };
  }
  const rings = call.answered === null;
  return {
    ...base,
    key: call.sid,
    state: rings ? ["ringing", "busy"] : ["connected", "good"],
    note: rings ? "Not answered yet" : "In no conference",
  };
}

/**
 * @param {World} world
 * @param {import("./people.js").Seat} seat
 * @returns {Leg}
 */
function seatLeg(world, seat) {
  const call = callOf(world, seat.call);
  /** @type {[string, string][]} */
  const states = [];
  if (seat.hold) states.push(["on hold", "busy"]);
  if (seat.muted) states.push(["muted", "bad"]);
  if (seat.coaching !== null) states.push([`coaching ${personOf(world, seat.coaching).name}`, "plain"]);
  return {
    sid: seat.call,
    person: personOf(world, seat.call),
    states: [...states, ...statusOf(call)],
    sound: soundOf(call?.route ?? null),
    voices: seat.hears.map((sid) => personOf(world, sid).name),
    partyHangsUp: call !== undefined && call.identity === null,
  };
}

/**
 * @param {World} world
 * @param {import("./people.js").Call} call
 * @returns {Leg}
 */
function looseLeg(world, call) {
  const room = routeRoom(call);
  const others = room === null ? [] : world.voice.calls.filter((other) => routeRoom(other) === room);
  return {
    sid: call.sid,
    person: personOf(world, call.sid),
    states: statusOf(call),
    sound: soundOf(call.route),
    voices: others.filter((other) => other !== call).map((other) => personOf(world, other.sid).name),
    partyHangsUp: call.identity === null,
  };
}

/**
 * @param {import("./people.js").Call} call
 * @returns {string | null}
 */
function routeRoom(call) {
  return (call.ended === null && call.route !== null && call.route !== "silence" && call.route.room) || null;
}

/**
 * @param {import("./people.js").Call | undefined} call
 * @returns {[string, string][]}
 */
function statusOf(call) {
  return call === undefined || call.status === "in-progress" ? [] : [[call.status, "plain"]];
}

/**
 * @param {Group} made
 * @returns {import("./parts.js").Row<Group>}
 */
function groupCard(made) {
  const title = element("h3");
  const state = element("span", { class: "chip" });
  const since = element("span", { class: "since" });
  const note = element("p", { class: "hint" });
  const legs = element("ul", { class: "legs" });
  const node = element("article", { class: "card" }, element("header", {}, title, state, since), legs, note);
  node.dataset["key"] = made.key;
  return {
    node,
    show(group) {
      write(title, group.title);
      write(state, group.state[0]);
      mark(state, "class", `chip ${group.state[1]}`);
      since.dataset["since"] = String(group.since);
      write(note, group.note);
      keep(legs, group.legs, (leg) => leg.sid, legRow);
    },
  };
}

/** Shows how long each conversation has lasted; called every second. */
export function showAges() {
  for (const since of document.querySelectorAll(".card:not(.gone) .since")) {
    const start = Number(/** @type {HTMLElement} */ (since).dataset["since"]);
    write(since, span(Math.max(0, Math.floor((Date.now() + ahead - start) / 1000))));
  }
}

/**
 * @param {Leg} made
 * @returns {import("./parts.js").Row<Leg>}
 */
function legRow(made) {
  const { sid, person } = made;
  const name = element("strong");
  const states = element("span", { class: "states" });
  const says = meter(`${person.name} says`);
  const hears = meter(`${person.name} hears`);
  const whom = element("span", { class: "whom" });
  const node = element(
    "li",
    { class: "leg" },
    avatar(person.name, person.kind),
    element("div", { class: "name" }, name, states),
    element("div", { class: "says" }, element("span", { class: "label" }, "says"), says.node),
    element("div", { class: "hears" }, element("span", { class: "label" }, "hears"), hears.node, whom),
  );
  if (made.partyHangsUp) node.append(hangUpButton(sid, person.name));
  meters.set(sid, (levels) => {
    says.show(levels?.sends ?? null);
    hears.show(levels?.hears ?? null);
  });
  let shown = "";
  return {
    node,
    show(leg) {
      write(name, leg.person.name);
      const now = JSON.stringify(leg.states);
      if (now !== shown) states.replaceChildren(...leg.states.map(([word, tone]) => chip(word, tone)));
      shown = now;
      write(whom, leg.voices.join(", ") || leg.sound || "nobody");
      whom.classList.toggle("sound", leg.voices.length === 0);
    },
  };
}

/**
 * @param {string} call
 * @param {string} name
 */
function hangUpButton(call, name) {
  const button = element("button", { type: "button", class: "hang-up", "aria-label": `${name} hangs up` }, "Hang up");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await ask("party-hang-up", { call });
    } catch {
      // The leg may have ended in the same moment; if not, the button can be pressed again.
      button.disabled = false;
    }
  });
  return button;
}

/**
 * A bar and its words.
 *
 * @param {string} label
 */
function meter(label) {
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
 * Conferences that are over, the last one first.
 *
 * @param {World} world
 */
function showEnded(world) {
  const over = world.voice.conferences.filter((room) => room.status === "completed").reverse();
  const ended = byId("ended");
  ended.hidden = over.length === 0;
  write(/** @type {Element} */ (ended.querySelector(".count")), String(over.length));
  const list = /** @type {HTMLElement} */ (ended.querySelector("ul"));
  keep(list, over, (room) => room.sid, () => {
    const node = element("li");
    return {
      node,
      show: (room) => write(node, `Conference ${room.sid}: ${(room.reason ?? "ended").replaceAll("-", " ")}`),
    };
  });
}

/** Keeps the meters moving as long as the page is seen and somebody is on a call. */
export async function followLevels() {
  for (;;) {
    if (meters.size > 0 && document.visibilityState === "visible") await showLevels();
    await new Promise((done) => setTimeout(done, PACE_MS));
  }
}

async function showLevels() {
  try {
    const answer = await fetch("/_control/levels");
    const legs = /** @type {LegLevels[]} */ (await answer.json());
    const known = new Map(legs.map((leg) => [leg.call, leg]));
    for (const [sid, show] of meters) show(known.get(sid) ?? null);
  } catch {
    // The header says that the emulator is away; the meters rest meanwhile.
    for (const show of meters.values()) show(null);
  }
}
