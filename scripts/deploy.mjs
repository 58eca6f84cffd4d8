// @ts-check
/** `npm run deploy`: from a clone to a running contact centre, as often as one likes. */
import { parseArgs } from "node:util";
import { productSteps } from "./build.mjs";
import { readContents } from "./deploy/functions.mjs";
import { carryOut, inUse, linesOf, plan } from "./deploy/plan.mjs";
import { readPlugin, releaseCommand } from "./deploy/plugin.mjs";
import { domainInUse, readConfiguration } from "./deploy/settings.mjs";
import { accountOf } from "./lib/account.mjs";
import { isMain, main } from "./lib/main.mjs";
import { Rest } from "./lib/rest.mjs";
import { runSteps } from "./lib/steps.mjs";
import { buildTools, npmPackages } from "./tools.mjs";

const HELP = `Deploys Switchboard to a Twilio account: the Functions, the workflow, the plugin, Flex's settings.

  npm run deploy -- [options]

  It says what it will do and does it. What is there already is left as it is, so the same command
  can be given again, above all after a failure. .env.example tells what it needs to know.

  --dry-run           only say what would be done
  --environment NAME  which of several environments in the account is meant (production)
  --activate          let agents use the Functions of this environment, not those they use now
  --release           let Flex load the new version at once
  --functions-only    leave the plugin as it is
  --help              this text
`;

/** @typedef {import("./deploy/plan.mjs").Choice & {dryRun: boolean, environment: string | undefined}} Choice */

/** @param {string[]} args @returns {Choice | undefined} nothing if help was asked for */
function choiceOf(args) {
  const flag = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({
    args,
    options: {
      "dry-run": flag,
      release: flag,
      "functions-only": flag,
      activate: flag,
      environment: { type: "string" },
      help: flag,
    },
  });
  if (values.help) return undefined;
  return {
    dryRun: values["dry-run"],
    release: values.release,
    plugin: !values["functions-only"],
    activate: values.activate,
    environment: values.environment,
  };
}

async function deploy() {
  const choice = choiceOf(process.argv.slice(2));
  if (!choice) return console.log(HELP);
  const account = accountOf(undefined, choice.environment);
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
  console.log(inUse(account, planned.found));
  if (choice.dryRun) return;
  const domain = await carryOut(rest, account, planned);
  const { built, isReleased } = planned;
  console.log(`\nFunctions of ${account.environment}: https://${domain}`);
  const used = domainInUse(await readConfiguration(rest));
  if (used !== domain) {
    console.log(
      `Agents use ${used}. To let them use these: npm run deploy -- --environment ${account.environment} --activate`,
    );
  }
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
