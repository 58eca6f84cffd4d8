// @ts-check
/** Where things lie in the repository: one list for every script. */
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** @param {string[]} parts */
export const inRoot = (...parts) => path.join(ROOT, ...parts);

/** What the scripts make for themselves; `cargo clean` may take it away. */
export const TARGET = inRoot("target");
export const TOOLS = inRoot("target", "tools");
export const TOOLS_BIN = path.join(TOOLS, "bin");
export const NPM_BIN = inRoot("node_modules", ".bin");
export const FLEX_UI = inRoot("target", "flex-ui", "twilio-flex.js");
export const EMULATOR = inRoot("target", "debug", "emulator");
export const PLUGIN = inRoot("build", "plugin-switchboard.js");
export const PROGRAM = inRoot("pkg", "switchboard_bg.wasm");
export const SCRIPT = inRoot("pkg", "switchboard.js");
export const FUNCTIONS = inRoot("functions");
