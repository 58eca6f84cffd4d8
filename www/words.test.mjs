// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { LANGUAGES, wordsOf } from "./languages.js";
import { LoadError } from "./load.js";
import { VersionError, wordsFor, wordsIn } from "./words.js";

const { en } = LANGUAGES;

/** @param {string} text */
const placeholders = (text) => (text.match(/{{\w+}}/g) ?? []).sort();

for (const [name, words] of Object.entries(LANGUAGES)) {
  test(`${name} has each sentence, with the placeholders of the English`, () => {
    assert.deepEqual(Object.keys(words), Object.keys(en));
    for (const [key, text] of Object.entries(words)) {
      const english = /** @type {any} */ (en)[key];
      assert.equal(text.trim(), text, key);
      assert.deepEqual(placeholders(text), placeholders(english), key);
      if (name !== "en") assert.notEqual(text, english, key);
    }
  });

  test(`every failure is told whole in ${name}`, () => {
    const steps = /** @type {const} */ ([
      "support",
      "decode",
      "compile",
      "instantiate",
      "start",
    ]);
    for (const error of [
      ...steps.map((step) => new LoadError(step, "no")),
      new LoadError("compile", "no", true),
      new VersionError("2.7.0", "2.8"),
      new Error("something else"),
    ]) {
      const text = wordsFor(error, words);
      assert.doesNotMatch(text, /undefined|{{|}}/);
      const [before, after] = words.failed.split("{{cause}}");
      assert.ok(text.startsWith(before) && text.endsWith(after), text);
      assert.ok(text.length > before.length + after.length + 5, text);
    }
  });
}

test("the language is the one that Flex shows, or its base, or English", () => {
  const { es, pt, th, zh } = LANGUAGES;
  for (const [manager, words] of /** @type {[any, unknown][]} */ ([
    [{ localization: { localeTag: "es-MX" } }, es],
    [{ localization: { localeTag: "pt-BR" } }, pt],
    [{ localization: { localeTag: "TH" } }, th],
    [{ localization: {}, configuration: { language: "zh-Hans" } }, zh],
    [{ localization: { localeTag: "de-DE" } }, en],
    [{ localization: { localeTag: "constructor" } }, en],
    [{ localization: null, configuration: null }, en],
    [{ localization: { localeTag: 7 } }, en],
    [undefined, en],
    [null, en],
  ])) {
    assert.equal(wordsIn(manager), words, JSON.stringify(manager));
  }
  assert.equal(wordsOf("est"), en);
});
