// @ts-check
/** How our parts look in the real Flex: to axe, beside Flex's own, and in the place they have. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect } from "./walk.mjs";

/** @typedef {import("./desk.mjs").Desk} Desk */

const AXE = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/**
 * Nothing of ours is out of its place or unlike Flex, and axe finds nothing in
 * it. Asked until it is so: a screen may still be on its way.
 * @param {Desk} desk
 */
export async function looksRight(desk) {
  await expect.poll(() => desk.page.evaluate(complaints)).toEqual([]);
  await pleasesAxe(desk, ".swb");
}

/**
 * Axe finds nothing in a part of the page: asked until it is so.
 * @param {Desk} desk
 * @param {string} part a selector
 */
export async function pleasesAxe({ page }, part) {
  await page.evaluate(AXE);
  await expect.poll(() => page.evaluate(foundByAxe, part)).toEqual([]);
}

/** In the page. @param {string} part @returns {Promise<string[]>} */
async function foundByAxe(part) {
  const { axe } = /** @type {any} */ (globalThis);
  const { violations } = await axe.run(
    { include: [[part]] },
    { resultTypes: ["violations"], rules: { region: { enabled: false } } },
  );
  /** @type {string[]} */
  const found = [];
  for (const { id, nodes } of violations) {
    for (const { html, failureSummary } of nodes) {
      found.push(`${id}: ${html}: ${failureSummary}`);
    }
  }
  return found;
}

/** In the page. @returns {string[]} */
function complaints() {
  const ours = [...document.querySelectorAll(".swb")].filter(
    (one) => one.getClientRects().length > 0,
  );
  if (ours.length === 0) return ["nothing of ours is shown"];
  /** @type {string[]} */
  const found = [];
  for (const one of ours) {
    const around = /** @type {Element} */ (one.parentElement?.parentElement);
    const flexs = /** @type {Element} */ (around.parentElement);
    const room = getComputedStyle(flexs);
    const inside =
      flexs.clientWidth -
      parseFloat(room.paddingLeft) -
      parseFloat(room.paddingRight);
    const { width: wide } = one.getBoundingClientRect();
    if (Math.abs(wide - inside) > 1) {
      found.push(`not as wide as its place: ${wide}, not ${inside}`);
    }
    if (getComputedStyle(one).color !== room.color) {
      found.push(`letters of another colour than Flex's: ${room.color}`);
    }
    const edge = around.getBoundingClientRect();
    for (const part of one.querySelectorAll("*:not(style)")) {
      const { left, right, width } = part.getBoundingClientRect();
      const { overflowX } = getComputedStyle(part);
      const tells =
        part.closest("[title]") ??
        part.closest("input:not(:placeholder-shown)");
      const sticksOut =
        width > 0 && (left < edge.left - 1 || right > edge.right + 1);
      const isCut =
        overflowX !== "visible" &&
        part.clientWidth > 0 &&
        part.scrollWidth > part.clientWidth + 1;
      if (sticksOut || (isCut && !tells)) {
        found.push(`out of its place: ${part.outerHTML.slice(0, 200)}`);
      }
    }
    const fonts = (/** @type {Element} */ of) =>
      getComputedStyle(of).fontFamily.split(/, */);
    const [font] = fonts(one);
    const controls = [...document.querySelectorAll("[data-paste-element]")];
    if (!controls.some((control) => fonts(control).includes(font))) {
      found.push(`a font that no control of Flex's has: ${font}`);
    }
  }
  return found;
}
