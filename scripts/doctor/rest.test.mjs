// @ts-check
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { accountOf } from "./account.mjs";
import { Rest } from "./rest.mjs";

const SID = `AC${"a".repeat(32)}`;
const SECRET = "s3cret".repeat(5);
const ACCOUNT = accountOf({
  TWILIO_ACCOUNT_SID: SID,
  TWILIO_AUTH_TOKEN: SECRET,
});
const LIST = "https://taskrouter.twilio.com/v1/Workspaces/WS1/Workers";

afterEach(() => mock.restoreAll());

/** Answers each request in turn. @param {[number, unknown][]} answers */
function play(answers) {
  /** @type {{ address: string, known: boolean }[]} */
  const asked = [];
  /** @param {string} address @param {RequestInit} request */
  const answering = async (address, { headers = {} }) => {
    asked.push({ address, known: "Authorization" in headers });
    const [status, body] = answers[asked.length - 1];
    return new Response(JSON.stringify(body), { status });
  };
  mock.method(globalThis, "fetch", answering);
  return asked;
}

test("a list is read to its last page", async () => {
  const next = `${LIST}?PageSize=1000&Page=1`;
  const asked = play([
    [200, { workers: [1, 2], meta: { next_page_url: next } }],
    [200, { workers: [3], meta: { next_page_url: null } }],
  ]);
  const { body } = await new Rest(ACCOUNT).list(LIST, "workers");
  assert.deepEqual(body, [1, 2, 3]);
  assert.deepEqual(
    asked.map(({ address }) => address),
    [`${LIST}?PageSize=1000`, next],
  );
});

test("the credentials go to nobody else, whatever an answer names", async () => {
  for (const elsewhere of [
    "https://twilio.com.example.com/next",
    "https://example.com/?twilio.com",
    "http://taskrouter.twilio.com/next",
    "no address",
  ]) {
    const page = { workers: [1], meta: { next_page_url: elsewhere } };
    const asked = play([[200, page]]);
    const { body } = await new Rest(ACCOUNT).list(LIST, "workers");
    assert.deepEqual([body, asked.length], [[1], 1], elsewhere);
    mock.restoreAll();
  }
});

test("the Functions are asked without the account's credentials", async () => {
  const asked = play([[403, {}]]);
  await new Rest(ACCOUNT).ask("https://calls.example.com/reconcile");
  assert.deepEqual(
    asked.map(({ known }) => known),
    [false],
  );
});

test("who cannot be reached has not answered, and nothing is thrown", async () => {
  mock.method(globalThis, "fetch", () => {
    throw new TypeError(`connect failed for ${SECRET}`);
  });
  const { status, body } = await new Rest(ACCOUNT).read(LIST);
  assert.deepEqual([status, body], [0, null]);
});

test("on the emulator Twilio's addresses are paths", () => {
  const rest = new Rest(accountOf({}, "http://localhost:7400/page?x=1"));
  assert.equal(
    rest.at("https://sync.twilio.com/v1/Services?PageSize=1"),
    "http://localhost:7400/_host/sync.twilio.com/v1/Services?PageSize=1",
  );
});

test("what is missing in the environment is named, and no value of it", () => {
  for (const [environment, missing] of /** @type {const} */ ([
    [{}, /TWILIO_ACCOUNT_SID is not set/],
    [{ TWILIO_ACCOUNT_SID: SECRET }, /TWILIO_ACCOUNT_SID is not set/],
    [{ TWILIO_ACCOUNT_SID: SID }, /neither TWILIO_AUTH_TOKEN nor/],
    [
      { TWILIO_ACCOUNT_SID: SID, TWILIO_API_SECRET: SECRET },
      /neither TWILIO_AUTH_TOKEN nor/,
    ],
  ])) {
    assert.throws(
      () => accountOf(environment),
      ({ message }) => missing.test(message) && !message.includes(SECRET),
    );
  }
});

test("a key is asked with before the account's own password", () => {
  const { user, password } = accountOf({
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: "of the account",
    TWILIO_API_KEY: "SK1",
    TWILIO_API_SECRET: SECRET,
  });
  assert.deepEqual([user, password], ["SK1", SECRET]);
});
