// @ts-check
/** The client at a server that answers as Twilio may, or does not. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, mock, test } from "node:test";
import { credentialsOf } from "./account.mjs";
import { PATIENCE_MS, Rest } from "./rest.mjs";

const LIST = "https://serverless.twilio.com/v1/Services";
const SID = `AC${"a".repeat(32)}`;
const SECRET = "s3cret".repeat(5);
const BY_TOKEN = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: SECRET };
const BY_KEY = {
  ...{ TWILIO_ACCOUNT_SID: SID, TWILIO_API_KEY: `SK${"b".repeat(32)}` },
  TWILIO_API_SECRET: SECRET,
};

/**
 * What becomes of a request: an answer; or the connection breaks before it or within it, or nothing
 * comes at all.
 * @typedef {[number, unknown, Record<string, string>?]} Answered
 * @typedef {Answered | "breaks" | "breaks within" | "silence"} Played
 */

/** @typedef {{method: string, address: string, known: boolean, body: string}} Asked */

/** What is taken away after each test. @type {(() => unknown)[]} */
const made = [];

afterEach(async () => {
  mock.restoreAll();
  for (const take of made.splice(0)) await take();
});

/**
 * A server that does this with each request in turn, the last for ever, and a client that takes it
 * for Twilio. The client's pauses end at once, and are noted; its patience ends where nothing comes.
 * @param {Played[]} answers
 */
async function play(...answers) {
  /** @type {Asked[]} */
  const asked = [];
  const { pauses, endPatience } = noWaiting();
  const server = createServer(async (request, response) => {
    const { method = "", url = "", headers } = request;
    const known = headers.authorization !== undefined;
    const address = url.replace("/_host/", "https://");
    const next = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ method, address, known, body: await text(request) });
    if (next === "silence") endPatience();
    else if (next === "breaks") request.socket.resetAndDestroy();
    else if (next === "breaks within") {
      response.writeHead(200, { "Content-Length": "100" });
      response.write("{", () => request.socket.destroy());
    } else {
      const [status, body, told] = next;
      response.writeHead(status, told);
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  made.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  const emulator = `http://127.0.0.1:${port}`;
  /** @param {Record<string, string>} [from] @param {{readOnly?: boolean}} [options] */
  const rest = (from = BY_TOKEN, options) =>
    new Rest({ ...credentialsOf(from), emulator }, options);
  return { asked, pauses, rest };
}

/** What the library waits for, and nobody else: it sets a timer for a pause, and for its patience. */
function noWaiting() {
  /** @type {number[]} */
  const pauses = [];
  let endPatience = () => {};
  const set = globalThis.setTimeout;
  const isTheLibrarys = () => /[\\/]ky[\\/]/.test(new Error().stack ?? "");
  mock.method(
    globalThis,
    "setTimeout",
    /** @type {any} */ (
      (/** @type {Parameters<typeof set>} */ ...timer) => {
        if (!isTheLibrarys()) return set(...timer);
        const [then, milliseconds = 0] = timer;
        if (milliseconds === PATIENCE_MS) endPatience = then;
        else {
          pauses.push(milliseconds);
          then();
        }
      }
    ),
  );
  return { pauses, endPatience: () => endPatience() };
}

/** @param {unknown[]} services @param {string | null} next */
const page = (services, next) => ({
  services,
  meta: { key: "services", next_page_url: next },
});

test("a list is read to its last page", async () => {
  const next = `${LIST}?PageSize=100&Page=1`;
  const pages = /** @type {Answered[]} */ ([
    [200, page([1, 2], next)],
    [200, page([3], null)],
  ]);
  const { asked, rest } = await play(...pages);
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
    const { asked, rest } = await play([200, page([1], elsewhere)]);
    await assert.rejects(rest().list(LIST), /does not come to an end/);
    assert.equal((await rest().lookAtList(LIST)).status, 0);
    assert.deepEqual(
      asked.map(({ address }) => address),
      Array(2).fill(`${LIST}?PageSize=100`),
      elsewhere,
    );
  }
});

test("a list that leads back to itself ends", async () => {
  const { rest } = await play([200, page([1], LIST)]);
  await assert.rejects(rest().list(LIST), /does not come to an end/);
});

