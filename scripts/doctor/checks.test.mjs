// @ts-check
/** One account with one fault for each thing that the doctor can find. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { examine } from "./checks.mjs";
import { environmentsIn } from "./checks/environments.mjs";
import { FINDINGS } from "./findings.mjs";
import { inJson, inWords, isHealthy } from "./report.mjs";

const OURS = `WW${"2".repeat(32)}`;
const THEIRS = `WW${"1".repeat(32)}`;
const QUEUE = `WQ${"1".repeat(32)}`;
const VERSION = "1.2.3";
const CALLS = "https://calls.example.com";

/** @param {number} status @param {any} [body] @param {Record<string, string>} [headers] */
const answer = (status, body = null, headers = {}) => ({
  status,
  body,
  header: (/** @type {string} */ name) => headers[name] ?? null,
});

const filter = () => ({
  expression: "1==1",
  targets: [
    {
      queue: QUEUE,
      expression: "task.targetWorker == worker.contact_uri",
      priority: 10,
    },
  ],
});

/** @param {any[]} filters @param {string} [name] @param {string} [sid] */
const workflow = (filters, name = "Internal Call", sid = OURS) => ({
  sid,
  friendly_name: name,
  configuration: JSON.stringify({ task_routing: { filters } }),
});

/** @param {object} attributes */
const worker = (attributes) => ({ attributes: JSON.stringify(attributes) });

/** @param {number} configured_capacity */
const voice = (configured_capacity) =>
  answer(200, [{ task_channel_unique_name: "voice", configured_capacity }]);

/** @param {string} workflow */
const flow = (workflow) => ({
  definition: {
    states: [
      { type: "trigger" },
      { type: "send-to-flex", properties: { workflow } },
    ],
  },
});

const forbidden = () =>
  answer(403, { code: "forbidden" }, { "X-Switchboard-Version": VERSION });

/** An account in which nothing is wrong. */
const healthy = () => ({
  version: VERSION,
  /** @type {string[]} */
  closed: [],
  isEmulator: false,
  configuration: answer(200, {
    ui_version: "2.17.1",
    ui_dependencies: { react: "17.0.2" },
    taskrouter_workspace_sid: "WS1",
    ui_attributes: {
      custom_data: {
        features: {
          internal_call: {
            enabled: true,
            ring_timeout_s: 45,
            queue_timeout_s: "300",
            find_key: "",
            do_not_disturb: ["Focus"],
            interruptible: ["Training"],
          },
          multi_call: { enabled: true, remind_after_s: 0 },
          of_another_plugin: { anything: 1 },
        },
      },
    },
    outbound_call_flows: {
      default: {
        enabled: true,
        workflow_sid: THEIRS,
        queue_sid: QUEUE,
        caller_id: "+15550100000",
      },
    },
  }),
  workflows: answer(200, [
    workflow([], "Anyone", THEIRS),
    workflow([filter()]),
  ]),
  queues: answer(200, [{ sid: QUEUE }]),
  activities: answer(200, [
    { friendly_name: "Focus", available: true },
    { friendly_name: "Training", available: true },
    { friendly_name: "Break", available: false },
  ]),
  workers: answer(200, [worker({ contact_uri: "client:alice" })]),
  channels: [voice(3)],
  /** @type {string | undefined} */
  wanted: undefined,
  /** @type {string | undefined} */
  used: CALLS,
  environments: answer(200, [environment("production", CALLS)]),
  /** @type {string | undefined} */
  functions: CALLS,
  /** @type {any} */
  unasked: forbidden(),
  forged: forbidden(),
  variables: answer(200, {
    TWILIO_FLEX_WORKSPACE_SID: "WS1",
    TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID: OURS,
    TWILIO_FLEX_SYNC_SID: "IS1",
  }),
  /** @type {any} */
  records: answer(200, {}),
  plugins: answer(200, [
    { unique_name: "another", version: "9.0.0" },
    { unique_name: "plugin-switchboard", version: VERSION },
  ]),
  flows: answer(200, [flow(THEIRS), flow("{{flow.variables.workflow}}")]),
  page: answer(200, null, {
    "content-security-policy": "script-src 'self' 'wasm-unsafe-eval'",
  }),
});

/**
 * @param {string} name
 * @param {string} [address]
 * @param {any} [unasked] what its Functions say to a stranger
 */
const environment = (
  name,
  address = `https://${name}.example.com`,
  unasked = forbidden(),
) => ({ name, domain: new URL(address).host, unasked });

