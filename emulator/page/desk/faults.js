// @ts-check
// Breaking things on purpose: a form that arms faults, and those that are armed.

import {
  ask,
  byId,
  chip,
  element,
  keep,
  mark,
  pressed,
  write,
} from "./parts.js";

/**
 * @typedef {{ where: string, do: string, words: string, needs?: string }} Deed
 * @typedef {{ id: string, rule: Record<string, any>, armed: boolean, until: number | null,
 *   met: number, struck: number }} Listed
 */

/** What can go wrong, by what it strikes. @type {[string, Deed[]][]} */
const DEEDS = [
  [
    "Twilio’s webhooks",
    [
      { where: "webhook", do: "drop", words: "Webhooks are lost" },
      { where: "webhook", do: "double", words: "Webhooks come twice" },
      {
        where: "webhook",
        do: "delay",
        words: "Webhooks come late",
        needs: "delay_ms",
      },
      {
        where: "webhook",
        do: "hold_until_next",
        words: "Webhooks are overtaken",
      },
      {
        where: "webhook",
        do: "lose_answer",
        words: "Webhooks lose their answer",
      },
    ],
  ],
  [
    "Twilio’s REST, asked by the Functions",
    [
      {
        where: "rest",
        do: "status",
        words: "REST answers an error",
        needs: "status",
      },
      {
        where: "rest",
        do: "delay",
        words: "REST answers late",
        needs: "delay_ms",
      },
      { where: "rest", do: "hang", words: "REST never answers" },
      { where: "rest", do: "reset", words: "REST breaks off" },
    ],
  ],
  [
    "TaskRouter, asked by a browser",
    [
      {
        where: "bridge",
        do: "status",
        words: "TaskRouter answers an error",
        needs: "status",
      },
      {
        where: "bridge",
        do: "delay",
        words: "TaskRouter answers late",
        needs: "delay_ms",
      },
      { where: "bridge", do: "hang", words: "TaskRouter never answers" },
      { where: "bridge", do: "reset", words: "TaskRouter breaks off" },
    ],
  ],
  [
    "The Functions",
    [
      {
        where: "functions",
        do: "status",
        words: "Functions answer an error",
        needs: "status",
      },
      {
        where: "functions",
        do: "delay",
        words: "Functions answer late",
        needs: "delay_ms",
      },
      { where: "functions", do: "hang", words: "Functions never answer" },
      { where: "functions", do: "reset", words: "Functions break off" },
      { where: "functions", do: "html", words: "Functions answer a web page" },
      { where: "functions", do: "empty", words: "Functions answer nothing" },
      { where: "functions", do: "redirect", words: "Functions send elsewhere" },
      {
        where: "functions",
        do: "bad_json",
        words: "Functions answer half of it",
      },
      {
        where: "functions",
        do: "restart",
        words: "Functions are restarted now",
      },
    ],
  ],
  [
    "A browser",
    [
      { where: "network", do: "cut", words: "Browser loses its network" },
      { where: "token", do: "expire", words: "Browser’s token ends now" },
    ],
  ],
];

/** Which fields go with which place. @type {Record<string, string[]>} */
const FIELDS = {
  bridge: ["identity", "method", "path", "nth", "times", "for_s", "after_work"],
  functions: [
    "identity",
    "method",
    "path",
    "nth",
    "times",
    "for_s",
    "after_work",
  ],
  network: ["identity", "for_s"],
  rest: ["host", "method", "path", "nth", "times", "for_s", "after_work"],
  token: ["identity"],
  webhook: ["identity", "event", "path", "nth", "times", "for_s"],
};

/** Places where somebody must be named. */
const PERSONAL = ["network", "token"];

const NUMBERS = ["delay_ms", "nth", "status", "times"];

/** The form. @returns {HTMLFormElement} */
const form = () => /** @type {HTMLFormElement} */ (byId("fault"));

/** @param {string} name @returns {HTMLInputElement | HTMLSelectElement} */
function field(name) {
  const found = form().elements.namedItem(name);
  if (!(
    found instanceof HTMLInputElement || found instanceof HTMLSelectElement
  ))
    throw new Error(`the form has no ${name}`);
  return found;
}

/** Fills the form, puts the ears on it and lists what is armed. */
export function startFaults() {
  const what = field("what");
  DEEDS.forEach(([label, deeds], place) => {
    const options = deeds.map(({ words }, index) =>
      element("option", { value: `${place} ${index}` }, words),
    );
    what.append(element("optgroup", { label }, ...options));
  });
  what.addEventListener("change", showFields);
  showFields();
  form().addEventListener("submit", (event) => {
    event.preventDefault();
    pressed(button("arm"), arm, failed);
  });
  byId("faults-clear").addEventListener("click", () =>
    pressed(
      button("faults-clear"),
      () => change("faults/clear", "POST"),
      failed,
    ),
  );
  listFaults();
}

/** @param {string} id @returns {HTMLButtonElement} */
const button = (id) => /** @type {HTMLButtonElement} */ (byId(id));

/** Agents' names by identity. @type {Map<string, string>} */
let names = new Map();

/**
 * The agents who can be struck.
 *
 * @param {{ identity: string, name: string }[]} agents
 */