test("what says that it is a list and is none has not answered", async () => {
  for (const body of ["<html>", {}, { meta: {} }, { meta: { key: "x" } }]) {
    const { rest } = await play([200, body]);
    assert.equal((await rest().lookAtList(LIST)).status, 0);
    await assert.rejects(rest().list(LIST), /did not answer/);
  }
});

test("a page for people that says nothing of why is told by its status alone", async () => {
  const { rest } = await play([403, "<html><p>Forbidden</p></html>"]);
  await assert.rejects(rest().read(LIST), /answered 403 .*: no reason given$/);
  assert.equal((await rest().look(LIST)).body, null);
});

test("nobody is followed elsewhere, neither with the credentials nor without", async () => {
  const { asked, rest } = await play([302, {}, { Location: "/elsewhere" }]);
  await assert.rejects(rest().write(LIST, { A: "1" }), /answered 302/);
  assert.equal((await rest().askAnybody(LIST)).status, 302);
  assert.deepEqual(
    asked.map(({ address, known }) => [address, known]),
    [
      [LIST, true],
      [LIST, false],
    ],
  );
});

test("anybody is asked once, and without the account's credentials", async () => {
  for (const answer of /** @type {Played[]} */ (["breaks", [503, {}]])) {
    const { asked, rest } = await play(answer);
    await rest().askAnybody("https://calls.example.com/reconcile");
    assert.deepEqual(
      asked.map(({ known }) => known),
      [false],
    );
  }
});

test("Twilio has no time: it is asked after as long as it says, or longer each time", async () => {
  const busy = /** @type {Answered} */ ([429, {}]);
  const { pauses, rest } = await play(
    [429, {}, { "Retry-After": "3" }],
    ...[busy, busy],
    [200, { sid: "ZS1" }],
  );
  assert.deepEqual(await rest().write(LIST, { A: "1" }), { sid: "ZS1" });
  assert.deepEqual(pauses, [3_000, 1_000, 2_000]);
});

test("Twilio may also say at which time it has time again", async () => {
  const now = Date.parse("2026-03-01T09:00:00Z");
  const { pauses, rest } = await play(
    [429, {}, { "Retry-After": new Date(now + 7_000).toUTCString() }],
    [503, {}, { "Retry-After": new Date(now + 9_000).toUTCString() }],
    [200, {}],
  );
  mock.method(Date, "now", () => now);
  await rest().read(LIST);
  assert.deepEqual(pauses, [7_000, 9_000]);
});

test("what is asked again is the same, whatever it carries", async () => {
  const file = new FormData();
  file.append("Content", new Blob(["exports.handler"]), "a.js");
  for (const [ask, carried] of /** @type {const} */ ([
    [(/** @type {Rest} */ it) => it.write(LIST, { A: "ö &" }), "A=%C3%B6+%26"],
    [(/** @type {Rest} */ it) => it.writeJson(LIST, { a: [1] }), '{"a":[1]}'],
    [(/** @type {Rest} */ it) => it.upload(LIST, file), "exports.handler"],
  ])) {
    const { asked, rest } = await play([429, {}], [201, {}]);
    await ask(rest());
    const [first, second] = asked;
    assert.equal(asked.length, 2);
    assert.deepEqual(second, first);
    assert.ok(first.body.includes(carried), first.body);
  }
});

test("Twilio never has time: that is told after five tries", async () => {
  const { asked, pauses, rest } = await play([429, { message: "Too many" }]);
  await assert.rejects(rest().write(LIST, { A: "1" }), /429 .* Too many/);
  assert.equal(asked.length, 5);
  assert.deepEqual(pauses, [500, 1_000, 2_000, 4_000]);
});

test("a pause is never longer than people wait", async () => {
  for (const wanted of ["86400", "Sat, 01 Jan 2101 00:00:00 GMT", "soon"]) {
    const busy = /** @type {Answered} */ ([429, {}, { "Retry-After": wanted }]);
    const { pauses, rest } = await play(busy, [200, {}]);
    await rest().read(LIST);
    assert.deepEqual(pauses, [20_000]);
  }
});

