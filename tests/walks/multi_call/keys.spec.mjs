// @ts-check
/** From call to call by keys alone. */
import { DANA, ERIK, expect, test } from "../support/lines.mjs";
import { looksRight } from "../support/look.mjs";
import { THOROUGH } from "../support/walk.mjs";

test(
  "calls are swapped and held by keys, which Flex lists with its own",
  THOROUGH,
  async ({ alice, lines }) => {
    const { page } = alice;
    await lines.takes(DANA);
    await lines.takes(ERIK);
    await looksRight(alice);
    await page.keyboard.press("Control+Shift+X");
    await lines.sees({ [DANA.name]: "Live", [ERIK.name]: "On hold" });
    await lines.hears(DANA, ERIK);
    // In Flex itself this key would hold the last call in its list.
    await page.keyboard.press("Control+Shift+H");
    await lines.sees({ [DANA.name]: "On hold", [ERIK.name]: "On hold" });
    await lines.hearsNobody(DANA, ERIK);

    await page.getByRole("button", { name: /^User Alice/ }).click();
    await page.getByRole("button", { name: "Keyboard Shortcuts Menu" }).click();
    const table = page.getByTestId("keyboard-shortcuts-menu");
    const row = (/** @type {string} */ name) =>
      table.getByRole("row").filter({ hasText: name });
    await expect(row("Swap calls")).toContainText("X");
    await expect(row("Hold or resume the call you see")).toContainText("H");
    await expect(row("Toggle Hold")).toHaveCount(0);
    await page.keyboard.press("Escape");

    await lines.hangUp(ERIK.name);
    await lines.hangUp(DANA.name);
    await lines.completeAll();
  },
);
