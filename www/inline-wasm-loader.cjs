// @ts-check
/**
 * webpack loader: folds a WebAssembly file into the bundle as a few strings,
 * because Flex's tool chain uploads exactly one script.
 *
 * Base64 would hide the program from the compression of the web server that
 * delivers the script, and gzip inside of it compresses a third worse than
 * that. Taken apart as it is in `split.js`, it compresses an eighth better.
 */

/**
 * @this {{async: () => (error: unknown, module?: string) => void}}
 * @param {Buffer} wasm
 */
module.exports = function inlineWasm(wasm) {
  const done = this.async();
  import("./split.js")
    .then(({ split }) => `export default ${JSON.stringify(split(wasm))};`)
    .then((module) => done(null, module), done);
};

module.exports.raw = true;
