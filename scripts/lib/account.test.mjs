// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { accountOf, credentialsOf, isKey } from "./account.mjs";

const SID = `AC${"a".repeat(32)}`;
const KEY = `SK${"b".repeat(32)}`;
const SECRET = "s3cret".repeat(5);

test("what is missing in the environment is named, and no value of it", () => {
  for (const [environment, missing] of /** @type {const} */ ([
    [{}, /TWILIO_ACCOUNT_SID is not set/],
    [{ TWILIO_ACCOUNT_SID: SECRET }, /TWILIO_ACCOUNT_SID is not set/],
    [{ TWILIO_ACCOUNT_SID: SID }, /neither TWILIO_AUTH_TOKEN nor/],
    [
      { TWILIO_ACCOUNT_SID: SID, TWILIO_API_SECRET: SECRET },
      /neither TWILIO_AUTH_TOKEN nor/,
    ],
    [
      {
        ...{ TWILIO_ACCOUNT_SID: SID, TWILIO_API_KEY: SECRET },
        TWILIO_API_SECRET: SECRET,
      },
      /TWILIO_API_KEY is not SK/,
    ],
  ])) {
    assert.throws(
      () => credentialsOf(environment),
      ({ message }) => missing.test(message) && !message.includes(SECRET),
    );
  }
});

test("a key is asked with before the account's own token", () => {
  const token = {
    TWILIO_ACCOUNT_SID: SID,
    TWILIO_AUTH_TOKEN: "of the account",
  };
  const key = { TWILIO_API_KEY: KEY, TWILIO_API_SECRET: SECRET };
  const byKey = credentialsOf({ ...token, ...key });
  assert.deepEqual([byKey.user, byKey.password], [KEY, SECRET]);
  const byToken = credentialsOf(token);
  assert.deepEqual([byToken.user, byToken.password], [SID, "of the account"]);
  assert.deepEqual([isKey(byKey), isKey(byToken)], [true, false]);
});

test("an environment is the one that is named last, else production", () => {
  const from = { TWILIO_ACCOUNT_SID: SID, TWILIO_AUTH_TOKEN: SECRET };
  const staging = { ...from, SWITCHBOARD_ENVIRONMENT: "staging" };
  assert.equal(accountOf(from).environment, "production");
  assert.equal(accountOf(staging).environment, "staging");
  assert.equal(accountOf(staging, "trial").environment, "trial");
  for (const name of ["Staging", "a-b", "a".repeat(17), "ä", ""])
    assert.throws(() => accountOf(from, name), /small letters and digits/);
});
