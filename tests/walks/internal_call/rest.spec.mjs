// @ts-check
/**
 * Twilio's REST refuses or fails the Functions, TaskRouter refuses or fails
 * the browsers.
 *
 * `functions/tests/rest_faults.rs` tries every failure at every call of every
 * request. Here each kind of request fails the first time that a call makes it.
 */
import { ring, talk } from "../support/call.mjs";
import { BRIDGE_TASKS, TASKS } from "../support/faults.mjs";
import { test } from "../support/trouble.mjs";
import { thoroughBut } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */
/** @typedef {import("../support/faults.mjs").Rest} Rest */
/** @typedef {import("../support/faults.mjs").Wrong} Wrong */

const DOCUMENTS = "/v1/Services/*/Documents";
const CONFERENCES = "/2010-04-01/Accounts/*/Conferences";

const [api, sync, taskrouter] = ["api", "sync", "taskrouter"].map(
  (host) => `${host}.twilio.com`,
);

/** Every kind of request that a call makes. @type {Record<string, Rest>} */
const TALK = {
  "a task is read": { host: taskrouter, method: "GET", path: `${TASKS}/*` },
  "a task is made": { host: taskrouter, method: "POST", path: TASKS },
  "a task is changed": { host: taskrouter, method: "POST", path: `${TASKS}/*` },
  "tasks are looked for": { host: taskrouter, method: "GET", path: TASKS },
  "a record is made": { host: sync, method: "POST", path: DOCUMENTS },
  "a record is read": { host: sync, method: "GET", path: `${DOCUMENTS}/*` },
  "a record is changed": { host: sync, method: "POST", path: `${DOCUMENTS}/*` },
  "a conference is ended": {
    host: api,
    method: "POST",
    path: `${CONFERENCES}/*`,
  },
};

/** And what a decline asks besides. @type {Record<string, Rest>} */
const DECLINE = {
  "a worker is read": {
    host: taskrouter,
    method: "GET",
    path: "/v1/Workspaces/*/Workers/*",
  },
  "a task is changed": { host: taskrouter, method: "POST", path: `${TASKS}/*` },
  "a record is changed": { host: sync, method: "POST", path: `${DOCUMENTS}/*` },
};

/** @type {Record<string, Wrong>} */
const WRONG = {
  412: { do: "status", status: 412 },
  429: { do: "status", status: 429 },
  503: { do: "status", status: 503 },
  "503 after the work was done": {
    do: "status",
    status: 503,
    after_work: true,
  },
  "no answer": { do: "reset" },
};

/**
 * Each kind of request fails once; gives what proves it.
 * @param {import("../support/faults.mjs").Breakages} breaks
 * @param {Record<string, Rest>} requests
 * @param {Wrong} wrong
 */
async function failOnce(breaks, requests, wrong) {
  const once = Object.values(requests).map((which) =>
    breaks.rest({ ...which, times: 1 }, wrong),
  );
  const armed = await Promise.all(once);
  return async () => {
    for (const one of armed) await one.expectStruck();
  };
}

for (const [name, wrong] of Object.entries(WRONG)) {
  test(
    `each kind of REST request of a call fails once with ${name}`,
    thoroughBut(name === "503 after the work was done"),
    async ({ alice, bob, hears, breaks }) => {
      const expectStruck = await failOnce(breaks, TALK, wrong);
      await talk(alice, bob, hears);
      await alice.hangUp();
      await alice.seesWrapUp();
      await bob.seesWrapUp();
      await expectStruck();
    },
  );

  test(
    `each kind of REST request of a decline fails once with ${name}`,
    thoroughBut(name === "503 after the work was done"),
    async ({ alice, bob, breaks }) => {
      await ring(alice, bob);
      const expectStruck = await failOnce(breaks, DECLINE, wrong);
      await bob.decline();
      await alice.sees(/Bob Baker declined/);
      await bob.seesNoTask();
      await expectStruck();
    },
  );
}

test("TaskRouter will not make the colleague's task", async ({
  alice,
  bob,
  breaks,
}) => {
  const refused = await breaks.rest(
    { host: taskrouter, method: "POST", path: TASKS },
    { do: "status", status: 400 },
  );
  await alice.call(bob);
  await alice.sees(/The call could not be placed/);
  await alice.seesWrapUp();
  await bob.seesNoTask();
  await refused.expectStruck();
});

const CREATE = /** @type {const} */ ({
  identity: "alice",
  method: "POST",
  path: BRIDGE_TASKS,
});

/** The caller's task is not made. @type {Record<string, Wrong>} */
const NOT_MADE = {
  "refuses it": { do: "status", status: 400 },
  "asks for patience": { do: "status", status: 429 },
  "is down": { do: "status", status: 503 },
  "cuts the connection": { do: "reset" },
  "never answers": { do: "hang" },
};

for (const [how, wrong] of Object.entries(NOT_MADE)) {
  test(`the caller's task: TaskRouter ${how}`, async ({
    alice,
    bob,
    breaks,
  }) => {
    const fails = await breaks.bridge(CREATE, wrong);
    await alice.call(bob);
    await alice.sees(
      /The call could not be placed|did not bring the call to you/,
    );
    await alice.seesNoTask();
    await bob.seesNoTask();
    await fails.expectStruck();
  });
}

test("the caller's task is made, but its answer is lost: the call goes on", async ({
  alice,
  bob,
  hears,
  breaks,
}) => {
  const lost = await breaks.bridge(
    { ...CREATE, times: 1 },
    { do: "status", status: 503, after_work: true },
  );
  await talk(alice, bob, hears);
  await bob.hangUp();
  await alice.seesWrapUp();
  await lost.expectStruck();
});

/** @param {string} identity */
const answering = (identity) =>
  /** @type {const} */ ({
    identity,
    method: "POST",
    path: "Workspaces/*/Workers/*/Reservations/*",
  });

/** @type {Record<string, Wrong>} */
const NOT_CALLED = {
  "refuses it": { do: "status", status: 400 },
  "is down": { do: "status", status: 503 },
};

for (const [how, wrong] of Object.entries(NOT_CALLED)) {
  test(`the caller's leg: TaskRouter ${how}`, async ({
    alice,
    bob,
    breaks,
  }) => {
    const fails = await breaks.bridge(answering("alice"), wrong);
    await alice.call(bob);
    await alice.sees(/The call could not be placed/);
    await bob.seesNoTask();
    await fails.expectStruck();
  });

  test(`the colleague's leg: TaskRouter ${how}, and the second try succeeds`, async ({
    alice,
    bob,
    hears,
    breaks,
  }) => {
    await ring(alice, bob);
    const fails = await breaks.bridge({ ...answering("bob"), times: 1 }, wrong);
    await bob.accept();
    await bob.sees(/could not be answered\. Please try once more/);
    await bob.accept();
    await hears(alice, { tone: bob.tone, not: [alice.tone] });
    await alice.hangUp();
    await bob.seesWrapUp();
    await fails.expectStruck();
  });
}

for (const who of /** @type {const} */ (["alice", "bob"])) {
  test(`the leg of ${who} is called, but the answer is lost: the call goes on`, async ({
    alice,
    bob,
    hears,
    breaks,
  }) => {
    const lost = await breaks.bridge(
      { ...answering(who), times: 1 },
      { do: "status", status: 503, after_work: true },
    );
    await talk(alice, bob, hears);
    await bob.hangUp();
    await alice.seesWrapUp();
    await lost.expectStruck();
  });
}
