// @ts-check
/**
 * What the Functions cost: processor time of a first request in a new process, Twilio's library
 * and all, and of each later one. The last line is one JSON object.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { load } from "./test/deployed.mjs";
import { ALICE, ALICES_LEG, BOB, CONFERENCE, Rest } from "./test/rest.mjs";

const PRELOAD = fileURLToPath(
  new URL("../emulator/node/redirect.cjs", import.meta.url),
);
const COLD_STARTS = 3;
const WARM_REQUESTS = 200;
const FUNCTIONS = [
  "common/agent-outbound-join.protected",
  "common/agent-join-conference.protected",
  "common/call-outbound-join.protected",
  "common/leg-ended.protected",
  "flex/cleanup-rejected-task",
  "flex/reconcile",
];

/** The task of the caller of the n-th call, and of its colleague. @param {number} n */
const caller = (n) => `WT${"a".repeat(24)}${n.toString(16).padStart(8, "0")}`;
/** @param {number} n */
const colleague = (n) =>
  `WT${"b".repeat(24)}${n.toString(16).padStart(8, "0")}`;

/** @param {string} name @param {number} n */
function request(name, n) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const token = { Token: "bobs-token", request: { headers } };
  switch (name) {
    case "common/agent-outbound-join.protected":
      return { taskSid: caller(n), leg: `worker-${ALICE}`, To: "client:alice" };
    case "common/agent-join-conference.protected":
      return {
        conferenceName: caller(n),
        leg: `worker-${BOB}`,
        To: "client:bob",
      };
    case "common/call-outbound-join.protected":
      return {
        ...{
          StatusCallbackEvent: "participant-join",
          ConferenceSid: CONFERENCE,
          caller: ALICE,
        },
        ...{
          FriendlyName: caller(n),
          SequenceNumber: "1",
          CallSid: ALICES_LEG,
        },
        ...{
          ParticipantLabel: `worker-${ALICE}`,
          Hold: "false",
          Muted: "false",
        },
      };
    case "flex/cleanup-rejected-task":
      return { ...token, taskSid: colleague(n), conferenceName: caller(n) };
    case "flex/reconcile":
      return { ...token, Token: "alices-token", taskSid: caller(n) };
    default:
      return {};
  }
}

/** A call that rings, as the server keeps it. @param {number} n */
const ringing = (n) => ({
  ...{
    v: 1,
    conferenceName: caller(n),
    conferenceSid: CONFERENCE,
    state: "ringing",
    seq: 1,
  },
  ...{ createdAt: Date.now(), updatedAt: Date.now(), ringTimeoutS: 45 },
  caller: {
    workerSid: ALICE,
    taskSid: caller(n),
    name: "Alice",
    address: "client:alice",
  },
  colleague: { taskSid: colleague(n), name: "Bob", address: "client:bob" },
  legs: {
    [ALICES_LEG]: {
      ...{
        kind: "agent",
        role: "caller",
        workerSid: ALICE,
        label: `worker-${ALICE}`,
      },
      ...{
        status: "joined",
        hold: false,
        muted: false,
        coaching: false,
        seq: 1,
      },
    },
  },
  pending: {
    colleague: {
      ...{
        kind: "agent",
        taskSid: colleague(n),
        name: "Bob",
        address: "client:bob",
      },
      ...{ since: Date.now(), expiresAt: Date.now() + 45_000 },
    },
  },
  work: { mirrored: true },
});

/** A Twilio in which as many calls are as will be asked about. @param {string} name */
function world(name) {
  const rest = new Rest();
  const alices = rest.tasks.values().next().value;
  rest.legs = [
    { call_sid: ALICES_LEG, label: `worker-${ALICE}`, status: "connected" },
  ];
  for (let n = 0; n <= WARM_REQUESTS; n += 1) {
    rest.tasks.set(caller(n), {
      status: "assigned",
      etag: 0,
      attributes: alices?.attributes,
    });
    rest.tasks.set(colleague(n), {
      status: "reserved",
      etag: 0,
      attributes: {},
    });
    if (!name.includes("call-outbound-join")) {
      rest.documents.set(`internal_call.${caller(n)}`, {
        revision: 0,
        data: ringing(n),
      });
    }
  }
  return rest;
}

/** @param {NodeJS.CpuUsage} since */
function milliseconds(since) {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1_000;
}

/** In a process of its own: asks one Function, cold and then warm. @param {string} name */
async function measure(name) {
  const began = process.cpuUsage();
  const ask = load(name);
  await expectSuccess(name, ask, 0);
  const cold = milliseconds(began);
  const later = process.cpuUsage();
  for (let n = 1; n <= WARM_REQUESTS; n += 1) await expectSuccess(name, ask, n);
  const warm = milliseconds(later) / WARM_REQUESTS;
  console.log(JSON.stringify({ cold, warm }));
}

/**
 * @param {string} name
 * @param {ReturnType<typeof load>} ask
 * @param {number} n
 */
async function expectSuccess(name, ask, n) {
  const { statusCode, body } = await ask(request(name, n));
  if (statusCode !== 200)
    throw new Error(`${name} answered ${statusCode}: ${body}`);
}

/** @param {string} name @returns {Promise<{ cold: number, warm: number }>} */
async function inOwnProcess(name) {
  const rest = world(name);
  const env = {
    PATH: process.env.PATH,
    EMULATOR_PORT: String(await rest.listen()),
  };
  const options = ["--require", PRELOAD, fileURLToPath(import.meta.url), name];
  const child = spawn(process.execPath, options, {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (data) => (said += data));
  const [code] = await once(child, "close");
  rest.close();
  if (code !== 0) throw new Error(`${name} could not be measured`);
  return JSON.parse(said);
}

/** @param {number[]} values */
const middle = (values) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
/** @param {number} value */
const rounded = (value) => Math.round(value * 100) / 100;

/**
 * Every Function, each in processes of its own.
 * @returns {Promise<{ function_cold_cpu_ms: Record<string, number>, function_warm_cpu_ms: Record<string, number> }>}
 */
export async function benchFunctions() {
  /** @type {Record<string, number>} */
  const cold = {};
  /** @type {Record<string, number>} */
  const warm = {};
  for (const name of FUNCTIONS) {
    const runs = [];
    for (let start = 0; start < COLD_STARTS; start += 1)
      runs.push(await inOwnProcess(name));
    const plain = name.replace(/^\w+\/|\.protected$/g, "");
    cold[plain] = rounded(middle(runs.map((run) => run.cold)));
    warm[plain] = rounded(middle(runs.map((run) => run.warm)));
  }
  return { function_cold_cpu_ms: cold, function_warm_cpu_ms: warm };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2]) await measure(process.argv[2]);
  else console.log(JSON.stringify(await benchFunctions()));
}
