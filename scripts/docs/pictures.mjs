// @ts-check
/** The pictures in docs/, taken of the real Flex UI on the emulator. */
import { writeFileSync } from "node:fs";
import { Control } from "../../tests/walks/support/control.mjs";
import { Desk } from "../../tests/walks/support/desk.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { inRoot } from "../lib/paths.mjs";
import { chromium } from "../tools.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

/** Who is in the pictures. */
const PEOPLE = inRoot("scripts", "docs", "people.json");

const ALICE = { identity: "alice", name: "Alice Anders", tone: 440 };
const BOB = { identity: "bob", name: "Bob Baker", tone: 550 };
const TRAINEE = "bruno";
const DANA = { from: "+15550000001", name: "Dana Diaz", tone_hz: 880 };
const ERIK = { from: "+15550000002", name: "Erik Eder", tone_hz: 1040 };

/** Of a window, in pixels: two of them stand beside each other on a page. */
const WINDOW = { width: 800, height: 760 };
/** Around what is cut out of a window, in pixels. */
const EDGE = 16;

/** @param {string} name @param {Buffer} picture */
const keep = (name, picture) =>
  writeFileSync(inRoot("docs", `${name}.png`), picture);

/** What is cut out of a window. @param {Locator} part */
async function cutOut(part) {
  const box = await part.boundingBox();
  if (!box) throw new Error("what the picture is of is not on the screen");
  return part.page().screenshot({
    clip: {
      x: box.x - EDGE,
      y: box.y - EDGE,
      width: box.width + 2 * EDGE,
      height: box.height + 2 * EDGE,
    },
  });
}

/** Pictures of windows, side by side. @param {Page} page @param {Buffer[]} windows */
async function sideBySide(page, windows) {
  const images = windows.map(
    (window) =>
      `<img src="data:image/png;base64,${window.toString("base64")}" style="border: 1px solid #ccc; border-radius: 6px">`,
  );
  await page.setContent(
    `<body style="margin: 0; padding: ${EDGE}px; display: inline-flex; gap: ${EDGE}px">${images.join("")}</body>`,
  );
  return page.locator("body").screenshot();
}

/** @param {Browser} browser @param {Emulator} emulator @param {typeof ALICE} agent */
async function seated(browser, emulator, agent) {
  const context = await browser.newContext({
    viewport: WINDOW,
    permissions: ["microphone"],
  });
  const desk = new Desk(await context.newPage(), agent);
  await desk.open(`${emulator.agents[agent.identity]}?mic=tone:${agent.tone}`);
  return desk;
}

/** A colleague is found, and rung. @param {Desk} alice @param {Desk} bob */
async function internalCall(alice, bob) {
  await alice.openDialpad();
  const field = alice.dialer.getByRole("combobox");
  await field.pressSequentially("b");
  await alice.dialer.getByRole("option").nth(2).waitFor();
  await field.press("ArrowDown");
  keep("call-agent", await cutOut(alice.dialer));
  const finding = await alice.page.screenshot();
  await field.press("Enter");
  await alice.pressCall();
  await bob.seesIncoming(alice.name);
  const rung = await bob.page.screenshot();
  const page = await bob.page.context().newPage();
  keep("two-desktops", await sideBySide(page, [finding, rung]));
  await page.close();
  await alice.cancelCall();
  await bob.seesNoOffer();
  await alice.clear();
}

/** One customer is live, the other on hold. @param {Desk} alice @param {Control} control */
async function severalCalls(alice, control) {
  for (const customer of [DANA, ERIK]) {
    await control.customerCalls(customer);
    await alice.seesIncoming(customer.name);
    await alice.accept();
  }
  const calls = alice.page.getByRole("list", { name: "Your calls" });
  await calls.getByText("On hold").waitFor();
  keep("your-calls", await alice.page.screenshot());
}

/** Takes them all. @param {Browser} browser @param {Emulator} emulator */
async function takeAll(browser, emulator) {
  const control = new Control(emulator.port);
  await control.setActivity(TRAINEE, "Training");
  const alice = await seated(browser, emulator, ALICE);
  const bob = await seated(browser, emulator, BOB);
  await internalCall(alice, bob);
  // The customers come to Alice.
  for (const other of [BOB.identity, TRAINEE])
    await control.setActivity(other, "Unavailable");
  await severalCalls(alice, control);
}

/** Takes them anew. What the plugin and the emulator are made of has to be built. */
export async function takePictures() {
  const playwright = await import("@playwright/test");
  const { default: config } = await import("../../playwright.config.mjs");
  const emulator = await startEmulator(["--port", "0", "--world", PEOPLE]);
  const browser = await playwright.chromium.launch({
    ...config.use?.launchOptions,
    executablePath: chromium(),
  });
  try {
    await takeAll(browser, emulator);
  } finally {
    await browser.close();
    await emulator.stop();
  }
}
