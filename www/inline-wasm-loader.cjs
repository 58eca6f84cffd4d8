// @ts-check
/**
 * webpack loader: folds a WebAssembly file into the bundle as one base64
 * string, because Flex's tool chain uploads exactly one script.
 *
 * gzip, since browsers can undo it by themselves; base64, since the tool
 * chain writes the bundle as ASCII.
 */

const zlib = require("node:zlib");

/**
 * @param {Buffer} wasm
 * @returns {string} a module that exports the string
 */
module.exports = function inlineWasm(wasm) {
  const packed = zlib.gzipSync(wasm, { level: 9, memLevel: 9 });
  return `export default ${JSON.stringify(packed.toString("base64"))};`;
};

module.exports.raw = true;
