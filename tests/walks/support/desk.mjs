// @ts-check
/** One agent's Flex as he sees it: everything is found by its role and name. */
import { expect } from "@playwright/test";

/** Two Flex at once on a small machine take their time. */
const BOOT_MS = 120_000;

/** @typedef {import("@playwright/test").Page} Page */

export class Desk {
  /**
   * @param {Page} page
   * @param {{identity: string, name: string, tone: number}} agent
   *   `tone` is what he says into his microphone, in Hz
   */
  constructor(page, { identity, name, tone }) {
    this.page = page;
    this.identity = identity;
    this.name = name;
    this.tone = tone;
  }

  /** @param {string} address */
  async open(address) {
    await this.page.goto(address, { waitUntil: "domcontentloaded" });
    await expect(this.page.getByText("No active tasks")).toBeVisible({
      timeout: BOOT_MS,
    });
  }

  /** The section that the plugin adds to Flex's dialpad. */
  get dialer() {
    return this.page.getByRole("region", { name: "Call Agent" });
  }

  get #colleague() {
    return this.dialer.getByRole("combobox");
  }

  /** @param {string | RegExp} name */
  #button(name) {
    return this.page.getByRole("button", { name, exact: true }).first();
  }

  async openDialpad() {
    if (await this.#colleague.isVisible()) return;
    await this.#button("Outbound Dialpad").click();
    await expect(this.#colleague).toBeVisible();
  }

  async closeDialpad() {
    if (!(await this.#colleague.isVisible())) return;
    await this.#button("Outbound Dialpad").click();
    await expect(this.#colleague).toBeHidden();
  }

  /**
   * Types some letters and picks the colleague, by keyboard.
   * @param {string} letters
   * @param {Desk} colleague
   */
  async choose(letters, colleague) {
    await this.openDialpad();
    await this.#colleague.fill("");
    await this.#colleague.pressSequentially(letters);
    const option = this.dialer.getByRole("option", {
      name: new RegExp(`${colleague.name}.*Available`),
    });
    await expect(option).toBeVisible();
    await this.#colleague.press("ArrowDown");
    await this.#colleague.press("Enter");
    await expect(this.#colleague).toHaveValue(colleague.name);
  }

  /** @param {Desk} colleague */
  async call(colleague) {
    await this.choose(colleague.name.slice(0, 2).toLowerCase(), colleague);
    await this.dialer.getByRole("button", { name: "Call" }).click();
  }

  /** @param {Desk} colleague */
  async seesRinging(colleague) {
    await expect(
      this.page.getByText(`Calling ${colleague.name}`),
    ).toBeVisible();
  }

  async cancelCall() {
    await this.page.getByRole("button", { name: "Cancel" }).click();
  }

  /** @param {string} from the name or number of who is calling */
  async seesIncoming(from) {
    await expect(this.#accept).toBeVisible();
    await expect(this.page.getByText(from).first()).toBeVisible();
  }

  get #accept() {
    return this.#button("Accept incoming voice task");
  }

  async accept() {
    await this.#accept.click();
  }

  async decline() {
    await this.#button("Reject incoming voice task").click();
  }

  async seesLive() {
    await expect(this.page.getByText(/^Live/).first()).toBeVisible();
  }

  async hangUp() {
    await this.#button(/^Hang up$/i).click();
  }

  /** Holds the other party; Flex calls everybody a customer. @param {{clicks?: number}} [how] */
  async hold({ clicks = 1 } = {}) {
    await this.#button("Hold Customer").click({ clickCount: clicks });
  }

  async unhold() {
    await this.#button("Unhold Customer").click();
  }

  /** Ends the hold that somebody else has put on him. */
  async unholdMyself() {
    await this.#button("Unhold").click();
  }

  async mute() {
    await this.#button(/^mute/i).click();
  }

  async unmute() {
    await this.#button(/^unmute/i).click();
  }

  async seesWrapUp() {
    await expect(this.page.getByText(/^Wrap up/).first()).toBeVisible();
  }

  async complete() {
    await this.#button("Complete").click();
    await this.seesNoTask();
  }

  /** Some words, anywhere on the page. @param {string | RegExp} words */
  async sees(words) {
    const seen = this.page.getByText(words).filter({ visible: true });
    await expect(seen.first()).toBeVisible();
  }

  /** @param {string | RegExp} words */
  async doesNotSee(words) {
    const seen = this.page.getByText(words).filter({ visible: true });
    await expect(seen).toHaveCount(0);
  }

  /** Some words in the plugin's section of the dialpad. @param {RegExp} words */
  async seesInDialer(words) {
    await expect(this.dialer.getByText(words)).toBeVisible();
  }

  /** Flex's own dialpad opens: the desktop is alive without the plugin. */
  async seesFlexUsable() {
    await this.#button("Outbound Dialpad").click();
    await expect(
      this.page.getByRole("textbox", { name: "Enter a number" }),
    ).toBeVisible();
  }

  async seesNoTask() {
    await expect(this.page.getByText("No active tasks")).toBeVisible();
  }
}
