// @ts-check
/**
 * `npm run doctor`: examines an account, or a running emulator, and says what
 * is wrong and which step mends it. It reads only.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { examine } from "./doctor/checks.mjs";
import { environmentsIn } from "./doctor/checks/environments.mjs";
import { factsOf } from "./doctor/facts.mjs";
import { inJson, inWords, isHealthy } from "./doctor/report.mjs";
import { credentialsOf, environmentNamed, variables } from "./lib/account.mjs";
import { isMain, main } from "./lib/main.mjs";
import { inRoot } from "./lib/paths.mjs";
import { Rest } from "./lib/rest.mjs";
import { npmPackages } from "./tools.mjs";

const HELP = `Examines a Flex account: what is wrong, and which step mends it. Changes nothing.

  npm run doctor [-- options]

  --environment NAME  which of several environments in the account is meant (that which agents
                      use, and a line for each other)
  --json              one JSON object instead of words
  --flex ADDRESS      the page on which agents open Flex   (https://flex.twilio.com/)
  --emulator URL      examine a running emulator, such as http://localhost:7400
  --help              this text

Credentials come from the environment, or from a file .env beside package.json:
TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN, or with TWILIO_API_KEY and
TWILIO_API_SECRET. The exit status is 1 if something is wrong.
`;

/** Where Twilio itself serves Flex. */
const FLEX = "https://flex.twilio.com/";
/** How often each request is made that is not answered. */
const TRIES = 2;
/** An agent's page, as the emulator names it. */
const EMULATED_FLEX = "http://alice.localhost/";

/**
 * What `.env` says is for the account that it names, and not for an emulator.
 * @param {{environment?: string, emulator?: string}} values
 */
const environmentWanted = ({ environment, emulator }) =>
  environmentNamed(emulator ? {} : variables(), environment);

async function doctor() {
  const { values } = parseArgs({
    options: {
      environment: { type: "string" },
      json: { type: "boolean", default: false },
      flex: { type: "string" },
      emulator: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return console.log(HELP);
  const credentials = credentialsOf(undefined, values.emulator);
  const wanted = environmentWanted(values);
  // Whoever reads the answer as JSON reads nothing else there.
  await npmPackages(console.error);
  // It reads a dozen lists, and is to say soon that nobody answers.
  const rest = new Rest(credentials, { readOnly: true, tries: TRIES });
  const page = values.flex ?? (values.emulator ? EMULATED_FLEX : FLEX);
  const { version } = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const facts = await factsOf(rest, version, page, wanted);
  const findings = examine(facts);
  console.log(
    values.json ? inJson(findings, environmentsIn(facts)) : inWords(findings),
  );
  if (!isHealthy(findings)) process.exitCode = 1;
}

if (isMain(import.meta.url)) await main(doctor);
