// @ts-check
/**
 * Somebody who comes from the well-known project template has not taken its features out yet: both
 * plugins are in Flex, and of the two one answers a call.
 */
import { talk, wrapUpAndComplete } from "./support/call.mjs";
import { besideTemplate } from "./support/template.mjs";
import { expect, test } from "./support/walk.mjs";

test.use({ world: "many.json" });

const SUE = { identity: "sue", name: "Sue Stone", tone: 760 };
const CAROL = { identity: "carol", name: "Carol Chen", tone: 700 };
const TOLD = /The project template's .* is on in this Flex/;

/** @type {{who: string, person: typeof SUE, features: ("internal-call" | "multi-call")[], when: "before" | "after", reads?: RegExp}[]} */
const BESIDE = [
  {
    who: "a supervisor, whose template starts after Switchboard",
    person: SUE,
    features: ["internal-call", "multi-call"],
    when: "after",
    reads: /The project template's internal-call, multi-call is on/,
  },
  {
    who: "an agent, whose template starts before Switchboard",
    person: CAROL,
    features: ["internal-call"],
    when: "before",
  },
];

for (const { who, person, features, when, reads } of BESIDE) {
  test(`${who}, has the template's calls alone, and one answer for each`, async ({
    alice,
    control,
    hears,
    open,
  }) => {
    await control.setActivity(person.identity, "Available");
    const desk = await open(person, {});
    await besideTemplate(desk, features, when);
    await desk.reload();
    if (reads) {
      await desk.sees(reads);
      await desk.closeNotification();
    }
    await desk.hasMicrophone();

    await alice.hasMicrophone();
    await talk(alice, desk, hears);
    await alice.hangUp();
    await wrapUpAndComplete(alice, desk);

    await desk.seesFlexUsable();
    await desk.sees("The template's dialer");
    await expect(desk.dialer).toHaveCount(0);
    if (!reads) await desk.doesNotSee(TOLD);
  });
}

test("a template that was built without these features leaves them to Switchboard", async ({
  alice,
  bob,
  control,
  hears,
}) => {
  await besideTemplate(alice, [], "after");
  await alice.reload();
  await control.setActivity(bob.identity, "Available");
  await alice.hasMicrophone();
  await talk(alice, bob, hears);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
  await alice.doesNotSee(TOLD);
});