test("what is lost on the way is asked again, unless it may have been made", async () => {
  for (const lost of /** @type {Played[]} */ ([
    ...["breaks", "breaks within", "silence"],
    ...[500, 502, 503, 504, 599].map((status) => [status, {}]),
  ])) {
    for (const [method, ask, times] of /** @type {const} */ ([
      ["GET", (/** @type {Rest} */ it) => it.read(LIST), 3],
      ["DELETE", (/** @type {Rest} */ it) => it.remove(LIST), 3],
      ["POST", (/** @type {Rest} */ it) => it.write(LIST, { A: "1" }), 1],
    ])) {
      const { asked, rest } = await play(lost, lost, [200, {}]);
      const done = await ask(rest()).then(
        () => true,
        () => false,
      );
      assert.deepEqual(
        [done, ...asked.map((one) => one.method)],
        [times === 3, ...Array(times).fill(method)],
        `${method}, ${lost}`,
      );
    }
  }
});

test("what Twilio refuses, and what the emulator does not have, is told at once", async () => {
  for (const status of [400, 403, 404, 408, 409, 412, 413, 501]) {
    const { asked, rest } = await play([status, { message: "No." }]);
    const told = new RegExp(`answered ${status} .*: No\\.$`);
    await assert.rejects(rest().read(LIST), told);
    await assert.rejects(rest().write(LIST, { A: "1" }), told);
    assert.equal(asked.length, 2);
  }
});

test("what is gone already was taken away", async () => {
  const { rest } = await play([404, { message: "not found" }]);
  await rest().remove(`${LIST}/ZS1`);
  assert.equal(await rest().find(`${LIST}/ZS1`), undefined);
});

test("what answers with nothing has answered", async () => {
  const { rest } = await play([204, ""]);
  assert.deepEqual((await rest().look(LIST)).status, 204);
  await rest().remove(LIST);
});

test("who cannot be reached has not answered, and no secret is told", async () => {
  for (const lost of /** @type {const} */ (["breaks", "silence"])) {
    const { rest } = await play(lost);
    const { status, body } = await rest().look(LIST);
    assert.deepEqual([status, body], [0, null]);
    await assert.rejects(rest().read(LIST), (/** @type {Error} */ error) => {
      assert.match(error.message, /serverless.twilio.com did not answer/);
      assert.match(error.message, /Give the same command again/);
      assert.ok(!error.message.includes(SECRET));
      return true;
    });
  }
});

test("wrong credentials are told by the name of their variable, without them", async () => {
  for (const [credentials, named] of /** @type {const} */ ([
    [BY_TOKEN, /TWILIO_ACCOUNT_SID .* TWILIO_AUTH_TOKEN/],
    [BY_KEY, /TWILIO_ACCOUNT_SID .* TWILIO_API_KEY/],
  ])) {
    const { rest } = await play([401, { message: `Authenticate ${SECRET}` }]);
    await assert.rejects(
      rest(credentials).read(LIST),
      (/** @type {Error} */ error) => {
        assert.match(error.message, named);
        assert.ok(!error.message.includes(SECRET));
        return true;
      },
    );
  }
});

test("where nothing is to be changed, nothing is asked that would", async () => {
  const { asked, rest } = await play([200, {}]);
  const looking = rest(BY_TOKEN, { readOnly: true });
  await assert.rejects(looking.write(LIST, { A: "1" }), /nothing is to be/);
  await assert.rejects(looking.writeJson(LIST, {}), /nothing is to be/);
  await assert.rejects(looking.remove(LIST), /nothing is to be/);
  await assert.rejects(looking.upload(LIST, new FormData()), /nothing is to/);
  assert.deepEqual(asked, []);
});

test("on the emulator Twilio's addresses are paths, and nowhere else", () => {
  const page = "http://localhost:7400/page?x=1";
  const asked = `${LIST}?PageSize=1`;
  assert.equal(
    new Rest(credentialsOf({}, page)).at(asked),
    "http://localhost:7400/_host/serverless.twilio.com/v1/Services?PageSize=1",
  );
  assert.equal(new Rest(credentialsOf(BY_TOKEN)).at(asked), asked);
});
