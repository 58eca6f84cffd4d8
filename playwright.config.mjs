// @ts-check
/** The walks: the product from outside, in real browsers on the emulator. */
import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromium } from "./scripts/tools.mjs";

export default defineConfig({
  testDir: "tests/walks",
  projects: [
    // One after the other: Twilio's command line tool keeps one file about all clones.
    { name: "account", testMatch: "deploy/*.spec.mjs", workers: 1 },
    { name: "agents", testMatch: "**/*.spec.mjs", testIgnore: "deploy/**" },
  ],
  outputDir: "test-results/walks",
  snapshotPathTemplate: "{testDir}/pictures/{arg}{ext}",
  // Walks wait much, so two cores bear two at a time, each with an emulator and browsers of
  // its own. A walk that fails gets a fresh worker.
  workers: Math.min(2, availableParallelism()),
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
