// @ts-check
/**
 * An administrator deploys with Twilio's own command line tool, and two agents call each other with
 * what was deployed.
 */
import { installTwilioCli } from "../../../scripts/lib/twilio-cli.mjs";
import { talk, wrapUpAndComplete } from "../support/call.mjs";
import { ALICE, BOB, expect, test } from "../support/walk.mjs";
import { Commands, SECRET, TOKEN } from "./commands.mjs";
import { startRegistry } from "./registry.mjs";

const PLUGINS = "https://flex-api.twilio.com/v1/PluginService";
const NAME = "plugin-switchboard";
const FORMER = "0.0.1";

test.use({ world: "handed-over.json" });

/** A version that agents had before. @param {Commands} commands */
async function releaseFormer(commands) {
  await commands.ask(`${PLUGINS}/Plugins`, { UniqueName: NAME });
  const PluginUrl = "https://former-0001.twil.io/bundle.js";
  const version = await commands.ask(`${PLUGINS}/Plugins/${NAME}/Versions`, {
    ...{ Version: FORMER, PluginUrl },
  });
  const Plugins = JSON.stringify({ plugin_version: version.sid, phase: 3 });
  const configuration = await commands.ask(`${PLUGINS}/Configurations`, {
    ...{ Name: "before", Plugins },
  });
  const released = { ConfigurationId: configuration.sid };
  await commands.ask(`${PLUGINS}/Releases`, released);
}

/** The version that Flex loads. @param {Commands} commands */
async function releasedVersion(commands) {
  const { releases } = await commands.ask(`${PLUGINS}/Releases`);
  const at = `${PLUGINS}/Configurations/${releases[0].configuration_sid}`;
  const { plugins } = await commands.ask(`${at}/Plugins`);
  return plugins.map((/** @type {any} */ plugin) => plugin.version);
}

test("an account is deployed to, agents call each other, and it is as it was before @cli", async ({
  breakages,
  contract,
  control,
  emulator,
  hears,
  open,
}) => {
  await installTwilioCli(() => {});
  const registry = await startRegistry();
  const commands = new Commands(emulator.port, registry.url);
  await commands.hasPluginService();
  const before = await commands.state();
  await releaseFormer(commands);
  // Its file is uploaded when the connection breaks, and Flex does not know the version yet.
  await breakages.arm({
    ...{ where: "rest", host: "flex-api.twilio.com", method: "POST" },
    ...{ path: "/v1/PluginService/Plugins/*/Versions", do: "reset", times: 1 },
  });
  const brokenOff = await commands.deploy("--release");
  expect(brokenOff.said).toContain("Give the same command again");
  expect(brokenOff.code).toBe(1);
  expect(await releasedVersion(commands)).toEqual([FORMER]);
  const deployed = await commands.byKey().deploy("--release");
  expect(deployed.said).toContain("Released");
  expect(deployed.code).toBe(0);
  for (const secret of [TOKEN, SECRET]) {
    expect(brokenOff.said).not.toContain(secret);
    expect(deployed.said).not.toContain(secret);
  }
  const [version] = await releasedVersion(commands);
  expect(version).not.toBe(FORMER);

  const [alice, bob] = await Promise.all(
    [ALICE, BOB].map((agent) => open(agent, { plugin: "released" })),
  );
  await talk(alice, bob, hears);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);

  // All that the tools have asked, and all that they were answered, is as Twilio publishes it.
  expect(contract.complaints(await control.takeExchanges())).toEqual([]);
  const again = await commands.deploy("--release");
  expect(again.said).toContain("there is nothing to do");
  const { whole } = await control.takeExchanges();
  expect(
    whole.filter((/** @type {any} */ { method }) => method !== "GET"),
  ).toEqual([]);

  const back = await commands.rollback();
  expect(back.said).toContain(`release ${NAME} ${FORMER}`);
  expect(back.code).toBe(0);
  expect(await releasedVersion(commands)).toEqual([FORMER]);

  const asked = await commands.uninstall();
  expect(asked.said).toContain("Nothing was changed");
  expect(asked.code).toBe(1);
  expect(await releasedVersion(commands)).toEqual([FORMER]);
  const gone = await commands.uninstall("--yes");
  expect(gone.said).toContain(`archive ${NAME} ${version}`);
  expect(gone.code).toBe(0);
  expect(await commands.state()).toEqual(before);
  const nothing = await commands.uninstall("--yes");
  expect(nothing.said).toContain("There is nothing of Switchboard");
  registry.stop();
});
