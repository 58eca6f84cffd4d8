// @ts-check
/** Flex's Teams view has a line for each call of an agent: nothing needs to be added to it. */
import { CUSTOMERS, expect, test } from "../support/lines.mjs";
import { THOROUGH } from "../support/walk.mjs";

const SUE = { identity: "sue", name: "Sue Stone", tone: 760 };

test(
  "a supervisor sees all six calls of an agent, and none is cut off",
  THOROUGH,
  async ({ lines, open }) => {
    for (const customer of CUSTOMERS) await lines.takes(customer);
    const sue = await open(SUE, {});
    await sue.page.getByRole("link", { name: "Teams" }).click();
    const table = sue.page.getByRole("table");
    for (const { name } of CUSTOMERS) {
      const call = table.getByRole("button", { name: new RegExp(`^${name} `) });
      await expect(call).toBeInViewport({ ratio: 1 });
    }
    await lines.endWhateverIsLeft();
  },
);