/** @typedef {ReturnType<typeof healthy>} Account */

/** Another environment, whose Functions say this. @param {Account} it @param {any} [unasked] */
const beside = (it, unasked) =>
  it.environments.body.push(environment("staging", undefined, unasked));

/** Staging is examined, which agents do not use. @param {Account} it */
function wantStaging(it) {
  beside(it);
  Object.assign(it, {
    wanted: "staging",
    functions: "https://staging.example.com",
  });
}

/** @param {Account} account */
const features = (account) =>
  account.configuration.body.ui_attributes.custom_data.features;

/** @param {Account} account */
const set = (account) => features(account).internal_call;

/** @param {string} policy @returns {(account: Account) => unknown} */
const policy = (policy) => (account) =>
  (account.page = answer(200, null, { "content-security-policy": policy }));

/** What is planted, and what has to be found instead. @type {[string, (account: Account) => unknown][]} */
const PLANTED = [
  ["credentials-refused", (it) => (it.configuration = answer(401))],
  ["credentials-refused", (it) => (it.configuration = answer(403))],
  ["twilio-silent", (it) => (it.configuration = answer(0))],
  [
    "emulator-silent",
    (it) => Object.assign(it, { configuration: answer(0), isEmulator: true }),
  ],
  ["no-flex", (it) => (it.configuration = answer(404))],
  ["rights-missing", (it) => it.closed.push("Sync")],
  ["flex-ui-old", (it) => (it.configuration.body.ui_version = "2.7.4")],
  ["flex-ui-old", (it) => (it.configuration.body.ui_version = "1.33.0")],
  ["flex-ui-unset", (it) => (it.configuration.body.ui_version = null)],
  [
    "react-old",
    (it) => (it.configuration.body.ui_dependencies.react = "16.5.2"),
  ],
  [
    "react-untried",
    (it) => (it.configuration.body.ui_dependencies.react = "16.13.1"),
  ],
  ["react-unset", (it) => (it.configuration.body.ui_dependencies = {})],
  ["plugin-missing", (it) => it.plugins.body.pop()],
  ["plugin-missing", (it) => (it.plugins = answer(404))],
  ["plugin-other", (it) => (it.plugins.body[1].version = "1.2.2")],
  ["list-unseen", (it) => (it.plugins = answer(403))],
  [
    "template-released",
    (it) => it.plugins.body.push({ unique_name: "plugin-flex-ts-template-v2" }),
  ],
  ["calls-off", (it) => (features(it).internal_call.enabled = false)],
  ["settings-unknown", (it) => (features(it).internal_call.ring_timeout = 45)],
  ["settings-unknown", (it) => (features(it).multi_call.constructor = 1)],
  ["settings-unfit", (it) => (features(it).internal_call.ring_timeout_s = 4)],
  ["settings-unfit", (it) => (features(it).multi_call.enabled = "false")],
  ["settings-unfit", (it) => (features(it).internal_call.find_key = "F1")],
  ["settings-unfit", (it) => (set(it).interruptible = "Training")],
  ["activities-unknown", (it) => (set(it).do_not_disturb = ["focus"])],
  ["activities-unknown", (it) => set(it).interruptible.push("Lunch")],
  ["activities-in-both", (it) => set(it).interruptible.push("Focus")],
  ["activities-unavailable", (it) => set(it).interruptible.push("Break")],
  ["list-unseen", (it) => (it.activities = answer(403))],
  [
    "outbound-missing",
    (it) => (it.configuration.body.outbound_call_flows = {}),
  ],
  [
    "outbound-incomplete",
    (it) =>
      delete it.configuration.body.outbound_call_flows.default.workflow_sid,
  ],
  [
    "caller-id-missing",
    (it) => delete it.configuration.body.outbound_call_flows.default.caller_id,
  ],
  ["workflow-missing", (it) => it.workflows.body.pop()],
  ["workflow-unreadable", (it) => (it.workflows.body[1].configuration = "{")],
  ["filter-missing", (it) => (it.workflows.body[1] = workflow([]))],
  [
    "filter-shadowed",
    (it) =>
      (it.workflows.body[1] = workflow([
        { expression: "1 == 1", targets: [{ queue: QUEUE }] },
        filter(),
      ])),
  ],
  ["filter-queue-missing", (it) => (it.queues.body[0].sid = "WQ2")],
  [
    "priority-low",
    (it) =>
      (it.workflows.body[0] = workflow(
        [{ targets: [{ queue: QUEUE, priority: "11" }] }],
        "Anyone",
        THEIRS,
      )),
  ],
  ["people-none", (it) => (it.workers.body = [])],
  ["people-without-address", (it) => it.workers.body.push(worker({}))],
  [
    "people-without-address",
    (it) => it.workers.body.push({ attributes: "no JSON" }),
  ],
  ["capacity-zero", (it) => it.channels.push(voice(0))],
  ["capacity-zero", (it) => it.channels.push(answer(200, []))],
  ["capacity-single", (it) => (it.channels = [voice(1)])],
  ["capacity-unexpected", (it) => (features(it).multi_call.enabled = false)],
  ["capacity-unseen", (it) => (it.channels = [])],
  ["functions-unset", (it) => (it.unasked = undefined)],
  ["functions-silent", (it) => (it.unasked = answer(0))],
  ["functions-others", (it) => (it.unasked = answer(200, "<html>"))],
  [
    "functions-version",
    (it) => (it.unasked = answer(403, { code: "forbidden" })),
  ],
  [
    "environment-missing",
    (it) => Object.assign(it, { wanted: "trial", functions: undefined }),
  ],
  [
    "environment-unseen",
    (it) =>
      Object.assign(it, {
        ...{ wanted: "staging", functions: undefined },
        environments: answer(403),
      }),
  ],
  [
    "other-version",
    (it) =>
      beside(
        it,
        answer(
          403,
          { code: "forbidden" },
          { "X-Switchboard-Version": "1.2.2" },
        ),
      ),
  ],
  ["other-version", (it) => beside(it, answer(403, { code: "forbidden" }))],
  ["other-silent", (it) => beside(it, answer(0))],
  ["other-silent", (it) => beside(it, answer(404, "<html>"))],
  ["token-unchecked", (it) => (it.forged = answer(200, { changed: false }))],
  ["token-unable", (it) => (it.forged = answer(504, { code: "timeout" }))],
  ["variables-missing", (it) => delete it.variables.body.TWILIO_FLEX_SYNC_SID],
  [
    "variables-other",
    (it) => (it.variables.body.TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID = THEIRS),
  ],
  ["variables-unseen", (it) => (it.variables = answer(403))],
  ["sync-missing", (it) => (it.records = answer(404))],
  ["sync-closed", (it) => (it.records.body.acl_enabled = true)],
  ["sync-unseen", (it) => (it.records = undefined)],
  ["flow-lost", (it) => it.flows.body.push(flow(`WW${"9".repeat(32)}`))],
  ["flow-internal", (it) => it.flows.body.push(flow(OURS))],
  ["flows-unseen", (it) => (it.flows = answer(401))],
  ["wasm-refused", policy("default-src 'self'")],
  ["wasm-refused", policy("default-src *; script-src 'self' 'unsafe-inline'")],
  ["wasm-refused", policy("img-src *, script-src 'self'")],
  ["wasm-unseen", (it) => (it.page = answer(0))],
];

