// @ts-check
/** The Functions as deployed: Twilio's runtime, Twilio's client, real HTTP, real signatures. */
import assert from "node:assert/strict";
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  ACCOUNT,
  ALICE,
  ALICES_LEG,
  ALICES_TASK,
  AUTH_TOKEN,
  BOB,
  BOBS_LEG,
  BOBS_TASK,
  CONFERENCE,
  Rest,
} from "./rest.mjs";
import { Runtime, answered, sign } from "./runtime.mjs";

const COMMON = "/features/internal-call/common";
const FLEX = "/features/internal-call/flex";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(
  readFileSync(path.join(ROOT, "package.json"), "utf8"),
);

const runtime = new Runtime();
before(() => runtime.start());
after(() => runtime.stop());

beforeEach(() => {
  const fresh = new Rest();
  Object.assign(runtime.rest, {
    asked: [],
    documents: new Map(),
    removed: fresh.removed,
    tasks: fresh.tasks,
    trouble: undefined,
  });
});

/** @param {string} event @param {number} sequence */
const told = (event, sequence) => ({
  ...{
    StatusCallbackEvent: event,
    ConferenceSid: CONFERENCE,
    FriendlyName: ALICES_TASK,
  },
  ...{
    SequenceNumber: String(sequence),
    CallSid: ALICES_LEG,
    ParticipantLabel: `worker-${ALICE}`,
  },
  ...{ Hold: "false", Muted: "false", Coaching: "false" },
});

/** @param {string} twiml @param {string} name */
const attribute = (twiml, name) => {
  const found = new RegExp(`${name}="([^"]*)"`).exec(twiml)?.[1];
  assert.ok(found, `${name} in ${twiml}`);
  return found.replaceAll("&amp;", "&");
};

/** Lets Alice's leg ask for its TwiML and join. Gives the status callback's address. */
async function aliceWaits() {
  const at = `${runtime.url}${COMMON}/agent-outbound-join?taskSid=${ALICES_TASK}&leg=worker-${ALICE}`;
  const { text } = await runtime.webhook(at, {
    CallSid: ALICES_LEG,
    To: "client:alice",
  });
  // The fragment tells Twilio how to call again; it is neither sent nor signed.
  const [callback, again] = attribute(text, "statusCallback").split("#");
  assert.match(again, /rc=2&rp=5xx/);
  assert.equal(
    (await runtime.webhook(callback, told("participant-join", 1))).status,
    200,
  );
  return callback;
}

test("Alice waits in a conference, and Bob's task is made in three round trips", async () => {
  await aliceWaits();
  const names = runtime.rest
    .lines()
    .map((line) => line.replace(/\/v1\/(Workspaces|Services)\/\w+/, ""));
  assert.deepEqual(
    names.slice(0, 3).sort(),
    [
      `GET api/2010-04-01/Accounts/${ACCOUNT}/Calls/${ALICES_LEG}.json`,
      `GET taskrouter/Tasks/${ALICES_TASK}`,
      `GET taskrouter/Workers/${ALICE}`,
    ],
    "whom and who is asked at the same time",
  );
  assert.deepEqual(names.slice(3, 5), [
    "POST sync/Documents",
    "POST taskrouter/Tasks",
  ]);
  const bobs = runtime.rest.tasks.get(BOBS_TASK);
  assert.equal(bobs?.attributes.targetWorker, "client:bob");
  assert.equal(bobs?.attributes.name, "Alice Anders");
  const record = runtime.rest.documents.get(
    `internal_call.${ALICES_TASK}`,
  )?.data;
  assert.equal(
    record.colleague.name,
    "Bob Bäker",
    "a name outside ASCII survives",
  );
  assert.equal(record.pending.colleague.taskSid, BOBS_TASK);
  const mirrored = runtime.rest.tasks.get(ALICES_TASK)?.attributes.conference;
  assert.deepEqual(mirrored.participants, {
    worker: ALICES_LEG,
    taskSid: BOBS_TASK,
  });
});

test("Bob's leg joins only the call that rings him", async () => {
  await aliceWaits();
  const at = `${runtime.url}${COMMON}/agent-join-conference`;
  const query = `?conferenceName=${ALICES_TASK}&taskSid=${BOBS_TASK}&leg=worker-${BOB}`;
  const joins = await runtime.webhook(at + query, { To: "client:bob" });
  assert.match(joins.text, /startConferenceOnEnter="false"/);
  const refused = await runtime.webhook(at + query, { To: "client:eve" });
  assert.match(refused.text, /<Hangup\/>/);
});

