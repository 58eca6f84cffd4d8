// @ts-check
/** Each key of the field in which a colleague is looked for, as the ARIA Authoring Practices have it. */
import { looksRight } from "../support/look.mjs";
import { expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

test.use({ world: "many.json" });

/** What she sees of the list: open or closed, who is highlighted, what is in the field. @param {Desk} desk */
async function seen({ dialer }) {
  const field = dialer.getByRole("combobox");
  const open = (await field.getAttribute("aria-expanded")) === "true";
  const row = dialer.locator("[role=option][aria-selected=true] .swb-name");
  const highlighted = (await row.count()) ? await row.textContent() : "nobody";
  const text = await field.inputValue();
  return `${open ? "open" : "closed"}, ${highlighted}, '${text}'`;
}

/** Where the caret is. @param {Desk} desk */
const caret = ({ dialer }) =>
  dialer
    .getByRole("combobox")
    .evaluate((field) => /** @type {any} */ (field).selectionStart);

test("every key does in the list what it does in every other such list", async ({
  alice,
}) => {
  await alice.openDialpad();
  const field = alice.dialer.getByRole("combobox");
  // An earlier walk may have left the list open.
  await field.blur();
  await field.focus();
  const press = async (
    /** @type {string} */ key,
    /** @type {string} */ expected,
  ) => {
    await alice.page.keyboard.press(key);
    await expect.poll(() => seen(alice), key).toBe(expected);
  };

  await press("ArrowDown", "open, Bob Baker, ''");
  await press("ArrowDown", "open, Carol Chen, ''");
  await press("ArrowUp", "open, Bob Baker, ''");
  await press("ArrowUp", "open, Sue Stone, ''");
  await press("ArrowDown", "open, Bob Baker, ''");
  await press("PageDown", "open, Sue Stone, ''");
  await press("PageUp", "open, Bob Baker, ''");
  await press("Escape", "closed, nobody, ''");
  await press("Alt+ArrowDown", "open, nobody, ''");
  await press("Alt+ArrowUp", "closed, nobody, ''");
  await press("ArrowUp", "open, Sue Stone, ''");
  await press("Escape", "closed, nobody, ''");

  // Letters narrow the list; in the text the keys of the text move.
  await press("c", "open, nobody, 'c'");
  await press("h", "open, nobody, 'ch'");
  await press("ArrowDown", "open, Carol Chen, 'ch'");
  await press("Home", "open, nobody, 'ch'");
  expect(await caret(alice)).toBe(0);
  await press("ArrowDown", "open, Carol Chen, 'ch'");
  await press("ArrowRight", "open, nobody, 'ch'");
  expect(await caret(alice)).toBe(1);
  await press("End", "open, nobody, 'ch'");
  expect(await caret(alice)).toBe(2);

  // Emptied, the field shows again whom she calls often.
  await press("Backspace", "open, nobody, 'c'");
  await press("Backspace", "open, nobody, ''");
  await expect(alice.dialer.locator(".swb-section").first()).toBeVisible();
  await looksRight(alice);

  await press("c", "open, nobody, 'c'");
  await press("ArrowDown", "open, Carol Chen, 'c'");
  await press("Enter", "closed, nobody, 'Carol Chen'");
  await press("Alt+ArrowDown", "open, nobody, 'Carol Chen'");
  await press("Escape", "closed, nobody, 'Carol Chen'");
  await press("Escape", "closed, nobody, ''");
  await press("ArrowDown", "open, Bob Baker, ''");
  await press("Tab", "closed, nobody, ''");
  await expect(field).not.toBeFocused();
});
