// @ts-check
/** The check that every walk ends with finds what Twilio would not know. */
import { expect, test } from "@playwright/test";
import { Contract } from "./support/contract.mjs";

/** @typedef {import("./support/contract.mjs").Exchange} Exchange */

const contract = new Contract();
const sid = (/** @type {string} */ kind) => kind + "0".repeat(32);
const CONFERENCE = `/2010-04-01/Accounts/${sid("AC")}/Conferences/${sid("CF")}`;

const PARTICIPANT = {
  account_sid: sid("AC"),
  call_sid: sid("CA"),
  call_sid_to_coach: null,
  coaching: false,
  conference_sid: sid("CF"),
  date_created: "Sun, 01 Mar 2026 12:00:00 +0000",
  date_updated: "Sun, 01 Mar 2026 12:00:00 +0000",
  end_conference_on_exit: false,
  hold: true,
  label: "bob",
  muted: false,
  queue_time: null,
  start_conference_on_enter: true,
  status: "connected",
  uri: `${CONFERENCE}/Participants/${sid("CA")}.json`,
};

/** @type {Exchange} */
const HOLD = {
  host: "api.twilio.com",
  method: "POST",
  path: `${CONFERENCE}/Participants/bob.json`,
  query: [],
  form: [["Hold", "true"]],
  json: null,
  if_match: null,
  status: 200,
  reply: PARTICIPANT,
};

/** @param {Partial<Exchange>} change */
const complaints = (change) =>
  contract.complaints({ whole: [{ ...HOLD, ...change }], lost: 0, asked: [] });

test("what is published passes", () => {
  expect(complaints({})).toEqual([]);
  const error = { code: 20404, message: "gone", more_info: "", status: 404 };
  expect(complaints({ status: 404, reply: error })).toEqual([]);
});

test("what is not published is named", () => {
  test.skip(!contract.isComplete, "Twilio's OpenAPI documents are not here");
  const { muted, ...silent } = PARTICIPANT;
  expect(muted).toBe(false);
  for (const [change, part] of /** @type {[Partial<Exchange>, RegExp][]} */ ([
    [{ form: [["Hold", "yes"]] }, /form\/Hold must be boolean/],
    [{ form: [["Held", "true"]] }, /"additionalProperty":"Held"/],
    [{ query: [["Hold", "true"]] }, /query must NOT have additional/],
    [{ if_match: "1" }, /If-Match is not published/],
    [{ path: `${CONFERENCE}x/Participants/bob.json` }, /ConferenceSid/],
    [{ status: 201 }, /201 is not published/],
    [{ status: 404 }, /error must have required property 'code'/],
    [{ reply: { ...PARTICIPANT, muted: "no" } }, /reply\/muted must be bool/],
    [{ reply: silent }, /must have required property 'muted'/],
    [{ reply: { ...PARTICIPANT, mood: 1 } }, /"additionalProperty":"mood"/],
    [{ reply: { ...PARTICIPANT, status: "gone" } }, /reply\/status must be/],
    [{ reply: { ...PARTICIPANT, date_created: "now" } }, /must match format/],
    [{ path: "/2010-04-01/Nothing.json" }, /is not listed/],
  ])) {
    expect(complaints(change).join("\n")).toMatch(part);
  }
});

test("a private path that is not listed is named, and so is what is not there", () => {
  const asked = (/** @type {import("./support/contract.mjs").Asked} */ one) =>
    contract.complaints({ whole: [], lost: 0, asked: [one] });
  const flex = "flex.twilio.com";
  expect(asked([flex, "GET /api/v1/Session", 200])).toEqual([]);
  expect(asked([flex, "GET /api/v1/Unheard", 200])).toEqual([
    "flex.twilio.com GET /api/v1/Unheard → 200: is not listed",
  ]);
  expect(asked([flex, "GET /api/v1/Session", 501])).toEqual([
    "flex.twilio.com GET /api/v1/Session → 501: the emulator does not have it",
  ]);
  expect(asked(["example.com", "GET /", 200])).not.toEqual([]);
  expect(contract.complaints({ whole: [], lost: 2, asked: [] })).toHaveLength(
    1,
  );
});