/** Of what REST does not tell. */
const ALWAYS = ["alert-unseen", "warm-transfers-unseen"];

/** @param {Account} account */
const troubles = (account) =>
  examine(account)
    .filter(({ level }) => level !== "fine")
    .map(({ id }) => id)
    .filter((id) => !ALWAYS.includes(id));

test("of an account in which nothing is wrong nothing is said", () => {
  assert.deepEqual(troubles(healthy()), []);
  assert.equal(isHealthy(examine(healthy())), true);
});

for (const [id, plant] of PLANTED) {
  test(`the one fault of an account is told: ${FINDINGS[id].says}`, () => {
    const account = healthy();
    plant(account);
    assert.deepEqual(troubles(account), [id]);
    const wrong = FINDINGS[id].level === "wrong";
    assert.equal(isHealthy(examine(account)), !wrong);
  });
}

test("beside the environment that agents use each other has a line, and how to examine it", () => {
  const account = healthy();
  beside(account);
  assert.deepEqual(troubles(account), []);
  const told = inWords(examine(account));
  assert.match(
    told,
    /✓ The environment that is examined is production, which agents/,
  );
  assert.match(
    told,
    /✓ The environment staging is there, too: .* of version 1\.2\.3\. .* npm run doctor -- --environment staging\n/,
  );
});

