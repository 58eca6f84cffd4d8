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
import { environment } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { chromium, npmPackages, testTools } from "./tools.mjs";

const HELP = `Walks through the product in real browsers.

  npm run walk -- [capability …] [options]     all of them if none is named

  A capability is a folder or a file of tests/walks: internal_call, startup,
  internal_call/talk.

  --repeat N      each walk N times                       (1)
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
    `--repeat-each=${values.repeat}`,
    ...(values.workers ? [`--workers=${values.workers}`] : []),
    ...(values.grep ? ["--grep", values.grep] : []),
    ...(values.update ? ["--update-snapshots=changed"] : []),
    ...(values.headed ? ["--headed"] : []),
  ];
  const playwright = spawn("playwright", args, {
    cwd: ROOT,
    env: environment({ CHROMIUM: chromium() }),
    stdio: "inherit",
  });
  const [code] = await once(playwright, "close");
  process.exitCode = code ?? 1;
}

if (isMain(import.meta.url)) await main(walk);
