// @ts-check
/**
 * `npm run soak`: hundreds of calls between simulated agents, with the real
 * Functions on the emulator, after which nothing may be left. It takes minutes,
 * so it is no part of `npm test`; `--calls 20` is over soon.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { parseArgs } from "node:util";
import { allSteps } from "./build.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { isMain, main } from "./lib/main.mjs";
import { runSteps } from "./lib/steps.mjs";
import { Agent } from "./soak/agent.mjs";
import { npmPackages } from "./tools.mjs";
import { Contract } from "../tests/walks/support/contract.mjs";
import { Control } from "../tests/walks/support/control.mjs";

const HELP = `Many calls between simulated agents; nothing may be left.

  --calls N     how many calls        (500)
  --agents N    how many agents       (20)
  --seed N      the same run again    (one of its own)
`;

/** While nothing has moved for so long, a call is stuck and the run says which. */
const STUCK_S = 120;
/** A run in which one call of so many could not be placed proves too little. */
const UNPLACED = 20;
/** Longer than the records of calls live, which is 24 h. */
const NEXT_DAY_S = 25 * 60 * 60;

/** How a call goes, and how often. @type {[string, number][]} */
const COURSES = [
  ["the caller hangs up", 25],
  ["the colleague hangs up", 25],
  ["both hang up at once", 15],
  ["the colleague declines", 15],
  ["the caller cancels", 10],
  ["accepting crosses cancelling", 10],
];

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {() => number} random */
function drawn(random) {
  let left = random() * COURSES.reduce((sum, [, weight]) => sum + weight, 0);
  return COURSES.find(([, weight]) => (left -= weight) < 0)?.[0] ?? "";
}

/**
 * The agent's leg is in the conference. Nobody can hang up sooner: who has
 * accepted and is not in the call yet is waited for until ringing would end.
 * @param {Control} control @param {Agent} agent
 */
async function isIn(control, agent) {
  while (agent.leg) {
    const { conferences } = (await control.world()).voice;
    const joined = (/** @type {any} */ leg) =>
      leg.joined && leg.call === agent.leg;
    if (conferences.some((/** @type {any} */ room) => room.legs.some(joined)))
      return;
    await after(250);
  }
}

/**
 * One call, until both have nothing to do any more. Gives whether it came to ring:
 * on a machine that is too slow for Twilio's deadlines the caller is told that it
 * could not be placed, and that is its end.
 * @param {Control} control
 * @param {Agent} caller @param {Agent} colleague @param {string} course
 */
async function oneCall(control, caller, colleague, course) {
  /** @type {Promise<boolean>} */
  const rings = new Promise((resolve) => {
    colleague.told = (step) => step === "created" && resolve(true);
    caller.told = () => caller.offer || resolve(false);
  });
  await caller.call(colleague);
  if (!(await rings)) return false;
  const talks = new Promise((resolve) => {
    colleague.told = (step) => step !== "created" && resolve(step);
  });
  switch (course) {
    case "the colleague declines":
      await colleague.giveUp();
      break;
    case "the caller cancels":
      await caller.giveUp();
      break;
    case "accepting crosses cancelling":
      await Promise.all([colleague.accept(), caller.giveUp()]);
      // Whoever came first: if they talk, somebody has to end it.
      if ((await talks) === "accepted") caller.hangUp();
      break;
    default:
      await colleague.accept();
      await talks;
      await isIn(control, colleague);
      if (course !== "the colleague hangs up") caller.hangUp();
      if (course !== "the caller hangs up") colleague.hangUp();
  }
  await Promise.all([caller.isIdle(), colleague.isIdle()]);
  return true;
}

/**
 * All calls, each between two who are free. Gives how many were not placed.
 * @param {Control} control
 * @param {Agent[]} agents
 * @param {number} calls
 * @param {() => number} random
 * @param {() => Promise<void>} looked called after each
 */
