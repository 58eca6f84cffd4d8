// @ts-check
/** Opening each agent's desktop in a window of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** Whether there is a screen to open a window on. */
export const hasDisplay = () =>
  process.platform !== "linux" ||
  Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * Opens the pages in one Chromium with a fresh profile: Flex keeps what it
 * learnt from an account in the profile, and our account is new at each start.
 * @param {string} chromium
 * @param {string[]} pages
 * @returns {() => Promise<void>} closes them
 */
export function openWindows(chromium, pages) {
  const profile = mkdtempSync(path.join(tmpdir(), "switchboard-"));
  const browser = spawn(
    chromium,
    [
      `--user-data-dir=${profile}`,
      "--no-first-run",
      "--no-default-browser-check",
      // A machine without a network has the loopback interface alone.
      "--allow-loopback-in-peer-connection",
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--new-window",
      ...pages,
    ],
    { stdio: "ignore" },
  );
  const closed = once(browser, "close").catch(() => undefined);
  return async () => {
    browser.kill("SIGTERM");
    await closed;
    rmSync(profile, { recursive: true, force: true });
  };
}
