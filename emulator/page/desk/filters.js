// @ts-check
// What of the log is wanted: by worker, call, task and words; kept in the page's address.

import { allCalls, filter } from "./journal.js";
import { byId, element, short, write } from "./parts.js";

/** What is said of the filter in the address, and what it is without. */
const PLAIN = {
  worker: "",
  call: "latest",
  task: "",
  text: "",
  view: "ladder",
};

/** Ladder or log. */
export let view = PLAIN.view;

/** Agents' names by identity. @type {Map<string, string>} */
let people = new Map();

/**
 * Reads the address and puts the ears on the fields.
 *
 * @param {() => void} changed
 */
export function startFilters(changed) {
  const asked = new URLSearchParams(location.search);
  for (const name of /** @type {const} */ (["worker", "call", "task", "text"]))
    filter[name] = asked.get(name) ?? PLAIN[name];
  view = asked.get("view") === "log" ? "log" : "ladder";
  const follow = () => {
    remember();
    showView();
    changed();
  };
  for (const name of /** @type {const} */ (["worker", "call", "task"])) {
    const list = select(name);
    // What the address asks for may not have happened yet.
    if (filter[name] !== PLAIN[name]) offer(list, filter[name], filter[name]);
    list.value = filter[name];
    list.addEventListener("change", () => {
      filter[name] = list.value;
      follow();
    });
  }
  const text = /** @type {HTMLInputElement} */ (byId("log-text"));
  text.value = filter.text;
  text.addEventListener("input", () => {
    filter.text = text.value;
    follow();
  });
  for (const one of views()) {
    one.checked = one.value === view;
    one.addEventListener("change", () => {
      view = one.value;
      follow();
    });
  }
  showView();
}

/** @returns {HTMLInputElement[]} */
function views() {
  return [...document.querySelectorAll("input[name=view]")].filter(
    (found) => found instanceof HTMLInputElement,
  );
}

function showView() {
  byId("ladder-view").hidden = view !== "ladder";
  byId("log-view").hidden = view !== "log";
}

/** @param {"worker" | "call" | "task"} name */
function select(name) {
  return /** @type {HTMLSelectElement} */ (byId(`only-${name}`));
}

/** Keeps the filter in the address, so that it can be reloaded and handed on. */
function remember() {
  const address = new URL(location.href);
  for (const [name, plain] of Object.entries(PLAIN)) {
    const now =
      name === "view"
        ? view
        : filter[/** @type {keyof typeof filter} */ (name)];
    if (now === plain) address.searchParams.delete(name);
    else address.searchParams.set(name, now);
  }
  history.replaceState(null, "", address);
}

/**
 * The agents whose steps can be looked at.
 *
 * @param {{ identity: string, name: string }[]} agents
 */
export function nameWorkers(agents) {
  people = new Map(agents.map(({ identity, name }) => [identity, name]));
  for (const { identity, name } of agents)
    offer(select("worker"), identity, name);
}

/** Offers the calls and tasks that there have been. */
export function nameCalls() {
  for (const call of allCalls().reverse()) {
    const title = titleOf(call);
    offer(select("call"), call.key, title);
    for (const task of call.tasks)
      offer(select("task"), task, `${short(task)} · ${title}`);
  }
}

/** What is offered already, by list and value. @type {Map<string, HTMLOptionElement>} */
const offered = new Map();

/**
 * @param {HTMLSelectElement} list
 * @param {string} value
 * @param {string} words
 */
function offer(list, value, words) {
  const key = `${list.id} ${value}`;
  const known = offered.get(key);
  if (known !== undefined) return write(known, words);
  const option = element("option", { value }, words);
  offered.set(key, option);
  // The newest stand first, below those that are none in particular.
  const fixed = list.querySelectorAll("[data-fixed]").length;
  const next = list.id === "only-worker" ? null : list.options[fixed];
  list.insertBefore(option, next ?? null);
}

/** @param {import("./journal.js").Call} call */
function titleOf({ began, people: who, key }) {
  const names = who.map((identity) => people.get(identity) ?? identity);
  const at = new Date(began).toLocaleTimeString("en-GB");
  return `${at} ${names.join(" → ") || key}`;
}
