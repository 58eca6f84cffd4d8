// @ts-check
import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { credentialsOf } from "./account.mjs";
import { Rest } from "./rest.mjs";

const LIST = "https://serverless.twilio.com/v1/Services";
const SID = `AC${"a".repeat(32)}`;
const SECRET = "s3cret".repeat(5);
const BY_TOKEN = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: SECRET };
const BY_KEY = {
  ...{ TWILIO_ACCOUNT_SID: SID, TWILIO_API_KEY: `SK${"b".repeat(32)}` },
  TWILIO_API_SECRET: SECRET,
};

afterEach(() => mock.restoreAll());

/** @typedef {{method: string, address: string, known: boolean, redirect: string}} Asked */

/**
 * Answers each request in turn, the last for ever; nothing stands for no answer. All pauses end at
 * once, and are noted.
 * @param {([number, unknown, Record<string, string>?] | undefined)[]} answers
 */
function play(...answers) {
  /** @type {Asked[]} */
  const asked = [];
  /** @type {number[]} */
  const pauses = [];
  mock.method(
    globalThis,
    "fetch",
    /** @param {string} address @param {RequestInit} request */
    async (address, { method = "GET", headers = {}, redirect = "follow" }) => {
      const known = "Authorization" in headers;
      const next = answers[Math.min(asked.length, answers.length - 1)];
      asked.push({ method, address, known, redirect });
      if (!next) throw new TypeError(`connect failed for ${SECRET}`);
      const [status, body, told] = next;
      const written = status === 204 ? null : JSON.stringify(body);
      return new Response(written, { status, headers: told });
    },
  );
  mock.method(
    globalThis,
    "setTimeout",
    (/** @type {() => void} */ then, /** @type {number} */ milliseconds) => {
      pauses.push(milliseconds);
      then();
    },
  );
  return { asked, pauses };
}

/** @param {Record<string, string>} [credentials] */
const rest = (credentials = BY_TOKEN) => new Rest(credentialsOf(credentials));

/** @param {unknown[]} services @param {string | null} next */
const page = (services, next) => ({
  services,
  meta: { key: "services", next_page_url: next },
});

test("a list is read to its last page", async () => {
  const next = `${LIST}?PageSize=100&Page=1`;
  const { asked } = play([200, page([1, 2], next)], [200, page([3], null)]);
  assert.deepEqual(await rest().list(LIST), [1, 2, 3]);
  assert.deepEqual(
    asked.map(({ address }) => address),
    [`${LIST}?PageSize=100`, next],
  );
  await rest().list(`${LIST}?PageSize=1000`);
  assert.equal(asked[2].address, `${LIST}?PageSize=1000`);
});

test("a list that goes on elsewhere is no list, and nobody else gets the credentials", async () => {
  for (const elsewhere of [
    "https://twilio.com.example.com/next",
    "https://example.com/?twilio.com",
    "http://serverless.twilio.com/next",
    "no address",
  ]) {
    const { asked } = play([200, page([1], elsewhere)]);
    await assert.rejects(rest().list(LIST), /does not come to an end/);
    assert.equal((await rest().lookAtList(LIST)).status, 0);
    assert.deepEqual(
      asked.map(({ address }) => address),
      Array(2).fill(`${LIST}?PageSize=100`),
      elsewhere,
    );
    mock.restoreAll();
  }
});

test("a list that leads back to itself ends", async () => {
  play([200, page([1], LIST)]);
  await assert.rejects(rest().list(LIST), /does not come to an end/);
});

test("what says that it is a list and is none has not answered", async () => {
  for (const body of ["<html>", {}, { meta: {} }, { meta: { key: "x" } }]) {
    play([200, body]);
    assert.equal((await rest().lookAtList(LIST)).status, 0);
    await assert.rejects(rest().list(LIST), /did not answer/);
    mock.restoreAll();
  }
});

test("nobody is followed elsewhere with the credentials", async () => {
  const { asked } = play([302, null, { Location: "https://example.com/" }]);
  await assert.rejects(rest().write(LIST, { A: "1" }), /answered 302/);
  assert.deepEqual(
    asked.map(({ known, redirect }) => [known, redirect]),
    [[true, "manual"]],
  );
});

