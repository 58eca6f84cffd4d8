// @ts-check
/** An agent who could not speak is told so before anything is created. */
import { expect, test } from "../support/walk.mjs";

const CAROL = { identity: "carol", name: "Carol Chen", tone: 880 };

test.beforeEach(({ control }) => control.setActivity("carol", "Available"));

for (const [microphone, words] of /** @type {const} */ ([
  ["none", /You have no microphone/],
  ["refused", /does not let Flex use the microphone/],
])) {
  test(`the caller's microphone: ${microphone}`, async ({
    bob,
    control,
    open,
  }) => {
    const tasks = async () => (await control.world()).tasks;
    const before = await tasks();
    const carol = await open(CAROL, { mic: microphone });
    await carol.call(bob);
    await carol.sees(words);
    expect(await tasks()).toEqual(before);
  });
}

test("the called agent has no microphone: his caller is not answered by silence", async ({
  bob,
  open,
}) => {
  const carol = await open(CAROL, { mic: "none" });
  await bob.call(carol);
  await carol.seesIncoming(bob.name);
  await carol.accept();
  await carol.sees(/You have no microphone/);
  await bob.sees(/Carol Chen did not answer/);
  await bob.seesWrapUp();
  await bob.complete();
  await carol.seesNoTask();
});