async function allCalls(control, agents, calls, random, looked) {
  const free = [...agents];
  /** @type {Promise<never>} */
  const failed = new Promise((_, reject) => {
    for (const agent of agents) agent.failed = reject;
  });
  /** @type {Map<Promise<void>, string>} */
  const running = new Map();
  const some = () => free.splice(Math.floor(random() * free.length), 1)[0];
  let begun = 0;
  let done = 0;
  let unplaced = 0;
  while (done < calls) {
    while (begun < calls && free.length >= 2) {
      const [caller, colleague, course] = [some(), some(), drawn(random)];
      if (!caller || !colleague) break;
      begun += 1;
      const call = oneCall(control, caller, colleague, course).then((rang) => {
        if (!rang) unplaced += 1;
        running.delete(call);
        free.push(caller, colleague);
      });
      running.set(
        call,
        `${caller.identity} calls ${colleague.identity}: ${course}`,
      );
    }
    const moved = Promise.race([failed, ...running.keys()]).then(() => true);
    // Second by second: a machine that stood still has not waited.
    for (let waited = 0; ; waited += 1) {
      if (await Promise.race([moved, after(1_000, false)])) break;
      if (waited < STUCK_S) continue;
      const left = await control.leftOver();
      throw new Error(
        [...running.values()].map((call) => `stuck: ${call}`).join("\n") +
          `\n${left.join("\n")}`,
      );
    }
    done = begun - running.size;
    await looked();
  }
  return unplaced;
}

/** A world of that many agents. @param {number} agents @returns {object} */
const world = (agents) => ({
  workers: Array.from({ length: agents }, (_, number) => ({
    identity: `agent${number + 1}`,
    full_name: `Agent ${number + 1}`,
    team: number % 2 ? "Sales" : "Billing",
  })),
});

/** Waits until a list is empty, or says what is in it. @param {string} what @param {() => Promise<any[]>} list */
async function emptied(what, list) {
  for (let tries = 0; ; tries += 1) {
    const left = await list();
    if (left.length === 0) return;
    if (tries === 100) throw new Error(`${what}: ${JSON.stringify(left)}`);
    await after(200);
  }
}

/**
 * What must be true when all is over, and again when the records of the calls
 * have lived their day.
 * @param {Control} control
 * @param {Agent[]} agents
 */
async function nothingLeft(control, agents) {
  const open = ["pending", "accepted", "wrapping"];
  await emptied("left over", () => control.leftOver());
  await emptied("open reservations", async () =>
    (await control.world()).taskrouter.reservations.filter(
      (/** @type {{status: string}} */ { status }) => open.includes(status),
    ),
  );
  await emptied("legs in the mixer", () => control.levels());
  for (const agent of agents) agent.stop();
  await emptied("open sockets", async () =>
    Array.from({ length: await control.sockets() }),
  );
  await control.advance(NEXT_DAY_S);
  await emptied(
    "tasks the next day",
    async () => (await control.world()).taskrouter.tasks,
  );
  await emptied("records the next day", async () =>
    Object.keys((await control.world()).sync.customer.documents),
  );
}

async function soak() {
  const { values } = parseArgs({
    options: {
      calls: { type: "string", default: "500" },
      agents: { type: "string", default: "20" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const [calls, crowd] = [Number(values.calls), Number(values.agents)];
  await npmPackages();
  await runSteps(allSteps());
  const folder = mkdtempSync(path.join(tmpdir(), "soak-"));
  const file = path.join(folder, "world.json");
  writeFileSync(file, JSON.stringify(world(crowd)));
  const emulator = await startEmulator(["--port", "0", "--world", file]);
  const control = new Control(emulator.port);
  const contract = new Contract();
  const agents = Object.keys(emulator.agents).map(
    (identity) => new Agent(emulator.port, identity),
  );
  try {
    for (const agent of agents) await agent.start();
    console.log(`seed ${values.seed}: ${calls} calls, ${crowd} agents`);
    const begun = Date.now();
    /** @type {Set<string>} */
    const complaints = new Set();
    const random = chance(Number(values.seed));
    const unplaced = await allCalls(
      control,
      agents,
      calls,
      random,
      async () => {
        const taken = await control.takeExchanges();
        for (const one of contract.complaints(taken)) complaints.add(one);
      },
    );
    const seconds = (Date.now() - begun) / 1000;
    await nothingLeft(control, agents);
    if (complaints.size) throw new Error([...complaints].join("\n"));
    if (unplaced * UNPLACED > calls) {
      throw new Error(`${unplaced} of ${calls} calls could not be placed`);
    }
    console.log(
      `${calls} calls between ${crowd} agents in ${seconds.toFixed(0)} s, of which ${unplaced} could not be placed: nothing is left`,
    );
  } finally {
    for (const agent of agents) agent.stop();
    await emulator.stop();
    rmSync(folder, { recursive: true });
  }
}

if (isMain(import.meta.url)) await main(soak);
