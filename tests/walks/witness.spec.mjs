// @ts-check
/** The witness that walks of several calls stand on finds what must not be. */
import { expect, test } from "@playwright/test";
import { Heard } from "./support/witness.mjs";

const WHO = { A1: "alice", A2: "alice", D: "dana", E: "erik", S: "sue" };

/**
 * Reads changes such as `3+A1>D 9-A1>D`: from frame 3 until before frame 9 Dana
 * hears Alice. `*` is a sound that is played.
 * @param {string} script
 */
function heard(script) {
  const changes = script.split(" ").map((word) => {
    const [, frame, sign, speaker, hearer] =
      /^(\d+)([+-])(.+)>(.+)$/.exec(word) ?? [];
    return {
      frame: Number(frame),
      speaker: speaker === "*" ? null : String(speaker),
      hearer: String(hearer),
      begins: sign === "+",
    };
  });
  return new Heard({ frames: 100, skipped: 0, lost: 0, changes, who: WHO });
}

test("from one call to the other and back", () => {
  const seen = heard(
    "3+A1>D 20-A1>D 21-D>A1 25+*>D 30+A2>E 60-A2>E 61-*>D 64+A1>D",
  );
  seen.neverTwoHear("alice");
  expect(seen.heardBy("alice")).toEqual(["dana", "erik", "dana"]);
  expect(seen.gaps("alice")).toEqual([200, 80]);
  expect(seen.music("dana", 15)).toBe(200);
  expect(seen.music("erik", 0)).toBe(undefined);
  expect(seen.lastHeard("dana", "alice", 15)).toBe(100);
  expect(seen.lastHeard("erik", "alice", 15)).toBe(0);
});

test("one frame in which two hear her is found", () => {
  const seen = heard("3+A1>D 30+A2>E 31-A1>D");
  const found = ["dana and erik heard alice at once for 20 ms"];
  expect(seen.overlaps("alice")).toEqual(found);
  expect(() => seen.neverTwoHear("alice")).toThrow(found[0]);
});

test("she stops to be heard in the very frame in which she is heard elsewhere", () => {
  heard("3+A1>D 30-A1>D 30+A2>E").neverTwoHear("alice");
});

test("two who are in one call with her may both hear her, and pauses are no turns", () => {
  const seen = heard("3+A1>D 5+A1>S 9-A1>D 9-A1>S 12+A1>D 90-A1>D");
  seen.neverTwoHear("alice");
  expect(seen.heardBy("alice")).toEqual(["dana and sue"]);
  expect(seen.gaps("alice")).toEqual([]);
});

test("a walk in which nobody hears her proves nothing", () => {
  expect(() => heard("3+D>A1").neverTwoHear("alice")).toThrow(/nobody heard/);
});

test("half the truth is none", () => {
  const half = { frames: 9, skipped: 0, lost: 1, changes: [], who: {} };
  expect(() => new Heard(half)).toThrow(/were lost/);
});
