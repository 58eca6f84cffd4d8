// @ts-check
/** Deploying to an account: what is there afterwards, and what is left alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { EmulatedAccount, OF_OTHERS } from "./emulated.mjs";
import { activate, findFunctions, formerBuild } from "./functions.mjs";

const WRITING = ["POST", "DELETE", "PUT"];

test("an empty account is set up, and its Functions answer", () =>
  EmulatedAccount.for(async (account) => {
    const domain = await account.deploy();
    const { workflows, services } = await account.state();
    assert.deepEqual(await account.customData(), {
      ...OF_OTHERS,
      switchboard: { made: "internal_call" },
      features: {
        ...OF_OTHERS.features,
        internal_call: {
          ...{ enabled: true, enable_call_agent: true },
          serverless_functions_domain: domain,
        },
      },
    });
    assert.deepEqual(
      workflows.map(({ friendly_name }) => friendly_name),
      ["Assign to Anyone", "Internal Call"],
    );
    const [{ name, environments }, ...others] = services;
    assert.deepEqual([name, others], ["switchboard", []]);
    assert.deepEqual(
      environments.map((environment) => environment.name),
      ["production"],
    );
    const joined = `https://${domain}/features/internal-call/flex/reconcile`;
    const answer = await fetch(joined, { method: "POST", body: "{}" });
    assert.equal(answer.status, 403, "it asks for a token, so it runs");
    const sound = `https://${domain}/internal-call/ringback.wav`;
    const { status, headers } = await fetch(sound);
    assert.deepEqual([status, headers.get("content-type")], [200, "audio/wav"]);
    const hidden = await fetch(`https://${domain}/lib/perform`);
    assert.equal(hidden.status, 404);
    const unsigned = `https://${domain}/features/internal-call/common/leg-ended`;
    assert.equal((await fetch(unsigned, { method: "POST" })).status, 403);
  }));

test("deployed once more, nothing is changed", () =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    const before = await account.state();
    const asked = await account.asked(() => account.deploy());
    assert.deepEqual(
      asked.filter(({ method }) => WRITING.includes(method)),
      [],
    );
    assert.deepEqual(await account.state(), before);
    assert.deepEqual(await account.planned(), []);
  }));

test("a plan changes nothing", () =>
  EmulatedAccount.for(async (account) => {
    const before = await account.state();
    const asked = await account.asked(async () => {
      assert.equal((await account.planned()).length, 3);
    });
    assert.ok(asked.length > 5);
    assert.deepEqual(
      asked.filter(({ method }) => method !== "GET"),
      [],
    );
    assert.deepEqual(await account.state(), before);
    await assert.rejects(
      account.rest({ readOnly: true }).write("https://sync.twilio.com/v1", {}),
      /nothing is to be changed/,
    );
  }));

test("changed Functions take the place of the former ones, and can give it back", () =>
  EmulatedAccount.for(async (account) => {
    await account.deploy();
    const { fingerprint } = account.contents;
    account.changeHandlers("0123456789abcdef");
    assert.equal((await account.planned()).length, 1);
    await account.deploy();
    const rest = account.rest();
    const newer = await findFunctions(rest, account.account);
    assert.equal(newer.fingerprint, "0123456789abcdef");
    const former = await formerBuild(rest, newer);
    assert.equal(former?.fingerprint, fingerprint);
    await activate(rest, newer, former?.sid ?? "");
    const { fingerprint: now } = await findFunctions(rest, account.account);
    assert.equal(now, fingerprint);
  }));

test("a filter of internal calls is added to a workflow of that name, before its others", () =>
  EmulatedAccount.for(async (account) => {
    const rest = account.rest();
    const workspace =
      "https://taskrouter.twilio.com/v1/Workspaces/WS00000000000000000000000000000001";
    const queue = "WQ00000000000000000000000000000001";
    const theirs = { expression: 'type=="vip"', targets: [{ queue }] };
    const routing = { filters: [theirs], default_filter: { queue } };
    await rest.write(`${workspace}/Workflows`, {
      FriendlyName: "Internal Call Berlin",
      Configuration: JSON.stringify({ task_routing: routing }),
    });
    await account.deploy();
    const { workflows } = await account.state();
    assert.deepEqual(
      workflows.map(({ friendly_name }) => friendly_name),
      ["Assign to Anyone", "Internal Call Berlin"],
    );
    const { task_routing } = JSON.parse(workflows[1].configuration);
    assert.equal(task_routing.filters.length, 2);
    assert.deepEqual(task_routing.filters[1], theirs);
    assert.deepEqual(task_routing.default_filter, { queue });
  }));

test("what an administrator has chosen is kept", () => {
  const chosen = { enabled: false, ring_timeout_s: 20 };
  return EmulatedAccount.for(
    async (account) => {
      const serverless_functions_domain = await account.deploy();
      const { features, ...others } = await account.customData();
      assert.deepEqual(others, {});
      const with_ours = { ...chosen, serverless_functions_domain };
      assert.deepEqual(features, { internal_call: with_ours });
    },
    { custom_data: { features: { internal_call: chosen } } },
  );
});

test("the Functions that other plugins ask keep their place beside ours", () =>
  EmulatedAccount.for(
    async (account) => {
      const domain = await account.deploy();
      const data = await account.customData();
      assert.equal(data.serverless_functions_domain, "theirs-1.twil.io");
      const { internal_call: ours } = data.features;
      assert.equal(ours.serverless_functions_domain, domain);
    },
    { custom_data: { serverless_functions_domain: "theirs-1.twil.io" } },
  ));

test("Functions that an administrator has chosen by hand stay chosen, until he wants ours", () => {
  const own = {
    serverless_functions_domain: "by-hand.example",
    serverless_functions_port: 3000,
  };
  const chosen = { enabled: true, ...own };
  return EmulatedAccount.for(
    async (account) => {
      const domain = await account.deploy();
      const { features } = await account.customData();
      assert.deepEqual(features.internal_call, chosen);
      await account.deploy({ activate: true });
      const { features: after } = await account.customData();
      const ours = { enabled: true, serverless_functions_domain: domain };
      assert.deepEqual(after.internal_call, ours);
    },
    { custom_data: { features: { internal_call: chosen } } },
  );
});
