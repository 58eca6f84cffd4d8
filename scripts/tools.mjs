// @ts-check
/**
 * Makes sure that everything we build and test with is there, in the versions
 * that the lock files name. Uses nothing but Node until the packages are in.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isMain, main } from "./lib/main.mjs";
import { TOOLS, TOOLS_BIN, inRoot } from "./lib/paths.mjs";
import { ask, run, which } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";

/** @typedef {import("./lib/steps.mjs").Step} Step */

const WASM_PACK = "0.15.1";
const CARGO_MUTANTS = "27.1.0";
const CARGO_FUZZ = "0.13.1";
const MDBOOK = "0.5.4";

/** What a browser runs, as Rust calls it. */
export const WASM_TARGET = "wasm32-unknown-unknown";

/** These tools run for seconds: quick to build matters, quick to run does not. */
const QUICK_BUILD = {
  CARGO_TARGET_DIR: path.join(TOOLS, "build"),
  CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
  CARGO_PROFILE_RELEASE_LTO: "off",
  CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
  CARGO_PROFILE_RELEASE_DEBUG: "0",
};

/** What a Debian machine needs for the browser tests. */
const BROWSER_PACKAGES = ["chromium", "chromium-driver"];

/**
 * The npm packages of package-lock.json. Runs before any other import may.
 * @param {(line: string) => void} [say]
 */
export async function npmPackages(say = console.log) {
  const lock = readFileSync(inRoot("package-lock.json"));
  const hash = createHash("sha256").update(lock).digest("hex");
  const stamp = inRoot("node_modules", ".installed-lock");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  say("Installing npm packages (some minutes the first time) …");
  const first = !existsSync(inRoot("node_modules"));
  await run(
    "npm",
    [first ? "ci" : "install", "--no-audit", "--no-fund", "--loglevel=error"],
    { say },
  );
  // Anew: in a copy of the repository made of hard links each has its own.
  rmSync(stamp, { force: true });
  writeFileSync(stamp, hash);
}

/** wasm-bindgen's tool and library must have the very same version. */
function wasmBindgenVersion() {
  const lock = readFileSync(inRoot("Cargo.lock"), "utf8");
  const version = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(lock)?.[1];
  if (!version) throw new Error("Cargo.lock names no version of wasm-bindgen");
  return version;
}

/**
 * One of cargo's own commands is called as cargo calls it, by its name.
 * @param {string} binary
 * @param {string} version
 */
const isInstalled = (binary, version) =>
  ask(path.join(TOOLS_BIN, binary), [
    ...(binary.startsWith("cargo-") ? [binary.slice("cargo-".length)] : []),
    "--version",
  ])?.includes(version) ?? false;

/**
 * A tool from the cargo registry, in the repository's own folder.
 * @param {{crate: string, binary: string, version: string}} tool
 * @returns {Step}
 */
const cargoTool = ({ crate, binary, version }) => ({
  title: `${binary} ${version}`,
  run: async (say) => {
    if (isInstalled(binary, version)) return false;
    const install = [
      "install",
      crate,
      "--version",
      version,
      "--root",
      TOOLS,
      "--force",
    ];
    try {
      await run("cargo", [...install, "--locked"], { env: QUICK_BUILD, say });
    } catch {
      // A registry mirror may lack a version that the tool's own lock file
      // names; the newest compatible ones do as well.
      await run("cargo", install, { env: QUICK_BUILD, say });
    }
    rmSync(QUICK_BUILD.CARGO_TARGET_DIR, { recursive: true, force: true });
    return true;
  },
});

/** @type {Step} */
const rust = {
  title: "Rust and its WebAssembly target",
  run: async (say) => {
    if (!which("cargo"))
      throw new Error("Rust is missing: install it from https://rustup.rs");
    if (!which("cc", "gcc", "clang")) {
      throw new Error(
        "a C compiler is missing: on Debian, `sudo apt-get install build-essential`",
      );
    }
    const rustup = which("rustup");
    if (!rustup) return false;
    const targets =
      ask(rustup, ["target", "list", "--installed"])?.split("\n") ?? [];
    if (targets.includes(WASM_TARGET)) return false;
    await run(rustup, ["target", "add", WASM_TARGET], { say });
    return true;
  },
};

/** Where Chromium is, if it is. `CHROMIUM` names another one. */
export const chromium = () =>
  process.env.CHROMIUM ??
  which(
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
  );

/** @type {Step} */
const browser = {
  title: "Chromium and ChromeDriver",
  run: async (say) => {
    if (chromium() && which("chromedriver")) return false;
    const command = `apt-get install -y ${BROWSER_PACKAGES.join(" ")}`;
    if (!which("apt-get") || process.getuid?.() !== 0) {
      throw new Error(
        `Chromium or ChromeDriver is missing: on Debian, \`sudo ${command}\`; elsewhere, put both ` +
          "into the PATH (CHROMIUM names a browser of another name)",
      );
    }
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await run("apt-get", ["update"], { env, say });
    await run(
      "apt-get",
      ["install", "-y", "--no-install-recommends", ...BROWSER_PACKAGES],
      {
        env,
        say,
      },
    );
    return true;
  },
};

/** What building needs. @returns {Step[]} */
export const buildTools = () => [
  rust,
  cargoTool({ crate: "wasm-pack", binary: "wasm-pack", version: WASM_PACK }),
  cargoTool({
    crate: "wasm-bindgen-cli",
    binary: "wasm-bindgen",
    version: wasmBindgenVersion(),
  }),
];

/** What changing the code to test the tests needs. */
export const mutantsTool = () =>
  cargoTool({
    crate: "cargo-mutants",
    binary: "cargo-mutants",
    version: CARGO_MUTANTS,
  });

/** What looks for texts that break a reader. */
export const fuzzTool = () =>
  cargoTool({
    crate: "cargo-fuzz",
    binary: "cargo-fuzz",
    version: CARGO_FUZZ,
  });

/** What makes a site of the pages for administrators. */
export const docsTool = () =>
  cargoTool({ crate: "mdbook", binary: "mdbook", version: MDBOOK });

/** What testing needs besides. @returns {Step[]} */
export const testTools = () => [...buildTools(), browser];

/**
 * What starting needs besides: a browser is welcome, but any other will do.
 * @returns {Step[]}
 */
export const startTools = () => [
  ...buildTools(),
  {
    ...browser,
    run: async (say) => {
      try {
        return await browser.run(say);
      } catch (error) {
        say(String(error));
        return false;
      }
    },
  },
];

if (isMain(import.meta.url)) {
  await main(async () => {
    await npmPackages();
    await runSteps(testTools());
  });
}
