// @ts-check
/** The "Call Queue" tab as an agent sees and uses it. */
import { expect } from "@playwright/test";

/** @typedef {import("./desk.mjs").Desk} Desk */

export const CAROL = { identity: "carol", name: "Carol Chen", tone: 810 };

/** The section of the dialpad, whichever tab is open. @param {Desk} desk */
const section = (desk) =>
  desk.page.getByRole("region", { name: /^Call (Agent|Queue)$/ });

/** One queue of the list. @param {Desk} desk @param {string} queue */
export const row = (desk, queue) =>
  section(desk).getByRole("radio", { name: queue });

/** The dialpad is opened, whatever tab it shows. @param {Desk} desk */
export async function openDialpad(desk) {
  if (await section(desk).isVisible()) return;
  await desk.page
    .getByRole("button", { name: "Outbound Dialpad", exact: true })
    .first()
    .click();
  await expect(section(desk)).toBeVisible();
}

/** @param {Desk} desk */
export async function openQueues(desk) {
  await openDialpad(desk);
  await section(desk).getByRole("tab", { name: "Call Queue" }).click();
}

/**
 * Types some letters and chooses the queue that is left, by keyboard.
 * @param {Desk} desk @param {string} letters @param {string} queue
 */
export async function choose(desk, letters, queue) {
  await openQueues(desk);
  const field = section(desk).getByRole("searchbox", { name: "Queue" });
  await field.fill(letters);
  await expect(section(desk).getByRole("radio")).toHaveCount(1);
  await field.press("Enter");
  await expect(row(desk, queue)).toBeChecked();
}

/** @param {Desk} desk @param {string} queue @param {string} load */
export async function seesLoad(desk, queue, load) {
  await expect(row(desk, queue)).toHaveAccessibleName(`${queue} ${load}`);
}

/** @param {Desk} desk */
export async function pressCall(desk) {
  await section(desk).getByRole("button", { name: "Call" }).click();
}

/** Calls whoever of Billing comes next. @param {Desk} desk */
export async function callBilling(desk) {
  await choose(desk, "LLI", "Billing");
  await pressCall(desk);
  await desk.sees("Calling Billing");
}

/** He takes the call that rings. @param {Desk} desk @param {Desk} caller */
export async function takes(desk, caller) {
  await desk.seesIncoming(caller.name);
  await desk.sees("Call from a colleague · Billing");
  await desk.accept();
}
