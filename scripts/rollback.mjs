// @ts-check
/** `npm run rollback`: the version that agents had before, and the Functions that belong to it. */
import { parseArgs } from "node:util";
import { activate, findFunctions, formerBuild } from "./deploy/functions.mjs";
import { formerVersion, readName, release } from "./deploy/plugin.mjs";
import { accountOf } from "./lib/account.mjs";
import { isMain, main } from "./lib/main.mjs";
import { Rest } from "./lib/rest.mjs";
import { checkRights } from "./lib/rights.mjs";
import { runSteps } from "./lib/steps.mjs";
import { installTwilioCli } from "./lib/twilio-cli.mjs";
import { npmPackages } from "./tools.mjs";

const HELP = `Takes a deployment back: releases the plugin's former version and lets the former Functions answer.

  npm run rollback -- [options]

  Given once more, it takes itself back. Settings and the workflow stay: both versions need them.

  --dry-run           only say what would be done
  --environment NAME  which of several environments in the account is meant (production)
  --functions-only    leave the plugin as it is
  --help              this text
`;

async function rollback() {
  const flag = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({
    options: {
      "dry-run": flag,
      environment: { type: "string" },
      "functions-only": flag,
      help: flag,
    },
  });
  if (values.help) return console.log(HELP);
  const account = accountOf(undefined, values.environment);
  await npmPackages();
  const rest = new Rest(account, { readOnly: values["dry-run"] });
  await checkRights(rest);
  const functions = await findFunctions(rest, account);
  const build = await formerBuild(rest, functions);
  const name = readName();
  const version = values["functions-only"]
    ? undefined
    : await formerVersion(rest, name);
  if (!build && !version) {
    throw new Error(
      "Nothing was deployed here before: there is nothing to go back to.",
    );
  }
  const planned = [
    ...(version ? [`release ${name} ${version}`] : []),
    ...(build
      ? [`let the former Functions answer at ${functions.domain}`]
      : []),
  ];
  console.log(
    `\nTo do in ${account.environment}:\n- ${planned.join("\n- ")}\n`,
  );
  if (values["dry-run"]) return;
  await runSteps([
    ...(version
      ? [
          { title: "Twilio's command line tool", run: installTwilioCli },
          {
            title: "Release",
            run: (/** @type {(line: string) => void} */ say) =>
              release(account, { name, version }, say),
          },
        ]
      : []),
    ...(build
      ? [
          {
            title: "Functions",
            run: () => activate(rest, functions, build.sid),
          },
        ]
      : []),
  ]);
}

if (isMain(import.meta.url)) await main(rollback);
