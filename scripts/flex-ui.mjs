// @ts-check
/**
 * Makes target/flex-ui/twilio-flex.js: the real Flex UI with React 17, in one
 * browser script.
 *
 * The npm package of Flex UI is a library: its bundle begins with some 230
 * bare `require`s. Twilio bundles it for its own content network; we do the
 * same for the emulator, once per lock file, without a change to Flex itself.
 */
import { mkdirSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import path from "node:path";
import { isMain, main } from "./lib/main.mjs";
import { FLEX_UI, ROOT } from "./lib/paths.mjs";
import { whenChanged } from "./lib/stamp.mjs";

const require = createRequire(import.meta.url);

/** What Twilio's own script leaves on `window`. Plugins find React there. */
const ENTRY = `
  window.React = require("react");
  window.ReactDOM = require("react-dom");
  window.Twilio = Object.assign(window.Twilio || {}, { Flex: require("@twilio/flex-ui") });
`;

/**
 * Flex's libraries ask for a few of Node's modules. Browsers have what they
 * use of these; `events` and `buffer` are npm packages made for browsers.
 */
const STAND_INS = /** @type {Record<string, string>} */ ({
  crypto: "module.exports = globalThis.crypto;",
  path: `exports.extname = (file) => /[^/.](\\.[^/.]*)$/.exec(file)?.[1] ?? "";`,
  ws: "module.exports = globalThis.WebSocket;",
});
const FOR_BROWSERS = ["buffer", "events"];

/** @type {import("esbuild").Plugin} */
const nodeModules = {
  name: "node-modules-for-browsers",
  setup(build) {
    build.onResolve({ filter: /^[a-z_/]+$/ }, ({ path: name, resolveDir }) => {
      if (name in STAND_INS) return { path: name, namespace: "stand-in" };
      if (!isBuiltin(name)) return undefined;
      if (!FOR_BROWSERS.includes(name)) {
        return { errors: [{ text: `browsers have no "${name}"` }] };
      }
      return { path: require.resolve(`${name}/`, { paths: [resolveDir] }) };
    });
    build.onLoad({ filter: /.*/, namespace: "stand-in" }, ({ path: name }) => ({
      contents: STAND_INS[name],
      loader: "js",
    }));
  },
};

async function bundle() {
  // Loaded here, because this file is imported before the packages are there.
  const esbuild = await import("esbuild");
  mkdirSync(path.dirname(FLEX_UI), { recursive: true });
  await esbuild.build({
    stdin: {
      contents: ENTRY,
      resolveDir: ROOT,
      sourcefile: "flex-ui-entry.js",
    },
    outfile: FLEX_UI,
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2020",
    mainFields: ["browser", "main", "module"],
    define: { "process.env.NODE_ENV": '"production"', global: "globalThis" },
    loader: { ".css": "text", ".svg": "text", ".png": "dataurl" },
    plugins: [nodeModules],
    legalComments: "external",
    logLevel: "error",
  });
}

/**
 * The bundle, made anew if the packages changed.
 * @returns {Promise<boolean>} whether it had to be made
 */
export const makeFlexUi = () =>
  whenChanged(
    {
      name: "flex-ui",
      inputs: ["package-lock.json", "scripts/flex-ui.mjs"],
      outputs: [path.relative(ROOT, FLEX_UI)],
    },
    bundle,
  );

if (isMain(import.meta.url)) {
  await main(async () => {
    const made = await makeFlexUi();
    const name = path.relative(ROOT, FLEX_UI);
    console.log(made ? `made ${name}` : `${name} is up to date`);
  });
}
