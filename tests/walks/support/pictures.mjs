// @ts-check
/**
 * Pictures of what is ours, held against those that are kept in tests/walks/pictures. Whatever
 * differs from one day or machine to the next is made the same first: letters, times, motion.
 */
import { expect } from "@playwright/test";
import config from "../../../playwright.config.mjs";
import { hasItsLetters, putFonts } from "./fonts.mjs";

/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {import("./desk.mjs").Desk} Desk */

/** A browser that draws letters and colours as those of other machines do. */
export const SAME_EVERYWHERE = {
  ...config.use?.launchOptions,
  args: [
    ...(config.use?.launchOptions?.args ?? []),
    "--disable-lcd-text",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--force-device-scale-factor=1",
  ],
};

/** How long colleagues have been as they are, in a picture: hours, of which the rest is not said. */
const HOURS_MS = 5.5 * 3_600_000;

/** Each clock shows the same time, in the room of the real one. */
const CLOCKS = `
  .swb-elapsed { font-size: 0 !important; }
  .swb-elapsed::after { content: "0:07"; font-size: 14px; }
  .swb-state .swb-elapsed::after { font-size: 12px; }
`;

/**
 * How unlike its reference a picture may be. Of these fonts Chromium draws the same pixels however
 * hinting and antialiasing are set; one button in another language differs by a hundred.
 */
const TOLERANCE = { threshold: 0.2, maxDiffPixels: 60, timeout: 30_000 };

/** From now on this agent's screens can be compared. @param {Desk} desk */
export async function standStill({ page }) {
  await putFonts(page);
  await page.addStyleTag({ content: CLOCKS });
  await page.evaluate(() => {
    const now = Date.now.bind(Date);
    const write = Date.prototype.toLocaleString;
    Date.now = () => now() + Number(Reflect.get(window, "ahead") ?? 0);
    // As each language writes it, but of one moment.
    /** @param {Parameters<typeof write>} how */
    Date.prototype.toLocaleString = (...how) =>
      write.apply(new Date(2026, 2, 5, 9, 41), how);
  });
}

/** As if whatever is shown then had been so for hours. @param {Desk} desk @param {() => Promise<void>} show */
export async function inHours({ page }, show) {
  /** @param {number} ms */
  const goAhead = (ms) =>
    page.evaluate((ahead) => Object.assign(window, { ahead }), ms);
  await goAhead(HOURS_MS);
  await show();
  await goAhead(0);
}

/** This part looks as in the picture of this name. @param {Locator} part @param {string} name */
export const looksAsBefore = (part, name) =>
  still(part, () => expect(part).toHaveScreenshot(`${name}.png`, TOLERANCE));

/** The same of as much of it as can be seen without scrolling. @param {Locator} part @param {string} name */
export const seenLooksAsBefore = (part, name) =>
  still(part, async () => {
    const clip = await part.evaluate(seen);
    const options = { ...TOLERANCE, clip };
    await expect(part.page()).toHaveScreenshot(`${name}.png`, options);
  });

/** Compares while nothing moves that is not compared. @param {Locator} part @param {() => Promise<void>} compare */
async function still(part, compare) {
  // Whatever lies under the pointer may look otherwise.
  await part.page().mouse.move(0, 0);
  // In forced colours a caret cannot be hidden; a field that is read only has none.
  /** @param {boolean} readOnly */
  const stopCarets = (readOnly) =>
    part.locator("input").evaluateAll((fields, to) => {
      for (const field of fields)
        /** @type {HTMLInputElement} */ (field).readOnly = to;
    }, readOnly);
  await hasItsLetters(part);
  await stopCarets(true);
  await compare();
  await stopCarets(false);
}

/** In the page: where it can be seen. @param {Element} part */
const seen = (part) =>
  new Promise((resolve) =>
    new IntersectionObserver(([{ intersectionRect }]) =>
      resolve(intersectionRect.toJSON()),
    ).observe(part),
  );
