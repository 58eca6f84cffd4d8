// @ts-check
/**
 * How long it takes from call to call, measured in the mixer: a second customer
 * is taken, the first one resumed, and the second one hangs up, in one Flex.
 */
import { setTimeout as after } from "node:timers/promises";
import { Control } from "../../tests/walks/support/control.mjs";
import { Heard } from "../../tests/walks/support/witness.mjs";
import { inRoot } from "../lib/paths.mjs";
import { percentile, rounded } from "./trace.mjs";

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

const ROUNDS = 20;

/** Alice has room for several calls, and only she is there for customers. */
export const WORLD = inRoot("tests", "walks", "support", "many.json");

const AGENT = "alice";
const FIRST = { from: "+15550000001", name: "Dana Diaz", tone_hz: 880 };
const SECOND = { from: "+15550000002", name: "Erik Eder", tone_hz: 1040 };

const LOOK_MS = 100;
const PATIENCE_MS = 60_000;

/** Notes how long after a click the first microphone closes, in time and in frames of the screen. */
function timeMicrophones() {
  const { prototype } = MediaStreamTrack;
  const own = Object.getOwnPropertyDescriptor(prototype, "enabled");
  if (!own?.set) throw new Error("a track cannot be closed");
  /** @type {number | undefined} */
  let pressed;
  let frames = 0;
  const frame = () => {
    frames += 1;
    if (pressed !== undefined) requestAnimationFrame(frame);
  };
  document.addEventListener(
    "click",
    () => {
      [pressed, frames] = [performance.now(), 0];
      requestAnimationFrame(frame);
    },
    { capture: true },
  );
  /** @type {{ms: number, frames: number}[]} */
  const closings = [];
  Object.assign(window, { closings });
  Object.defineProperty(prototype, "enabled", {
    ...own,
    /** @param {boolean} enabled */
    set(enabled) {
      own.set?.call(this, enabled);
      if (enabled || this.kind !== "audio" || pressed === undefined) return;
      closings.push({ ms: performance.now() - pressed, frames });
      pressed = undefined;
    },
  });
}

/** One agent's Flex, and what its calls sound like. */
class Bench {
  /** @param {Page} page @param {Control} control */
  constructor(page, control) {
    this.page = page;
    this.control = control;
  }

  /** @param {string | RegExp} name */
  button(name) {
    return this.page.getByRole("button", { name, exact: true }).last();
  }

  /** What was heard so far, as soon as it is so. @param {(heard: Heard) => boolean} isSo */
  async heard(isSo) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const heard = new Heard(await this.control.witnessed());
      if (isSo(heard)) return heard;
      if (Date.now() > deadline) throw new Error("it is never heard");
      await after(LOOK_MS);
    }
  }

  /** Presses a button, and says in which frame of the mixer. @param {Locator} button */
  async presses(button) {
    const found = await button.elementHandle();
    const { frames } = await this.control.witnessed();
    await found?.evaluate((element) => /** @type {any} */ (element).click());
    return frames;
  }

  /** Waits until nobody else is heard in her stead. @param {string} from */
  async speaksTo(from) {
    return this.heard((heard) => heard.turns(AGENT).at(-1)?.by[0] === from);
  }

  /** @param {typeof FIRST} customer */
  async rings(customer) {
    const { call } = await this.control.customerCalls(customer);
    const accept = this.button("Accept incoming voice task");
    await accept.waitFor();
    return { call, accept };
  }

  /** The work after a call is done, which is shown once the agent looks at it. */
  async completes() {
    const wrapping = this.page.getByRole("button", {
      name: /^voice task with status wrapping/,
    });
    await wrapping.waitFor();
    const complete = this.button("Complete");
    const deadline = Date.now() + PATIENCE_MS;
    while (await wrapping.isVisible()) {
      if (Date.now() > deadline) throw new Error("a task is never completed");
      if (await complete.isVisible()) {
        await complete.click();
        await wrapping.waitFor({ state: "hidden" });
      } else {
        await wrapping.click();
        await after(LOOK_MS);
      }
    }
  }

  /** What her Flex has asked of Twilio and of the Functions since then. @param {number} since */
  async asked(since) {
    /** @type {{kind: string, who: string, what: string}[]} */
    const log = await this.control.log(since);
    return log
      .filter(({ kind, who }) => /bridge|functions/.test(kind) && who === AGENT)
      .map(({ what }) => what.replaceAll(/\b[A-Z]{2}[0-9a-f]{32}/g, "…"));
  }

  /** The number of the next line of the log. */
  async line() {
    return (await this.control.log()).length;
  }
}

/**
 * What was asked beyond that, each as often as it was asked more.
 * @param {string[]} asked
 * @param {string[]} already
 */
function beyond(asked, already) {
  const left = [...already];
  return asked.filter((one) => {
    const place = left.indexOf(one);
    if (place >= 0) left.splice(place, 1);
    return place < 0;
  });
}

/** @param {number[]} values */
const spread = (values) => ({
  median: rounded(percentile(values, 0.5)),
  p95: rounded(percentile(values, 0.95)),
});

/**
 * @param {Browser} browser
 * @param {Emulator} emulator with the world of {@link WORLD}
 */
export async function several(browser, emulator) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.addInitScript(timeMicrophones);
  await page.goto(`${emulator.agents[AGENT]}?mic=tone:440`);
  await page.getByText("No active tasks").waitFor({ timeout: 120_000 });
  const bench = new Bench(page, new Control(emulator.port));
  await bench.control.watch();

  let line = await bench.line();
  const first = await bench.rings(FIRST);
  await bench.presses(first.accept);
  await bench.speaksTo(FIRST.from);
  const alone = await bench.asked(line);

  /** @type {{music: number, still: number, asked: string[]}[]} */
  const accepted = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    line = await bench.line();
    const second = await bench.rings(SECOND);
    const pressed = await bench.presses(second.accept);
    await bench.speaksTo(SECOND.from);
    const heard = await bench.heard(
      (heard) => heard.music(FIRST.from, pressed) !== undefined,
    );
    accepted.push({
      music: Number(heard.music(FIRST.from, pressed)),
      still: heard.lastHeard(FIRST.from, AGENT, pressed),
      asked: beyond(await bench.asked(line), alone),
    });
    await bench.presses(page.getByRole("button", { name: "Swap" }));
    await bench.speaksTo(FIRST.from);
    await bench.control.partyHangsUp(second.call);
    await bench.completes();
  }
  const gaps = new Heard(await bench.control.watched()).gaps(AGENT);
  /** @type {{ms: number, frames: number}[]} */
  const closings = await page.evaluate(
    () => /** @type {any} */ (window).closings,
  );
  await context.close();
  return {
    microphone_closed_frames: Math.max(...closings.map(({ frames }) => frames)),
    microphone_closed_ms: spread(closings.map(({ ms }) => ms)),
    still_heard_ms: spread(accepted.map(({ still }) => still)),
    accept_to_hold_music_ms: spread(accepted.map(({ music }) => music)),
    accept_gap_ms: spread(gaps.filter((_, place) => place % 2 === 0)),
    resume_gap_ms: spread(gaps.filter((_, place) => place % 2 === 1)),
    requests_per_second_call: percentile(
      accepted.map(({ asked }) => asked.length),
      0.5,
    ),
    requests_of_second_call: accepted.at(-1)?.asked,
  };
}
