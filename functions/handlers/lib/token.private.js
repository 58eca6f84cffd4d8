// @ts-check
"use strict";

/**
 * Who asks: has a Flex token checked by Twilio, within a time limit and not for every key press.
 */

const { createHash } = require("node:crypto");

const WELL_FORMED = /^[\x21-\x7e]{1,8192}$/;
const REFUSED = { status: 403, body: null };
const NOBODY_LOOKED =
  /^(connect|getaddrinfo|read|write|socket|unexpected|client network)/i;
const KEPT_FOR_MS = 60_000;
const MOST_KEPT = 500;

/** @type {Map<string, { body: unknown, until: number }>} */
const known = new Map();

/**
 * Answers as a request would: 200 with whom the token names, 403, or 0 if Twilio did not answer.
 *
 * @param {unknown} token
 * @param {any} context
 * @param {number} timeoutMs
 */
exports.check = async (token, context, timeoutMs) => {
  if (typeof token !== "string" || !WELL_FORMED.test(token)) return REFUSED;
  const key = createHash("sha256").update(token).digest("hex");
  const before = known.get(key);
  if (before && before.until > Date.now())
    return { status: 200, body: before.body };
  known.delete(key);
  const answer = await Promise.race([ask(token, context), late(timeoutMs)]);
  if (answer.status === 200) keep(key, answer.body);
  return answer;
};

/**
 * @param {string} token
 * @param {any} context
 */
async function ask(token, context) {
  const { validator } = require("twilio-flex-token-validator");
  const region = (context.TWILIO_REGION ?? "").split("-")[0];
  try {
    const found = await validator(
      token,
      context.ACCOUNT_SID,
      context.AUTH_TOKEN,
      region,
    );
    const { worker_sid, roles, expiration } = /** @type {any} */ (found);
    return { status: 200, body: { worker_sid, roles, expiration } };
  } catch (error) {
    // The validator hands on Twilio's own words for a token that it refuses. Where there are none,
    // or they are Node's, nobody has looked at the token.
    const looked = typeof error === "string" && !NOBODY_LOOKED.test(error);
    return looked ? REFUSED : { status: 0, body: null };
  }
}

/** @param {number} milliseconds */
async function late(milliseconds) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
  return { status: 0, body: null };
}

/**
 * @param {string} key
 * @param {any} body
 */
function keep(key, body) {
  if (known.size >= MOST_KEPT) known.clear();
  const expires = Date.parse(body.expiration);
  const until = Math.min(
    Date.now() + KEPT_FOR_MS,
    Number.isNaN(expires) ? 0 : expires,
  );
  known.set(key, { body, until });
}
