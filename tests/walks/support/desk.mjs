// @ts-check
/** One agent's Flex as he sees it: everything is found by its role and name. */
import { expect } from "@playwright/test";

/** Two Flex at once on a small machine take their time. */
const BOOT_MS = 120_000;

/** @typedef {import("@playwright/test").Page} Page */

export class Desk {
  #address = "";
  /** Outlives its tabs. @type {import("@playwright/test").BrowserContext} */
  #context;

  /**
   * @param {Page} page
   * @param {{identity: string, name: string, tone: number}} agent
   *   `tone` is what he says into his microphone, in Hz
   */
  constructor(page, { identity, name, tone }) {
    this.page = page;
    this.#context = page.context();
    this.identity = identity;
    this.name = name;
    this.tone = tone;
  }

  /** @param {string} address */
  async open(address) {
    this.#address = address;
    await this.#start();
    await this.seesNoTask();
  }

  /** Flex is there, whatever it shows; while a call rings it has no dialpad. */
  async #start() {
    await this.page.goto(this.#address, { waitUntil: "domcontentloaded" });
    await expect(this.#button(/^Menu to change activity/)).toBeVisible({
      timeout: BOOT_MS,
    });
  }

  /** Flex has found the microphone: until then it rejects every call. */
  async hasMicrophone() {
    const found = () => {
      const { Flex } = /** @type {any} */ (globalThis).Twilio;
      const { phone } = Flex.Manager.getInstance().store.getState().flex;
      return Boolean(phone.listener?.isMicrophoneSet);
    };
    await expect.poll(() => this.page.evaluate(found)).toBe(true);
  }

  /** Another microphone is chosen in Flex, which says another tone. @param {string} id @param {number} tone */
  async choosesMicrophone(id, tone) {
    await this.page.evaluate(async (wanted) => {
      const { Flex } = /** @type {any} */ (globalThis).Twilio;
      const { audio } = Flex.Manager.getInstance().voiceClient;
      await audio.setInputDevice(wanted);
    }, id);
    this.tone = tone;
  }

  /** The page is loaded anew; Flex itself keeps other addresses than it was opened by. */
  async reload() {
    await this.#start();
  }

  /** The tab is closed. */
  async close() {
    await this.page.close();
  }

  /** Flex is opened again in the same browser. */
  async reopen() {
    this.page = await this.#context.newPage();
    await this.#start();
  }

  /** The same agent opens Flex once more, beside this. */
  async anotherTab() {
    const { identity, name, tone } = this;
    const other = new Desk(await this.#context.newPage(), {
      identity,
      name,
      tone,
    });
    other.#address = this.#address;
    await other.#start();
    return other;
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

  /**
   * Picks whoever is found first, whether he can be called or not, by keyboard.
   * @param {string} letters
   */
  async pick(letters) {
    await this.openDialpad();
    await this.#colleague.fill("");
    await this.#colleague.pressSequentially(letters);
    await this.#colleague.press("ArrowDown");
    await this.#colleague.press("Enter");
    return this.#colleague;
  }

  /** @param {Desk} colleague */
  async call(colleague) {
    await this.choose(colleague.name.slice(0, 2).toLowerCase(), colleague);
    await this.pressCall();
  }

  /** Calls whom he has chosen. */
  async pressCall() {
    await this.#call.click();
  }

  get #call() {
    return this.dialer.getByRole("button", { name: "Call", exact: true });
  }

  /** @param {Desk} colleague */
  async seesRinging(colleague) {
    await expect(
      this.page.getByText(`Calling ${colleague.name}`),
    ).toBeVisible();
  }

  get #cancel() {
    return this.#button("Cancel");
  }

  async cancelCall() {
    await this.#cancel.click();
  }

  /** @param {string} from the name or number of who is calling */
  async seesIncoming(from) {
    await expect(this.#accept).toBeVisible();
    await expect(this.page.getByText(from).first()).toBeVisible();
  }

  /** Nobody calls any more. */
  async seesNoOffer() {
    await expect(this.#accept).toBeHidden();
  }

  get #accept() {
    return this.#button("Accept incoming voice task");
  }

  async accept() {
    await this.#accept.click();
  }

  /**
   * Finds a button now, so that it can be pressed in the same moment as
   * somebody else's: the answer presses it, even if it is on its way out.
   * @param {"accept" | "call" | "cancel" | "complete" | "decline" | "hang up"} what
   */
  async finger(what) {
    const button = {
      accept: this.#accept,
      call: this.#call,
      cancel: this.#cancel,
      complete: this.#complete,
      decline: this.#decline,
      "hang up": this.#hangUp,
    }[what];
    await expect(button).toBeEnabled();
    const found = await button.elementHandle();
    return async () => {
      await found?.evaluate((element) => /** @type {any} */ (element).click());
    };
  }

  get #decline() {
    return this.#button("Reject incoming voice task");
  }

  async decline() {
    await this.#decline.click();
  }

  async seesLive() {
    await expect(this.page.getByText(/^Live/).first()).toBeVisible();
  }

  get #hangUp() {
    return this.#button(/^Hang up$/i);
  }

  async hangUp() {
    await this.#hangUp.click();
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

  get #complete() {
    return this.#button("Complete");
  }

  async complete() {
    // Whoever has loaded the page anew sees his task in the list alone.
    const listed = { name: /^voice task with status wrapping/ };
    await this.page.getByRole("button", listed).first().click();
    await this.#complete.click();
    await this.seesNoTask();
  }

  /** Whatever is left to complete is completed, until no task is there. */
  async clear() {
    const empty = this.page.getByText("No active tasks");
    const complete = this.#complete;
    await expect(async () => {
      if (await complete.isVisible()) await complete.click();
      await expect(empty).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 40_000 });
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

  /** Puts away what Flex's bar says, which covers the buttons of a call. */
  async closeNotification() {
    await this.#button("Close notification").click();
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
