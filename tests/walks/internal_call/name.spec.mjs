// @ts-check
/** An agent's page lies about who she is: whom she rings reads who she is nevertheless. */
import { ring, wrapUpAndComplete } from "../support/call.mjs";
import { looksElsewhere } from "../support/desktop.mjs";
import { expect, test } from "../support/walk.mjs";

const FORGED = "Chief Security Officer";

/** Where an agent's page asks TaskRouter. */
const BRIDGE = /\/v1\/wschannels/;

/** Tess is of another team than Alice. */
const ANOTHERS = "client:tess";

/**
 * From now on each task that the agent's page makes names her otherwise, and another's
 * address. Gives how many did.
 * @param {import("../support/desk.mjs").Desk} desk
 */
async function lies({ page, name, identity }) {
  let told = 0;
  const forge = (/** @type {any} */ task) => {
    if (task.fromName !== name || task.targetWorker !== `client:${identity}`)
      throw new Error(`the page does not write ${name} into her task`);
    told += 1;
    return {
      ...task,
      fromName: FORGED,
      targetWorker: ANOTHERS,
      from: ANOTHERS,
      team_name: "Security",
    };
  };
  await page.route(BRIDGE, (route) => {
    const text = route.request().postData() ?? "";
    if (!text.includes("fromName")) return route.continue();
    const body = JSON.parse(text);
    const params = {
      ...body.params,
      Attributes: forge(body.params.Attributes),
    };
    return route.continue({ postData: JSON.stringify({ ...body, params }) });
  });
  return () => told;
}

test("a page that lies about its agent's name, team and address is not believed", async ({
  alice,
  bob,
}) => {
  const told = await lies(alice);
  const { notices, looksBack } = await looksElsewhere(bob);
  await ring(alice, bob);
  expect(told()).toBe(1);
  await bob.sees("Call from a colleague · Sales");
  await expect
    .poll(notices)
    .toContainEqual(expect.stringContaining(alice.name));
  expect((await notices()).join()).not.toContain(FORGED);
  await expect(bob.page.getByText(FORGED)).toHaveCount(0);
  await bob.accept();
  await bob.seesLive();
  await bob.sees(alice.name);
  await expect(bob.page.getByText(FORGED)).toHaveCount(0);
  await bob.hangUp();
  await wrapUpAndComplete(alice, bob);
  await looksBack();
  await alice.page.unroute(BRIDGE);
});
