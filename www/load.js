// @ts-check
/**
 * Turns the text inside the bundle into running WebAssembly, and says which
 * step failed.
 */

import { join } from "./join.js";

/**
 * The steps, in their order.
 * @typedef {"support" | "decode" | "compile" | "instantiate" | "start"} Step
 */

/** One step of loading failed. */
export class LoadError extends Error {
  /**
   * @param {Step} step the step that failed
   * @param {unknown} cause what was thrown there
   * @param {boolean} [refused] the page's content security policy forbids WebAssembly
   */
  constructor(step, cause, refused = false) {
    super(`${step} failed: ${cause}`);
    this.name = "LoadError";
    this.step = step;
    this.cause = cause;
    this.refused = refused;
  }
}

/** The smallest module there is: the magic number and the version. */
const EMPTY_MODULE = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/**
 * Loads the program: each step begins when the one before has succeeded.
 *
 * @param {import("./join.js").Texts} payload the program, taken apart, and what joins it
 * @param {(module: WebAssembly.Module) => Promise<unknown>} instantiate gives the module its imports
 * @param {() => unknown} start lets the program begin; may return a promise
 * @returns {Promise<void>} rejected with a LoadError
 */
export async function load(payload, instantiate, start) {
  if (typeof WebAssembly !== "object") {
    throw new LoadError("support", "WebAssembly is missing");
  }
  const bytes = await step("decode", () => decode(payload));
  // Compiling in the background: browsers refuse to compile this much at once
  // on the main thread.
  const module = await step("compile", () => WebAssembly.compile(bytes));
  await step("instantiate", () => instantiate(module));
  await step("start", start);
}

/**
 * @template T
 * @param {Step} name
 * @param {() => T | Promise<T>} work
 * @returns {Promise<T>}
 */
async function step(name, work) {
  try {
    return await work();
  } catch (cause) {
    // What decodes the program is WebAssembly, too.
    const compiling = name !== "start";
    throw new LoadError(name, cause, compiling && (await isRefused()));
  }
}

/**
 * Whether the page may compile no WebAssembly at all. Browsers word a refusal
 * each in its own way; a module that cannot be wrong tells it in all of them.
 */
async function isRefused() {
  try {
    await WebAssembly.compile(EMPTY_MODULE);
    return false;
  } catch {
    return true;
  }
}

/**
 * @param {import("./join.js").Texts} texts
 * @throws {RangeError} it is no program
 */
function decode(texts) {
  const bytes = join(texts);
  if (EMPTY_MODULE.subarray(0, 4).some((byte, at) => byte !== bytes[at])) {
    throw new RangeError("this is not a program");
  }
  return bytes;
}
