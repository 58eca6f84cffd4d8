// @ts-check
/** While it rings: what each of the two sees and hears, and how it can end. */
import { ring, wrapUpAndComplete } from "../support/call.mjs";
import { looksElsewhere } from "../support/desktop.mjs";
import { expect, test } from "../support/walk.mjs";

/** The ring-back of North America, see functions/assets/sounds.mjs. */
const RINGBACK_HZ = [440, 480];

/**
 * The reasons in Bob's offered call.
 * @param {import("../support/desk.mjs").Desk} bob
 * @param {string} caller
 */
async function openReasons(bob, caller) {
  const opener = bob.page.getByText("Decline with a reason");
  // Flex moves an offer about while it comes in.
  await expect(opener).toHaveCount(1);
  await opener.focus();
  await bob.page.keyboard.press("Enter");
  const reasons = bob.page.getByRole("group", { name: `Tell ${caller} why` });
  await expect(reasons).toBeVisible();
  return { opener, reasons };
}

test("the caller hears ring-back, sees for how long, and the colleague who calls", async ({
  alice,
  bob,
  control,
}) => {
  await ring(alice, bob);
  await bob.sees("Call from a colleague · Sales");
  const timer = alice.page.getByRole("timer").first();
  await expect(timer).toHaveText(/^0:0[1-9]$/);
  const live = alice.page.locator("[aria-live], [role=status], [role=alert]");
  await expect(live.filter({ has: alice.page.getByRole("timer") })).toHaveCount(
    0,
  );
  await expect
    .poll(async () => {
      const legs = await control.levels();
      const hears = legs.find(({ who }) => who === alice.identity)?.hears;
      const loud = (hears?.peaks ?? []).filter(({ dbfs }) => dbfs > -40);
      return loud.map(({ hz }) => hz).sort();
    })
    .toEqual(RINGBACK_HZ);
  await alice.cancelCall();
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
});

test("a colleague who looks elsewhere is told on his desktop who calls", async ({
  alice,
  bob,
}) => {
  const { notices, looksBack } = await looksElsewhere(bob);
  await ring(alice, bob);
  await expect
    .poll(notices)
    .toContainEqual(expect.stringContaining(alice.name));
  await alice.cancelCall();
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
  await looksBack();
});

for (const { press, told } of [
  { press: "I am in a meeting", told: "Bob Baker declined: in a meeting." },
  { press: "I will call back", told: "Bob Baker declined: will call back." },
  {
    press: "Please ask the team",
    told: "Bob Baker declined: please ask the team.",
  },
]) {
  test(`the colleague declines: ${press}`, async ({ alice, bob }) => {
    await ring(alice, bob);
    const { reasons } = await openReasons(bob, alice.name);
    await reasons.getByRole("button", { name: press }).press("Enter");
    await alice.sees(told);
    await bob.seesNoTask();
    await wrapUpAndComplete(alice);
  });
}

test("the colleague declines in own words, which are text and nothing else", async ({
  alice,
  bob,
}) => {
  const words = `<img src=x onerror="alert(1)"> & {name} at 3 👋`;
  await ring(alice, bob);
  const { opener, reasons } = await openReasons(bob, alice.name);
  // Escape leaves, and the call is still offered.
  await reasons.getByRole("textbox").press("Escape");
  await expect(reasons).toBeHidden();
  await expect(opener).toBeFocused();
  await bob.seesIncoming(alice.name);

  await openReasons(bob, alice.name);
  const own = reasons.getByRole("textbox", { name: "In your own words" });
  await own.fill(words);
  await own.press("Enter");
  await alice.sees(`Bob Baker declined: “${words}”`);
  await expect(alice.page.locator("img[src=x]")).toHaveCount(0);
  await bob.seesNoTask();
  await wrapUpAndComplete(alice);
});
