// @ts-check
/** Plugin and Functions are deployed one after the other: what people see while they differ. */
import { talk, wrapUpAndComplete } from "./support/call.mjs";
import { expect, test } from "./support/walk.mjs";

test.use({ world: "many.json" });

const SUE = { identity: "sue", name: "Sue Stone", tone: 760 };
const TOLD = /its Functions are 0\.0\.9\. Reload the page/;

/** From the next reload on the Functions are of another release, to this desk. @param {import("./support/desk.mjs").Desk} desk */
async function withOtherFunctions(desk) {
  await desk.page.route("**/features/internal-call/flex/**", async (route) => {
    // Node resolves no names under localhost, and needs none: the path has the host.
    const url = route
      .request()
      .url()
      .replace(/\w+\.localhost/, "localhost");
    const response = await route.fetch({ url });
    const headers = { ...response.headers(), "x-switchboard-version": "0.0.9" };
    await route.fulfill({ response, headers });
  });
  await desk.reload();
}

test("Functions of another release are told to a supervisor alone, and calls go on", async ({
  alice,
  bob,
  control,
  hears,
  open,
}) => {
  const sue = await open(SUE, {});
  await withOtherFunctions(sue);
  await sue.sees(TOLD);

  await withOtherFunctions(alice);
  await alice.hasMicrophone();
  await control.setActivity(bob.identity, "Available");
  await talk(alice, bob, hears);
  await expect(alice.page.getByText(TOLD)).toHaveCount(0);
  await alice.hangUp();
  await wrapUpAndComplete(alice, bob);
});
