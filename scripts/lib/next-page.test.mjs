// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { nextPage } from "./next-page.mjs";

/** @param {unknown} address */
const after = (address) => nextPage({ meta: { next_page_url: address } });

test("a list goes on where Twilio says", () => {
  const next = "https://serverless.twilio.com/v1/Services?PageSize=50&Page=1";
  assert.equal(after(next), next);
  assert.equal(after(null), undefined);
  assert.equal(nextPage(null), undefined);
});

test("the credentials go to nobody else, whatever an answer names", () => {
  for (const elsewhere of [
    "https://twilio.com.example.com/next",
    "https://example.com/?twilio.com",
    "https://eviltwilio.com/next",
    "http://taskrouter.twilio.com/next",
    "/v1/Services?Page=1",
    7,
  ]) {
    assert.equal(after(elsewhere), undefined, String(elsewhere));
  }
});
