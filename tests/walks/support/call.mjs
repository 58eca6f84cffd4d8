// @ts-check
/** What two people do on a call between them, one step each. */
import { expect } from "@playwright/test";

/** @typedef {import("./desk.mjs").Desk} Desk */

/**
 * A customer calls in, and this colleague takes the call: TaskRouter would
 * offer it to whoever has waited longest, so the other is away meanwhile.
 * @param {import("./control.mjs").Control} control
 * @param {Desk} colleague
 * @param {Desk} other
 * @param {{from: string, name: string, tone_hz: number}} customer
 */
export async function customerTalksTo(control, colleague, other, customer) {
  await control.setActivity(other.identity, "Break");
  await control.customerCalls(customer);
  await colleague.seesIncoming(customer.name);
  await colleague.accept();
  await colleague.seesLive();
  await control.setActivity(other.identity, "Available");
}

/** The call rings at both. @param {Desk} caller @param {Desk} callee */
export async function ring(caller, callee) {
  await caller.call(callee);
  await caller.seesRinging(callee);
  await callee.seesIncoming(caller.name);
}

/**
 * The call rings at last: whoever presses before it is known that what has failed
 * works again is told, and presses again.
 * @param {Desk} caller @param {Desk} callee
 */
export async function ringAtLast(caller, callee) {
  const accept = callee.page.getByRole("button", {
    name: "Accept incoming voice task",
  });
  await expect(async () => {
    await caller.pressCall();
    await expect(accept).toBeVisible({ timeout: 20_000 });
  }).toPass();
  await callee.seesIncoming(caller.name);
}

/**
 * They are connected, and each hears the other and nothing else.
 * @param {Desk} caller
 * @param {Desk} callee
 * @param {(who: Desk, wanted: {tone?: number, music?: boolean, not?: number[]}) => Promise<void>} hears
 */
export async function talk(caller, callee, hears) {
  await ring(caller, callee);
  await callee.accept();
  await caller.seesLive();
  await callee.seesLive();
  await hears(caller, { tone: callee.tone, not: [caller.tone] });
  await hears(callee, { tone: caller.tone, not: [callee.tone] });
}

/** @param {Desk[]} desks */
export async function wrapUpAndComplete(...desks) {
  for (const desk of desks) await desk.seesWrapUp();
  for (const desk of desks) await desk.complete();
}
