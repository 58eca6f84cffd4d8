import { startEmulator } from "../lib/emulator.mjs";
import { chromium } from "../tools.mjs";
import * as playwright from "@playwright/test";
import config from "../../playwright.config.mjs";
import { keys } from "./keys.mjs";
const browser = await playwright.chromium.launch({ ...config.use?.launchOptions, executablePath: chromium() });
for (const crowd of process.argv.slice(2)) {
  const emulator = await startEmulator(["--port", "0", "--extra-workers", crowd]);
  const began = performance.now();
  try { console.log(crowd, JSON.stringify(await keys(browser, emulator)), Math.round(performance.now() - began)); } catch (e) { console.log(crowd, String(e).slice(0, 600)); }
  await emulator.stop();
}
await browser.close();
