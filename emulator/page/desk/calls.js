// @ts-check
// The calls: one card for each conversation, one row for each leg, with what it says and hears.

import { showAge } from "./clock.js";
import { matrix } from "./matrix.js";
import { followLeg, forgetMeters, meter } from "./meters.js";
import {
  ask,
  avatar,
  byId,
  chip,
  element,
  keep,
  mark,
  pressed,
  short,
  write,
  writeName,
} from "./parts.js";
import { personOf, soundOf } from "./people.js";

/**
 * @typedef {import("./people.js").World} World
 * @typedef {import("./people.js").Person} Person
 * @typedef {{ sid: string, person: Person, states: [string, string][], sound: string | null,
 *   voices: string[], hears: string[], why: string[], partyHangsUp: boolean }} Leg
 * @typedef {{ key: string, title: string, state: [string, string], since: number, note: string,
 *   legs: Leg[] }} Group
 */

/**
 * Shows all conversations of the world.
 *
 * @param {World} world
 */
export function showCalls(world) {
  const groups = groupsOf(world);
  const legs = groups.reduce((sum, group) => sum + group.legs.length, 0);
  write(
    byId("calls-count"),
    legs === 0 ? "" : `${legs} ${legs === 1 ? "leg" : "legs"}`,
  );
  byId("calls-none").hidden = groups.length > 0;
  keep(byId("groups"), groups, (group) => group.key, groupCard);
  const live = new Set(
    groups.flatMap((group) => group.legs.map((leg) => leg.sid)),
  );
  forgetMeters(live);
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
  const seated = new Set(
    live.flatMap((room) => room.legs.map((seat) => seat.call)),
  );
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const room of live) {
    const legs = room.legs.map((seat) => seatLeg(world, seat));
    const since = Math.min(
      ...room.legs.map((seat) => callOf(world, seat.call)?.created ?? Infinity),
    );
    const title = namesOf(legs) || "Conference";
    const state = /** @type {[string, string]} */ (
      room.status === "in-progress"
        ? ["in progress", "good"]
        : ["waiting for all", "busy"]
    );
    groups.set(room.sid, {
      key: room.sid,
      title,
      state,
      since,
      note: `Conference ${short(room.sid)}`,
      legs,
    });
  }
  for (const call of calls) {
    if (call.ended !== null || seated.has(call.sid)) continue;
    const group = groupOf(call);
    const known = groups.get(group.key) ?? group;
    groups.set(group.key, known);
    known.legs.push(looseLeg(world, call));
    known.since = Math.min(known.since, call.created);
    if (call.place?.bridge !== undefined) known.title = namesOf(known.legs);
  }
  return [...groups.values()].sort((one, other) => one.since - other.since);
}

