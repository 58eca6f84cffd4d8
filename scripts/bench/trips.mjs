// @ts-check
/** What happens, one after another, between Call and the colleague's task. */

/** @typedef {import("@playwright/test").Browser} Browser */
/** @typedef {import("../lib/emulator.mjs").Emulator} Emulator */

/**
 * One line of the emulator's log.
 * @typedef {{
 *   at: number,
 *   kind: string,
 *   who: string,
 *   what: string,
 *   detail: any,
 * }} Entry
 */

/**
 * The round trips on the way, in their order: each waits for the one before.
 * @type {{is: (entry: Entry) => boolean, reason: string}[]}
 */
const TRIPS = [
  {
    is: ({ kind, what }) => kind === "bridge" && /^POST .*\/Tasks /.test(what),
    reason: "the browser creates the caller's task",
  },
  {
    is: ({ kind, what, detail }) =>
      kind === "bridge" &&
      /^POST .*\/Reservations\//.test(what) &&
      detail.params.Instruction === "call",
    reason: "the browser has the caller's phone rung for it",
  },
  {
    is: ({ kind, what }) => kind === "voice" && /^answer /.test(what),
    reason: "the caller's phone answers",
  },
  {
    is: ({ kind, what }) =>
      kind === "twiml" && /agent-outbound-join/.test(what),
    reason: "Twilio asks what the caller's leg is to do",
  },
  {
    is: ({ kind, what }) =>
      kind === "webhook" && /call-outbound-join/.test(what),
    reason: "Twilio says that the caller waits in the conference",
  },
  {
    is: ({ kind, what }) => kind === "rest" && /^GET .*\/Tasks\//.test(what),
    reason: "the Function reads whom the caller wants",
  },
  {
    is: ({ kind, what }) =>
      kind === "rest" && /^POST .*\/Documents /.test(what),
    reason:
      "the Function claims the call in its record, so that one task is made",
  },
  {
    is: ({ kind, what }) => kind === "rest" && /^POST .*\/Tasks /.test(what),
    reason: "the Function creates the colleague's task",
  },
  {
    is: ({ kind }) => kind === "rest",
    reason: "the Function asks or tells Twilio something else",
  },
];

/** @param {Entry} entry */
const tripOf = (entry) => TRIPS.find(({ is }) => is(entry));

/** The colleague's task: the only one that a Function creates. @param {Entry} entry */
const isCreation = ({ kind, what }) =>
  kind === "rest" && /POST .*\/Tasks →/.test(what);

/** @param {Entry} entry the webhook in whose course it was created */
const isAnswered = ({ kind, who, what }) =>
  kind === "webhook" && who === "functions" && /call-outbound-join/.test(what);

/** Which request it was, without what differs from run to run. @param {string} what */
const plain = (what) =>
  what
    .split(" →")[0]
    .replace(/http:\/\/[^/]+/, "")
    .replaceAll(/\b([A-Z]{2})[0-9a-f]{32}/g, "$1…");

const PATIENCE_MS = 30_000;

/**
 * Calls a colleague once and reads the emulator's log.
 * @param {Browser} browser
 * @param {Emulator} emulator
 */
export async function trips(browser, emulator) {
  const control = `${emulator.page}_control`;
  /** @param {number} since @returns {Promise<Entry[]>} */
  const log = async (since) =>
    (await fetch(`${control}/log?since=${since}`)).json();

  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${emulator.agents.alice}?mic=tone:440`);
  await page
    .getByRole("button", { name: "Outbound Dialpad" })
    .click({ timeout: 120_000 });
  const dialer = page.getByRole("region", { name: "Call Agent" });
  await dialer.getByRole("combobox").pressSequentially("bo");
  await dialer.getByRole("option", { name: /Bob Baker/ }).click();
  const before = (await log(0)).length;
  await dialer.getByRole("button", { name: "Call", exact: true }).click();

  let entries = await log(before);
  const deadline = Date.now() + PATIENCE_MS;
  while (!entries.some(isAnswered)) {
    if (Date.now() > deadline) throw new Error("no task for the colleague");
    await page.waitForTimeout(200);
    entries = await log(before);
  }
  await context.close();

  // The log names a webhook when it is answered, so after all that it caused.
  const caused = entries.findIndex(isCreation);
  const known = entries.slice(0, caused + 1).filter((entry) => tripOf(entry));
  const [webhook] = entries.filter(isAnswered);
  const answered = known.findIndex(({ kind }) => kind === "rest");
  const made = known.toSpliced(answered, 0, webhook);
  return {
    round_trips_to_task: made.length,
    round_trips: made.map(
      (entry) => `${tripOf(entry)?.reason}: ${plain(entry.what)}`,
    ),
  };
}
