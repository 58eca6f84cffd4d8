// @ts-check
/**
 * `npm run build`: makes what a Flex account gets (the plugin's one file and
 * the Functions), and what the emulator needs. Each step is skipped as long as
 * the contents of its inputs stay the same.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { isMain, main } from "./lib/main.mjs";
import {
  EMULATOR,
  FLEX_UI,
  FUNCTIONS,
  PLUGIN,
  PROGRAM,
  ROOT,
  SCRIPT,
  inRoot,
} from "./lib/paths.mjs";
import { CARGO_HOME, run } from "./lib/run.mjs";
import { withShortNames } from "./lib/short-names.mjs";
import { filesOf, whenChanged } from "./lib/stamp.mjs";
import { runSteps } from "./lib/steps.mjs";
import { BILL, LICENCES, materials } from "./materials.mjs";
import { secretsIn } from "./materials/secrets.mjs";
import { buildTools, npmPackages, WASM_TARGET } from "./tools.mjs";

/** @typedef {import("./lib/steps.mjs").Step} Step */

/** What the plugin may weigh on the wire. The product it replaces weighs 219,684. */
export const BROTLI_LIMIT = 219_684;

/** What Twilio takes of the plugin, and what we say of it. */
const SHIPPED = [PLUGIN, `${PLUGIN}.map`, BILL, LICENCES].map((file) =>
  path.relative(ROOT, file),
);

/** What any Rust build depends on, with how it is called here. */
const RUST = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "scripts/build.mjs",
  "scripts/lib/run.mjs",
];

/** @param {Buffer} bytes */
export const brotli = (bytes) =>
  brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });

/** By it Chromium compiles the script while it arrives; minifiers take comments away. */
const FIRST_LINE = "//# allFunctionsCalledOnLoad\n";

/** Fails if the plugin has outgrown its limit, lost its first line, or tells where it was built. */
export function checkBundle() {
  const program = readFileSync(PROGRAM, "latin1");
  const told = [ROOT, CARGO_HOME].find((place) => program.includes(place));
  if (told) throw new Error(`the plugin holds a path of this machine: ${told}`);
  checkSecrets();
  const plugin = readFileSync(PLUGIN);
  if (!plugin.toString("latin1").startsWith(FIRST_LINE))
    throw new Error(`the plugin does not begin with ${FIRST_LINE.trim()}`);
  const size = brotli(plugin).length;
  const said = `the plugin is ${size} bytes (brotli 11); the limit is ${BROTLI_LIMIT}`;
  if (size > BROTLI_LIMIT) throw new Error(said);
  console.log(said);
}

/** Fails if anything that an account gets tells a secret. */
function checkSecrets() {
  const functions = path.relative(ROOT, FUNCTIONS);
  const made = path.join(functions, "handlers/lib/decide.private.js");
  for (const file of [
    ...SHIPPED,
    made,
    ...filesOf([`${functions}/handlers`]),
  ]) {
    const found = secretsIn(readFileSync(inRoot(file), "latin1"), process.env);
    if (found.length) throw new Error(`${file} holds ${found.join(" and ")}`);
  }
}

function shortenNames() {
  const made = withShortNames(
    readFileSync(PROGRAM),
    readFileSync(SCRIPT, "utf8"),
  );
  writeFileSync(PROGRAM, made.program);
  writeFileSync(SCRIPT, made.script);
}

/** What joins a program in a page, and the tool that takes one apart. */
const JOINER = inRoot("target", "joiner.wasm");
const PACKER = inRoot("target", "release", "call-pack");

/** Makes these two. @param {(line: string) => void} say */
export async function makePacker(say) {
  const build = ["build", "--release", "--package", "call-pack"];
  await run("cargo", [...build, "--lib", "--target", WASM_TARGET], { say });
  const built = inRoot("target", WASM_TARGET, "release", "call_pack.wasm");
  const strip = ["debug", "producers", "target-features"];
  const optimise = ["-O2", ...strip.map((what) => `--strip-${what}`)];
  await run("wasm-opt", [...optimise, built, "--output", JOINER], { say });
  await run("cargo", [...build, "--bin", "call-pack"], { say });
}

/** Puts beside a program what the script holds of it, and of what joins it. @param {string} program */
export const pack = (program) =>
  run(PACKER, [JOINER, program, path.dirname(program)]);

/** @type {Step} */
const functions = {
  title: "Functions",
  run: (say) =>
    whenChanged(
      {
        name: "functions",
        inputs: [...RUST, "letters", "core", "functions"],
        outputs: ["functions/handlers/lib/decide.private.js"],
      },
      async () => {
        await run(process.execPath, ["functions/build.mjs"], { say });
      },
    ),
};

/** @type {Step} */
const plugin = {
  title: "Plugin",
  run: (say) =>
    whenChanged(
      {
        name: "plugin",
        inputs: [
          ...RUST,
          "letters",
          "core",
          "search",
          "pack",
          "src",
          "www",
          "public",
          "scripts/lib/short-names.mjs",
          "scripts/lib/wasm-reader.mjs",
          "webpack.config.js",
          "package-lock.json",
        ],
        outputs: [path.relative(ROOT, PLUGIN)],
      },
      async () => {
        const wasm = ["build", "--release", "--target", "web"];
        await run("wasm-pack", [...wasm, "--out-dir", "pkg"], { say });
        shortenNames();
        await makePacker(say);
        await pack(PROGRAM);
        await run("flex-plugin", ["build"], { say });
        if (!existsSync(PLUGIN))
          throw new Error("Flex's plugin build made no file");
      },
    ),
};

/** @type {Step} */
const flexUi = {
  title: "Flex UI",
  run: async () => (await import("./flex-ui.mjs")).makeFlexUi(),
};

/** @type {Step} */
const emulator = {
  title: "Emulator",
  run: (say) =>
    whenChanged(
      {
        name: "emulator",
        inputs: [...RUST, "emulator"],
        outputs: [path.relative(ROOT, EMULATOR)],
      },
      async () => {
        await run("cargo", ["build", "--package", "emulator"], { say });
      },
    ),
};

/** What a Flex account gets. @returns {Step[]} */
export const productSteps = () => [plugin, functions];

/** All that runs on this machine. @returns {Step[]} */
export const allSteps = () => [flexUi, ...productSteps(), emulator];

/** How the emulator is called. @param {string[]} more */
export const emulatorArguments = (...more) => [
  ...["--flex-ui", path.dirname(FLEX_UI)],
  ...["--plugin", PLUGIN],
  ...["--functions", path.join(ROOT, "functions")],
  ...more,
];

async function build() {
  await npmPackages();
  await runSteps([...buildTools(), ...productSteps(), materials]);
  console.log(`${path.relative(ROOT, PLUGIN)} is ready`);
  checkBundle();
}

if (isMain(import.meta.url)) await main(build);