test("every address that a leg is given is one that Twilio may ask", async () => {
  const at = `${runtime.url}${COMMON}/agent-outbound-join?taskSid=${ALICES_TASK}&leg=worker-${ALICE}`;
  const { text, headers } = await runtime.webhook(at, { To: "client:alice" });
  assert.match(headers.get("content-type") ?? "", /^text\/xml/);
  const action = await runtime.webhook(attribute(text, "action"), {
    CallSid: ALICES_LEG,
  });
  assert.match(action.text, /<Hangup\/>/);
  const music = await fetch(attribute(text, "waitUrl"));
  assert.equal(music.headers.get("content-type"), "audio/wav");
  assert.equal(
    Buffer.from(await music.arrayBuffer()).toString("latin1", 0, 4),
    "RIFF",
  );
});

test("whoever is not Twilio is kept from every protected path", async () => {
  assert.equal(runtime.protected.length, 4);
  for (const path of runtime.protected) {
    const url = runtime.url + path;
    assert.equal((await runtime.form(url, { a: "1" })).status, 403, path);
    const other = { "X-Twilio-Signature": sign(`${url}?more=1`, { a: "1" }) };
    assert.equal(
      (await runtime.form(url, { a: "1" }, other)).status,
      403,
      path,
    );
  }
  assert.deepEqual(runtime.rest.asked, []);
});

test("Bob declines with his token, and nothing is left", async () => {
  await aliceWaits();
  const body = {
    Token: "bobs-token",
    taskSid: BOBS_TASK,
    conferenceName: ALICES_TASK,
    words: "at lunch",
  };
  const { status, text, headers } = await runtime.json(
    `${FLEX}/cleanup-rejected-task`,
    body,
  );
  assert.deepEqual(
    [status, JSON.parse(text)],
    [200, { changed: true, state: "ended", endReason: "declined" }],
  );
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.equal(runtime.rest.tasks.get(BOBS_TASK)?.status, "canceled");
  assert.equal(runtime.rest.tasks.get(ALICES_TASK)?.status, "wrapping");
});

test("the historical form body is read too", async () => {
  await aliceWaits();
  const form = {
    Token: "alices-token",
    taskSid: ALICES_TASK,
    conferenceSid: ALICES_TASK,
  };
  const { status, text } = await runtime.form(
    `${runtime.url}${FLEX}/cleanup-rejected-task`,
    form,
  );
  assert.equal(status, 200, text);
  assert.equal(JSON.parse(text).endReason, "canceled");
});

test("somebody else's token, a bad one and none end nothing", async () => {
  await aliceWaits();
  for (const Token of [
    "alices-token",
    "nobodys-token",
    "bröken",
    "",
    undefined,
    ["bobs-token"],
  ]) {
    const { status, text } = await runtime.json(
      `${FLEX}/cleanup-rejected-task`,
      { Token, taskSid: BOBS_TASK },
    );
    assert.deepEqual(
      [status, JSON.parse(text).code],
      [403, "forbidden"],
      String(Token),
    );
  }
  assert.equal(runtime.rest.tasks.get(BOBS_TASK)?.status, "reserved");
});

test("what Bob has missed is his to read and to forget, under a name that only Functions can tell", async () => {
  const digits = createHmac("sha256", AUTH_TOKEN)
    .update(`missed_calls.${BOB}`)
    .digest("hex");
  const name = `missed_calls.${digits}`;
  const missed = [{ call: ALICES_TASK, caller: ALICE, at: Date.now() }];
  runtime.rest.documents.set(name, { revision: 0, data: { missed } });
  /** @param {object} body */
  const asks = async (body) => {
    const { status, text } = await runtime.json(`${FLEX}/missed-calls`, body);
    return [status, JSON.parse(text).missed ?? JSON.parse(text).code];
  };
  assert.deepEqual(await asks({ Token: "bobs-token" }), [200, missed]);
  const alices = { Token: "alices-token", clear: "all" };
  assert.deepEqual(await asks(alices), [200, []]);
  assert.deepEqual(await asks({ clear: "all" }), [403, "forbidden"]);
  assert.deepEqual(await asks({ Token: "bobs-token" }), [200, missed]);
  const bobs = { Token: "bobs-token", clear: ALICE };
  assert.deepEqual(await asks(bobs), [200, []]);
  assert.deepEqual(runtime.rest.documents.get(name)?.data, { missed: [] });
});

