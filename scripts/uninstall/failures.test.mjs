// @ts-check
/** An uninstallation that is broken off anywhere: the same command given again comes to the same end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EmulatedAccount } from "../deploy/emulated.mjs";

const SERVERLESS = "serverless.twilio.com";
const FLEX = "flex-api.twilio.com";

/** Every request that changes something, and some that only look. */
const PLACES = /** @type {[string, string, string][]} */ ([
  ["taskrouter.twilio.com", "GET", "/v1/Workspaces/*/Tasks"],
  [FLEX, "POST", "/v1/PluginService/Configurations"],
  [FLEX, "POST", "/v1/PluginService/Releases"],
  [FLEX, "POST", "/v1/PluginService/Plugins/*/Versions/*/Archive"],
  [SERVERLESS, "DELETE", "/v1/Services/*/Environments/*"],
  [SERVERLESS, "DELETE", "/v1/Services/*/Builds/*"],
  [SERVERLESS, "DELETE", "/v1/Services/*/Assets/*"],
  [FLEX, "POST", "/v1/Configuration"],
  ["taskrouter.twilio.com", "DELETE", "/v1/Workspaces/*/Workflows/*"],
  ["sync.twilio.com", "DELETE", "/v1/Services/*/Documents/*"],
  [SERVERLESS, "DELETE", "/v1/Services/*"],
]);

/** What goes wrong there, once: each place has two of them. */
const WRONG =
  /** @type {{do: string, status?: number, after_work?: boolean}[]} */ ([
    { do: "reset" },
    { do: "status", status: 403 },
    { do: "status", status: 429 },
    // It is done, and the answer is lost.
    { do: "status", status: 503, after_work: true },
  ]);

/** An account with all that there can be. @param {EmulatedAccount} account */
async function fill(account) {
  const before = await account.state();
  await account.deploy();
  await account.releaseOurs("0.1.0");
  await account.uploadPlugin("plugin-switchboard", "0.1.0");
  await account.addRecord(1);
  return before;
}

for (const [number, [host, method, path]] of PLACES.entries()) {
  for (const how of [WRONG[number % 4], WRONG[(number + 1) % 4]]) {
    test(`${method} ${host}${path}: ${JSON.stringify(how)}`, () =>
      EmulatedAccount.for(async (account) => {
        await account.hasPluginService();
        const before = await fill(account);
        const struck = { where: "rest", host, method, path, times: 1, ...how };
        const { id } = await account.control("fault", struck);
        const failed = await account.uninstall().then(
          () => false,
          () => true,
        );
        const faults = await account.control("faults");
        const one = faults.find((/** @type {any} */ known) => known.id === id);
        assert.ok(one.struck > 0, "the fault was not met");
        // What makes nothing is asked for again, and so is what Twilio had no time for.
        const isAskedAgain = method !== "POST" && how.status !== 403;
        assert.equal(failed, !isAskedAgain && how.status !== 429);
        await account.control("faults/clear", {});
        await account.uninstall();
        assert.deepEqual(await account.state(), before);
        assert.deepEqual((await account.plannedRemoval()).lines, []);
      }));
  }
}
