// @ts-check
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { inRoot } from "../lib/paths.mjs";

test("without an account's credentials it says which are missing, and starts nothing", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [inRoot("scripts", "dev.mjs")],
    { encoding: "utf8", env: { ...process.env, TWILIO_ACCOUNT_SID: "" } },
  );
  assert.equal(status, 1);
  assert.match(stderr, /^TWILIO_ACCOUNT_SID is not set .*\.env\.example/);
  assert.equal(stdout, "");
});
