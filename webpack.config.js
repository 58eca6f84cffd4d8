// @ts-check
/** What Flex's own webpack configuration lacks for a plugin that is WebAssembly. */

const path = require("node:path");
const { NormalModuleReplacementPlugin } = require("webpack");

const www = path.resolve(__dirname, "www");
const pkg = path.resolve(__dirname, "pkg");

/** Where `npm run dev` has another program than the one that is deployed. */
const { SWITCHBOARD_PROGRAM } = process.env;

/**
 * Browsers with DecompressionStream know everything up to ES2019, which is
 * also the newest that webpack 4 can parse: so newer syntax alone is rewritten.
 */
const OLDEST_BROWSERS = { chrome: "79", firefox: "72", safari: "13" };

/**
 * @param {any} config Flex's configuration
 * @returns {any} ours
 */
module.exports = (config) => {
  // The tool chain forbids imports from outside src/, which holds Rust here.
  config.resolve.plugins = config.resolve.plugins.filter(
    (/** @type {object} */ plugin) =>
      plugin.constructor.name !== "ModuleScopePlugin",
  );
  const { oneOf } = config.module.rules.find(
    (/** @type {any} */ rule) => rule.oneOf,
  );
  const babel = oneOf.find((/** @type {any} */ rule) =>
    /babel-loader/.test(rule.loader),
  );
  babel.include = [babel.include, www, pkg];
  if (SWITCHBOARD_PROGRAM) {
    babel.include.push(SWITCHBOARD_PROGRAM);
    config.plugins.push(
      new NormalModuleReplacementPlugin(
        /^\.\.\/pkg\//,
        (/** @type {{request: string}} */ asked) => {
          const file = path.basename(asked.request);
          asked.request = path.join(SWITCHBOARD_PROGRAM, file);
        },
      ),
    );
  }
  babel.options.targets = OLDEST_BROWSERS;
  config.module.rules.push({
    test: /\.txt$/,
    include: SWITCHBOARD_PROGRAM ?? pkg,
    use: [path.join(www, "text-loader.cjs")],
  });
  for (const { options } of config.optimization.minimizer) {
    // The program is a string of bytes; escaped, most would be four letters.
    options.terserOptions.output.ascii_only = false;
    // Chromium compiles all of it while it arrives, and not one function after
    // the other while Flex waits.
    options.terserOptions.output.preamble = "//# allFunctionsCalledOnLoad";
    // Nothing of ours asks for the name of a function.
    options.terserOptions.keep_fnames = false;
    options.terserOptions.keep_classnames = false;
    options.terserOptions.compress.passes = 2;
  }
  return config;
};