export function nameVictims(agents) {
  names = new Map(agents.map(({ identity, name }) => [identity, name]));
  const whom = field("identity");
  if (whom.childElementCount > agents.length) return;
  const options = agents.map(({ identity, name }) =>
    element("option", { value: identity }, name),
  );
  whom.append(...options);
}

/** @returns {Deed} */
function chosen() {
  const [place, index] = field("what").value.split(" ").map(Number);
  const deed = DEEDS[place ?? 0]?.[1][index ?? 0];
  if (deed === undefined)
    throw new Error("the form names a fault there is not");
  return deed;
}

/** Only what goes with the fault is asked. */
function showFields() {
  const { where, do: deed, needs } = chosen();
  const wanted = deed === "restart" ? [] : [...(FIELDS[where] ?? []), needs];
  for (const label of form().querySelectorAll("[data-field]")) {
    const name = /** @type {HTMLElement} */ (label).dataset["field"] ?? "";
    /** @type {HTMLElement} */ (label).hidden = !wanted.includes(name);
    field(name).disabled = !wanted.includes(name);
  }
  field("identity").required = PERSONAL.includes(where);
}

async function arm() {
  const { where, do: deed } = chosen();
  /** @type {Record<string, unknown>} */
  const rule = { where, do: deed };
  for (const [name, text] of new FormData(form())) {
    const value = String(text).trim();
    if (name === "what" || value === "") continue;
    if (name === "for_s") rule["for_ms"] = Number(value) * 1000;
    else if (name === "after_work") rule[name] = true;
    else rule[name] = NUMBERS.includes(name) ? Number(value) : value;
  }
  const { id } = await ask("fault", rule);
  write(byId("fault-said"), `Fault ${id} is armed: ${wordsOf(rule)}.`);
  await listFaults();
}

/**
 * @param {string} path
 * @param {string} method
 */
async function change(path, method) {
  const answer = await fetch(`/_control/${path}`, { method });
  if (!answer.ok) throw new Error(await answer.text());
  write(byId("fault-said"), "");
  await listFaults();
}

/** @param {string} why */
function failed(why) {
  write(byId("fault-said"), `That did not work: ${why}.`);
}

/** Asks for all faults and shows them; of those that are spent, the last ones. */
export async function listFaults() {
  const answer = await fetch("/_control/faults");
  const all = /** @type {Listed[]} */ (await answer.json());
  const armed = all.filter((fault) => fault.armed);
  const spent = all.filter((fault) => !fault.armed).slice(-3);
  keep(byId("faults"), [...armed, ...spent], ({ id }) => id, faultRow);
  byId("faults-clear").hidden = all.length === 0;
  write(
    byId("faults-count"),
    armed.length === 0 ? "" : `${armed.length} armed`,
  );
  const ends = armed
    .map(({ until }) => until)
    .filter((until) => until !== null);
  soonest = Math.min(...ends);
}

/** When the next fault ends by itself. */
let soonest = Infinity;

/**
 * The world's time: a fault may have ended by itself.
 *
 * @param {number} now
 */
export function lookForEnded(now) {
  if (now < soonest) return;
  soonest = Infinity;
  listFaults();
}

/**
 * @param {Listed} made
 * @returns {import("./parts.js").Row<Listed>}
 */
function faultRow({ id, rule }) {
  const state = chip("", "plain");
  const end = element("button", { type: "button", class: "quiet" }, "End");
  end.addEventListener("click", () =>
    pressed(end, () => change(`fault/${id}`, "DELETE"), failed),
  );
  const words = element(
    "span",
    {},
    element("strong", {}, id),
    ` ${wordsOf(rule)}`,
  );
  const node = element("li", { class: "armed" }, words, state, end);
  return {
    node,
    show({ armed, struck }) {
      const times = struck === 1 ? "once" : `${struck} times`;
      write(state, struck === 0 ? "not yet" : `struck ${times}`);
      mark(
        state,
        "class",
        `chip ${armed ? (struck > 0 ? "bad" : "busy") : "plain"}`,
      );
      const act = armed ? "End" : "Remove";
      write(end, act);
      mark(end, "aria-label", `${act} fault ${id}`);
      node.classList.toggle("over", !armed);
    },
  };
}

/** What is said of each part of a rule. @type {Record<string, (value: any) => string>} */
const SAID = {
  after_work: () => "after the work was done",
  delay_ms: (ms) => `by ${ms} ms`,
  for_ms: (ms) => `for ${ms / 1000} s`,
  identity: (who) => `${names.get(who) ?? who}’s`,
  nth: (n) => `from number ${n} on`,
  times: (n) => (n === 1 ? "once" : `${n} times`),
};

/** @param {Record<string, any>} rule */
function wordsOf({ where, do: deed, ...more }) {
  const words = DEEDS.flatMap(([, deeds]) => deeds).find(
    (known) => known.where === where && known.do === deed,
  );
  const rest = Object.entries(more).map(
    ([name, value]) => SAID[name]?.(value) ?? `${name} ${value}`,
  );
  return [words?.words ?? `${where} ${deed}`, ...rest].join(", ");
}
