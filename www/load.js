// @ts-check
/**
 * Turns the text inside the bundle into running WebAssembly, and says which
 * step failed.
 */

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

/** What the bundler's loader turned each byte with, see there. */
const KEY = 0x42;

/**
 * Loads the program: each step begins when the one before has succeeded.
 *
 * @param {string} payload the program: one character per byte
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
    const compiling = name === "compile" || name === "instantiate";
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
 * A server that says a wrong encoding turns some bytes into characters that
 * are no bytes, or into two.
 *
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
function decode(text) {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const byte = text.charCodeAt(at) ^ KEY;
    if (byte > 0xff) {
      throw new RangeError(`character ${at} is no byte`);
    }
    bytes[at] = byte;
  }
  if (EMPTY_MODULE.subarray(0, 4).some((byte, at) => byte !== bytes[at])) {
    throw new RangeError("this is not a program");
  }
  return bytes;
}
