// @ts-check
/**
 * The Functions are away for half a minute in each phase of a call, slow, or
 * answered for by something else.
 */
import { ring, ringAtLast, talk } from "../support/call.mjs";
import { expect, test } from "../support/trouble.mjs";
import { THOROUGH, thoroughBut } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

const OUTAGE = { for_ms: 30_000 };
const DOWN = /** @type {const} */ ({ do: "status", status: 503 });
const FUNCTIONS = "/features/internal-call/flex";
const CLEANUP = { path: `${FUNCTIONS}/cleanup-rejected-task` };
const RECONCILE = { path: `${FUNCTIONS}/reconcile` };

const UNREACHABLE = /Functions do not answer/;
const NOT_PLACED = /The call could not be placed/;
const NOT_CONNECTED = /The call from Alice Anders could not be connected/;

/** An outage, and what each of the two does in it and reads. */
const OUTAGES = [
  {
    phase: "before the call",
    before: async () => {},
    /** @param {Desk} alice @param {Desk} bob */
    during: async (alice, bob) => {
      await alice.call(bob);
      await alice.sees(NOT_PLACED);
      await alice.sees(UNREACHABLE);
      await bob.seesNoTask();
    },
  },
  {
    phase: "while it rings",
    before: ring,
    /** @param {Desk} alice @param {Desk} bob */
    during: async (alice, bob) => {
      await bob.accept();
      await bob.sees(UNREACHABLE);
      await bob.sees(NOT_CONNECTED);
      await alice.sees(NOT_PLACED);
    },
  },
  {
    phase: "at the hang-up",
    before: talk,
    /** @param {Desk} alice @param {Desk} bob */
    during: async (alice, bob) => {
      await bob.hangUp();
      await bob.sees(UNREACHABLE);
      await alice.seesWrapUp();
      await bob.seesWrapUp();
    },
  },
];

for (const { phase, before, during } of OUTAGES) {
  test(
    `they are down for half a minute ${phase}`,
    thoroughBut(phase === "while it rings"),
    async ({ alice, bob, hears, breaks }) => {
      await before(alice, bob, hears);
      const outage = await breaks.functions(OUTAGE, DOWN);
      await during(alice, bob);
      await outage.expectStruck();
    },
  );
}

test(
  "they are down for half a minute while the two talk, who do not notice",
  THOROUGH,
  async ({ alice, bob, hears, breaks }) => {
    // The walk before may have left a desk that has yet to learn that they answer.
    await alice.choose("bo", bob);
    await ringAtLast(alice, bob);
    await bob.accept();
    await alice.seesLive();
    await bob.seesLive();
    const outage = await breaks.functions(OUTAGE, DOWN);
    // The desks look after a call that runs; that is all there is to fail.
    await expect(() => outage.expectStruck()).toPass({ timeout: 60_000 });
    await hears(alice, { tone: bob.tone, not: [alice.tone] });
    await hears(bob, { tone: alice.tone, not: [bob.tone] });
    await alice.hangUp();
    await bob.seesWrapUp();
  },
);

test("a caller learns of an outage before anything is created, and calls when it is over", async ({
  alice,
  bob,
  hears,
  breaks,
  control,
}) => {
  await ring(alice, bob);
  // All that browsers ask: an answer of another one tells her desk that they are back.
  const outage = await breaks.functions({ path: `${FUNCTIONS}/*` }, DOWN);
  await alice.cancelCall();
  await alice.sees(UNREACHABLE);
  await bob.seesNoTask();
  const before = (await control.log()).length;
  await alice.call(bob);
  await alice.seesInDialer(UNREACHABLE);
  expect(await creations(control, before)).toEqual([]);
  await outage.end();
  await alice.seesWrapUp();
  await alice.complete();
  await talk(alice, bob, hears);
  await bob.hangUp();
});

