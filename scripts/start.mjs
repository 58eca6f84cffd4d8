// @ts-check
/**
 * `npm start`: builds what changed, starts the emulator and opens Flex for
 * each agent. Ctrl-C ends all of it.
 */
import { parseArgs } from "node:util";
import { allSteps } from "./build.mjs";
import { startEmulator } from "./lib/emulator.mjs";
import { isMain, main } from "./lib/main.mjs";
import { runSteps } from "./lib/steps.mjs";
import { stopWanted } from "./lib/stop.mjs";
import { hasDisplay, openWindows } from "./lib/windows.mjs";
import { chromium, npmPackages, startTools } from "./tools.mjs";

const HELP = `Runs Switchboard in the real Flex UI on this machine, without a Twilio account.

  npm start [-- options]

  --agents NAMES       whose desktops to open, by identity   (alice,bob)
  --port NUMBER        where to listen, on loopback only     (7400)
  --no-open            print the addresses, open no window
  --world FILE         a JSON file with workers, features and time-outs of your own
  --extra-workers N    add N made-up workers, to try long lists
  --help               this text
`;

function options() {
  const { values } = parseArgs({
    options: {
      agents: { type: "string", default: "alice,bob" },
      port: { type: "string", default: "7400" },
      "no-open": { type: "boolean", default: false },
      world: { type: "string" },
      "extra-workers": { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

/** @param {ReturnType<typeof options>} chosen */
function emulatorOptions(chosen) {
  const given = ["--port", chosen.port ?? "7400"];
  if (chosen.world) given.push("--world", chosen.world);
  if (chosen["extra-workers"])
    given.push("--extra-workers", chosen["extra-workers"]);
  return given;
}

/**
 * The pages of the agents who were asked for.
 * @param {Record<string, string>} agents
 * @param {string} names
 */
function pagesOf(agents, names) {
  return names.split(",").map((name) => {
    const page = agents[name.trim()];
    if (page) return page;
    const known = Object.keys(agents).slice(0, 10).join(", ");
    throw new Error(`there is no agent "${name}"; there are ${known}`);
  });
}

async function start() {
  const chosen = options();
  if (chosen.help) {
    console.log(HELP);
    return;
  }
  await npmPackages();
  await runSteps([...startTools(), ...allSteps()]);

  const stopped = stopWanted();
  const emulator = await startEmulator(emulatorOptions(chosen), (line) =>
    console.error(line),
  );
  let closeWindows = async () => {};
  try {
    const pages = pagesOf(emulator.agents, chosen.agents ?? "");
    console.log(`\nFlex        ${pages.join("\n            ")}`);
    console.log(`Emulator    ${emulator.page}`);
    const browser = chromium();
    if (!chosen["no-open"] && hasDisplay() && browser) {
      closeWindows = openWindows(browser, pages);
      console.log("\nFlex opens now; give it some seconds. Ctrl-C ends all.");
    } else {
      console.log("\nOpen each address in a browser. Ctrl-C ends all.");
    }
    await Promise.race([stopped, emulator.ended]);
  } finally {
    await closeWindows();
    await emulator.stop();
  }
}

if (isMain(import.meta.url)) await main(start);