test("a token in an address is no token", async () => {
  await aliceWaits();
  runtime.rest.asked = [];
  const query = new URLSearchParams({
    Token: "bobs-token",
    taskSid: BOBS_TASK,
    conferenceName: ALICES_TASK,
  });
  const at = `${runtime.url}${FLEX}/cleanup-rejected-task?${query}`;
  for (const method of ["GET", "POST"]) {
    const { status, text } = await answered(fetch(at, { method }));
    assert.deepEqual([status, JSON.parse(text).code], [403, "forbidden"]);
  }
  assert.deepEqual(runtime.rest.asked, []);
  assert.equal(runtime.rest.tasks.get(BOBS_TASK)?.status, "reserved");
});

test("a token is checked once in a while, not each time", async () => {
  runtime.rest.tokens.set("fresh-token", ALICE);
  for (let time = 0; time < 3; time += 1) {
    await runtime.json(`${FLEX}/reconcile`, {
      Token: "fresh-token",
      taskSid: ALICES_TASK,
    });
  }
  assert.equal(
    runtime.rest.asked.filter(({ host }) => host === "iam").length,
    1,
  );
});

test("an account service that says nothing is asked again, then told as slow", async () => {
  runtime.rest.trouble = ({ host }) =>
    host === "iam" ? { status: 502 } : undefined;
  const body = { Token: "another-token", taskSid: ALICES_TASK };
  const { status, text } = await runtime.json(`${FLEX}/reconcile`, body);
  assert.deepEqual([status, JSON.parse(text).code], [504, "timeout"]);
  assert.equal(runtime.rest.asked.length, 3);
});

test("parameters that cannot be right are refused before anybody is asked", async () => {
  const wrong = [
    {},
    { taskSid: "WT1" },
    { taskSid: [ALICES_TASK, ALICES_TASK] },
    { taskSid: { toString: "x" } },
  ];
  for (const body of wrong) {
    const { status, text } = await runtime.json(
      `${FLEX}/cleanup-rejected-task`,
      { Token: "bobs-token", ...body },
    );
    assert.deepEqual(
      [status, JSON.parse(text).code],
      [400, "bad_request"],
      text,
    );
  }
  assert.deepEqual(runtime.rest.asked, []);
});

/** Bob has accepted, and they talk. */
async function theyTalk() {
  const callback = await aliceWaits();
  const joins = {
    ...told("participant-join", 2),
    CallSid: BOBS_LEG,
    ParticipantLabel: `worker-${BOB}`,
  };
  assert.equal((await runtime.webhook(callback, joins)).status, 200);
  runtime.rest.asked = [];
}

/** @param {string} op */
const order = (op) => ({
  op,
  conferenceName: ALICES_TASK,
  ...(op === "end" ? {} : { target: BOBS_LEG }),
  requestId: randomUUID(),
});

/** What was asked of the conferences. */
const ordered = () =>
  runtime.rest.asked
    .filter(({ host, method }) => host === "api" && method !== "GET")
    .map(({ method, path, form }) => ({
      what: `${method} ${path.split("/").at(-1)}`,
      form,
    }));

const recordOfTheCall = () =>
  runtime.rest.documents.get(`internal_call.${ALICES_TASK}`)?.data;

test("Alice holds Bob, who hears music that Twilio can fetch, and takes him back", async () => {
  await theyTalk();
  const form = { Token: "alices-token", ...order("hold") };
  const at = `${runtime.url}${FLEX}/control`;
  const { status, text } = await runtime.form(at, form);
  assert.deepEqual(
    [status, JSON.parse(text)],
    [200, { changed: true, state: "active" }],
  );
  const [{ what, form: sent }] = ordered();
  assert.equal(what, `POST ${BOBS_LEG}.json`);
  assert.deepEqual([sent.Hold, sent.HoldMethod], ["true", "GET"]);
  const music = await fetch(sent.HoldUrl);
  assert.equal(music.headers.get("content-type"), "audio/wav");
  await music.arrayBuffer();
  assert.equal(recordOfTheCall().legs[BOBS_LEG].orders.heldBy, ALICE);

  const back = { Token: "bobs-token", ...order("unhold") };
  assert.equal((await runtime.form(at, back)).status, 200);
  assert.equal(recordOfTheCall().legs[BOBS_LEG].hold, false);
});

