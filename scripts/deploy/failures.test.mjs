// @ts-check
/** A deployment that is broken off anywhere: the same command given again comes to the same end. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { EmulatedAccount } from "./emulated.mjs";

const SERVERLESS = "serverless.twilio.com";

/** Every request that changes something, and some that only look. */
const PLACES = /** @type {[string, string, string][]} */ ([
  ["api.twilio.com", "GET", "/2010-04-01/Accounts/*.json"],
  ["taskrouter.twilio.com", "POST", "/v1/Workspaces/*/Workflows"],
  [SERVERLESS, "POST", "/v1/Services"],
  [SERVERLESS, "POST", "/v1/Services/*/Environments"],
  [SERVERLESS, "POST", "/v1/Services/*/Functions"],
  [
    "serverless-upload.twilio.com",
    "POST",
    "/v1/Services/*/Functions/*/Versions",
  ],
  [SERVERLESS, "POST", "/v1/Services/*/Assets"],
  [SERVERLESS, "POST", "/v1/Services/*/Builds"],
  [SERVERLESS, "GET", "/v1/Services/*/Builds/*/Status"],
  [SERVERLESS, "POST", "/v1/Services/*/Environments/*/Variables"],
  [SERVERLESS, "POST", "/v1/Services/*/Environments/*/Deployments"],
  ["flex-api.twilio.com", "POST", "/v1/Configuration"],
]);

/** What goes wrong there, in turn: each place has each of them in another run of the list. */
const WRONG = /** @type {[string, object][]} */ ([
  ["the connection breaks", { do: "reset" }],
  ["Twilio refuses it, as for want of a right", { do: "status", status: 401 }],
  ["Twilio says that it is there", { do: "status", status: 409 }],
  [
    "it is done, and the answer is lost",
    { do: "status", status: 503, after_work: true },
  ],
]);

/** What a deployment that nothing disturbs comes to. @type {unknown} */
let whole;

before(() =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    whole = await account.state();
  }),
);

for (const [number, [host, method, path]] of PLACES.entries()) {
  const [what, how] = WRONG[number % WRONG.length];
  const [other, otherwise] = WRONG[(number + 3) % WRONG.length];
  test(`${method} ${host}${path}: ${what}; then ${other}`, () =>
    EmulatedAccount.for(async (account) => {
      for (const fault of [how, otherwise]) {
        const struck = { where: "rest", host, method, path, ...fault };
        const { id } = await account.control("fault", { ...struck, times: 1 });
        await account.deploy().catch(() => {});
        const faults = await account.control("faults");
        const one = faults.find((/** @type {any} */ known) => known.id === id);
        // What was done in spite of the first fault is not done again.
        if (fault === how) assert.equal(one.struck, 1);
      }
      await account.control("faults/clear", {});
      await account.deploy();
      assert.deepEqual(await account.state(), whole);
      assert.deepEqual(await account.planned(), []);
    }));
}

test("Twilio has no time now: it is asked again", () =>
  EmulatedAccount.for(async (account) => {
    const busy = { where: "rest", do: "status", status: 429, times: 1 };
    for (const [host, method, path] of PLACES) {
      await account.control("fault", { ...busy, host, method, path });
    }
    await account.deploy();
    assert.deepEqual(await account.state(), whole);
  }));

test("whose credentials are wrong is told so, without them", () =>
  EmulatedAccount.for(async (account) => {
    const token = "f".repeat(32);
    account.account = { ...account.account, password: token };
    await assert.rejects(account.deploy(), (/** @type {Error} */ error) => {
      assert.match(error.message, /TWILIO_ACCOUNT_SID .* TWILIO_AUTH_TOKEN/);
      assert.ok(!error.message.includes(token));
      return true;
    });
  }));

test("credentials that do not open all of it are told so before anything is changed", () =>
  EmulatedAccount.for(async (account) => {
    const before = await account.state();
    const closed = { where: "rest", do: "status", status: 403, method: "GET" };
    const sync = { host: "sync.twilio.com", path: "/v1/Services/default" };
    const plugins = {
      host: "flex-api.twilio.com",
      path: "/v1/PluginService/*",
    };
    await account.control("fault", { ...closed, ...sync });
    await account.control("fault", { ...closed, ...plugins });
    const asked = await account.asked(() =>
      assert.rejects(account.deploy(), /open Flex's plugins, Sync\. Nothing/),
    );
    assert.ok(asked.every(({ method }) => method === "GET"));
    await account.control("faults/clear", {});
    assert.deepEqual(await account.state(), before);
  }));

test("an API key does what the auth token does", () =>
  EmulatedAccount.for(async (account) => {
    const before = await account.state();
    const byKey = account.byKey();
    await byKey.deploy();
    assert.deepEqual(await account.state(), whole);
    await byKey.uninstall();
    assert.deepEqual(await account.state(), before);
  }));

test("an account that may have no more services says so, and the same command goes on", () =>
  EmulatedAccount.for(async (account) => {
    const services = "https://serverless.twilio.com/v1/Services";
    for (let number = 0; number < 50; number += 1) {
      const UniqueName = `other-${number}`;
      await account.rest().write(services, { UniqueName, FriendlyName: "x" });
    }
    await assert.rejects(account.deploy(), /limited to .* delete some/);
    await account.rest().remove(`${services}/other-7`);
    await account.deploy();
    assert.deepEqual(await account.planned(), []);
    const { services: all } = await account.state();
    const [{ name, environments }] = all;
    assert.deepEqual([name, environments.length], ["switchboard", 1]);
  }));

test("a build that fails leaves what answered before, and the same command goes on", () =>
  EmulatedAccount.for(
    async (account) => {
      const domain = await account.deploy();
      const before = await account.state();
      account.changeHandlers("0123456789abcdef");
      await assert.rejects(
        account.deploy(),
        /could not build .* still answers/,
      );
      assert.deepEqual(await account.state(), before);
      const sound = `https://${domain}/internal-call/ringback.wav`;
      assert.equal((await fetch(sound)).status, 200);
      await account.deploy();
      assert.deepEqual(await account.planned(), []);
    },
    { failing_build: 2 },
  ));
