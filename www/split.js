// @ts-check
/**
 * Takes a program apart for the wire. What stands next to each other in a
 * function, an opcode, a local, an address, says little about each other. Each
 * kind by itself resembles what stood there before, and brotli finds that.
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
} from "./body.js";
import { CODE, join, KEY, number } from "./join.js";
import { HEADER_BYTES, Reader } from "../scripts/lib/wasm-reader.mjs";

/** @typedef {import("./body.js").Kind} Kind */

/**
 * @param {Buffer} program
 * @returns {import("./join.js").Texts}
 * @throws {Error} the program holds something that is not known here
 */
export function split(program) {
  const reader = new Reader(program, HEADER_BYTES);
  const parts = new Parts();
  while (!reader.isAtEnd() && program[reader.at] !== CODE) {
    reader.byte();
    reader.bytes();
  }
  parts.add("before", program.subarray(0, reader.at));
  if (!reader.isAtEnd()) splitFunctions(reader, parts);
  parts.add("after", program.subarray(reader.at));
  const texts = parts.texts();
  if (!program.equals(join(texts))) {
    throw new Error("the program would not come together again");
  }
  return texts;
}

/** All functions. @param {Reader} reader @param {Parts} parts */
function splitFunctions(reader, parts) {
  reader.byte();
  reader.number();
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.number();
    splitBody(reader, parts);
  }
}

/** The body of one function. @param {Reader} reader @param {Parts} parts */
function splitBody(reader, parts) {
  const recent = new Recent();
  let usual = 0;
  const opcode = () => {
    const code = reader.byte();
    usual = alignmentOf(code);
    parts.add("opcode", written(code, reader));
    return code === PREFIX ? PREFIXED + reader.byte() : code;
  };
  walk((kind) => {
    if (kind === "opcode") return opcode();
    const start = reader.at;
    const value = operand(reader, kind);
    const bytes = reader.buffer.subarray(start, reader.at);
    if (kind === "local") {
      parts.add(kind, number(recent.placeOf(value)));
    } else if (kind === "constant") {
      parts.add(`${kind}${bytes.length}`, bytes);
    } else if (kind !== "alignment" || value !== usual) {
      parts.add(kind, bytes);
    }
    return value;
  });
}

/**
 * How an opcode is written that was just read: with what is not usual about
 * what follows.
 *
 * @param {number} code
 * @param {Reader} reader
 * @returns {number[]}
 */
function written(code, reader) {
  const next = reader.buffer[reader.at];
  if (code === PREFIX) return [code, next];
  if (code === I32_CONST) {
    const more = reader.sizeOfNumber() - 1;
    return [more ? WIDE + more : code];
  }
  const usual = alignmentOf(code);
  return usual >= 0 && usual !== next ? [UNALIGNED, code] : [code];
}

/** What was found so far, kind by kind. */
class Parts {
  constructor() {
    /** @type {Map<string, number[]>} */
    this.parts = new Map([["opcode", []]]);
  }

  /** @param {string} kind @param {Iterable<number>} bytes */
  add(kind, bytes) {
    const part = this.parts.get(kind) ?? [];
    for (const byte of bytes) part.push(byte ^ KEY);
    this.parts.set(kind, part);
  }

  /** @returns {import("./join.js").Texts} */
  texts() {
    return Object.fromEntries(
      [...this.parts].map(([kind, bytes]) => [
        kind,
        Buffer.from(bytes).toString("latin1"),
      ]),
    );
  }
}

/** Reads what follows an opcode; a number with a point is not looked at. @param {Reader} reader @param {Kind} kind */
function operand(reader, kind) {
  if (kind !== "single" && kind !== "double") return reader.number();
  reader.skip(kind === "single" ? 4 : 8);
  return 0;
}
