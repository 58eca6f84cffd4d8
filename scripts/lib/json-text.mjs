// @ts-check
/**
 * Changing one place of a JSON text, and no other byte of it: what people wrote around it keeps its
 * spaces, the order of its keys and its numbers as they were written.
 */

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** @typedef {import("jsonc-parser").Node} Node a value, and where it stands in the text */

/**
 * One step of a path; of a key that is there twice the last, as for `JSON.parse`.
 * @param {Node} node
 * @param {string | number} step
 */
const within = ({ type, children = [] }, step) =>
  type === "object"
    ? children.findLast(({ children: [key] = [] }) => key?.value === step)
        ?.children?.[1]
    : children[Number(step)];

/**
 * What a path leads to.
 * @param {string} text
 * @param {(string | number)[]} path
 */
function found(text, path) {
  // So that what is not JSON is told of as it always is.
  JSON.parse(text);
  // Only here: a command in a fresh clone installs this very package first.
  /** @type {typeof import("jsonc-parser")} */
  const { parseTree } = require("jsonc-parser");
  let node = parseTree(text);
  for (const step of path) node = node && within(node, step);
  if (!node) throw new Error(`there is no ${path.join(".")}`);
  return node;
}

/** Where a value ends. @param {Node} node */
const endOf = ({ offset, length }) => offset + length;

/**
 * The text with one more value at the beginning of a list or an object.
 * @param {string} text
 * @param {(string | number)[]} path of the list or the object, which is there
 * @param {string} written the value; in an object with its key
 */
export function putFirst(text, path, written) {
  const { children = [], offset } = found(text, path);
  const comma = children.length > 0 ? "," : "";
  const at = offset + 1;
  return text.slice(0, at) + written + comma + text.slice(at);
}

/**
 * The text without one value of a list, and without one comma beside it.
 * @param {string} text
 * @param {(string | number)[]} path of the list, which is there
 * @param {number} at
 */
export function takeOut(text, path, at) {
  const { children = [] } = found(text, path);
  const [one, next] = children.slice(at);
  // With the comma behind it, else with the one before it.
  const [start, end] = next
    ? [one.offset, text.indexOf(",", endOf(one)) + 1]
    : [at > 0 ? endOf(children[at - 1]) : one.offset, endOf(one)];
  return text.slice(0, start) + text.slice(end);
}
