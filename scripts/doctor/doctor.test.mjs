// @ts-check
/** The doctor as it is called, at running emulators. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { EmulatedAccount } from "../deploy/emulated.mjs";
import { credentialsOf } from "../lib/account.mjs";
import { startEmulator } from "../lib/emulator.mjs";
import { inRoot } from "../lib/paths.mjs";
import { Rest } from "../lib/rest.mjs";
import { examine } from "./checks.mjs";
import { factsOf } from "./facts.mjs";
import { FINDINGS } from "./findings.mjs";

const PASSWORD = "0123456789abcdef".repeat(2);

/**
 * Examines a world.
 * @param {object} world as a world file describes it
 */
async function examined(world) {
  const folder = mkdtempSync(path.join(tmpdir(), "switchboard-"));
  const file = path.join(folder, "world.json");
  writeFileSync(file, JSON.stringify(world));
  const emulator = await startEmulator(["--world", file]);
  try {
    return await doctor(emulator.page);
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true });
  }
}

/**
 * Gives the command.
 * @param {string} page of a running emulator
 * @param {string[]} more options
 */
async function doctor(page, ...more) {
  const script = inRoot("scripts", "doctor.mjs");
  const options = ["--json", "--emulator", page, ...more];
  // What somebody has set for his account is nothing to an emulator.
  const env = { ...process.env, SWITCHBOARD_ENVIRONMENT: "elsewhere" };
  const doctor = spawn(process.execPath, [script, ...options], { env });
  const said = { out: "", err: "" };
  doctor.stdout.on("data", (chunk) => (said.out += chunk));
  doctor.stderr.on("data", (chunk) => (said.err += chunk));
  const [status] = await once(doctor, "close");
  assert.equal(said.err, "");
  assert.ok(!said.out.includes(PASSWORD), "it told a password");
  return { status, ...JSON.parse(said.out) };
}

/** What is found in an account, and how bad it is. @param {EmulatedAccount} account */
async function foundIn({ emulator }) {
  const rest = new Rest(credentialsOf({}, emulator.page));
  const { version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const page = "http://alice.localhost/";
  return { findings: examine(await factsOf(rest, version, page)) };
}

/** @param {{ findings: { id: string, level: string }[] }} told @param {string} level */
const of = ({ findings }, level) =>
  findings.filter((finding) => finding.level === level).map(({ id }) => id);

test("in the emulator's account nothing is wrong", async () => {
  const told = await examined({});
  assert.deepEqual([...of(told, "wrong"), ...of(told, "weak")], []);
  assert.deepEqual([told.status, told.healthy], [0, true]);
  for (const id of [
    "credentials-fine",
    "flex-ui-fine",
    "workflow-fine",
    "people-fine",
    "functions-fine",
    "token-fine",
    "flows-fine",
    "wasm-fine",
  ]) {
    assert.ok(of(told, "fine").includes(id), FINDINGS[id].says);
  }
});

test("what a deployment brings is missed before it, and nothing is after it", () =>
  EmulatedAccount.for(async (account) => {
    assert.deepEqual(of(await foundIn(account), "wrong"), [
      "calls-off",
      "workflow-missing",
      "functions-unset",
    ]);
    await account.deploy();
    const told = await foundIn(account);
    assert.deepEqual([...of(told, "wrong"), ...of(told, "weak")], []);
    for (const id of [
      "functions-fine",
      "token-fine",
      "variables-fine",
      "sync-fine",
    ]) {
      assert.ok(of(told, "fine").includes(id), FINDINGS[id].says);
    }
  }));

test("of several environments the one that is named is examined, else the one that agents use", () =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    const { page } = account.emulator;
    const alone = await doctor(page);
    assert.deepEqual(
      alone.environments.map((/** @type {any} */ { name }) => name),
      ["production"],
    );
    await account.of("staging").deploy();

    const active = await doctor(page);
    assert.deepEqual([...of(active, "wrong"), ...of(active, "weak")], []);
    for (const id of ["environment-used", "other-fits", "functions-fine"])
      assert.ok(of(active, "fine").includes(id), FINDINGS[id].says);
    const [{ functions }] = active.environments;
    const same = { functions, plugin: functions, fits: true };
    assert.deepEqual(active.environments, [
      { name: "production", examined: true, used: true, ...same },
      { name: "staging", examined: false, used: false, ...same },
    ]);

    const staging = await doctor(page, "--environment", "staging");
    assert.deepEqual([...of(staging, "wrong"), ...of(staging, "weak")], []);
    assert.equal(staging.status, 0);
    const says = staging.findings.map((/** @type {any} */ one) => one.says);
    assert.ok(
      says.includes(
        'The workflow "Internal Call [switchboard-staging]" brings each call to its agent.',
      ),
    );
    assert.ok(of(staging, "fine").includes("environment-unused"));

    const trial = await doctor(page, "--environment", "trial");
    assert.deepEqual(of(trial, "wrong"), ["environment-missing"]);
    assert.equal(trial.status, 1);
  }));

test("what is wrong in a world is found, and the exit status tells", async () => {
  const told = await examined({
    workers: [
      { identity: "alice", full_name: "Alice Anders", activity: "Available" },
      {
        identity: "noah",
        full_name: "Noah North",
        activity: "Break",
        voice_capacity: 0,
        attributes: { contact_uri: null },
      },
    ],
    outbound_flow: false,
    internal_call_filter: false,
    custom_data: {
      serverless_functions_domain: "nobody.localhost",
      features: {
        internal_call: { ring_timeout_s: 500, interruptible: ["Break"] },
        multi_call: { enabled: true },
      },
    },
  });
  assert.deepEqual(of(told, "wrong").sort(), [
    "capacity-zero",
    "filter-missing",
    "functions-others",
    "outbound-missing",
  ]);
  assert.deepEqual(of(told, "weak").sort(), [
    "activities-unavailable",
    "capacity-single",
    "people-without-address",
    "settings-unfit",
  ]);
  assert.deepEqual([told.status, told.healthy], [1, false]);
});
