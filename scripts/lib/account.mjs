// @ts-check
/** Whose account, with which credentials, and which of several environments in it. */
import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { inRoot } from "./paths.mjs";

/**
 * @typedef {{
 *   sid: string,
 *   user: string,
 *   password: string,
 *   emulator?: string,
 * }} Credentials
 *   `user` and `password` are those of each request; `emulator` is where the emulator answers for
 *   Twilio, without a slash at the end
 */

/**
 * @typedef {Credentials & {
 *   environment: string,
 *   holdMusic: string | undefined,
 * }} Account
 */

/** @typedef {Record<string, string | undefined>} Variables */

/** The environment whose names are the plain ones. */
export const PRODUCTION = "production";

/** The emulator's account is the same in every world, and nobody's secret. */
const MADE_UP = {
  sid: `AC${"1".padStart(32, "0")}`,
  password: "0123456789abcdef".repeat(2),
};

const REMEDY = "set it in the environment or in .env (see .env.example)";

/**
 * The environment, and below it the file `.env` if there is one.
 * @returns {Variables}
 */
export function variables() {
  const file = inRoot(".env");
  const written = existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
  return { ...written, ...process.env };
}

/**
 * The credentials of an account: an API key goes before the auth token, since it can be taken back
 * by itself. An error names the variable and never its value.
 * @param {Variables} [from]
 * @param {string} [emulator] the address of a running emulator, to be asked instead
 * @returns {Credentials}
 */
export function credentialsOf(from = variables(), emulator) {
  if (emulator) {
    const { sid, password } = MADE_UP;
    return { sid, user: sid, password, emulator: new URL(emulator).origin };
  }
  const text = (/** @type {string} */ name) => from[name]?.trim() ?? "";
  const sid = text("TWILIO_ACCOUNT_SID");
  if (!/^AC[0-9a-f]{32}$/.test(sid)) {
    throw new Error(
      `TWILIO_ACCOUNT_SID is not set to an identifier AC and 32 digits (Twilio Console, Account Info): ${REMEDY}`,
    );
  }
  const [key, secret] = [text("TWILIO_API_KEY"), text("TWILIO_API_SECRET")];
  if (key && secret) {
    if (!/^SK[0-9a-f]{32}$/.test(key))
      throw new Error(`TWILIO_API_KEY is not SK and 32 digits: ${REMEDY}`);
    return { sid, user: key, password: secret };
  }
  const token = text("TWILIO_AUTH_TOKEN");
  if (!token) {
    throw new Error(
      `neither TWILIO_AUTH_TOKEN nor TWILIO_API_KEY with TWILIO_API_SECRET is set: one of them is needed; ${REMEDY}`,
    );
  }
  return { sid, user: sid, password: token };
}

/**
 * The environment that somebody has named; nothing if nobody has.
 * @param {Variables} from
 * @param {string} [environment] instead of the one that SWITCHBOARD_ENVIRONMENT names
 */
export function environmentNamed(from, environment) {
  const name =
    environment ?? (from.SWITCHBOARD_ENVIRONMENT?.trim() || undefined);
  if (name !== undefined && !/^[a-z0-9]{1,16}$/.test(name)) {
    throw new Error(
      "An environment (--environment, SWITCHBOARD_ENVIRONMENT) is a name of small letters and digits, 16 at most",
    );
  }
  return name;
}

/**
 * Whose account it is, and which environment in it is meant.
 * @param {Variables} [from]
 * @param {string} [environment] instead of the one that SWITCHBOARD_ENVIRONMENT names
 * @returns {Account}
 */
export function accountOf(from = variables(), environment) {
  return {
    environment: environmentNamed(from, environment) ?? PRODUCTION,
    ...credentialsOf(from),
    holdMusic: from.TWILIO_FLEX_INTERNAL_CALL_HOLD_MUSIC?.trim() || undefined,
  };
}

/** Whether it is asked by an API key, not by the account's auth token. @param {Credentials} credentials */
export const isKey = ({ sid, user }) => user !== sid;
