// @ts-check
// The emulator's own page: follows the world and shows it live.

import { showCalls } from "./desk/calls.js";
import { setClock, startClock } from "./desk/clock.js";
import {
  listFaults,
  lookForEnded,
  nameVictims,
  startFaults,
} from "./desk/faults.js";
import { nameCalls, nameWorkers, startFilters } from "./desk/filters.js";
import { forgetLines, knowWorkers, takeLines } from "./desk/journal.js";
import {
  drawLadder,
  nameLanes,
  resetLadder,
  startLadder,
} from "./desk/ladder.js";
import { addLines, clearLog, redrawLog, startLog } from "./desk/log.js";
import { followLevels } from "./desk/meters.js";
import { ask, byId, mark, pressed, write } from "./desk/parts.js";
import { showAgents, showTasks } from "./desk/tables.js";

/** How long to wait before looking for an emulator that is away. */
const RETRY_MS = 1000;

/** What the clock's button lets go by. */
const SKIP_MS = 30_000;

/** Made-up customers, offered in turn; each speaks a tone of its own. */
const CUSTOMERS = [
  { name: "Carla Customer", from: "+15557654321", tone_hz: 1000 },
  { name: "Dmitri Delgado", from: "+15557654322", tone_hz: 1200 },
  { name: "Esi Eriksen", from: "+15557654323", tone_hz: 1400 },
  { name: "Farid Fontaine", from: "+15557654324", tone_hz: 1700 },
];

/** @type {import("./desk/people.js").World | null} */
let world = null;

/** Which customer calls next. */
let turn = 0;

function show() {
  if (world === null) return;
  showAgents(world);
  showCalls(world);
  showTasks(world);
  setClock(world.now);
  const { workers } = world.taskrouter;
  knowWorkers(new Map(workers.map(({ identity, sid }) => [identity, sid])));
  nameWorkers(workers);
  nameVictims(workers);
  nameLanes(new Map(workers.map(({ identity, name }) => [identity, name])));
  lookForEnded(world.now);
}

/** @param {import("./desk/journal.js").Line[]} lines */
function showLines(lines) {
  const fresh = takeLines(lines);
  if (fresh.length === 0) return;
  addLines(fresh);
  nameCalls();
  drawLadder();
  if (fresh.some(({ kind }) => kind === "fault" || kind === "control"))
    listFaults();
}

/** Follows the emulator for as long as the page is open. */
function follow() {
  const stream = new EventSource("/_control/stream");
  stream.addEventListener("open", () => {
    // It may be another run of the emulator: its log is told from the first line.
    forgetLines();
    clearLog();
    resetLadder();
    tell("live", "Live");
  });
  stream.addEventListener("world", (event) => {
    world = JSON.parse(event.data);
    show();
  });
  stream.addEventListener("log", (event) => showLines(JSON.parse(event.data)));
  stream.addEventListener("error", () => {
    stream.close();
    tell("away", "The emulator is away; trying again");
    setTimeout(follow, RETRY_MS);
  });
}

/**
 * @param {string} state
 * @param {string} words
 */
function tell(state, words) {
  mark(byId("link"), "data-state", state);
  write(byId("link"), words);
}

function startSkipping() {
  const button = /** @type {HTMLButtonElement} */ (byId("ahead"));
  button.addEventListener("click", () =>
    pressed(button, () => ask("clock", { advance_ms: SKIP_MS }), failed),
  );
}

function startCustomers() {
  const form = /** @type {HTMLFormElement} */ (byId("customer"));
  const name = /** @type {HTMLInputElement} */ (
    form.elements.namedItem("name")
  );
  const from = /** @type {HTMLInputElement} */ (
    form.elements.namedItem("from")
  );
  const button = /** @type {HTMLButtonElement} */ (
    form.querySelector("button")
  );
  const offer = () => {
    const next = CUSTOMERS[turn % CUSTOMERS.length];
    name.value = next?.name ?? "";
    from.value = next?.from ?? "";
  };
  offer();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const caller = name.value.trim();
    const { tone_hz } = /** @type {typeof CUSTOMERS[0]} */ (
      CUSTOMERS[turn % CUSTOMERS.length]
    );
    const body = {
      name: caller,
      from: from.value.replaceAll(" ", ""),
      tone_hz,
    };
    const call = async () => {
      await ask("customer-call", body);
      write(
        byId("customer-said"),
        `${caller} is calling and speaks a tone of ${tone_hz} Hz.`,
      );
      turn += 1;
      offer();
    };
    pressed(button, call, failed);
  });
}

/** @param {string} why */
function failed(why) {
  write(byId("customer-said"), `That did not work: ${why}.`);
}

document.addEventListener("settle", () => {
  show();
  drawLadder();
});
startFilters(() => {
  redrawLog();
  resetLadder();
});
startLog();
startLadder();
startFaults();
startClock();
startSkipping();
startCustomers();
follow();
followLevels();
