// @ts-check
/**
 * A log-in is renewed in the middle of a call, which nobody notices; or it ends,
 * which ends no call.
 */
import { talk, wrapUpAndComplete } from "../support/call.mjs";
import { Breakages } from "../support/faults.mjs";
import { expect, test, THOROUGH } from "../support/walk.mjs";

/** Flex renews a token that ends within three minutes; it looks every 15 s. */
const ENDS_SOON_MS = 170_000;

/**
 * Lets Flex believe that its token is about to end, as it would after hours.
 * @param {import("../support/desk.mjs").Desk} desk
 */
function tokenEndsSoon({ page }) {
  return page.evaluate((soon) => {
    const stored = localStorage.getItem("TWILIO_FLEX_SSO") ?? "{}";
    const expiration = new Date(Date.now() + soon).toISOString();
    const told = { ...JSON.parse(stored), expiration };
    localStorage.setItem("TWILIO_FLEX_SSO", JSON.stringify(told));
  }, ENDS_SOON_MS);
}

test(
  "both tokens are renewed while they talk, and the old ones end",
  THOROUGH,
  async ({ alice, bob, control, emulator, hears }) => {
    const breaks = new Breakages(emulator.port);
    const renewals = async () => {
      /** @type {{kind: string, what: string}[]} */
      const log = await control.log();
      return log.filter(({ what }) => /Tokens\/refresh → 200/.test(what))
        .length;
    };
    await talk(alice, bob, hears);
    const before = await renewals();
    await tokenEndsSoon(alice);
    await tokenEndsSoon(bob);
    await expect.poll(renewals, { timeout: 40_000 }).toBe(before + 2);
    for (const { identity } of [alice, bob]) {
      const old = await breaks.outdateTokens(identity);
      await old.expectStruck();
    }

    // Voice, the Functions, Sync and TaskRouter in turn know the new ones.
    await hears(alice, { tone: bob.tone, not: [alice.tone] });
    await hears(bob, { tone: alice.tone, not: [bob.tone] });
    await alice.hold();
    await hears(bob, { music: true, not: [alice.tone] });
    await bob.sees(/Alice Anders put you on hold/);
    await alice.unhold();
    await hears(bob, { tone: alice.tone, not: [bob.tone] });
    await bob.hangUp();
    await wrapUpAndComplete(alice, bob);

    // And so does the next call, the other way round.
    await talk(bob, alice, hears);
    await bob.hangUp();
    await wrapUpAndComplete(alice, bob);
    await breaks.clear();
  },
);

test(
  "a log-in ends while they talk, who talk on; its agent logs in again for the rest",
  THOROUGH,
  async ({ alice, bob, breakages, hears }) => {
    await talk(alice, bob, hears);
    const end = await breakages.endTokens(bob.identity);
    await end.expectStruck();
    await hears(alice, { tone: bob.tone, not: [alice.tone] });
    await hears(bob, { tone: alice.tone, not: [bob.tone] });
    await bob.hangUp();
    await wrapUpAndComplete(alice);
    await bob.reload();
    await wrapUpAndComplete(bob);
  },
);
