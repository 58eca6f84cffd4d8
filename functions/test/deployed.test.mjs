// @ts-check
/** What holds for every handler's file, and for a Function that starts cold. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { load, loadedTwilio } from "./deployed.mjs";

const FEATURES = fileURLToPath(
  new URL("../handlers/features", import.meta.url),
);

test("a leg's TwiML does not wait for Twilio's library to load", async () => {
  const answer = load("common/agent-outbound-join.protected");
  const leg = `worker-WK${"b".repeat(32)}`;
  const { statusCode, body } = await answer({
    taskSid: `WT${"a".repeat(32)}`,
    leg,
    request: {},
  });
  assert.equal(statusCode, 200);
  assert.match(
    String(body),
    /https:\/\/calls\.twil\.io\/internal-call\/ringback\.wav/,
  );
  const ended = await load("common/leg-ended.protected")({ request: {} });
  assert.match(String(ended.body), /<Hangup\/>/);
  assert.equal(loadedTwilio(), false);
});

test("a client that fails is an unanswered request, not a crash", async () => {
  const client = { request: () => Promise.reject(new Error("socket hang up")) };
  const event = {
    conferenceName: `WT${"a".repeat(32)}`,
    leg: `worker-WK${"b".repeat(32)}`,
    To: "client:bob",
  };
  const { statusCode, body } = await load(
    "common/agent-join-conference.protected",
    client,
  )(event);
  assert.deepEqual([statusCode, /<Hangup\/>/.test(String(body))], [200, true]);
});

test("a handler names its plan and decides nothing", () => {
  const files = readdirSync(FEATURES, {
    recursive: true,
    withFileTypes: true,
  }).filter((entry) => entry.isFile());
  assert.equal(files.length, 9);
  for (const file of files) {
    const source = readFileSync(
      path.join(file.parentPath ?? file.path, file.name),
      "utf8",
    );
    const code = source
      .split("\n")
      .filter((line) => line && !line.startsWith("//"));
    assert.ok(
      source.length < 300 && code.length <= 3,
      `${file.name} is one statement`,
    );
    assert.doesNotMatch(
      source,
      /\bif\b|\?|&&|\|\|/,
      `${file.name} decides nothing`,
    );
    const plan = /\.perform\("([a-z-]+)"\)|perform\(\s*"([a-z-]+)",?\s*\)/.exec(
      source,
    );
    assert.equal(
      plan?.[1] ?? plan?.[2],
      file.name.replace(/(\.protected)?\.js$/, ""),
    );
  }
});
