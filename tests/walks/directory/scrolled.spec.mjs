// @ts-check
/** However far the list is scrolled, its rows say who is on a call. */
import { customerTalksTo } from "../support/call.mjs";
import { expectFew, noteQueries, queries } from "../support/queries.mjs";
import { ALICE, expect, test } from "../support/walk.mjs";

/** @typedef {import("../support/desk.mjs").Desk} Desk */

test.use({ world: "fifty.json" });

/** By his name he comes after thirty others who are available. */
const NILS = { identity: "nils", name: "Nils Nowak", tone: 740 };
const CUSTOMER = { from: "+15557654321", name: "Dana Diaz", tone_hz: 880 };

/** The list, open. @param {Desk} alice */
async function opened({ dialer }) {
  const field = dialer.getByRole("combobox");
  await field.press("Escape");
  await field.press("Alt+ArrowDown");
  const rows = dialer.getByRole("option");
  await expect(rows.first()).toBeVisible();
  return { field, rows, list: dialer.getByRole("listbox") };
}

/** His call is over, and his row says so. @param {Desk} colleague @param {import("@playwright/test").Locator} row */
async function isFreeAgain(colleague, row) {
  await colleague.hangUp();
  await colleague.seesWrapUp();
  await colleague.complete();
  await expect(row).not.toContainText("on a call");
}

/** Who is in view, from top to bottom, and how high each stands. @param {import("@playwright/test").Locator} rows */
const places = (rows) =>
  rows.evaluateAll((all) =>
    all.map((row) => [
      row.querySelector(".swb-name")?.textContent,
      row.getBoundingClientRect().top,
    ]),
  );

test("she scrolls down to a colleague and reads that he is on a call, until it is over", async ({
  control,
  keep,
}) => {
  const [alice, nils] = [await keep(ALICE), await keep(NILS)];
  await customerTalksTo(control, nils, alice, CUSTOMER);
  await alice.openDialpad();
  const { field, rows, list } = await opened(alice);
  const row = rows.filter({ hasText: nils.name });
  await noteQueries(alice.page);
  await list.hover();
  // As fast as the list follows.
  while (!(await row.isVisible())) await alice.page.mouse.wheel(0, 48);
  expect(Number(await row.getAttribute("aria-posinset"))).toBeGreaterThan(30);
  await expect(row).toContainText("Available · on a call");
  await expect(row).toHaveAttribute("aria-disabled", "true");

  const stood = await places(rows);
  await isFreeAgain(nils, row);
  await expect(row).not.toHaveAttribute("aria-disabled");
  expect(await places(rows)).toEqual(stood);

  // Back and forth, as fast as she can, and letters between; in the end she is at the top.
  const known = (await queries(alice.page)).length;
  expect(known).toBeGreaterThan(0);
  for (const turn of [1, 2, 3, 4]) {
    await alice.page.mouse.wheel(0, turn % 2 ? -2_400 : 2_400);
    await field.press(turn % 2 ? "PageDown" : "n");
  }
  await field.fill("");
  await alice.page.mouse.wheel(0, -2_400);
  await expect
    .poll(async () => (await queries(alice.page)).length)
    .toBeGreaterThan(known);
  expectFew(await queries(alice.page));
});

test("by keyboard alone she comes to him, reads it, and is told so when she calls", async ({
  control,
  keep,
}) => {
  const [alice, nils] = [await keep(ALICE), await keep(NILS)];
  await customerTalksTo(control, nils, alice, CUSTOMER);
  await alice.openDialpad();
  const { field, rows } = await opened(alice);
  const highlighted = alice.dialer.locator("[role=option][aria-selected=true]");
  for (let page = 0; page < 3; page += 1) await field.press("PageDown");
  await expect(highlighted).toHaveAttribute("aria-posinset", "21");
  while (!(await highlighted.textContent())?.includes(nils.name)) {
    await field.press("ArrowDown");
  }
  await expect(highlighted).toContainText("Available · on a call");
  await field.press("Enter");
  await expect(field).toHaveValue(nils.name);
  await field.press("Enter");
  await alice.sees(/Nils Nowak is on a call/);
  await nils.seesLive();

  await field.fill("");
  const row = rows.filter({ hasText: nils.name });
  while (!(await row.isVisible())) await field.press("ArrowUp");
  await expect(row).toContainText("Available · on a call");
  await isFreeAgain(nils, row);
  await field.press("Escape");
});
