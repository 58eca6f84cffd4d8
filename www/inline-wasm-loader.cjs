// @ts-check
/**
 * webpack loader: folds a WebAssembly file into the bundle as one string,
 * because Flex's tool chain uploads exactly one script.
 *
 * Each byte is one character. Base64 would hide the program from the
 * compression of the web server that delivers the script, and gzip inside of
 * it compresses a third worse than that.
 */

/**
 * The number of a character is its byte xor this: so the bytes that programs
 * are full of become letters, which are short in UTF-8 and need no escape.
 * `load.js` undoes it.
 */
const KEY = 0x42;

/**
 * @param {Buffer} wasm
 * @returns {string} a module that exports the string
 */
module.exports = function inlineWasm(wasm) {
  const text = Buffer.from(wasm.map((byte) => byte ^ KEY)).toString("latin1");
  return `export default ${JSON.stringify(text)};`;
};

module.exports.raw = true;
