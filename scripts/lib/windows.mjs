// @ts-check
/** Opening each agent's desktop in a window of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as after } from "node:timers/promises";

/** Whether there is a screen to open a window on. */
export const hasDisplay = () =>
  process.platform !== "linux" ||
  Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/**
 * Opens the pages, each in a window of its own, in one Chromium with a fresh
 * profile: Flex keeps what it learnt from an account in the profile, and our
 * account is new at each start.
 * @param {string} chromium
 * @param {string[]} pages
 * @returns {() => Promise<void>} closes them
 */
export function openWindows(chromium, pages) {
  const profile = mkdtempSync(path.join(tmpdir(), "switchboard-"));
  /** @param {string} page */
  const open = (page) =>
    spawn(chromium, optionsFor(profile, page), { stdio: "ignore" });
  const [first, ...others] = pages;
  const browser = open(first);
  const closing = new AbortController();
  const closed = once(browser, "close")
    .catch(() => undefined)
    .finally(() => closing.abort());
  void isRunning(profile, closing.signal).then((running) => {
    // Given to a Chromium that runs, a page is handed over; each gets a window.
    if (running) others.forEach(open);
  });
  return async () => {
    closing.abort();
    browser.kill("SIGTERM");
    await closed;
    rmSync(profile, { recursive: true, force: true });
  };
}

/** @param {string} profile @param {string} page */
const optionsFor = (profile, page) => [
  `--user-data-dir=${profile}`,
  "--no-first-run",
  "--no-default-browser-check",
  // A machine without a network has the loopback interface alone.
  "--allow-loopback-in-peer-connection",
  // Chromium refuses its sandbox to root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--new-window",
  page,
];

/**
 * Whether the Chromium of this profile has come up.
 * @param {string} profile
 * @param {AbortSignal} closing
 */
async function isRunning(profile, closing) {
  // A link to nowhere that names the process: there when the profile is taken.
  const lock = path.join(profile, "SingletonLock");
  while (!closing.aborted) {
    if (lstatSync(lock, { throwIfNoEntry: false })) return true;
    await after(100);
  }
  return false;
}
