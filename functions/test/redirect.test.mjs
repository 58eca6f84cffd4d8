// @ts-check
/** The preload that keeps the Functions of the emulator on this machine. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const PRELOAD = fileURLToPath(
  new URL("../../emulator/node/redirect.cjs", import.meta.url),
);

/** @param {string} script */
function run(script) {
  const env = { PATH: process.env.PATH, EMULATOR_PORT: "1" };
  const { stdout } = spawnSync(
    process.execPath,
    ["--require", PRELOAD, "-e", script],
    { env, encoding: "utf8" },
  );
  return stdout.trim();
}

test("nothing leaves the machine", () => {
  const tries = [
    `require("net").connect(80, "192.0.2.1")`,
    `require("net").connect({ host: "example.com", port: 80 })`,
    `require("http").get("http://example.com/")`,
    `require("https").get("https://example.com/")`,
    `require("tls").connect({ host: "nottwilio.com", port: 443 })`,
  ];
  for (const attempt of tries) {
    const said = run(
      `try { ${attempt}.on("error", (e) => console.log(e.message)) } catch (e) { console.log(e.message) }`,
    );
    assert.match(said, /keeps everything on this machine/, attempt);
  }
});

test("Twilio's names lead to the emulator", () => {
  const said = run(
    `require("https").get("https://api.twilio.com/").on("error", (e) => console.log(e.address, e.port, e.code))`,
  );
  assert.equal(said, "127.0.0.1 1 ECONNREFUSED");
});
