// @ts-check
/**
 * What stands in the body of a WebAssembly function: which numbers follow
 * which opcode, and how often one kind of number needs no saying.
 */

/**
 * One kind of number: each has a text of its own.
 * @typedef {"locals" | "opcode" | "type" | "depth" | "labels" | "callee"
 *   | "signature" | "table" | "local" | "global" | "alignment" | "offset"
 *   | "constant" | "long" | "single" | "double"} Kind
 */

const BLOCK = 0x02;
const IF = 0x04;
const END = 0x0b;
const BR_TABLE = 0x0e;
export const FIRST_LOAD = 0x28;
export const LAST_STORE = 0x3e;
export const I32_CONST = 0x41;
/** A second number follows, which says what is to be done. */
export const PREFIX = 0xfc;
/** Where the second numbers stand among the opcodes. */
export const PREFIXED = 0x100;
const MEMORY_COPY = PREFIXED + 0x0a;

/**
 * Not in WebAssembly: before a load or store whose alignment is not the usual
 * one, which alone is written.
 */
export const UNALIGNED = 0x06;

/** Not in WebAssembly: this plus n is a constant of n bytes more than one. */
export const WIDE = 0x11;
export const WIDEST = WIDE + 4;

/** The usual alignment of each load and store, as a power of two. */
const ALIGNMENTS = [..."23230011001122232301012"].map(Number);

/** @param {number} opcode a load or store */
export const alignmentOf = (opcode) => ALIGNMENTS[opcode - FIRST_LOAD];

/**
 * The numbers that follow, for all opcodes from one on until the next.
 *
 * @type {[number, ...Kind[]][]}
 */
const OPERANDS = [
  [0x00],
  [BLOCK, "type"],
  [0x05],
  [0x0c, "depth"],
  [BR_TABLE, "labels"],
  [0x0f],
  [0x10, "callee"],
  [0x11, "signature", "table"],
  [0x12],
  [0x20, "local"],
  [0x23, "global"],
  [0x25, "table"],
  [FIRST_LOAD, "alignment", "offset"],
  [LAST_STORE + 1, "table"],
  [I32_CONST, "constant"],
  [0x42, "long"],
  [0x43, "single"],
  [0x44, "double"],
  [0x45],
  [0xd0, "type"],
  [0xd1],
  [MEMORY_COPY, "table", "table"],
  [MEMORY_COPY + 1, "table"],
];

/** @param {number} opcode @returns {Kind[]} */
function operandsOf(opcode) {
  /** @type {Kind[]} */
  let found = [];
  for (const [first, ...kinds] of OPERANDS) {
    if (first <= opcode) found = kinds;
  }
  return found;
}

/** The same for each opcode. */
const KINDS = Array.from({ length: 2 * PREFIXED }, (_, opcode) =>
  operandsOf(opcode),
);

/**
 * Goes through one function's body, from its locals to its end.
 *
 * @param {(kind: Kind) => number} move takes the next number of this kind from where it stands to where it belongs
 */
export function walk(move) {
  for (let groups = move("locals"); groups > 0; groups -= 1) {
    move("locals");
    move("locals");
  }
  for (let depth = 1; depth > 0;) {
    const opcode = move("opcode");
    if (opcode >= BLOCK && opcode <= IF) depth += 1;
    if (opcode === END) depth -= 1;
    const kinds = KINDS[opcode];
    // The page waits for this, and for…of would take a third longer.
    for (let at = 0; at < kinds.length; at += 1) {
      let labels = move(kinds[at]);
      // A table of jumps has one more than it says.
      if (kinds[at] === "labels") {
        for (; labels >= 0; labels -= 1) move("depth");
      }
    }
  }
}

/**
 * The locals of one function in the order of their last use, which says more
 * about the next than their numbers do.
 */
export class Recent {
  constructor() {
    /** @type {number[]} */
    this.locals = [];
  }

  /** How many others were used since this one was. @param {number} local */
  placeOf(local) {
    this.knowUntil(local);
    const place = this.locals.indexOf(local);
    this.at(place);
    return place;
  }

  /** Which one it is that so many others were used since. @param {number} place */
  at(place) {
    this.knowUntil(place);
    const { locals } = this;
    const local = locals[place];
    for (let at = place; at > 0; at -= 1) locals[at] = locals[at - 1];
    locals[0] = local;
    return local;
  }

  /** Those never used yet follow in the order of their numbers. @param {number} last */
  knowUntil(last) {
    while (this.locals.length <= last) this.locals.push(this.locals.length);
  }
}
