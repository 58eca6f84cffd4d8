// @ts-check
/** Several environments in one account: each changes nothing of another. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EmulatedAccount, OF_OTHERS } from "./emulated.mjs";
import { inUse } from "./plan.mjs";

/** @typedef {Awaited<ReturnType<EmulatedAccount["state"]>>} State */

/** What there is without one environment. @param {State} state @param {string} environment */
const without = (state, environment) => ({
  ...state,
  services: state.services.filter(
    ({ name }) => name !== `switchboard-${environment}`,
  ),
  workflows: state.workflows.filter(
    ({ friendly_name }) =>
      !friendly_name.includes(`[switchboard-${environment}]`),
  ),
});

/** The Functions that agents use. @param {EmulatedAccount} account */
const used = async (account) =>
  (await account.customData()).features.internal_call
    .serverless_functions_domain;

test("staging beside production has all of its own, and changes nothing there", () =>
  EmulatedAccount.for(async (account) => {
    const production = await account.deploy();
    const before = await account.state();
    const staging = account.of("staging");
    const domain = await staging.deploy();
    assert.notEqual(domain, production);
    const after = await account.state();
    assert.deepEqual(without(after, "staging"), before);
    const [of] = after.services.filter(
      ({ name }) => name === "switchboard-staging",
    );
    assert.equal(of.environments[0].paths.length, of.files.length);
    assert.ok(
      after.workflows.some(
        ({ friendly_name }) =>
          friendly_name === "Internal Call [switchboard-staging]",
      ),
    );
    const [first, second] = await Promise.all(
      [account, staging].map((one) => one.variable()),
    );
    assert.notEqual(first, second, "each has a workflow of its own");
    assert.equal(await used(account), production);
    assert.deepEqual(await account.planned(), []);
    assert.deepEqual(await staging.planned(), []);
  }));

test("one setting says which environment agents use, and the plan says so, too", () =>
  EmulatedAccount.for(async (account) => {
    assert.match(await account.told(inUse), /no Functions yet/);
    const production = await account.deploy();
    const staging = account.of("staging");
    const domain = await staging.deploy();
    const before = await account.state();
    const [line, ...others] = await staging.planned({ activate: true });
    assert.deepEqual(others, []);
    assert.match(line, new RegExp(domain));
    assert.match(await staging.told(inUse), /Functions of production/);
    await staging.deploy({ activate: true });
    assert.equal(await used(account), domain);
    assert.match(await account.told(inUse), /Functions of staging/);
    await account.deploy();
    assert.equal(await used(account), domain, "nobody wanted another one");
    await account.deploy({ activate: true });
    assert.equal(await used(account), production);
    assert.deepEqual(await account.state(), before);
  }));

test("an address that shares its place with other plugins' is another environment's, too", () =>
  EmulatedAccount.for(async (account) => {
    const production = await account.deploy();
    const shared = { ...OF_OTHERS, serverless_functions_domain: production };
    await account.configure(shared);
    await account.of("staging").deploy();
    const data = await account.customData();
    assert.equal(data.serverless_functions_domain, production);
    const { serverless_functions_domain: own } = data.features.internal_call;
    assert.equal(own, undefined, "agents go on with production");
    await account.deploy();
    assert.equal(await used(account), production);
  }));

test("Functions that were made anew are used at their new address", () =>
  EmulatedAccount.for(async (account) => {
    const former = await account.deploy();
    const rest = account.rest();
    const services = "https://serverless.twilio.com/v1/Services";
    const [{ sid }] = await rest.list(services);
    await rest.remove(`${services}/${sid}`);
    const domain = await account.deploy();
    assert.notEqual(domain, former);
    assert.equal(await used(account), domain);
  }));

test("a name that cannot be part of an address is no environment", () =>
  EmulatedAccount.for(async (account) => {
    for (const name of ["Staging", "a-b", "a".repeat(17), "ä"])
      assert.throws(() => account.of(name), /small letters and digits/);
  }));
