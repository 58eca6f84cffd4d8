// @ts-check
/** Skipping a step whose inputs have not changed: a hash of contents, kept beside what the step made. */
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { ROOT, TARGET } from "./paths.mjs";

/** Made by tools or by the steps themselves, so never an input. */
const MADE = new Set([
  ".git",
  ".twilio",
  "build",
  "decide.private.js",
  "generated",
  "node_modules",
  "pkg",
  "target",
  "test-results",
]);

/**
 * All files under the given files and folders, in a fixed order.
 * @param {string[]} inputs relative to the repository
 * @returns {string[]}
 */
export function filesOf(inputs) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} relative */
  const visit = (relative) => {
    const full = path.join(ROOT, relative);
    if (!existsSync(full)) return;
    if (!statSync(full).isDirectory()) {
      found.push(relative);
      return;
    }
    for (const name of readdirSync(full).sort())
      if (!MADE.has(name)) visit(path.join(relative, name));
  };
  inputs.forEach(visit);
  return found;
}

/**
 * One hash over the names and contents of the inputs.
 * @param {string[]} inputs
 * @param {string} [extra] anything else that the result depends on
 */
export function hashOf(inputs, extra = "") {
  const hash = createHash("sha256").update(extra);
  for (const file of filesOf(inputs))
    hash.update(`\0${file}\0`).update(readFileSync(path.join(ROOT, file)));
  return hash.digest("hex");
}

/** @param {string} name */
const stampFile = (name) => path.join(TARGET, "stamps", name);

/**
 * Runs a step only if its inputs changed or one of its results is missing.
 * @param {{name: string, inputs: string[], outputs: string[], extra?: string}} step
 * @param {() => Promise<void>} run
 * @returns {Promise<boolean>} whether it had to run
 */
export async function whenChanged({ name, inputs, outputs, extra }, run) {
  const hash = hashOf(inputs, extra);
  const file = stampFile(name);
  const known = existsSync(file) && readFileSync(file, "utf8") === hash;
  if (known && outputs.every((output) => existsSync(path.join(ROOT, output))))
    return false;
  await run();
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, hash);
  return true;
}
