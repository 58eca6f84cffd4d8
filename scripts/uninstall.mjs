// @ts-check
/** `npm run uninstall`: an account as it was before Switchboard. */
import { parseArgs } from "node:util";
import { readName } from "./deploy/plugin.mjs";
import { accountOf } from "./lib/account.mjs";
import { isConfirmed } from "./lib/confirm.mjs";
import { isMain, main } from "./lib/main.mjs";
import { Rest } from "./lib/rest.mjs";
import { npmPackages } from "./tools.mjs";
import { linesOf, planRemoval, remove } from "./uninstall/plan.mjs";

const HELP = `Takes Switchboard out of a Twilio account: what npm run deploy made is removed, all else stays.

  npm run uninstall -- [options]

  It says what it will do, asks, and does it. After a failure the same command goes on. While
  calls between colleagues go on it changes nothing.

  --dry-run           only say what would be done
  --environment NAME  which of several environments in the account is meant (production)
  --keep-versions     leave the plugin's versions at Twilio, so that they can be released again
  --yes               do not ask
  --help              this text
`;

async function uninstall() {
  const flag = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({
    options: {
      "dry-run": flag,
      environment: { type: "string" },
      "keep-versions": flag,
      yes: flag,
      help: flag,
    },
  });
  if (values.help) return console.log(HELP);
  const account = accountOf(undefined, values.environment);
  await npmPackages();
  const rest = new Rest(account, { readOnly: values["dry-run"] });
  const planned = await planRemoval(rest, account, {
    name: readName(),
    keepVersions: values["keep-versions"],
  });
  const lines = linesOf(planned);
  if (lines.length === 0)
    console.log(`\nThere is nothing of Switchboard in ${account.environment}.`);
  else
    console.log(
      `\nTo do in ${account.environment}:\n- ${lines.join("\n- ")}\n`,
    );
  for (const note of planned.notes) console.log(note);
  if (values["dry-run"] || lines.length === 0) return;
  if (!values.yes && !(await isConfirmed()))
    return console.log("Nothing was changed.");
  await remove(planned);
}

if (isMain(import.meta.url)) await main(uninstall);
