// @ts-check
/**
 * Puts the program together again that `split.js` took apart: one text for
 * each kind of number that stands in its functions, and two for what stands
 * before and after these.
 */

import {
  alignmentOf,
  I32_CONST,
  PREFIX,
  PREFIXED,
  Recent,
  UNALIGNED,
  walk,
  WIDE,
  WIDEST,
} from "./body.js";

/** One character for each byte of a kind. @typedef {{[kind: string]: string}} Texts */
/** @typedef {{[kind: string]: Text}} Sources */
/** @typedef {import("./body.js").Kind} Kind */

/**
 * The number of a character is its byte xor this: so the bytes that programs
 * are full of become letters, which are short in UTF-8 and need no escape.
 */
export const KEY = 0x42;

/** The section of a program that holds its functions. */
export const CODE = 10;

/**
 * @param {Texts} texts
 * @returns {Uint8Array<ArrayBuffer>} the program
 * @throws {RangeError} a character is no byte, or one is missing: a server
 * that says a wrong encoding turns some bytes into two
 */
export function join(texts) {
  /** @type {Sources} */
  const from = {};
  let capacity = 0;
  for (const kind of Object.keys(texts)) {
    from[kind] = new Text(kind, texts[kind]);
    capacity += texts[kind].length;
  }
  // What is usual about an opcode is in no text.
  const to = new Program(2 * capacity);
  while (!from.before.isAtEnd()) to.byte(from.before.byte());
  if (!from.opcode.isAtEnd()) joinFunctions(from, to);
  while (!from.after.isAtEnd()) to.byte(from.after.byte());
  return to.bytes.slice(0, to.length);
}

/** @param {Sources} from @param {Program} to */
function joinFunctions(from, to) {
  const start = to.length;
  const joinBody = bodies(from, to);
  let functions = 0;
  for (; !from.opcode.isAtEnd(); functions += 1) {
    const body = to.length;
    joinBody();
    to.insert(body, number(to.length - body));
  }
  to.insert(start, number(functions));
  to.insert(start, [CODE, ...number(to.length - start)]);
}

/**
 * How the body of each function is joined, one after the other.
 *
 * @param {Sources} from
 * @param {Program} to
 */
function bodies(from, to) {
  let recent = new Recent();
  let code = 0;
  let width = 1;
  let isUnaligned = false;
  const opcode = () => {
    let written = from.opcode.byte();
    isUnaligned = written === UNALIGNED;
    if (isUnaligned) written = from.opcode.byte();
    const isWide = written > WIDE && written <= WIDEST;
    width = isWide ? written - WIDE + 1 : 1;
    code = isWide ? I32_CONST : written;
    to.byte(code);
    return code === PREFIX ? PREFIXED + to.copy(from.opcode, 1) : code;
  };
  const alignment = () =>
    isUnaligned ? from.alignment.byte() : alignmentOf(code);
  /** @param {Kind} kind */
  const move = (kind) => {
    switch (kind) {
      case "opcode":
        return opcode();
      case "alignment":
        return to.byte(alignment());
      case "local":
        return to.number(recent.at(from.local.number()));
      case "constant":
        return to.copy(from[kind + width], width);
      case "long":
        return to.copyLong(from.long);
      case "single":
        return to.copy(from.single, 4);
      case "double":
        return to.copy(from.double, 8);
      default:
        return to.number(from[kind].number());
    }
  };
  return () => {
    recent = new Recent();
    walk(move);
  };
}

/** A number as WebAssembly writes it: seven bits to a byte. @param {number} value */
export function number(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

/** The bytes of one kind, one after the other. */
class Text {
  /** @param {string} kind @param {string} text */
  constructor(kind, text) {
    this.kind = kind;
    this.text = text;
    this.at = 0;
  }

  isAtEnd() {
    return this.at >= this.text.length;
  }

  byte() {
    const code = this.text.charCodeAt(this.at);
    if (!(code <= 0xff)) {
      throw new RangeError(`character ${this.at} of ${this.kind} is no byte`);
    }
    this.at += 1;
    return code ^ KEY;
  }

  number() {
    for (let value = 0, shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
}

/** The program as far as it is put together. */
class Program {
  /** @param {number} capacity how many bytes it has at most */
  constructor(capacity) {
    this.bytes = new Uint8Array(capacity);
    this.length = 0;
  }

  /** @param {number} byte */
  byte(byte) {
    this.bytes[this.length] = byte;
    this.length += 1;
    return byte;
  }

  /** @param {Text} from @param {number} count @returns {number} the last of them */
  copy(from, count) {
    let last = 0;
    for (let left = count; left > 0; left -= 1) last = this.byte(from.byte());
    return last;
  }

  /** A number of any size. @param {Text} from */
  copyLong(from) {
    while (this.byte(from.byte()) > 0x7f);
    return 0;
  }

  /** @param {number} value */
  number(value) {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
    return value;
  }

  /** @param {number} at @param {number[]} bytes */
  insert(at, bytes) {
    this.bytes.copyWithin(at + bytes.length, at, this.length);
    this.bytes.set(bytes, at);
    this.length += bytes.length;
  }
}
