// @ts-check
/** Flex's own transfers of a customer's call, by its directory. */
import { expect } from "./walk.mjs";

/** @typedef {import("./control.mjs").Control} Control */
/** @typedef {import("./desk.mjs").Desk} Desk */
/** @typedef {{status: string, participant_type?: string, end_conference_on_exit?: boolean}} Leg */

/**
 * Each Flex has said whose leaving ends the call: with two left anybody's, with
 * three nobody's. If the call is over before, Flex 2.17.1 complains in its page.
 * @param {Control} control
 */
export async function settles(control) {
  const unsaid = async () => {
    const { sync } = await control.world();
    /** @type {Record<string, Record<string, Leg>>} */
    const maps = sync.flex.maps;
    return Object.values(maps).flatMap((map) => {
      const joined = Object.values(map).filter(
        ({ status, participant_type }) =>
          status === "joined" && participant_type !== undefined,
      );
      return joined.filter(
        ({ participant_type, end_conference_on_exit }) =>
          participant_type === "worker" &&
          end_conference_on_exit !== joined.length < 3,
      );
    });
  };
  await expect.poll(unsaid).toEqual([]);
}

/** An agent who hands the call over that he looks at. */
export class Transfers {
  #page;

  /** @param {Desk} desk */
  constructor(desk) {
    this.#page = desk.page;
  }

  /** Not one in Flex's list. @param {string} name */
  #button(name) {
    return this.#page.getByRole("button", { name, exact: true }).last();
  }

  /** He stays, to speak with the other one first. @param {string} to */
  async consults(to) {
    await this.#button("Open transfer directory").click();
    await this.#button(`Consult ${to}`).click();
    await expect(this.#button("Cancel Consult")).toBeVisible();
  }

  /** The same with whoever is there of a queue. @param {string} queue */
  async consultsQueue(queue) {
    await this.#button("Open transfer directory").click();
    await this.#button("Queues").click();
    await this.#button(`Consult ${queue}`).click();
    await expect(this.#button("Cancel Consult")).toBeVisible();
  }

  /** He is out of the call at once. @param {string} to */
  async transfers(to) {
    await this.#button("Open transfer directory").click();
    await this.#button(`Transfer to ${to}`).click();
  }

  async cancels() {
    await this.#button("Cancel Consult").click();
    await this.seesNobodyCalled();
  }

  /** Finds the button now, to press it in the same moment as somebody else does another. */
  async fingerToCancel() {
    const found = await this.#button("Cancel Consult").elementHandle();
    return async () => {
      await found?.evaluate((element) => /** @type {any} */ (element).click());
    };
  }

  async seesNobodyCalled() {
    await expect(this.#button("Cancel Consult")).toHaveCount(0);
  }

  /** The others go on without him. */
  async leaves() {
    await this.#button("Leave").click();
  }
}
