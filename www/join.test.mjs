// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { PROGRAM, inRoot } from "../scripts/lib/paths.mjs";
import { join } from "./join.js";

const joiner = readFileSync(inRoot("pkg", "joiner.txt"), "utf8");
const program = readFileSync(inRoot("pkg", "program.txt"), "utf8");

test("the plugin's program comes together as it was built", () => {
  const joined = Buffer.from(join({ joiner, program }));
  assert.ok(joined.equals(readFileSync(PROGRAM)));
});

for (const [what, broken] of [
  ["characters that are no bytes", `${program}€`],
  ["half of it", program.slice(0, program.length / 2)],
  ["a text in a wrong encoding", Buffer.from(program).toString("latin1")],
  ["nothing", ""],
]) {
  test(`${what} is told as a broken text`, () => {
    assert.throws(() => join({ joiner, program: broken }), {
      name: "RangeError",
      message: /^text \d+ is broken$/,
    });
  });
}

test("a joiner that arrived damaged is told", () => {
  const damaged = joiner.slice(0, joiner.length / 2);
  assert.throws(() => join({ joiner: damaged, program }), {
    name: "CompileError",
  });
});
