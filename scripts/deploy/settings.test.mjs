// @ts-check
/** Two who change Flex's configuration at once: nothing is lost unseen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { changeSettings, withOurSettings } from "./settings.mjs";

const OURS = "switchboard-1234.twil.io";

/** What a deployment wants. @param {any} attributes */
const change = (attributes) =>
  withOurSettings(attributes, {
    ...{ domain: OURS, others: [], activate: false },
    isFormer: () => false,
  });

/**
 * An account's configuration; `meanwhile` is what somebody else does right after our writing.
 * @param {any} custom_data
 * @param {(kept: any) => void} [meanwhile]
 */
function playConfiguration(custom_data, meanwhile = () => {}) {
  const kept = {
    taskrouter_workspace_sid: "WS1",
    ui_attributes: { custom_data },
  };
  const rest = /** @type {import("../lib/rest.mjs").Rest} */ (
    /** @type {unknown} */ ({
      find: async () => structuredClone(kept),
      writeJson: async (/** @type {string} */ _, /** @type {any} */ json) => {
        kept.ui_attributes = structuredClone(json.ui_attributes);
        meanwhile(kept);
      },
    })
  );
  return { kept, rest };
}

/** @param {any} kept */
const data = (kept) => kept.ui_attributes.custom_data;

test("what somebody else has changed since the plan was made is kept", async () => {
  const { kept, rest } = playConfiguration({ features: { theirs: 1 } });
  assert.notEqual(change(kept.ui_attributes), undefined);
  data(kept).features.theirs = 2;
  await changeSettings(rest, "AC1", change);
  assert.equal(data(kept).features.theirs, 2);
  const { internal_call: ours } = data(kept).features;
  assert.equal(ours.serverless_functions_domain, OURS);
});

test("who writes what he read before ours takes ours away, and that is told", async () => {
  const read = { features: { theirs: 2 } };
  const { kept, rest } = playConfiguration({ features: {} }, (kept) => {
    kept.ui_attributes = { custom_data: structuredClone(read) };
  });
  await assert.rejects(
    changeSettings(rest, "AC1", change),
    /changed by somebody else .* same command again/,
  );
  assert.deepEqual(data(kept), read);
});

test("what is so already is not written", async () => {
  const { kept, rest } = playConfiguration({});
  await changeSettings(rest, "AC1", change);
  const { rest: again } = playConfiguration(data(kept), () =>
    assert.fail("it was written"),
  );
  await changeSettings(again, "AC1", change);
});