test("whoever is no party of a call can do nothing to it", async () => {
  await theyTalk();
  const before = structuredClone(recordOfTheCall());
  for (const op of ["hold", "unhold", "mute", "unmute", "remove", "end"]) {
    for (const Token of ["eves-token", "nobodys-token", undefined]) {
      const { status, text } = await runtime.json(`${FLEX}/control`, {
        Token,
        ...order(op),
        workerSid: ALICE,
      });
      assert.deepEqual(
        [status, JSON.parse(text).code],
        [403, "forbidden"],
        `${op} by ${Token}`,
      );
    }
  }
  assert.deepEqual(ordered(), []);
  assert.deepEqual(recordOfTheCall(), before);
});

test("Bob takes Alice out of the call, and nothing is left", async () => {
  await theyTalk();
  const body = { Token: "bobs-token", ...order("remove"), target: ALICES_LEG };
  const { status, text } = await runtime.json(`${FLEX}/control`, body);
  assert.deepEqual(
    [status, JSON.parse(text).state],
    [200, "ended"],
    "of two, one is no call",
  );
  assert.deepEqual(
    ordered().map(({ what }) => what),
    [`DELETE ${ALICES_LEG}.json`, `POST ${CONFERENCE}.json`],
  );
  assert.equal(runtime.rest.tasks.get(ALICES_TASK)?.status, "wrapping");
});

test("a browser's preflight is answered", async () => {
  const { status, headers } = await answered(
    fetch(`${runtime.url}${FLEX}/reconcile`, {
      method: "OPTIONS",
      headers: {
        Origin: "https://flex.twilio.com",
        "Access-Control-Request-Method": "POST",
      },
    }),
  );
  assert.equal(status, 204);
  assert.equal(headers.get("access-control-allow-origin"), "*");
  assert.match(
    headers.get("access-control-allow-headers") ?? "",
    /Content-Type/,
  );
});

test("a task that somebody else changes meanwhile is read again", async () => {
  const callback = await aliceWaits();
  let refused = 0;
  runtime.rest.trouble = ({ host, method, path }) => {
    const changes =
      host === "taskrouter" && method === "POST" && path.endsWith(ALICES_TASK);
    return changes && refused++ < 2
      ? { status: 412, body: { code: 20412 } }
      : undefined;
  };
  const leaves = {
    ...told("participant-leave", 2),
    ReasonParticipantLeft: "participant_hung_up",
  };
  assert.equal((await runtime.webhook(callback, leaves)).status, 200);
  assert.equal(runtime.rest.tasks.get(ALICES_TASK)?.status, "wrapping");
  assert.equal(refused, 3);
});

test("a message that could not be worked on is answered so that Twilio calls again", async () => {
  runtime.rest.trouble = ({ host }) =>
    host === "sync" ? { status: 503 } : undefined;
  const callback = `${runtime.url}${COMMON}/call-outbound-join?caller=${ALICE}`;
  const { status, text } = await runtime.webhook(
    callback,
    told("participant-join", 1),
  );
  assert.deepEqual([status, JSON.parse(text).code], [502, "twilio_error"]);
  assert.equal(runtime.rest.tasks.has(BOBS_TASK), false);
});

test("a private Function has no address", async () => {
  for (const name of ["decide", "perform", "token"]) {
    assert.equal(
      (await answered(fetch(`${runtime.url}/lib/${name}`))).status,
      404,
    );
  }
});

test("whoever asks, from any page, is told the release of the Functions", async () => {
  const { headers } = await answered(
    fetch(`${runtime.url}${FLEX}/reconcile`, { method: "POST" }),
  );
  const told = "X-Switchboard-Version";
  assert.equal(headers.get(told), manifest.version);
  assert.equal(headers.get("access-control-expose-headers"), told);
});

test("plugin, Functions and their packages are of one release", () => {
  const [, cargo] =
    /^version = "([^"]+)"$/m.exec(
      readFileSync(path.join(ROOT, "Cargo.toml"), "utf8"),
    ) ?? [];
  const functions = readFileSync(path.join(ROOT, "functions/package.json"));
  assert.equal(cargo, manifest.version);
  assert.equal(JSON.parse(functions.toString()).version, manifest.version);
});
