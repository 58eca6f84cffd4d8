// @ts-check
/** What must not be in anything that ships: whoever reads it could use the account. */

/** Of which form keys and passwords of an account are. @type {Record<string, RegExp>} */
const FORMS = {
  "an account": /\bAC[0-9a-f]{32}\b/,
  "an API key": /\bSK[0-9a-f]{32}\b/,
  "a password": /\b[0-9a-f]{32}\b/,
  "a token": /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*/,
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
};

/** The names of variables whose values nobody may read. */
const SECRET = /TOKEN|SECRET|PASSWORD|API_KEY|ACCOUNT_SID/;
/** A shorter value is no secret, and stands in many a text by chance. */
const SHORTEST = 8;

/**
 * The kinds of secrets in a text, and the variables whose values are in it.
 * The value itself is not told again.
 * @param {string} text
 * @param {NodeJS.ProcessEnv} environment of whoever builds
 */
export function secretsIn(text, environment) {
  const forms = Object.entries(FORMS)
    .filter(([, form]) => form.test(text))
    .map(([kind]) => kind);
  const values = Object.entries(environment)
    .filter(([name, value]) => SECRET.test(name) && isIn(text, value))
    .map(([name]) => `the value of ${name}`);
  return [...forms, ...values];
}

/** @param {string} text @param {string | undefined} value */
const isIn = (text, value = "") =>
  value.length >= SHORTEST && text.includes(value);
