// @ts-check
/** The walks: the product from outside, in real browsers on the emulator. */
import { defineConfig } from "@playwright/test";
import { chromium } from "./scripts/tools.mjs";

export default defineConfig({
  testDir: "tests/walks",
  testMatch: "**/*.spec.mjs",
  outputDir: "test-results/walks",
  // Flex alone keeps a small machine busy while it starts, and two people need
  // two of it. A walk that fails gets a fresh worker with fresh browsers.
  workers: 1,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  // No walk is about speed: these only end one in which nothing happens any more.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  reporter: [["list"]],
  use: {
    // A film of every page would keep a core busy by itself; the pictures of a failure stay.
    trace: { mode: "retain-on-failure", screenshots: false },
    screenshot: "only-on-failure",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 60_000,
    launchOptions: {
      executablePath: chromium(),
      args: [
        // A machine without a network has the loopback interface alone.
        "--allow-loopback-in-peer-connection",
        "--autoplay-policy=no-user-gesture-required",
        // Chromium refuses its sandbox to root.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
});
