// @ts-check
/** Who was called in vain reads it in his dialpad, and calls back with one click. */
import { ring, wrapUpAndComplete } from "../support/call.mjs";
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */
/** @typedef {import("../support/control.mjs").Control} Control */

const CAROL = { identity: "carol", name: "Carol Chen", tone: 300 };
const FUNCTION = { path: "/features/internal-call/flex/missed-calls" };
const DOWN = /** @type {const} */ ({ do: "status", status: 503 });
const UNREADABLE = "Missed calls could not be looked up.";

// Nobody has missed a call yet: the walks of other worlds leave such notices.
test.use({ world: "missed.json" });

/** @param {Desk} desk */
const dialpad = ({ page }) =>
  page.getByRole("button", { name: "Outbound Dialpad" });

/** The dialpad is opened, as by whoever comes back to it. @param {Desk} desk */
async function looks(desk) {
  if (await desk.dialer.isVisible()) await dialpad(desk).click();
  await expect(desk.dialer).toBeHidden();
  await desk.openDialpad();
}

/** What the agent reads of missed calls. @param {Desk} desk */
const missed = ({ dialer }) => dialer.getByText(/^Missed calls: /);

/** @param {Desk} desk @param {string} what @param {string} caller */
const button = ({ dialer }, what, caller) =>
  dialer.getByRole("button", { name: new RegExp(`^${what}: ${caller}, `) });

/** @param {Desk} caller @param {Desk} callee */
async function givesUp(caller, callee) {
  await ring(caller, callee);
  await caller.cancelCall();
  await callee.seesNoOffer();
  await caller.seesWrapUp();
  await caller.complete();
}

/** Each document of missed calls, by its name. @param {Control} control */
async function kept(control) {
  const { sync } = await control.world();
  /** @type {[string, {missed: {call: string, caller: string, at: number}[]}][]} */
  const documents = Object.entries(sync.customer.documents);
  return documents.filter(([name]) => name.startsWith("missed_calls."));
}

/** How many missed calls the account keeps of anybody. @param {Control} control */
const count = async (control) =>
  (await kept(control)).flatMap(([, { missed }]) => missed).length;

test("Bob does not answer, reads that he missed Alice, calls back with one click, and they talk", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await ring(alice, bob);
  await alice.sees("Bob Baker did not answer.");
  await bob.sees("You missed a call from Alice Anders.");
  await bob.openDialpad();
  await expect(missed(bob)).toHaveText("Missed calls: 1");
  await looksRight(bob);
  await expect.poll(() => count(control)).toBe(1);
  await alice.seesWrapUp();
  await alice.complete();

  await button(bob, "Call", "Alice Anders").press("Enter");
  await alice.seesIncoming(bob.name);
  await alice.accept();
  await bob.seesLive();
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await hears(bob, { tone: alice.tone, not: [bob.tone] });
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
  await looks(bob);
  await expect(missed(bob)).toBeHidden();
  await expect.poll(() => count(control)).toBe(0);
});

test("Alice gives up twice: Bob finds both after a reload, nobody else can read them, and he clears them", async ({
  alice,
  bob,
  control,
  keep,
}) => {
  await givesUp(alice, bob);
  await givesUp(alice, bob);
  await looks(bob);
  await expect(missed(bob)).toHaveText("Missed calls: 2");
  await expect.poll(() => count(control)).toBe(2);
  await bob.reload();
  await bob.openDialpad();
  await expect(missed(bob)).toHaveText("Missed calls: 2");
  await expect(button(bob, "Call", "Alice Anders")).toHaveCount(2);
  await looksRight(bob);

  const [[name, { missed: calls }], ...more] = await kept(control);
  expect([calls.length, more]).toEqual([2, []]);
  const carol = await keep(CAROL);
  const bobs = await bob.page.evaluate(
    () =>
      /** @type {any} */ (globalThis).Twilio.Flex.Manager.getInstance()
        .workerClient.sid,
  );
  // Whatever of Bob's she knows is no part of the name.
  for (const known of [bobs, bob.identity, calls[0].call]) {
    expect(name).not.toContain(known);
    expect(await opens(carol, `missed_calls.${known}`)).toBe(404);
  }
  expect(await asks(carol)).toEqual([]);
  expect(await asks(carol, "all")).toEqual([]);
  expect(await asks(bob)).toHaveLength(2);

  await button(bob, "Clear", "Alice Anders").first().press("Enter");
  await expect(missed(bob)).toHaveText("Missed calls: 1");
  await expect(missed(bob)).toBeFocused();
  await button(bob, "Clear", "Alice Anders").press("Enter");
  await expect(missed(bob)).toBeHidden();
  await bob.reload();
  await bob.openDialpad();
  await expect.poll(() => count(control)).toBe(0);
  await expect(missed(bob)).toBeHidden();
});

test("Bob declines: he has missed nothing", async ({ alice, bob, control }) => {
  await ring(alice, bob);
  await bob.decline();
  await alice.sees("Bob Baker declined the call.");
  await alice.seesWrapUp();
  await alice.complete();
  await looks(bob);
  await expect(missed(bob)).toBeHidden();
  expect(await count(control)).toBe(0);
});

test("the Functions do not answer: Bob reads it, knows what his page has heard, and tries again", async ({
  alice,
  bob,
  breakages,
  control,
}) => {
  const outage = await breakages.functions(FUNCTION, DOWN);
  await givesUp(alice, bob);
  await looks(bob);
  await bob.seesInDialer(new RegExp(UNREADABLE));
  await expect(missed(bob)).toHaveText("Missed calls: 1");
  await looksRight(bob);
  await outage.expectStruck();
  await outage.end();
  await bob.dialer
    .getByRole("button", { name: `Try again: ${UNREADABLE}` })
    .click();
  await bob.doesNotSee(UNREADABLE);
  await expect.poll(() => count(control)).toBe(1);
  await button(bob, "Clear", "Alice Anders").click();
  await expect(missed(bob)).toBeHidden();
  await expect.poll(() => count(control)).toBe(0);
});

/**
 * What an agent's own Sync client, with her own token, is told of a document: its data, or the
 * status with which Sync refuses it.
 * @param {Desk} desk @param {string} id
 */
const opens = ({ page }, id) =>
  page.evaluate(async (id) => {
    const { Flex } = /** @type {any} */ (globalThis).Twilio;
    const manager = Flex.Manager.getInstance();
    const client = new manager.insightsClient.constructor(manager.user.token);
    try {
      return (await client.document({ id, mode: "open_existing" })).data;
    } catch (/** @type {any} */ error) {
      return error.status;
    } finally {
      await client.shutdown();
    }
  }, id);

/**
 * What the Function tells an agent that she has missed, by her own token.
 * @param {Desk} desk @param {string} [clear]
 */
const asks = ({ page }, clear) =>
  page.evaluate(
    async ({ path, clear }) => {
      const { Flex } = /** @type {any} */ (globalThis).Twilio;
      const { user, configuration, serviceConfiguration } =
        Flex.Manager.getInstance();
      const { serverless_functions_domain, ...functions } =
        configuration?.custom_data ??
        serviceConfiguration.ui_attributes.custom_data;
      const body = new URLSearchParams({ Token: user.token });
      if (clear) body.set("clear", clear);
      const at = `${functions.serverless_functions_protocol ?? "https"}://${serverless_functions_domain}:${functions.serverless_functions_port ?? ""}${path}`;
      const answer = await fetch(at, { method: "POST", body });
      return (await answer.json()).missed;
    },
    { ...FUNCTION, clear },
  );