test("an environment that is asked for is examined alone, and it is said what agents use", () => {
  const account = healthy();
  wantStaging(account);
  account.environments.body[0].unasked = answer(0);
  assert.deepEqual(troubles(account), []);
  const staging =
    /The environment that is examined is staging; agents use (.*)\.\n/;
  const used = () => staging.exec(inWords(examine(account)))?.[1];
  assert.equal(used(), "the Functions of production");
  account.used = "https://by-hand.example.com";
  assert.equal(used(), "Functions of somebody else");
  account.used = undefined;
  assert.equal(used(), "none yet");
});

test("what mends an environment is to be typed with its name", () => {
  const account = healthy();
  wantStaging(account);
  account.variables.body = {};
  account.plugins.body.pop();
  const told = inWords(examine(account));
  assert.match(told, /npm run deploy -- --environment staging sets them/);
  assert.match(told, /npm run deploy -- --environment staging --release;/);
  assert.doesNotMatch(told, /npm run deploy[^ ]/);
});

test("an environment that is not there is told with those that are", () => {
  const account = healthy();
  Object.assign(account, { wanted: "trial", functions: undefined });
  const missing =
    /no environment trial\. It has: (.*)\.\n.*--environment trial/;
  const there = () => missing.exec(inWords(examine(account)))?.[1];
  assert.equal(there(), "production");
  account.environments.body = [];
  assert.equal(there(), "none");
});

test("without a plugin to compare with, nothing is said of whether another environment fits", () => {
  for (const [plugins, of] of /** @type {const} */ ([
    [answer(403), "list-unseen"],
    [answer(200, []), "plugin-missing"],
  ])) {
    const account = healthy();
    beside(account);
    account.plugins = plugins;
    assert.deepEqual(troubles(account), [of, "other-unknown"]);
  }
});

test("machines read of each environment whether its Functions and the plugin fit", () => {
  const account = healthy();
  beside(account, answer(403, { code: "forbidden" }));
  beside(account, answer(0));
  const { environments } = JSON.parse(
    inJson(examine(account), environmentsIn(account)),
  );
  const fitting = { functions: VERSION, plugin: VERSION, fits: true };
  const other = { name: "staging", examined: false, used: false };
  const old = { functions: "before 0.1.0", plugin: VERSION, fits: false };
  assert.deepEqual(environments, [
    { name: "production", examined: true, used: true, ...fitting },
    { ...other, ...old },
    { ...other, plugin: VERSION },
  ]);
});

test("a running emulator needs no release, since it loads the plugin's file", () => {
  const account = { ...healthy(), isEmulator: true, plugins: answer(404) };
  assert.deepEqual(troubles(account), []);
  const told = examine(account).map(({ id }) => id);
  assert.ok(told.includes("plugin-emulated"));
});

test("workflows that could not be read are no reason to blame a flow", () => {
  const account = healthy();
  account.workflows = answer(403);
  assert.deepEqual(troubles(account), ["list-unseen", "flows-unseen"]);
});

test("whatever can be found is planted, and says how it is mended", () => {
  const planted = new Set(PLANTED.map(([id]) => id));
  const emulated = { ...healthy(), isEmulator: true, plugins: answer(404) };
  const other = { ...healthy(), environments: answer(200, []) };
  wantStaging(other);
  const besides = [healthy(), { ...healthy(), plugins: answer(403) }];
  besides.forEach((account) => beside(account));
  const told = [healthy(), emulated, other, ...besides]
    .flatMap(examine)
    .map(({ id }) => id);
  assert.deepEqual(
    Object.keys(FINDINGS).filter(
      (id) => !planted.has(id) && !told.includes(id),
    ),
    [],
  );
  for (const [id, { level, mend }] of Object.entries(FINDINGS)) {
    assert.equal(Boolean(mend), level !== "fine", id);
  }
});

test("no sentence is left with a place that nobody filled", () => {
  const accounts = PLANTED.map(([, plant]) => {
    const account = healthy();
    plant(account);
    return account;
  });
  for (const account of [healthy(), ...accounts]) {
    for (const { says, mend = "" } of examine(account)) {
      assert.doesNotMatch(says + mend, /[{}]|undefined|NaN|\s\s|\(\)/);
    }
  }
});

test("people read a mark, a sentence and a step; machines the same in JSON", () => {
  const account = healthy();
  account.unasked = answer(0);
  const findings = examine(account);
  assert.match(
    inWords(findings),
    /✗ The Functions do not answer\.\n {4}npm run deploy\./,
  );
  const { healthy: well, findings: listed } = JSON.parse(inJson(findings, []));
  assert.equal(well, false);
  assert.deepEqual(listed, findings);
});