/** @param {Leg[]} legs */
function namesOf(legs) {
  return new Intl.ListFormat("en").format(legs.map((leg) => leg.person.name));
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
  const base = { since: call.created, note: "", legs: [] };
  const { bridge, queue } = call.place ?? {};
  if (bridge !== undefined) {
    return {
      ...base,
      key: `bridge ${bridge}`,
      title: "",
      state: ["connected", "good"],
      note: "No conference",
    };
  }
  if (queue !== undefined) {
    return {
      ...base,
      key: call.sid,
      title: "In the queue",
      state: ["waiting", "busy"],
    };
  }
  return call.answered === null
    ? {
        ...base,
        key: call.sid,
        title: "Not answered yet",
        state: [call.status, "busy"],
      }
    : {
        ...base,
        key: call.sid,
        title: "In no conference",
        state: ["connected", "good"],
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
  if (seat.coaching !== null)
    states.push([`coaching ${personOf(world, seat.coaching).name}`, "plain"]);
  return {
    sid: seat.call,
    person: personOf(world, seat.call),
    states: [...states, ...statusOf(call)],
    sound: soundOf(call?.route ?? null),
    voices: seat.hears.map((sid) => personOf(world, sid).name),
    hears: seat.hears,
    why: states.map(([word]) => word),
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
  const others =
    room === null
      ? []
      : world.voice.calls.filter((other) => routeRoom(other) === room);
  const heard = others.filter((other) => other !== call);
  return {
    sid: call.sid,
    person: personOf(world, call.sid),
    states: statusOf(call),
    sound: soundOf(call.route),
    voices: heard.map((other) => personOf(world, other.sid).name),
    hears: heard.map((other) => other.sid),
    why: statusOf(call).map(([word]) => word),
    partyHangsUp: call.identity === null,
  };
}

/**
 * @param {import("./people.js").Call} call
 * @returns {string | null}
 */
function routeRoom(call) {
  return (
    (call.ended === null &&
      call.route !== null &&
      call.route !== "silence" &&
      call.route.room) ||
    null
  );
}

/**
 * @param {import("./people.js").Call | undefined} call
 * @returns {[string, string][]}
 */
function statusOf(call) {
  return call === undefined || call.status === "in-progress"
    ? []
    : [[call.status, "plain"]];
}

/**
 * @returns {import("./parts.js").Row<Group>}
 */
function groupCard() {
  const title = element("h3");
  const state = element("span", { class: "chip" });
  const since = element("span", { class: "since" });
  const note = element("p", { class: "hint" });
  const legs = element("ul", { class: "legs" });
  const whom = matrix();
  const node = element(
    "article",
    { class: "card" },
    element("header", {}, title, state, since),
    legs,
    whom.node,
    note,
  );
  return {
    node,
    show(group) {
      writeName(title, group.title);
      write(state, group.state[0]);
      mark(state, "class", `chip ${group.state[1]}`);
      showAge(since, group.since, false);
      write(note, group.note);
      note.hidden = group.note === "";
      keep(legs, group.legs, (leg) => leg.sid, legRow);
      whom.show(
        group.legs.map(({ sid, person, hears, why }) => ({
          sid,
          name: person.name,
          hears,
          why,
        })),
      );
    },
  };
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
    element(
      "div",
      { class: "says" },
      element("span", { class: "label" }, "says"),
      says.node,
    ),
    element(
      "div",
      { class: "hears" },
      element("span", { class: "label" }, "hears"),
      hears.node,
      whom,
    ),
  );
  if (made.partyHangsUp) node.append(hangUpButton(sid, person.name));
  followLeg(sid, says, hears);
  let shown = "";
  return {
    node,
    show(leg) {
      writeName(name, leg.person.name);
      const now = JSON.stringify(leg.states);
      if (now !== shown)
        states.replaceChildren(
          ...leg.states.map(([word, tone]) => chip(word, tone)),
        );
      shown = now;
      writeName(whom, leg.voices.join(", ") || leg.sound || "nobody");
      whom.classList.toggle("sound", leg.voices.length === 0);
    },
  };
}

/**
 * @param {string} call
 * @param {string} name
 */
function hangUpButton(call, name) {
  const button = element(
    "button",
    { type: "button", class: "hang-up", "aria-label": `Hang up as ${name}` },
    "Hang up",
  );
  const failed = (/** @type {string} */ why) =>
    mark(button, "title", `That did not work: ${why}`);
  button.addEventListener("click", () =>
    pressed(button, () => ask("party-hang-up", { call }), failed),
  );
  return button;
}

/**
 * Conferences that are over, the last one first.
 *
 * @param {World} world
 */
function showEnded(world) {
  const over = world.voice.conferences
    .filter((room) => room.status === "completed")
    .reverse();
  const ended = byId("ended");
  ended.hidden = over.length === 0;
  write(
    /** @type {Element} */ (ended.querySelector(".count")),
    String(over.length),
  );
  const list = /** @type {HTMLElement} */ (ended.querySelector("ul"));
  keep(
    list,
    over,
    (room) => room.sid,
    () => {
      const node = element("li");
      return {
        node,
        show: (room) =>
          write(
            node,
            `Conference ${short(room.sid)}: ${(room.reason ?? "ended").replaceAll("-", " ")}`,
          ),
      };
    },
  );
}
