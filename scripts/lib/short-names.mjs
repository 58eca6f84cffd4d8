// @ts-check
/**
 * Short names for what the program and its script give each other, and no
 * paths of source files. wasm-bindgen ends each of some hundred names with
 * sixteen letters of chance, which stand twice in the plugin and which no
 * compression makes smaller: 8 kB of brotli.
 */

import { HEADER_BYTES, Reader } from "./wasm-reader.mjs";

/** The sections of a WebAssembly file that are rewritten. */
const IMPORTS = 2;
const EXPORTS = 7;
/** The kind of an import that is a function. */
const FUNCTION = 0;

/** Only wasm-bindgen's own names are known to nobody else. */
const ITS_OWN = /^(__wb|__externref|wasm_bindgen__)/;

/**
 * Where a source file lay when the program was built. Nobody reads them: a
 * program that stops tells its page no more than that.
 */
const SOURCES =
  /(?:\/rustc\/[0-9a-f]{40}\/library|crates\/[\w.-]+)\/[\w./-]+?\.rs/g;

/**
 * @param {Buffer} program
 * @param {string} script
 * @returns {{program: Buffer, script: string}}
 */
export function withShortNames(program, script) {
  if (/\$\w/.test(script)) throw new Error("the script has names with $");
  /** @type {Map<string, string>} */
  const names = new Map();
  const short = (/** @type {string} */ name) => {
    if (!ITS_OWN.test(name)) return name;
    const known = names.get(name) ?? `$${names.size.toString(36)}`;
    names.set(name, known);
    return known;
  };
  const sections = [...sectionsOf(program)].map(({ id, content }) => {
    const rewrite = id === IMPORTS ? imports : id === EXPORTS ? exports : same;
    const rewritten = rewrite(content, short);
    return Buffer.concat([Buffer.of(id), sized(rewritten)]);
  });
  const whole = Buffer.concat([program.subarray(0, HEADER_BYTES), ...sections]);
  const blank = whole
    .toString("latin1")
    .replace(SOURCES, (path) => "/".repeat(path.length));
  return {
    program: Buffer.from(blank, "latin1"),
    script: script.replace(/\w+/g, (word) => names.get(word) ?? word),
  };
}

/** @param {Buffer} content */
const same = (content) => content;

/** @param {Buffer} program */
function* sectionsOf(program) {
  const reader = new Reader(program, HEADER_BYTES);
  while (!reader.isAtEnd()) {
    const id = reader.byte();
    yield { id, content: reader.bytes() };
  }
}

/** @param {Buffer} content @param {(name: string) => string} short */
function imports(content, short) {
  const reader = new Reader(content);
  return list(reader, () => {
    const from = sized(reader.bytes());
    const name = short(reader.bytes().toString());
    if (reader.byte() !== FUNCTION) {
      throw new Error(`the import ${name} is not a function`);
    }
    const type = number(reader.number());
    return [from, sized(Buffer.from(name)), Buffer.of(FUNCTION), type];
  });
}

/** @param {Buffer} content @param {(name: string) => string} short */
function exports(content, short) {
  const reader = new Reader(content);
  return list(reader, () => {
    const name = short(reader.bytes().toString());
    const kind = Buffer.of(reader.byte());
    return [sized(Buffer.from(name)), kind, number(reader.number())];
  });
}

/** @param {Reader} reader @param {() => Buffer[]} entry */
function list(reader, entry) {
  const count = reader.number();
  const entries = Array.from({ length: count }, entry);
  return Buffer.concat([number(count), ...entries.flat()]);
}

/** @param {Buffer} bytes */
const sized = (bytes) => Buffer.concat([number(bytes.length), bytes]);

/** As WebAssembly writes it: seven bits to a byte. @param {number} value */
function number(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
