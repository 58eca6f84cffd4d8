// @ts-check
/** Taking Switchboard out of an account: what was there before is as before, and nothing else goes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EmulatedAccount } from "../deploy/emulated.mjs";
import { BASE as FUNCTIONS } from "../deploy/functions.mjs";
import { BASE as PLUGINS, findPlugin, planPlugin } from "../deploy/plugin.mjs";

const WORKSPACE =
  "https://taskrouter.twilio.com/v1/Workspaces/WS00000000000000000000000000000001";
const QUEUE = "WQ00000000000000000000000000000001";
const NAME = "plugin-switchboard";

/** @param {EmulatedAccount} account @param {string} FriendlyName @param {string} Configuration */
const addWorkflow = (account, FriendlyName, Configuration) =>
  account
    .rest()
    .write(`${WORKSPACE}/Workflows`, { FriendlyName, Configuration });

/** @param {EmulatedAccount} account */
async function archivedVersions(account) {
  const all = await account.rest().list(`${PLUGINS}/Plugins/${NAME}/Versions`);
  return all
    .filter(({ archived }) => archived)
    .map(({ version }) => version)
    .sort();
}

/** Starts a call between colleagues, as far as TaskRouter knows. @param {EmulatedAccount} account */
async function call(account) {
  const WorkflowSid = String(await account.variable());
  const Attributes = JSON.stringify({ internal: "true" });
  const form = { WorkflowSid, TaskChannel: "voice", Attributes };
  const { sid } = await account.rest().write(`${WORKSPACE}/Tasks`, form);
  return `${WORKSPACE}/Tasks/${sid}`;
}

test("what was deployed is gone, and what was there before is as before", () =>
  EmulatedAccount.for(async (account) => {
    await account.addDocument("of somebody else");
    await account.addDocument("internal_call.mine");
    await account.releasePlugin("plugin-other", "1.0.0", "");
    const before = await account.state();
    await account.deploy();
    await account.addRecord(1);
    await account.addRecord(2);
    await account.releaseOurs("0.1.0");
    await account.releaseOurs("0.2.0");
    const { lines } = await account.plannedRemoval();
    assert.equal(lines.length, 6, lines.join("\n"));
    await account.uninstall();
    const after = await account.state();
    assert.deepEqual(after.released, [
      { unique_name: "plugin-other", version: "1.0.0", phase: 5 },
    ]);
    assert.deepEqual(await archivedVersions(account), ["0.1.0", "0.2.0"]);
    const { released: _, ...others } = after;
    const { released: __, ...were } = before;
    assert.deepEqual(others, were);
    assert.deepEqual((await account.plannedRemoval()).lines, []);
  }));

test("settings come and go, whatever was there, and in their order", async () => {
  const callbacks = { enabled: true, retries: 3 };
  for (const custom_data of [
    {},
    { z: 1, a: { b: [] } },
    { features: {} },
    { features: { callbacks }, common: {} },
    { features: { internal_call: { enabled: true, enable_call_agent: true } } },
    {
      serverless_functions_domain: "theirs-1.twil.io",
      features: {
        internal_call: { enable_call_agent: false, enabled: false },
        callbacks,
      },
    },
  ]) {
    await EmulatedAccount.for(
      async (account) => {
        const { settings } = await account.state();
        await account.deploy();
        assert.notEqual((await account.state()).settings, settings);
        await account.uninstall();
        assert.equal((await account.state()).settings, settings);
      },
      { custom_data },
    );
  }
});

test("a workflow that was there keeps all that was written in it, to the byte", () =>
  EmulatedAccount.for(async (account) => {
    const theirs = `{"expression": "type==\\"vip\\"", "targets": [{"queue": "${QUEUE}"}]}`;
    const written = `{ "task_routing": {\n  "filters": [ ${theirs} ,\n ${theirs}],  "default_filter": {"queue":"${QUEUE}"} } }`;
    await addWorkflow(account, "Internal Call Berlin", written);
    const before = await account.state();
    await account.deploy();
    const { lines } = await account.plannedRemoval();
    assert.match(lines[1], /out of the workflow "Internal Call Berlin"/);
    await account.uninstall();
    assert.deepEqual(await account.state(), before);
  }));

test("a workflow that was made for it stays where somebody has added a filter", () =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    const at = `${WORKSPACE}/Workflows`;
    const [, ours] = await account.rest().list(at);
    const { task_routing: routing } = JSON.parse(ours.configuration);
    const theirs = { expression: "1==1", targets: [{ queue: QUEUE }] };
    const filters = [...routing.filters, theirs];
    const Configuration = JSON.stringify({ task_routing: { filters } });
    await account.rest().write(`${at}/${ours.sid}`, { Configuration });
    await account.uninstall();
    const { workflows } = await account.state();
    assert.deepEqual(JSON.parse(workflows[1].configuration), {
      task_routing: { filters: [theirs] },
    });
  }));