test("while they are all away, webhooks too, nobody's own call keeps him from the next one", async ({
  alice,
  bob,
  hears,
  breaks,
}) => {
  await ring(alice, bob);
  let outage = await breaks.functions({}, DOWN);
  await alice.cancelCall();
  await alice.sees(UNREACHABLE);
  await alice.seesWrapUp();
  await alice.complete();
  await alice.seesNoTask();
  await outage.end();
  await bob.seesNoTask();

  await talk(alice, bob, hears);
  outage = await breaks.functions({}, DOWN);
  // She hears that he has gone; whose leaving ends a call only the Functions know.
  for (const desk of [bob, alice]) {
    await desk.hangUp();
    await desk.sees(UNREACHABLE);
    await desk.seesWrapUp();
    await desk.complete();
    await desk.seesNoTask();
  }
  await outage.end();
  await alice.choose("bo", bob);
  await ringAtLast(alice, bob);
  await bob.accept();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await bob.hangUp();
});

test("whoever declines in an outage is left alone, and the caller is told when it is over", async ({
  alice,
  bob,
  breaks,
}) => {
  await ring(alice, bob);
  const outage = await breaks.functions({ ...CLEANUP, times: 3 }, DOWN);
  await bob.decline();
  await bob.sees(UNREACHABLE);
  await alice.sees(/Bob Baker declined/);
  await bob.seesNoTask();
  await outage.expectStruck(3);
});

/** Whatever answers in their place is not taken for an answer. */
test("something else answers in their place: a page, nothing, a redirect, half an answer", async ({
  alice,
  bob,
  breaks,
}) => {
  await ring(alice, bob);
  const rubbish = [];
  for (const kind of ["html", "empty", "redirect", "bad_json"]) {
    const once = { ...CLEANUP, times: 1 };
    rubbish.push(
      await breaks.functions(once, { do: /** @type {"html"} */ (kind) }),
    );
  }
  await bob.decline();
  await alice.sees(/Bob Baker declined/);
  await bob.sees(UNREACHABLE);
  for (const one of rubbish) await one.expectStruck();
});

for (const kind of /** @type {const} */ ([
  "html",
  "empty",
  "redirect",
  "bad_json",
])) {
  test(`the caller's leg is answered with ${kind} instead of TwiML`, async ({
    alice,
    bob,
    breaks,
  }) => {
    const wrong = await breaks.functions(
      { path: "**/agent-outbound-join" },
      { do: kind },
    );
    await alice.call(bob);
    await alice.sees(NOT_PLACED);
    await bob.seesNoTask();
    await wrong.expectStruck();
  });
}

test("they are slow", async ({ alice, bob, hears, breaks }) => {
  const slow = await breaks.functions({}, { do: "delay", delay_ms: 2_000 });
  await talk(alice, bob, hears);
  await bob.hangUp();
  await alice.seesWrapUp();
  await slow.expectStruck(5);
});

test("one request is never answered", async ({ alice, bob, breaks }) => {
  const hang = await breaks.functions({ ...CLEANUP, times: 1 }, { do: "hang" });
  await ring(alice, bob);
  await alice.cancelCall();
  await bob.seesNoTask();
  await alice.seesWrapUp();
  await hang.expectStruck();
});

test("they are started anew while it rings, and while the two talk", async ({
  alice,
  bob,
  hears,
  breaks,
}) => {
  await ring(alice, bob);
  await breaks.restartFunctions();
  await bob.accept();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await breaks.restartFunctions();
  await alice.hangUp();
  await bob.seesWrapUp();
});

test("a plugin that starts without them says so, and starts to work when they come", async ({
  open,
  breaks,
}) => {
  const down = await breaks.functions(
    { ...RECONCILE, identity: "carol" },
    DOWN,
  );
  const carol = await open(
    { identity: "carol", name: "Carol Chen", tone: 700 },
    {},
  );
  await carol.sees(UNREACHABLE);
  await carol.seesFlexUsable();
  await down.expectStruck(3);
  await down.end();
  // It goes on asking, so that nobody has to start Flex again.
  const asked = await breaks.functions(
    { ...RECONCILE, identity: "carol" },
    { do: "delay", delay_ms: 1 },
  );
  await expect(() => asked.expectStruck()).toPass({ timeout: 60_000 });
});

/**
 * The tasks that a browser has had made since then.
 * @param {import("../support/control.mjs").Control} control
 * @param {number} since
 */
async function creations(control, since) {
  /** @type {{kind: string, what: string}[]} */
  const log = await control.log(since);
  return log.filter(
    ({ kind, what }) =>
      kind === "bridge" && /^POST Workspaces\/[^/]+\/Tasks /.test(what),
  );
}
