// @ts-check
/** `npm run deploy`: from a clone to a running contact centre, as often as one likes. */
import { parseArgs } from "node:util";
import { productSteps } from "./build.mjs";
import { accountOf } from "./deploy/account.mjs";
import { readContents } from "./deploy/functions.mjs";
import { carryOut, linesOf, plan } from "./deploy/plan.mjs";
import { readPlugin, releaseCommand } from "./deploy/plugin.mjs";
import { Rest } from "./deploy/rest.mjs";
import { isMain, main } from "./lib/main.mjs";
import { runSteps } from "./lib/steps.mjs";
import { buildTools, npmPackages } from "./tools.mjs";

const HELP = `Deploys Switchboard to a Twilio account: the Functions, the workflow, the plugin, Flex's settings.

  npm run deploy -- [options]

  It says what it will do and does it. What is there already is left as it is, so the same command
  can be given again, above all after a failure. .env.example tells what it needs to know.

  --dry-run       only say what would be done
  --release       let Flex load the new version at once
  --functions-only
                  leave the plugin as it is
  --replace-functions-address
                  even if Flex's configuration names Functions of somebody else
  --help          this text
`;

/** @typedef {import("./deploy/plan.mjs").Choice & {dryRun: boolean}} Choice */

/** @param {string[]} args @returns {Choice | undefined} nothing if help was asked for */
function choiceOf(args) {
  const flag = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({
    args,
    options: {
      "dry-run": flag,
      release: flag,
      "functions-only": flag,
      "replace-functions-address": flag,
      help: flag,
    },
  });
  if (values.help) return undefined;
  return {
    dryRun: values["dry-run"],
    release: values.release,
    plugin: !values["functions-only"],
    replaceAddress: values["replace-functions-address"],
  };
}

async function deploy() {
  const choice = choiceOf(process.argv.slice(2));
  if (!choice) return console.log(HELP);
  const account = accountOf();
  await npmPackages();
  await runSteps([...buildTools(), ...productSteps()]);
  const rest = new Rest(account, { readOnly: choice.dryRun });
  const made = { contents: readContents(), built: readPlugin() };
  const planned = await plan(rest, account, choice, made);
  const lines = linesOf(planned);
  if (lines.length === 0)
    console.log("\nAll is as it should be: there is nothing to do.");
  else
    console.log(
      `\nTo do in ${account.environment}:\n- ${lines.join("\n- ")}\n`,
    );
  if (choice.dryRun) return;
  const domain = await carryOut(rest, account, planned);
  const { built, isReleased } = planned;
  console.log(`\nFunctions: https://${domain}`);
  if (!choice.plugin) return;
  console.log(`Plugin: ${built.name} ${built.version}`);
  if (choice.release || isReleased)
    console.log("Released: agents have it when they next load Flex.");
  else
    console.log(
      `To release it: npm run deploy -- --release\n  or: ${releaseCommand(built)}`,
    );
}

if (isMain(import.meta.url)) await main(deploy);
