// @ts-check
/**
 * `npm run walk -- internal_call`: one capability's walks alone, with a trace
 * and pictures of a failure under test-results/.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { allSteps } from "./build.mjs";
import { isMain, main } from "./lib/main.mjs";
import { ROOT } from "./lib/paths.mjs";
import { environment, run } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { chromium, npmPackages, testTools } from "./tools.mjs";
import { rounds } from "./walk/rounds.mjs";

const HELP = `Walks through the product in real browsers.

  npm run walk -- [capability …] [options]     all of them if none is named

  A capability is a folder or a file of tests/walks: internal_call, startup,
  internal_call/talk.

  --repeat N      all of them N times, one round after the other  (1);
                  a run that was ended goes on with its round, unless
                  something was changed since; a failure ends it
  --workers N     so many at the same time, each with an emulator of its own
                  (2; one on a machine with a single core)
  --grep TEXT     only walks whose name contains TEXT
  --update        what looks otherwise than in tests/walks/pictures is right:
                  take those pictures anew
  --headed        show the browser windows
  --help          this text
`;

async function walk() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      repeat: { type: "string", default: "1" },
      workers: { type: "string" },
      grep: { type: "string" },
      update: { type: "boolean", default: false },
      headed: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  await npmPackages();
  await runSteps([...testTools(), ...allSteps()]);
  const args = [
    "test",
    ...positionals.map((capability) => `walks/${capability}[/.]`),
    ...(values.workers ? [`--workers=${values.workers}`] : []),
    ...(values.grep ? ["--grep", values.grep] : []),
    ...(values.update ? ["--update-snapshots=changed"] : []),
    ...(values.headed ? ["--headed"] : []),
  ];
  const passed = await rounds(times(values.repeat), {
    of: await walkedThrough({ positionals, grep: values.grep }),
    round: () => playwright(args),
    say: (line) => console.log(line),
  });
  if (!passed) process.exitCode = 1;
}

/** Whether all of them passed. @param {string[]} args @returns {Promise<boolean>} */
async function playwright(args) {
  const running = spawn("playwright", args, {
    cwd: ROOT,
    env: environment({ CHROMIUM: chromium() }),
    stdio: "inherit",
  });
  const [code] = await once(running, "close");
  return code === 0;
}

/** @param {string} repeat */
function times(repeat) {
  if (/^[1-9]\d{0,3}$/.test(repeat)) return Number(repeat);
  throw new Error(`--repeat ${repeat}: how many times, from 1 to 9999?`);
}

/**
 * Which walks, of which state of the sources; nothing if there are changes, which have no name.
 * @param {{positionals: string[], grep?: string}} which
 */
async function walkedThrough(which) {
  try {
    const changed = await run("git", ["status", "--porcelain"]);
    if (changed.length > 0) return undefined;
    const [commit] = await run("git", ["rev-parse", "HEAD"]);
    return JSON.stringify([commit, which]);
  } catch {
    // The sources without their history.
    return undefined;
  }
}

if (isMain(import.meta.url)) await main(walk);
