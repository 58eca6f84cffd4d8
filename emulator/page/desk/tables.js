// @ts-check
// The agents, the tasks with their reservations, and what a call has left behind.

import { showAge } from "./clock.js";
import {
  avatar,
  byId,
  chip,
  element,
  keep,
  mark,
  short,
  write,
  writeName,
} from "./parts.js";
import { titleOf } from "./people.js";

/**
 * @typedef {import("./people.js").World} World
 * @typedef {import("./people.js").Worker} Worker
 * @typedef {import("./people.js").Task} Task
 * @typedef {import("./people.js").Reservation} Reservation
 */

/** So many tasks that are over are still shown. */
const OVER = 6;

/** @type {Record<string, string>} */
const TONES = {
  accepted: "good",
  assigned: "good",
  Available: "good",
  canceled: "plain",
  completed: "plain",
  Offline: "plain",
  pending: "busy",
  rejected: "bad",
  rescinded: "plain",
  reserved: "busy",
  timeout: "bad",
  wrapping: "busy",
};

/** @param {World} world */
export function showAgents({ taskrouter }) {
  keep(byId("agents"), taskrouter.workers, (worker) => worker.sid, agentRow);
  const extra = byId("extra");
  const many = taskrouter.extra_workers;
  extra.hidden = many === 0;
  write(
    extra,
    `And ${many.toLocaleString("en")} made-up ${many === 1 ? "colleague" : "colleagues"} for the directory.`,
  );
}

/**
 * @param {Worker} made
 * @returns {import("./parts.js").Row<Worker>}
 */
function agentRow(made) {
  const name = element("strong");
  const team = element("small");
  const state = element("span", { class: "chip" });
  const flex = element("small");
  const port = location.port === "" ? "" : `:${location.port}`;
  const link = element(
    "a",
    {
      class: "open",
      href: `${location.protocol}//${made.identity}.localhost${port}/`,
      target: `flex-${made.identity}`,
      "aria-label": `Open Flex of ${made.name} in a tab of its own`,
    },
    "Open Flex",
  );
  const node = element(
    "tr",
    {},
    element(
      "th",
      { scope: "row" },
      element(
        "div",
        { class: "person" },
        avatar(made.name, "agent"),
        element("div", {}, name, team),
      ),
    ),
    element("td", {}, state, flex),
    element("td", {}, link),
  );
  return {
    node,
    show(worker) {
      const voice = worker.channels.find((channel) => channel.name === "voice");
      writeName(name, worker.name);
      writeName(team, worker.team ?? "");
      write(state, worker.activity);
      mark(state, "class", `chip dot ${TONES[worker.activity] ?? "busy"}`);
      const busy =
        voice !== undefined && voice.in_use > 0
          ? `On ${voice.in_use} of ${voice.capacity}`
          : "Flex open";
      write(flex, worker.connected ? busy : "Flex closed");
    },
  };
}

/** @param {World} world */
export function showTasks(world) {
  const { tasks, reservations } = world.taskrouter;
  const open = tasks.filter((task) => !isOver(task));
  const over = tasks.filter(isOver).slice(-OVER);
  const shown = tasks.filter(
    (task) => open.includes(task) || over.includes(task),
  );
  write(byId("tasks-count"), open.length === 0 ? "" : `${open.length} open`);
  byId("tasks-none").hidden = shown.length > 0;
  byId("tasks-table").hidden = shown.length === 0;
  const rows = shown.map((task) => ({
    task,
    offers: reservations.filter((offer) => offer.task === task.sid),
    names: new Map(
      world.taskrouter.workers.map((worker) => [worker.identity, worker.name]),
    ),
    now: world.now,
  }));
  keep(byId("tasks"), rows, (row) => row.task.sid, taskRow);
  showLeftOver(world.left_over);
}

/** @param {Task} task */
function isOver(task) {
  return task.status === "completed" || task.status === "canceled";
}

/**
 * @typedef {{ task: Task, offers: Reservation[], names: Map<string, string>, now: number }} TaskItem
 * @returns {import("./parts.js").Row<TaskItem>}
 */
function taskRow() {
  const title = element("strong");
  const sid = element("small", { class: "sid" });
  const state = element("span");
  const reason = element("small");
  const queue = element("small");
  const age = element("span", { class: "since" });
  const offers = element("ul", { class: "offers" });
  const node = element(
    "tr",
    {},
    element("th", { scope: "row" }, title, sid),
    element("td", {}, state, queue, reason),
    element("td", {}, age),
    element("td", {}, offers),
  );
  return {
    node,
    show({ task, offers: given, names, now }) {
      node.classList.toggle("over", isOver(task));
      writeName(title, titleOf(task));
      write(sid, short(task.sid));
      mark(sid, "title", task.sid);
      write(state, task.status);
      mark(state, "class", `chip ${TONES[task.status] ?? "plain"}`);
      write(reason, task.reason ?? "");
      write(queue, task.queue ?? "");
      showAge(age, now - task.age_s * 1000, isOver(task));
      keep(
        offers,
        given,
        (offer) => offer.sid,
        () => offerRow(names),
      );
    },
  };
}

/**
 * @param {Map<string, string>} names
 * @returns {import("./parts.js").Row<Reservation>}
 */
function offerRow(names) {
  const who = element("span");
  const state = chip("", "plain");
  return {
    node: element("li", {}, who, state),
    show(offer) {
      writeName(
        who,
        names.get(offer.worker ?? "") ?? offer.worker ?? "somebody",
      );
      write(state, offer.status);
      mark(state, "class", `chip ${TONES[offer.status] ?? "plain"}`);
    },
  };
}

/** @param {string[]} sentences */
function showLeftOver(sentences) {
  const at = byId("left-over");
  write(
    /** @type {Element} */ (at.querySelector(".count")),
    String(sentences.length),
  );
  byId("left-over-none").hidden = sentences.length > 0;
  const list = /** @type {HTMLElement} */ (at.querySelector("ul"));
  keep(
    list,
    sentences,
    (sentence) => sentence,
    (sentence) => ({ node: element("li", {}, sentence), show() {} }),
  );
}
