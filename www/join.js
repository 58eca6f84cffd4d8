// @ts-check
/**
 * Puts the program together again that was taken apart for the wire. That is
 * done by a small program of its own (`pack`): the same in JavaScript, which no
 * browser has optimised yet when Flex starts, kept Flex waiting five times as
 * long.
 */

/**
 * What the bundle holds of the two programs.
 * @typedef {object} Texts
 * @property {string} joiner one character for each byte
 * @property {string} program what the joiner makes the program from
 */

/** The number of a character is its byte xor this. */
const KEY = 0x42;

/** WebAssembly's memory grows by so many bytes. */
const PAGE_BYTES = 65_536;

/**
 * What the joiner gives the page.
 * @typedef {object} Joiner
 * @property {WebAssembly.Memory} memory
 * @property {(text: number, length: number, room: number) => number} join
 */

/**
 * @param {Texts} texts
 * @returns {Uint8Array<ArrayBuffer>} the program
 * @throws {RangeError} a character is no byte, or one is missing: a server
 * that says a wrong encoding turns some bytes into two
 */
export function join({ joiner, program }) {
  const { memory, join } = instance(joiner);
  // What is usual about an opcode is in no text. A byte has two in UTF-8.
  const room = 2 * program.length;
  const start = grow(memory, 3 * room);
  const place = new Uint8Array(memory.buffer, start, room);
  const { read, written } = new TextEncoder().encodeInto(program, place);
  const length = read < program.length ? -1 : join(start, written, room);
  if (length < 0) throw new RangeError(`text ${-length} is broken`);
  const made = /** @type {ArrayBuffer} */ (memory.buffer);
  return new Uint8Array(made, start + written + room, length);
}

/** @param {string} joiner @returns {Joiner} */
function instance(joiner) {
  const bytes = Uint8Array.from(joiner, (one) => one.charCodeAt(0) ^ KEY);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  return /** @type {any} */ (exports);
}

/**
 * @param {WebAssembly.Memory} memory
 * @param {number} bytes
 * @returns {number} where they begin
 */
const grow = (memory, bytes) =>
  memory.grow(Math.ceil(bytes / PAGE_BYTES)) * PAGE_BYTES;
