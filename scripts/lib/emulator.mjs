// @ts-check
/** Starting the emulator and knowing when it is ready. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { emulatorArguments } from "../build.mjs";
import { EMULATOR, ROOT } from "./paths.mjs";
import { environment } from "./run.mjs";

/** It ends its own Functions child first; then this long before it is killed. */
const STOP_WITHIN_MS = 5_000;

/**
 * A running emulator.
 * @typedef {{
 *   port: number,
 *   page: string,
 *   agents: Record<string, string>,
 *   ended: Promise<void>,
 *   stop: () => Promise<void>,
 * }} Emulator
 */

/**
 * Starts the emulator and waits until it takes requests.
 * @param {string[]} options more of its own options, such as --port
 * @param {(line: string) => void} [log] is told what it says afterwards
 * @returns {Promise<Emulator>}
 */
export async function startEmulator(options, log = () => {}) {
  const child = spawn(EMULATOR, emulatorArguments(...options), {
    cwd: ROOT,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "close").then(() => undefined);
  /** @type {string[]} */
  const complaints = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    complaints.push(line);
    log(line);
  });

  const ready = await new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.once("line", (line) => {
      lines.on("line", log);
      try {
        resolve(JSON.parse(line));
      } catch {
        reject(new Error(`the emulator is not ready: ${line}`));
      }
    });
    child.once("error", reject);
    child.once("close", () =>
      reject(
        new Error(
          ["the emulator did not start", ...complaints.slice(-20)].join("\n"),
        ),
      ),
    );
  });

  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
    await ended;
    clearTimeout(timer);
  };
  return { ...ready, ended, stop };
}
