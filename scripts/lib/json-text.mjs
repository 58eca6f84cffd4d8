// @ts-check
/**
 * Changing one place of a JSON text, and no other byte of it: what people wrote around it keeps its
 * spaces, the order of its keys and its numbers as they were written.
 */

/**
 * A value, and where it stands in the text; an object's and a list's with what is in them.
 * @typedef {{start: number, end: number, inner: [string | number, Node][]}} Node
 */

const SPACES = /\s*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const PLAIN = /[^\s,:[\]{}"]+/y;

/** Where the match ends that begins here. @param {RegExp} form @param {string} text @param {number} at */
function after(form, text, at) {
  form.lastIndex = at;
  return form.test(text) ? form.lastIndex : at;
}

/** @param {string} text @param {number} at */
const skipped = (text, at) => after(SPACES, text, at);

/** Reads the value that begins here. @param {string} text valid JSON @param {number} start @returns {Node} */
function valueAt(text, start) {
  if (text[start] === '"')
    return { start, end: after(STRING, text, start), inner: [] };
  if (text[start] !== "{" && text[start] !== "[")
    return { start, end: after(PLAIN, text, start), inner: [] };
  /** @type {Node["inner"]} */
  const inner = [];
  let at = skipped(text, start + 1);
  while (text[at] !== "}" && text[at] !== "]") {
    /** @type {string | number} */
    let key = inner.length;
    if (text[start] === "{") {
      const end = after(STRING, text, at);
      key = JSON.parse(text.slice(at, end));
      at = skipped(text, skipped(text, end) + 1);
    }
    const node = valueAt(text, at);
    inner.push([key, node]);
    at = skipped(text, node.end);
    if (text[at] === ",") at = skipped(text, at + 1);
  }
  return { start, end: at + 1, inner };
}

/**
 * What a path leads to; of a key that is there twice the last, as for `JSON.parse`.
 * @param {string} text
 * @param {(string | number)[]} path
 * @returns {Node | undefined}
 */
function found(text, path) {
  // So that what is not JSON is told of as it always is.
  JSON.parse(text);
  /** @type {Node | undefined} */
  let node = valueAt(text, skipped(text, 0));
  for (const step of path)
    node = node?.inner.findLast(([key]) => key === step)?.[1];
  return node;
}

/**
 * The text with one more value at the beginning of a list or an object.
 * @param {string} text
 * @param {(string | number)[]} path of the list or the object, which is there
 * @param {string} written the value; in an object with its key
 */
export function putFirst(text, path, written) {
  const node = found(text, path);
  if (!node) throw new Error(`there is no ${path.join(".")}`);
  const comma = node.inner.length > 0 ? "," : "";
  const at = node.start + 1;
  return text.slice(0, at) + written + comma + text.slice(at);
}

/**
 * The text without one value of a list, and without one comma beside it.
 * @param {string} text
 * @param {(string | number)[]} path of the list, which is there
 * @param {number} at
 */
export function takeOut(text, path, at) {
  const inner = found(text, path)?.inner ?? [];
  const [[, { start, end }], following] = inner.slice(at);
  const before = at > 0 ? inner[at - 1][1].end : start;
  return following
    ? text.slice(0, start) + text.slice(skipped(text, end) + 1)
    : text.slice(0, before) + text.slice(end);
}
