// @ts-check
// What all parts of the page are made with: elements, and lists that stay where they are.

/**
 * An element with attributes and children.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * The element of this id; the page always has it.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * Writes a text only where it differs, so that a selection in it stays.
 *
 * @param {Element} at
 * @param {string} text
 */
export function write(at, text) {
  if (at.textContent !== text) at.textContent = text;
}

/** A name longer than this may be cut off, and is told whole under the pointer. */
const LONG_NAME = 24;

/**
 * Writes a name of any length: two lines of it are shown.
 *
 * @param {Element} at
 * @param {string} name
 */
export function writeName(at, name) {
  at.classList.add("name-of");
  write(at, name);
  if (name.length > LONG_NAME) mark(at, "title", name);
  else at.removeAttribute("title");
}

/**
 * Sets an attribute only where it differs.
 *
 * @param {Element} at
 * @param {string} name
 * @param {string} value
 */
export function mark(at, name, value) {
  if (at.getAttribute(name) !== value) at.setAttribute(name, value);
}

/**
 * One row of a list: its element, and how to show another state in it.
 *
 * @template T
 * @typedef {{ node: HTMLElement, show: (item: T) => void }} Row
 */

/** The rows of each list by key. @type {WeakMap<Element, Map<string, Row<any>>>} */
const lists = new WeakMap();

/**
 * Shows items as rows, each in the element it has had before.
 *
 * While the pointer or the keyboard is in the list nothing in it moves: rows that are over stay, faded,
 * and new ones come last. Once it is left, the list is put in order (event `settle`).
 *
 * @template T
 * @param {HTMLElement} list
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Row<T>} make
 */
export function keep(list, items, keyOf, make) {
  const rows = rowsOf(list);
  const held =
    list.matches(":hover") || list.querySelector(":focus-visible") !== null;
  const keys = new Set(items.map(keyOf));
  for (const [key, row] of rows) {
    if (keys.has(key)) continue;
    if (held) {
      row.node.classList.add("gone");
    } else {
      row.node.remove();
      rows.delete(key);
    }
  }
  items.forEach((item, index) => {
    const key = keyOf(item);
    const row = rows.get(key) ?? make(item);
    rows.set(key, row);
    row.node.classList.remove("gone");
    row.show(item);
    if (held) {
      if (row.node.parentNode !== list) list.append(row.node);
    } else if (list.children[index] !== row.node) {
      list.insertBefore(row.node, list.children[index] ?? null);
    }
  });
}

/**
 * @param {HTMLElement} list
 * @returns {Map<string, Row<any>>}
 */
function rowsOf(list) {
  const known = lists.get(list);
  if (known !== undefined) return known;
  /** @type {Map<string, Row<any>>} */
  const rows = new Map();
  lists.set(list, rows);
  const settle = () =>
    requestAnimationFrame(() =>
      list.dispatchEvent(new CustomEvent("settle", { bubbles: true })),
    );
  list.addEventListener("pointerleave", settle);
  list.addEventListener("focusout", settle);
  return rows;
}

/**
 * Asks the emulator to do something.
 *
 * @param {string} what a path under `/_control/`
 * @param {unknown} body
 * @returns {Promise<any>}
 */
export async function ask(what, body) {
  const answer = await fetch(`/_control/${what}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok)
    throw new Error(
      (await answer.text()) || `the emulator answered ${answer.status}`,
    );
  return answer.json();
}

/**
 * Runs what a button does; until it is done a second press does nothing. The button keeps the focus.
 *
 * @param {HTMLButtonElement} button
 * @param {() => Promise<unknown>} act
 * @param {(why: string) => void} failed
 */
export async function pressed(button, act, failed) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await act();
  } catch (why) {
    failed(why instanceof Error ? why.message : String(why));
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/**
 * A round sign with the first letters of a name, in a colour of its own.
 *
 * @param {string} name
 * @param {"agent" | "party"} kind
 */
export function avatar(name, kind) {
  const letters = name.match(/\p{L}/u)
    ? name
        .split(/\s+/)
        .map((word) => [...word][0])
        .slice(0, 2)
    : ["#"];
  return element(
    "span",
    { class: `avatar ${kind}`, "aria-hidden": "true" },
    letters.join("").toUpperCase(),
  );
}

/**
 * A small word about a state.
 *
 * @param {string} word
 * @param {string} tone `good`, `busy`, `bad` or `plain`
 */
export function chip(word, tone) {
  return element("span", { class: `chip ${tone}` }, word);
}

/**
 * A SID short enough for a line: `WT…10000002`.
 *
 * @param {string} sid
 */
export function short(sid) {
  return sid.length > 12 ? `${sid.slice(0, 2)}…${sid.slice(-8)}` : sid;
}
