// @ts-check
/** The pages for administrators, held against the code that they tell of. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { VARIABLES } from "../doctor/checks/functions.mjs";
import { SETTINGS } from "../doctor/settings.mjs";
import { inRoot } from "../lib/paths.mjs";
import { AREA_NAMES } from "../lib/rights.mjs";
import { filesOf } from "../lib/stamp.mjs";

/** @param {string} file */
const read = (file) => readFileSync(inRoot(file), "utf8");

/** The rows of a page's tables, without their headings. @param {string} text */
const rows = (text) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.slice(1, -1).split(" | "))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([first]) => !/^-+$|^(message|setting|variable)$/.test(first));

/** What stands between two headings. @param {string} text @param {string} heading */
const under = (text, heading) =>
  text.slice(text.indexOf(heading) + heading.length).split(/\n##+ /)[0];

/** What is filled in is not told on the page. @param {string} text */
const general = (text) => text.replaceAll(/\{\{[\w.]+\}\}/g, "…");

/** Labels and headings need no explanation: a message is a sentence, or names somebody. */
const MESSAGE = /[.…”]$|\{\{name\}\}/;

/** What the plugin's program shows, in English. */
function shown() {
  const texts = read("src/strings/en_us.rs").matchAll(/^ {4}(\w+): "(.*)",$/gm);
  const parts = [
    ...read("src/strings.rs").matchAll(/See \[`Capability::(\w+)`\]/g),
  ].map(([, name]) => name);
  return [...texts]
    .filter(([, key, text]) => MESSAGE.test(text) || parts.includes(key))
    .map(([, , text]) => general(text));
}

/** What the plugin's loader shows, in English. */
function shownAtStart() {
  const [, english] =
    /^const en = \{\n(.*?)^\};$/ms.exec(read("www/languages.js")) ?? [];
  return [...(english ?? "").matchAll(/^ {2}\w+:\s+"(.*)",$/gm)].map(
    ([, text]) => general(text),
  );
}

test("each message is explained, and what is explained can be shown", () => {
  const messages = [...shown(), ...shownAtStart()];
  const told = rows(read("docs/troubleshooting.md")).flatMap(([first]) =>
    first.split("<br>"),
  );
  const missing = messages.filter((message) => !told.includes(message));
  assert.deepEqual(missing, [], "docs/troubleshooting.md lacks them");
  const stale = told.filter((message) => !messages.includes(message));
  assert.deepEqual(stale, [], "the product does not say that");
  assert.ok(messages.length > 70, `${messages.length} messages are too few`);
});

test("each message has a meaning and a remedy", () => {
  for (const cells of rows(read("docs/troubleshooting.md"))) {
    assert.equal(cells.length, 3, cells[0]);
    assert.ok(cells[1] && cells[2], cells[0]);
  }
});

/** @param {string} type of Flex's configuration, as the plugin's shim reads it */
const readBy = (type) =>
  [
    ...read("src/host/manager.rs").matchAll(
      /#\[wasm_bindgen\(method, getter(?:, js_name = (\w+))?\)\]\s+fn (\w+)\(this: &(\w+)\)/g,
    ),
  ]
    .filter(([, , , of]) => of === type)
    .map(([, named, name]) => named ?? name);

/** @param {string} heading */
const settingsUnder = (heading) =>
  rows(under(read("docs/administration.md"), heading)).map(
    ([first, , fits, absent]) => ({
      name: first.replaceAll("`", ""),
      fits,
      absent,
    }),
  );

test("each setting that the plugin reads is on the page, and the doctor knows it", () => {
  const features = Object.entries(SETTINGS).map(([feature, known]) => {
    const told = settingsUnder(`\`features.${feature}\``).map((it) => it.name);
    assert.deepEqual(told.sort(), Object.keys(known).sort());
    return told;
  });
  const told = new Set(features.flat());
  const address = readBy("FunctionsAddress").sort();
  const read = [...readBy("Feature"), ...address];
  assert.deepEqual([...told].sort(), read.sort());
  const shared = settingsUnder("### Where the Functions are");
  assert.deepEqual(shared.map((it) => it.name).sort(), address);
});

test("what the page says fits a setting is what the doctor takes", () => {
  for (const [feature, known] of Object.entries(SETTINGS)) {
    for (const { name, fits } of settingsUnder(`\`features.${feature}\``)) {
      const takes = known[name];
      const [, least, most] = /^(\d+) to (\d+)$/.exec(fits) ?? [];
      if (least) {
        const ends = [+least - 1, +least, +most, +most + 1].map(takes);
        assert.deepEqual(ends, [false, true, true, false], name);
      }
      assert.equal(takes(true), fits === "`true`, `false`", name);
      assert.equal(takes(["Focus"]), fits === "a list of texts", name);
      assert.equal(takes("x"), fits.startsWith("a letter"), name);
    }
  }
});

test("a number that is absent is the one of the code", () => {
  const absent = (/** @type {string} */ feature, /** @type {string} */ name) =>
    settingsUnder(`\`features.${feature}\``).find((it) => it.name === name)
      ?.absent;
  for (const [feature, name, file, as] of /** @type {const} */ ([
    [
      "multi_call",
      "remind_after_s",
      "core/src/multi_call.rs",
      /remind_after_s: (\d+)/,
    ],
    ["multi_call", "swap_key", "src/host/manager.rs", /swap_key\), ("\w")/],
    ["internal_call", "find_key", "src/host/manager.rs", /find_key\), ("\w")/],
    [
      "internal_call",
      "ring_timeout_s",
      "core/src/record.rs",
      /RING_TIMEOUT_S: u32 = (\d+)/,
    ],
    [
      "internal_call",
      "queue_timeout_s",
      "core/src/record.rs",
      /QUEUE_TIMEOUT_S: u32 = (\d+)/,
    ],
  ])) {
    const [, usual] = as.exec(read(file)) ?? [];
    assert.equal(absent(feature, name)?.replaceAll("`", ""), usual, name);
  }
});

