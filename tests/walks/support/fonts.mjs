// @ts-check
/**
 * Letters that are the same on each machine: Flex's own font, and fonts for the scripts that it
 * lacks, under the name by which Flex asks for it. The product brings none; agents' machines have
 * theirs.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Locator} Locator */
/** @typedef {import("@playwright/test").Page} Page */

/** How Flex names its font. */
const FAMILY = "Inter var";
/** Where a page asks for them; no server is asked. */
const AT = "/_fonts/";
/** What two packages have a letter for is drawn by the later one. */
const PACKAGES = [
  "noto-sans-sc",
  "noto-sans-arabic",
  "noto-sans-thai",
  "inter",
].map((name) => `@fontsource-variable/${name}`);

const installed = createRequire(import.meta.url);

/** The folder of a package. @param {string} name */
function folder(name) {
  try {
    return path.dirname(installed.resolve(`${name}/package.json`));
  } catch {
    throw new Error(
      `${name} is not installed, and without it letters look otherwise on each machine: npm install`,
    );
  }
}

/** Its faces, each for some of the letters, under Flex's name. @param {string} name */
function faces(name) {
  const css = readFileSync(path.join(folder(name), "index.css"), "utf8");
  return css
    .replace(/font-family: '[^']+'/g, `font-family: "${FAMILY}"`)
    .replace(/url\(\.\/files\//g, `url(${AT}${name}/files/`);
}

/** The page has these fonts from now on. @param {Page} page */
export async function putFonts(page) {
  const css = PACKAGES.map(faces).join("\n");
  await page.route(
    ({ pathname }) => pathname.startsWith(AT),
    (route) => {
      const { pathname } = new URL(route.request().url());
      const [scope, name, ...file] = pathname.slice(AT.length).split("/");
      const at = path.join(folder(`${scope}/${name}`), ...file);
      return route.fulfill({ path: at, contentType: "font/woff2" });
    },
  );
  await page.addStyleTag({ content: css });
}

/**
 * Whatever is written there is drawn by these fonts, and by none of the machine.
 * @param {Locator} part
 */
export async function hasItsLetters(part) {
  await expect
    .poll(() => part.evaluate(lettersOfTheMachine, FAMILY), {
      message: `letters that ${PACKAGES.join(", ")} do not draw, but some font of this machine`,
    })
    .toEqual([]);
}

/**
 * In the page.
 * @param {Element} part
 * @param {string} family
 * @returns {Promise<string[]>}
 */
async function lettersOfTheMachine(part, family) {
  await document.fonts.ready;
  const loaded = [...document.fonts].filter(
    (face) =>
      face.family.replaceAll('"', "") === family && face.status === "loaded",
  );
  const ranges = loaded.flatMap(({ unicodeRange }) =>
    unicodeRange.split(",").map((range) => {
      const [first, last = first] = range.trim().slice(2).split("-");
      return [parseInt(first, 16), parseInt(last, 16)];
    }),
  );
  const written = [
    /** @type {HTMLElement} */ (part).innerText,
    ...[...part.querySelectorAll("input")].map(
      ({ value, placeholder }) => value || placeholder,
    ),
  ].join("");
  const isDrawn = (/** @type {string} */ letter) => {
    const code = Number(letter.codePointAt(0));
    return ranges.some(([first, last]) => first <= code && code <= last);
  };
  const letters = new Set(written.replace(/\s/gu, ""));
  const first = getComputedStyle(part).fontFamily.split(",")[0];
  const asks = first.replaceAll('"', "") === family;
  return asks
    ? [...letters].filter((letter) => !isDrawn(letter))
    : [`the font is ${first}, not ${family}`];
}
