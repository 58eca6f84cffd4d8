// @ts-check
/** Whose account, with which secrets, and which of several set-ups in it. */
import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { inRoot } from "../lib/paths.mjs";

/**
 * @typedef {{
 *   sid: string,
 *   token: string,
 *   environment: string,
 *   holdMusic: string | undefined,
 * }} Account
 */

/** The set-up whose Functions have the plain address. */
export const PRODUCTION = "production";

const REMEDY = "set it in the environment or in .env (see .env.example)";

/**
 * The environment, and below it the file `.env` if there is one.
 * @returns {Record<string, string | undefined>}
 */
function variables() {
  const file = inRoot(".env");
  const written = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  return { ...written, ...process.env };
}

/**
 * Reads whose account it is. The error names the variable and never its value.
 * @param {Record<string, string | undefined>} [from]
 * @returns {Account}
 */
export function accountOf(from = variables()) {
  const wanted = (
    /** @type {string} */ name,
    /** @type {RegExp} */ form,
    /** @type {string} */ looks,
  ) => {
    const value = from[name]?.trim() ?? "";
    if (!value) throw new Error(`${name} is not set: ${REMEDY}`);
    if (!form.test(value))
      throw new Error(`${name} is not ${looks}: ${REMEDY}`);
    return value;
  };
  const environment = from.SWITCHBOARD_ENVIRONMENT?.trim() || PRODUCTION;
  if (!/^[a-z0-9]{1,16}$/.test(environment)) {
    throw new Error(
      "SWITCHBOARD_ENVIRONMENT is to be a name of small letters and digits, 16 at most",
    );
  }
  return {
    sid: wanted("TWILIO_ACCOUNT_SID", /^AC[0-9a-f]{32}$/, "AC and 32 digits"),
    token: wanted("TWILIO_AUTH_TOKEN", /^[0-9a-f]{32}$/, "32 digits"),
    environment,
    holdMusic: from.TWILIO_FLEX_INTERNAL_CALL_HOLD_MUSIC?.trim() || undefined,
  };
}

/** What stands in the Functions' address for a set-up. @param {Account} account */
export const suffixOf = ({ environment }) =>
  environment === PRODUCTION ? "" : environment;
