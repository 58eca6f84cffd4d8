// @ts-check
/** The search that ends each walk finds what it looks for, and nothing else. */
import { expect, test } from "@playwright/test";
import { inRoot } from "../../scripts/lib/paths.mjs";
import { Output, leaks, names, typed } from "./support/secrets.mjs";

const people = names(inRoot("tests", "walks", "support", "world.json"));

test("whatever is personal is found in a line of output", () => {
  for (const line of [
    'call-outbound-join: { To: "client:alice" }',
    "reservation.call failed: Bob Baker is busy",
    "dial +15550101010",
    "sip:sam@phones.example.com did not answer",
    "Token=flex.bob.000002&taskSid=WT1",
    "Authorization: 0123456789abcdef0123456789abcdef",
    'reason: "at the dentist"',
  ]) {
    expect(leaks([line], [...people, "at the dentist"])).toHaveLength(1);
  }
});

test("failures are told by the kind of thing and by its identifier", () => {
  const output = new Output();
  for (const line of [
    "reconcile: twilio was too slow",
    "switchboard: internal_call: control was answered with 404",
    `reading WT${"0".repeat(31)}1 was answered 503`,
    "functions: the Node process ended (signal 9); it is started again",
    "GET http://alice.localhost:40123/favicon.ico",
  ]) {
    output.hear("emulator", line);
  }
  expect(leaks(output.take(), people)).toEqual([]);
  expect(output.take()).toEqual([]);
});

test("what people have typed is known from the world", () => {
  const world = { documents: [{ data: { endNote: { words: 'a "b" é' } } }] };
  expect(typed(world)).toEqual(['a "b" é']);
  expect(typed({})).toEqual([]);
});
