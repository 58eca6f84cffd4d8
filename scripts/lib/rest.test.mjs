// @ts-check
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { Rest } from "./rest.mjs";

const LIST = "https://serverless.twilio.com/v1/Services";
const ACCOUNT = {
  sid: `AC${"a".repeat(32)}`,
  token: "b".repeat(32),
  environment: "production",
  holdMusic: undefined,
};

afterEach(() => mock.restoreAll());

/** Each page of the list names this one as its next. @param {string} next */
function play(next) {
  /** @type {string[]} */
  const asked = [];
  mock.method(globalThis, "fetch", async (/** @type {string} */ address) => {
    asked.push(address);
    const meta = { key: "services", next_page_url: next };
    return Response.json({ services: [{ sid: "ZS1" }], meta });
  });
  return asked;
}

test("a list that goes on elsewhere is no list, and nobody else gets the credentials", async () => {
  const asked = play("https://twilio.com.example.com/next");
  await assert.rejects(new Rest(ACCOUNT).list(LIST), /does not come to an end/);
  assert.deepEqual(asked, [`${LIST}?PageSize=100`]);
});

test("a list that leads back to itself ends", async () => {
  play(LIST);
  await assert.rejects(new Rest(ACCOUNT).list(LIST), /does not come to an end/);
});
