// @ts-check
/** On a call between colleagues: hold and mute, what each hears, and hang-up across them. */
import { talk, wrapUpAndComplete } from "../support/call.mjs";
import { Breakages } from "../support/faults.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

/**
 * Notes of the hold music, as the mixer measures pitch; a voice has none of them.
 * The one on hold hears music and nobody; the one who holds hears silence.
 * @param {(who: Desk, wanted: {tone?: number, music?: boolean, not?: number[]}) => Promise<void>} hears
 * @param {Desk} held
 * @param {Desk} holder
 */
async function musicAndSilence(hears, held, holder) {
  await hears(held, { music: true, not: [holder.tone, held.tone] });
  await hears(holder, {});
}

/**
 * @param {(who: Desk, wanted: {tone?: number, music?: boolean, not?: number[]}) => Promise<void>} hears
 * @param {Desk} one
 * @param {Desk} other
 */
async function eachOther(hears, one, other) {
  await hears(one, { tone: other.tone, not: [one.tone] });
  await hears(other, { tone: one.tone, not: [other.tone] });
}

for (const [holds, of] of [
  ["caller", "colleague"],
  ["colleague", "caller"],
]) {
  test(`the ${holds} holds the ${of} and takes him back`, async ({
    alice,
    bob,
    hears,
  }) => {
    await talk(alice, bob, hears);
    const [holder, held] = holds === "caller" ? [alice, bob] : [bob, alice];
    await holder.hold();
    await holder.sees(`${held.name} is on hold`);
    await held.sees(`${holder.name} put you on hold`);
    await held.sees("You are on hold");
    await musicAndSilence(hears, held, holder);

    await holder.unhold();
    await holder.sees(`Connected with ${held.name}`);
    await held.sees(`Connected with ${holder.name}`);
    await eachOther(hears, holder, held);
    await holder.hangUp();
    await wrapUpAndComplete(alice, bob);
  });
}

test("one on hold takes himself back", async ({ alice, bob, hears }) => {
  await talk(alice, bob, hears);
  await alice.hold();
  await bob.sees("Alice Anders put you on hold");
  await bob.unholdMyself();
  await alice.sees("Connected with Bob Baker");
  await eachOther(hears, alice, bob);
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("a second press while the first is under way changes nothing", async ({
  alice,
  bob,
  hears,
}) => {
  await talk(alice, bob, hears);
  await alice.hold({ clicks: 2 });
  await bob.sees("Alice Anders put you on hold");
  await musicAndSilence(hears, bob, alice);
  await alice.unhold();
  await eachOther(hears, alice, bob);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("a muted microphone is heard by nobody", async ({ alice, bob, hears }) => {
  await talk(alice, bob, hears);
  await alice.mute();
  await hears(bob, {});
  await hears(alice, { tone: bob.tone, not: [alice.tone] });
  await alice.unmute();
  await eachOther(hears, alice, bob);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});

test("both hold each other at once", async ({
  alice,
  bob,
  hears,
  emulator,
}) => {
  await talk(alice, bob, hears);
  // Whoever is held cannot hold any more: the server answers when both have pressed.
  const breakages = new Breakages(emulator.port);
  const slow = await breakages.functions(
    { path: "/features/internal-call/flex/control" },
    { do: "delay", delay_ms: 5_000 },
  );
  await Promise.all([alice.hold(), bob.hold()]);
  await slow.expectStruck(2);
  await slow.end();
  await alice.sees("have put each other on hold");
  await bob.sees("have put each other on hold");
  await hears(alice, { music: true, not: [alice.tone, bob.tone] });
  await hears(bob, { music: true, not: [alice.tone, bob.tone] });

  await alice.unholdMyself();
  await alice.sees("Bob Baker is on hold");
  await alice.unhold();
  await eachOther(hears, alice, bob);
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
});

for (const who of ["held", "holding"]) {
  test(`the ${who} one hangs up`, async ({ alice, bob, hears }) => {
    await talk(alice, bob, hears);
    await alice.hold();
    await bob.sees("Alice Anders put you on hold");
    await (who === "held" ? bob : alice).hangUp();
    await wrapUpAndComplete(alice, bob);
  });
}

for (const first of ["hold", "hang-up"]) {
  test(`hold crosses hang-up, the ${first} pressed first`, async ({
    alice,
    bob,
    hears,
  }) => {
    await talk(alice, bob, hears);
    const [holds, hangsUp] = [() => alice.hold(), () => bob.hangUp()];
    const pressed = first === "hold" ? [holds, hangsUp] : [hangsUp, holds];
    const done = await Promise.allSettled(pressed.map((press) => press()));
    // Of the two the hold button may be gone before it is pressed; hang-up never is.
    expect(done[first === "hold" ? 1 : 0].status).toBe("fulfilled");
    await wrapUpAndComplete(alice, bob);
    await alice.doesNotSee("Please try again");
  });
}

test("where the server cannot be asked, hold is told to have failed and hang-up works", async ({
  alice,
  bob,
  hears,
  emulator,
}) => {
  await talk(alice, bob, hears);
  const breakages = new Breakages(emulator.port);
  const down = await breakages.functions(
    { path: "/features/internal-call/flex/control" },
    { do: "reset" },
  );
  await alice.hold();
  await alice.sees("That did not reach the call. Please try again.");
  await alice.sees("Connected with Bob Baker");
  await eachOther(hears, alice, bob);
  await down.expectStruck();
  await down.end();
  await alice.hold();
  await bob.sees("Alice Anders put you on hold");
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});