/** The workflow of internal calls that another plugin has made. @param {EmulatedAccount} account */
function addTheirs(account) {
  const expression = "task.targetWorker == worker.contact_uri";
  const theirs = {
    filter_friendly_name: "Internal Call",
    expression: "1==1",
    targets: [{ queue: QUEUE, expression }],
  };
  const routing = { task_routing: { filters: [theirs] } };
  return addWorkflow(account, "Internal Call", JSON.stringify(routing));
}

test("a filter that leads to a colleague and is not ours is left alone", () =>
  EmulatedAccount.for(async (account) => {
    await addTheirs(account);
    const before = await account.state();
    await account.deploy();
    await account.uninstall();
    assert.deepEqual(await account.state(), before);
  }));

test("a service of our name that may be somebody else's stays, and that is said", () =>
  EmulatedAccount.for(async (account) => {
    const rest = account.rest();
    await rest.write(FUNCTIONS, {
      ...{ UniqueName: "switchboard", FriendlyName: "Switchboard" },
    });
    await rest.write(`${FUNCTIONS}/switchboard/Functions`, {
      FriendlyName: "/hello",
    });
    const before = await account.state();
    const { lines, notes } = await account.plannedRemoval();
    assert.deepEqual(lines, []);
    assert.match(notes.join("\n"), /switchboard stays.*\/hello/);
    await account.uninstall();
    assert.deepEqual(await account.state(), before);
  }));

test("somebody else's build in our service keeps all of it", () =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    const at = `${FUNCTIONS}/switchboard`;
    await account.rest().write(`${at}/Builds`, { Runtime: "node22" });
    const { services } = await account.state();
    const { notes } = await account.plannedRemoval();
    assert.match(notes.join("\n"), /1 of its builds are not of Switchboard/);
    await account.uninstall();
    assert.deepEqual((await account.state()).services, services);
  }));

for (const [whose, prepare] of /** @type {const} */ ([
  ["ours", async () => {}],
  ["somebody else's", addTheirs],
])) {
  test(`while colleagues call each other in a workflow of ${whose} nothing is changed`, () =>
    EmulatedAccount.for(async (account) => {
      await prepare(account);
      const before = await account.state();
      await account.deploy();
      const deployed = await account.state();
      const task = await call(account);
      await assert.rejects(
        account.uninstall(),
        /calls between colleagues: 1\. Nothing was changed/,
      );
      assert.deepEqual(await account.state(), deployed);
      await account.rest().remove(task);
      await account.uninstall();
      assert.deepEqual(await account.state(), before);
    }));
}

test("one environment goes, and the other is as before", () =>
  EmulatedAccount.for(async (account) => {
    const clean = await account.state();
    await account.deploy();
    await account.releaseOurs("0.1.0");
    await account.addRecord(1);
    const before = await account.state();
    const staging = account.of("staging");
    await staging.deploy({ activate: true });
    await assert.rejects(staging.uninstall(), /production --activate/);
    await account.deploy({ activate: true });
    const { notes } = await staging.plannedRemoval();
    assert.match(notes.join("\n"), /stay: production uses them/);
    await staging.uninstall();
    assert.deepEqual(await account.state(), before);
    await account.uninstall();
    assert.deepEqual(await account.state(), clean);
  }));

test("versions that are kept can be released again; one that was deployed by hand always stays", () =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    await account.releasePlugin(NAME, "0.0.9", "by hand");
    await account.releaseOurs("0.1.0");
    await account.uninstall({ keepVersions: true });
    assert.deepEqual((await account.state()).released, []);
    assert.deepEqual(await archivedVersions(account), []);
    await account.uninstall();
    assert.deepEqual(await archivedVersions(account), ["0.1.0"]);
    const found = await findPlugin(account.rest(), NAME);
    const built = { name: NAME, fingerprint: "0123456789abcdef" };
    assert.throws(
      () => planPlugin(found, { ...built, version: "0.1.0" }),
      /archived.*raise the one in package.json/,
    );
    const next = planPlugin(found, { ...built, version: "0.1.1" });
    assert.equal(next, `deploy the plugin ${NAME} 0.1.1`);
  }));

test("the plugin's files go, and those of other plugins stay", () =>
  EmulatedAccount.for(async (account) => {
    const other = "plugin-other";
    await account.uploadPlugin(other, "1.0.0");
    const before = await account.state();
    await account.uploadPlugin(NAME, "0.1.0");
    await account.uploadPlugin(NAME, "0.2.0");
    await account.uninstall();
    assert.deepEqual(await account.state(), before);
  }));
