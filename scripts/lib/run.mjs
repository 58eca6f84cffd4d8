// @ts-check
/** Running other programs, with our own tools first in their PATH. */
import { spawn, spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { NPM_BIN, ROOT, TARGET, TOOLS_BIN } from "./paths.mjs";

/** How much of a failed program's output is shown. */
const TAIL_LINES = 60;

/** Where cargo keeps the crates of others. */
export const CARGO_HOME =
  process.env.CARGO_HOME ?? path.join(homedir(), ".cargo");

/**
 * What Rust writes into a program about where it was compiled says nothing
 * about this machine, and is the same on every other.
 */
const SAME_PATHS = [
  `--remap-path-prefix=${path.join(CARGO_HOME, "registry", "src")}=crates`,
  `--remap-path-prefix=${path.resolve(ROOT)}=.`,
].join(" ");

/** @param {NodeJS.ProcessEnv} [more] */
export const environment = (more = {}) => ({
  ...process.env,
  PATH: [TOOLS_BIN, NPM_BIN, process.env.PATH ?? ""].join(path.delimiter),
  // A target folder of the person's own would hide what we build.
  CARGO_TARGET_DIR: TARGET,
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS: SAME_PATHS,
  // Browsers come from the system's package manager.
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
  ...more,
});

/** A program ended with an error; the message holds the end of what it said. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {number | null} code
   * @param {string[]} lines
   */
  constructor(command, code, lines) {
    const tail = lines.slice(-TAIL_LINES).join("\n");
    super(`"${command}" failed (${code ?? "killed"})\n${tail}`);
    this.name = "CommandFailed";
    this.code = code;
  }
}

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, say?: (line: string) => void, input?: string}} [options]
 *   `say` is told every line of output as it comes; `input` is what the program reads
 * @returns {Promise<string[]>} its output, line by line
 */
export function run(program, args, { cwd = ROOT, env, say, input } = {}) {
  return new Promise((resolve, reject) => {
    const command = [path.basename(program), ...args].join(" ");
    const child = spawn(program, args, {
      cwd,
      env: environment(env),
      stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    });
    // A program that has read enough may be gone before it has read all.
    child.stdin?.on("error", () => {}).end(input);
    /** @type {string[]} */
    const lines = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        say?.(line);
      });
    }
    child.on("error", (error) =>
      reject(new Error(`"${command}" did not start: ${error.message}`)),
    );
    child.on("close", (code) =>
      code === 0
        ? resolve(lines)
        : reject(new CommandFailed(command, code, lines)),
    );
  });
}

/**
 * What a program says about itself, or nothing if it is not there.
 * @param {string} program
 * @param {string[]} args
 */
export function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, {
    cwd: ROOT,
    env: environment(),
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The first of these programs that is in the PATH.
 * @param {string[]} names
 */
export function which(...names) {
  const folders = (environment().PATH ?? "")
    .split(path.delimiter)
    .filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      const file = path.join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // Not in this folder.
      }
    }
  }
  return undefined;
}