test("each variable of the Functions is on the page", () => {
  const named = settingsUnder("## Settings of the Functions").map(
    (it) => it.name,
  );
  const handlers = ["perform", "token"].map((name) =>
    read(`functions/handlers/lib/${name}.private.js`),
  );
  const asked = [...handlers.join().matchAll(/context\.(TWILIO_\w+)/g)];
  assert.deepEqual(
    named.sort(),
    [...new Set(asked.map(([, name]) => name))].sort(),
  );
  for (const name of Object.keys(VARIABLES)) assert.ok(named.includes(name));
});

test("what credentials have to open is on the page", () => {
  const page = under(
    read("docs/security.md"),
    "## Credentials for the commands",
  );
  const told = rows(page).map(([area]) => area);
  // The doctor alone looks at Studio.
  assert.deepEqual(told, ["area", ...AREA_NAMES, "Studio"]);
});

test("who may call each Function is on the page", () => {
  const page = under(read("docs/security.md"), "## Who may do what");
  const told = [...page.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)];
  const handlers = filesOf(["functions/handlers/features"]).map((file) =>
    path.basename(file).replace(/(\.protected)?\.js$/, ""),
  );
  assert.deepEqual(
    [...new Set(told.map(([, name]) => name))].sort(),
    handlers.sort(),
  );
});

/** The name that a heading has in an address. @param {string} heading */
const anchor = (heading) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .trim()
    .replaceAll(/\s/g, "-");

test("each link of the pages leads to something", () => {
  const pages = [...filesOf(["docs"]), "README.md", "ARCHITECTURE.md"].filter(
    (file) => file.endsWith(".md"),
  );
  for (const page of pages) {
    for (const [, link] of read(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(link)) continue;
      const [file, place] = link.split("#");
      const target = file
        ? path.join(path.dirname(page), decodeURI(file))
        : page;
      assert.ok(existsSync(inRoot(target)), `${page}: ${link}`);
      if (!place) continue;
      const headings = [...read(target).matchAll(/^#+ (.*)$/gm)];
      const places = headings.map(([, heading]) => anchor(heading));
      assert.ok(places.includes(place), `${page}: ${link}`);
    }
  }
});

test("the site has every page, and leads nowhere but to itself", () => {
  const pages = filesOf(["docs"])
    .filter((file) => file.endsWith(".md"))
    .map((file) => path.relative("docs", file))
    .filter((file) => file !== "SUMMARY.md");
  const links = (/** @type {string} */ file) =>
    [...read(file).matchAll(/\]\(([^)\s#]+)/g)].map(([, link]) => link);
  assert.deepEqual(links("docs/SUMMARY.md").sort(), pages.sort());
  for (const page of pages.map((file) => path.join("docs", file))) {
    for (const link of links(page)) {
      if (/^https?:/.test(link)) continue;
      const target = path.join(path.dirname(page), link);
      assert.ok(target.startsWith("docs/"), `${page}: ${link} is not on it`);
    }
  }
});
