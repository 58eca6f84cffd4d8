// @ts-check
/**
 * `npm run dev`: Flex's own developer set-up, for those who have an account. Flex loads the plugin of
 * this clone, and after each change the new one with its next reload.
 */
import { watch } from "node:fs";
import { parseArgs } from "node:util";
import { makePacker } from "./build.mjs";
import { PROGRAM_FOLDER, buildProgram } from "./dev/program.mjs";
import { Rebuild } from "./dev/rebuild.mjs";
import { credentialsOf } from "./lib/account.mjs";
import { isMain, main } from "./lib/main.mjs";
import { ROOT, inRoot } from "./lib/paths.mjs";
import { runSteps } from "./lib/steps.mjs";
import { stopWanted } from "./lib/stop.mjs";
import {
  installTwilioCli,
  knowPlugin,
  startTwilio,
} from "./lib/twilio-cli.mjs";
import { buildTools, npmPackages } from "./tools.mjs";
import { readName } from "./deploy/plugin.mjs";

const HELP = `Runs the plugin of this clone in the Flex of an account, and builds it anew as it changes.

  npm run dev -- [options]

  --port NUMBER   where to listen     (3000)
  --help          this text

It needs the account's credentials, as npm run deploy does (see .env.example). Log in with a
worker of that account on the page that it names. Functions and settings are the account's.
Without an account: npm start.
`;

/** What the program is made of. Flex's tool watches the scripts by itself. */
const SOURCES = ["letters", "core", "search", "src", "Cargo.toml"];

/** Builds, and says what came of it; whatever fails leaves the page as it is. */
async function build() {
  const begun = Date.now();
  try {
    await buildProgram(() => {});
    const seconds = ((Date.now() - begun) / 1_000).toFixed(1);
    console.log(`built in ${seconds} s: reload the page to see it`);
  } catch (error) {
    console.error(`\n${error instanceof Error ? error.message : error}\n`);
    console.error("It does not compile: the page keeps the last that did.");
  }
}

/** @param {() => void} changed */
function watchSources(changed) {
  const watchers = SOURCES.map((source) =>
    watch(inRoot(source), { recursive: true }, changed),
  );
  return () => watchers.forEach((watcher) => watcher.close());
}

async function dev() {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "3000" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const credentials = credentialsOf();
  await npmPackages();
  await runSteps([
    ...buildTools(),
    { title: "Twilio's command line tool", run: installTwilioCli },
    { title: "Packer", run: makePacker },
    { title: "Program", run: buildProgram },
  ]);
  const stopped = stopWanted();
  knowPlugin(readName(), ROOT);
  const tool = startTwilio(
    credentials,
    ["flex:plugins:start", "--port", values.port],
    { SWITCHBOARD_PROGRAM: PROGRAM_FOLDER },
  );
  const rebuild = new Rebuild(build);
  const close = watchSources(() => void rebuild.changed());
  try {
    await Promise.race([stopped, tool.ended]);
  } finally {
    close();
    tool.stop();
  }
}

if (isMain(import.meta.url)) await main(dev);
