// @ts-check
/**
 * webpack loader: folds a WebAssembly file into the bundle as one string,
 * because Flex's tool chain uploads exactly one script.
 *
 * Each byte is the character of that number. Base64 would hide the program
 * from the compression of the web server that delivers the script, and gzip
 * inside of it compresses a third worse than that.
 */

/**
 * @param {Buffer} wasm
 * @returns {string} a module that exports the string
 */
module.exports = function inlineWasm(wasm) {
  return `export default ${JSON.stringify(wasm.toString("latin1"))};`;
};

module.exports.raw = true;
