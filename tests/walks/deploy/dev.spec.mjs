// @ts-check
/** Somebody changes the plugin, and sees it in Flex while Twilio's own developer server runs. */
import { once } from "node:events";
import { createServer } from "node:net";
import { installTwilioCli } from "../../../scripts/lib/twilio-cli.mjs";
import { ALICE, expect, test } from "../support/walk.mjs";
import { Clone } from "./clone.mjs";
import { Commands } from "./commands.mjs";
import { startRegistry } from "./registry.mjs";

/** A clone's first program is compiled from the ground, on a machine that does other things. */
const BUILD_MS = 400_000;
const WORDS = "src/strings/en_us.rs";

test.setTimeout(2 * BUILD_MS);

/** Nobody listens there, and nobody a hundred above. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  server.close();
  return port;
}

/** @param {() => unknown} seen */
const atLast = (seen) => expect.poll(seen, { timeout: BUILD_MS });

/** The plugin as the developer's server has it now, or nothing. @param {number} port */
async function served(port) {
  const at = `http://localhost:${port}/plugins/plugin-switchboard.js`;
  try {
    const response = await fetch(at);
    return response.ok ? await response.text() : "";
  } catch {
    return "";
  }
}

test("a change of the source is seen in Flex, and what does not compile leaves the last one @cli", async ({
  emulator,
  open,
}) => {
  await installTwilioCli(() => {});
  const registry = await startRegistry();
  const clone = new Clone();
  const port = await freePort();
  const commands = new Commands(emulator.port, registry.url, clone.folder);
  const dev = commands.start("dev.mjs", ["--port", `${port}`]);
  try {
    await atLast(async () => (await served(port)).length).toBeGreaterThan(0);
    const alice = await open(ALICE, { plugin: "none" });
    await alice.page.route("**/_plugins/none?*", (route) =>
      route.fulfill({
        json: [
          {
            name: "plugin-switchboard",
            phase: 3,
            src: "/_plugins/none/dev.js",
          },
        ],
      }),
    );
    await alice.page.route("**/_plugins/none/dev.js", async (route) =>
      route.fulfill({
        contentType: "text/javascript",
        body: await served(port),
      }),
    );
    await alice.reload();
    await alice.openDialpad();

    const before = await served(port);
    clone.change(WORDS, 'Title: "Call Agent"', 'Title: "Call Agent');
    await atLast(() => dev.said()).toContain("It does not compile");
    expect(dev.said()).toContain(`--> ${WORDS}`);
    expect(await served(port)).toBe(before);

    clone.change(WORDS, 'Title: "Call Agent', 'Title: "Ring a colleague"');
    await atLast(() => served(port)).not.toBe(before);
    await alice.reload();
    await alice.seesFlexUsable();
    await alice.sees("Ring a colleague");
  } finally {
    await dev.stop();
    registry.stop();
    clone.remove();
  }
});