test("anybody is asked without the account's credentials", async () => {
  const { asked } = play([403, {}]);
  await rest().askAnybody("https://calls.example.com/reconcile");
  assert.equal(asked[0].known, false);
});

test("Twilio has no time: it is asked after as long as it says, or longer each time", async () => {
  const busy = /** @type {[number, unknown]} */ ([429, {}]);
  const { pauses } = play([429, {}, { "Retry-After": "3" }], busy, busy, [
    200,
    { sid: "ZS1" },
  ]);
  assert.deepEqual(await rest().write(LIST, { A: "1" }), { sid: "ZS1" });
  assert.deepEqual(pauses, [3_000, 1_000, 2_000]);
});

test("Twilio never has time: that is told after five tries", async () => {
  const { asked, pauses } = play([429, { message: "Too many requests" }]);
  await assert.rejects(rest().write(LIST, { A: "1" }), /429 .* Too many/);
  assert.deepEqual([asked.length, pauses.length], [5, 4]);
});

test("a pause is never longer than people wait", async () => {
  const { pauses } = play([429, {}, { "Retry-After": "86400" }], [200, {}]);
  await rest().read(LIST);
  assert.deepEqual(pauses, [20_000]);
});

test("what is lost on the way is asked again, unless it may have been made", async () => {
  for (const lost of /** @type {([number, unknown] | undefined)[]} */ ([
    undefined,
    [500, {}],
    [503, {}],
  ])) {
    for (const [method, ask, times] of /** @type {const} */ ([
      ["GET", (/** @type {Rest} */ it) => it.read(LIST), 2],
      ["DELETE", (/** @type {Rest} */ it) => it.remove(LIST), 2],
      ["POST", (/** @type {Rest} */ it) => it.write(LIST, { A: "1" }), 1],
    ])) {
      const { asked } = play(lost, [200, {}]);
      const done = await ask(rest()).then(
        () => true,
        () => false,
      );
      assert.deepEqual([done, asked.length], [times === 2, times], method);
      mock.restoreAll();
    }
  }
});

test("what is gone already was taken away", async () => {
  play([404, { message: "not found" }]);
  await rest().remove(`${LIST}/ZS1`);
  assert.equal(await rest().find(`${LIST}/ZS1`), undefined);
});

test("who cannot be reached has not answered, and no secret is told", async () => {
  play(undefined);
  const { status, body } = await rest().look(LIST);
  assert.deepEqual([status, body], [0, null]);
  await assert.rejects(rest().read(LIST), (/** @type {Error} */ error) => {
    assert.match(error.message, /serverless.twilio.com did not answer/);
    assert.ok(!error.message.includes(SECRET));
    return true;
  });
});

test("wrong credentials are told by the name of their variable, without them", async () => {
  for (const [credentials, named] of /** @type {const} */ ([
    [BY_TOKEN, /TWILIO_ACCOUNT_SID .* TWILIO_AUTH_TOKEN/],
    [BY_KEY, /TWILIO_ACCOUNT_SID .* TWILIO_API_KEY/],
  ])) {
    play([401, { message: `Authenticate ${SECRET}` }]);
    await assert.rejects(
      rest(credentials).read(LIST),
      (/** @type {Error} */ error) => {
        assert.match(error.message, named);
        assert.ok(!error.message.includes(SECRET));
        return true;
      },
    );
    mock.restoreAll();
  }
});

test("where nothing is to be changed, nothing is asked that would", async () => {
  const { asked } = play([200, {}]);
  const looking = new Rest(credentialsOf(BY_TOKEN), { readOnly: true });
  await assert.rejects(looking.write(LIST, { A: "1" }), /nothing is to be/);
  await assert.rejects(looking.writeJson(LIST, {}), /nothing is to be/);
  await assert.rejects(looking.remove(LIST), /nothing is to be/);
  await assert.rejects(looking.upload(LIST, new FormData()), /nothing is to/);
  assert.deepEqual(asked, []);
});

test("on the emulator Twilio's addresses are paths", () => {
  const page = "http://localhost:7400/page?x=1";
  assert.equal(
    new Rest(credentialsOf({}, page)).at(`${LIST}?PageSize=1`),
    "http://localhost:7400/_host/serverless.twilio.com/v1/Services?PageSize=1",
  );
});
