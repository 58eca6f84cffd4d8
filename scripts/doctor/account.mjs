// @ts-check
/** Whom the doctor examines, and with which credentials it asks. */

/**
 * @typedef {{
 *   sid: string,
 *   user: string,
 *   password: string,
 *   emulator?: string,
 * }} Account
 *   `user` and `password` are those of each request; `emulator` is where the
 *   emulator answers for Twilio, without a slash at the end
 */

/** The emulator's account is the same in every world, and nobody's secret. */
const MADE_UP = {
  sid: `AC${"1".padStart(32, "0")}`,
  password: "0123456789abcdef".repeat(2),
};

/**
 * Takes credentials from an environment, or says what is missing there.
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} [emulator] the address of a running emulator, to be examined instead
 * @returns {Account}
 */
export function accountOf(environment, emulator) {
  if (emulator) {
    const { sid, password } = MADE_UP;
    const { origin } = new URL(emulator);
    return { sid, user: sid, password, emulator: origin };
  }
  const sid = environment.TWILIO_ACCOUNT_SID ?? "";
  if (!/^AC[0-9a-f]{32}$/.test(sid)) {
    throw new Error(
      "TWILIO_ACCOUNT_SID is not set to an identifier AC… (Twilio Console, Account Info). To examine the emulator: npm run doctor -- --emulator http://localhost:7400",
    );
  }
  const { TWILIO_AUTH_TOKEN, TWILIO_API_KEY, TWILIO_API_SECRET } = environment;
  if (TWILIO_API_KEY && TWILIO_API_SECRET)
    return { sid, user: TWILIO_API_KEY, password: TWILIO_API_SECRET };
  if (TWILIO_AUTH_TOKEN) return { sid, user: sid, password: TWILIO_AUTH_TOKEN };
  throw new Error(
    "neither TWILIO_AUTH_TOKEN nor TWILIO_API_KEY with TWILIO_API_SECRET is set: one of them is needed",
  );
}
