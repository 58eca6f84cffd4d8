// @ts-check
/**
 * Walks with several calls: Alice has room for six, and only she is there for
 * customers. The witness watches each walk from its beginning to its end.
 */
import { expect, test as base } from "./walk.mjs";
import { hears } from "./hears.mjs";
import { Witness } from "./witness.mjs";

/** @typedef {import("./control.mjs").Control} Control */
/** @typedef {import("./desk.mjs").Desk} Desk */
/** @typedef {{from: string, name: string, tone_hz: number}} Customer */
/** How a call stands, as the agent reads it. */
/** @typedef {"Live" | "On hold" | "Putting on hold…" | "Resuming…"} State */

/** Whoever calls in; each speaks a tone of his own. @type {Customer[]} */
export const CUSTOMERS = [
  { from: "+15550000001", name: "Dana Diaz", tone_hz: 880 },
  { from: "+15550000002", name: "Erik Eder", tone_hz: 1040 },
  { from: "+15550000003", name: "Fay Fischer", tone_hz: 1180 },
  { from: "+15550000004", name: "Gus Green", tone_hz: 1320 },
  { from: "+15550000005", name: "Hana Hill", tone_hz: 1460 },
  { from: "+15550000006", name: "Ivo Iqbal", tone_hz: 1620 },
];
export const [DANA, ERIK, FAY, GUS] =
  /** @type {[Customer, Customer, Customer, Customer]} */ (CUSTOMERS);

/** How Flex names whom it knows by number alone. */
export const UNNAMED = { ...FAY, name: "+1 555-000-0003" };

/** A colleague as a party of a call. @param {Desk} desk @returns {Customer} */
export const party = ({ identity, name, tone }) => ({
  from: identity,
  name,
  tone_hz: tone,
});

/** An agent who has several calls, and what he does with them. */
export class Lines {
  #control;
  #desk;
  #who;

  /**
   * @param {Desk} desk
   * @param {Control} control
   * @param {string} [who] the telephone that the agent speaks at, if not in the browser
   */
  constructor(desk, control, who = desk.identity) {
    this.#desk = desk;
    this.#control = control;
    this.#who = who;
  }

  get #page() {
    return this.#desk.page;
  }

  /** The calls as Switchboard lists them. */
  get #list() {
    return this.#page.getByRole("list", { name: "Your calls" });
  }

  /**
   * A colleague calls beside a customer, she goes over to the customer and
   * back, and he hangs up. Answers who has heard her, in order.
   * @param {Desk} bob @param {Customer} customer
   */
  async toAndFro(bob, customer) {
    const colleague = party(bob);
    await bob.call(this.#desk);
    await this.#desk.seesIncoming(bob.name);
    await this.#desk.accept();
    await bob.seesLive();
    await this.sees({ [customer.name]: "On hold", [bob.name]: "Live" });
    await this.hears(colleague, customer);
    await this.swap();
    await this.sees({ [customer.name]: "Live", [bob.name]: "On hold" });
    await this.hears(customer, colleague);
    await bob.sees(`${this.#desk.name} put you on hold`);
    await this.swap();
    await this.hears(colleague, customer);

    await bob.hangUp();
    await this.hearsNobody(customer);
    await this.resume(customer.name);
    await this.hears(customer);
    const [his, theirs] = [colleague.from, customer.from];
    return [theirs, his, theirs, his, theirs];
  }

  /**
   * She calls a number beside a customer, goes over to him and back, and both
   * calls end. Answers who has heard her, in order.
   * @param {Customer} callee @param {Customer} customer
   */
  async numberBeside(callee, customer) {
    const { from, tone_hz } = callee;
    await this.#control.phone(from, { will: "answer", tone_hz });
    await this.takes(customer);
    await this.dials();
    await this.hears(customer);
    await this.callsNumber(callee.from);
    await this.sees({ [customer.name]: "On hold", [callee.name]: "Live" });
    await this.hears(callee, customer);
    await this.swap();
    await this.sees({ [customer.name]: "Live", [callee.name]: "On hold" });
    await this.hears(customer, callee);
    await this.hangUp(customer.name);
    await this.hearsNobody(callee);
    await this.resume(callee.name);
    await this.hears(callee);
    await this.hangUp(callee.name);
    await this.completeAll();
    const [theirs, his] = [callee.from, customer.from];
    return [his, theirs, his, theirs];
  }

  /** @param {string} name */
  #item(name) {
    return this.#list.getByRole("listitem").filter({ hasText: name });
  }

  /** A call as Flex lists it. @param {string} name @param {string} [status] */
  #task(name, status = "\\w+") {
    return this.#page
      .getByRole("button", {
        name: new RegExp(
          // A number begins with a plus. A transfer is told before, and ends a sentence.
          `voice task with status ${status}(\\. F| f)rom ${name.replace("+", "\\+")} `,
        ),
      })
      .first();
  }

  /** The button on the call that the agent looks at, not one in Flex's list. @param {string} name */
  #button(name) {
    return this.#page.getByRole("button", { name, exact: true }).last();
  }

  /** A customer calls, and is on the line. @param {Customer} customer */
  async takes(customer) {
    const { call } = await this.rings(customer);
    await this.accepts();
    await hears(this.#control, customer.from, { tone: this.#desk.tone });
    return call;
  }

  /** A customer's message, beside whatever else there is. @param {string} name */
  async takesMessage(name) {
    const accept = this.#page.getByRole("button", {
      name: "Accept incoming chat task",
    });
    await accept.first().click();
    await expect(
      this.#page.getByRole("button", {
        name: new RegExp(`^chat task with status accepted from ${name} `),
      }),
    ).toBeVisible();
  }

  /** Nothing is left of the message that she looks at. */
  async endsMessage() {
    await this.#button("End").click();
    await this.#button("Complete").click();
    await expect(
      this.#page.getByRole("button", { name: /^chat task / }),
    ).toHaveCount(0);
  }

  /** In Teams view, the call that somebody has with this party. @param {string} party */
  async monitors(party) {
    const page = this.#page;
    await page.getByRole("link", { name: "Teams" }).click();
    await page
      .getByRole("table")
      .getByRole("button", { name: new RegExp(`^${party} `) })
      .click();
    await this.#button("Monitor Call").click();
    await expect(this.#button("Stop Monitoring Call")).toBeVisible();
  }

  async stopsMonitoring() {
    await this.#button("Stop Monitoring Call").click();
    await this.returns();
  }

  /** From Teams view to her own calls. */
  async returns() {
    await this.#page.getByRole("link", { name: "Agent Desktop" }).click();
  }

  /** The dialpad opens beside a call, which goes on. */
  async dials() {
    await this.#button("Call somebody else").click();
    await expect(this.#desk.dialer).toBeVisible();
  }

  /** A number in Flex's own dialpad, which is open. @param {string} number */
  async callsNumber(number) {
    const field = this.#page.getByRole("textbox", { name: "Enter a number" });
    await field.fill(number);
    await this.#page.getByTestId("call-button").click();
    await expect(field).toBeHidden();
  }

  async accepts() {
    await this.#desk.accept();
  }

  /** A customer calls. @param {Customer} customer */
  async rings(customer) {
    const called = await this.#control.customerCalls(customer);
    await this.#desk.seesIncoming(customer.name);
    return called;
  }

  /** So they stand, and there is no other. @param {Record<string, State>} states by name */
  async sees(states) {
    const names = Object.keys(states);
    await expect(this.#list.getByRole("listitem")).toHaveCount(names.length);
    for (const name of names) {
      await expect(this.#item(name)).toContainText(String(states[name]));
      await expect(this.#item(name).getByRole("timer")).toBeVisible();
    }
  }

  /** The call that she looks at, whose buttons she sees. @param {string} name */
  async looksAt(name) {
    // Those in Flex's list come before.
    const heading = this.#page.getByRole("heading", { level: 4 }).last();
    await expect(heading).toHaveText(name);
  }

  /** She has one call and is in it: there is nothing to list. */
  async seesNoList() {
    await expect(this.#list).toHaveCount(0);
  }

  /** @param {string} name */
  async select(name) {
    await this.#task(name).click();
  }

  /** @param {string} name */
  async resume(name) {
    const button = `Resume ${name}`;
    await this.#list.getByRole("button", { name: button }).click();
  }

  /** @param {string} name */
  async hold(name) {
    const button = `Hold ${name}`;
    await this.#list.getByRole("button", { name: button }).click();
  }

  async swap() {
    await this.#page.getByRole("button", { name: "Swap" }).click();
  }

  /** By Flex's own button, whatever comes of it. @param {string} name */
  async triesToHangUp(name) {
    await this.select(name);
    await this.#button("Hang up").click();
  }

  /** By Flex's own button on that call. @param {string} name */
  async hangUp(name) {
    await this.triesToHangUp(name);
    await expect(this.#task(name, "wrapping")).toBeVisible();
  }

  /** By Flex's own buttons on that call. @param {string} name */
  async flexHolds(name) {
    await this.select(name);
    await this.#button("Hold Customer").click();
  }

  /** @param {string} name */
  async flexUnholds(name) {
    await this.select(name);
    await this.#button("Unhold Customer").click();
  }

  /** @param {string} name */
  async mutes(name) {
    await this.select(name);
    await this.#page.getByRole("button", { name: /^mute/i }).last().click();
  }

  /** @param {string} name */
  async unmutes(name) {
    await this.select(name);
    await this.#page
      .getByRole("button", { name: /^unmute/i })
      .last()
      .click();
  }

  /**
   * She hears one party and no other, which hears her; the others hear music
   * and not her.
   * @param {Customer} live
   * @param {...Customer} held
   */
  async hears(live, ...held) {
    const { tone } = this.#desk;
    const others = held.map(({ tone_hz }) => tone_hz);
    const wanted = { tone: live.tone_hz, not: [tone, ...others] };
    await hears(this.#control, this.#who, wanted);
    await hears(this.#control, live.from, { tone, not: others });
    for (const { from } of held) {
      await hears(this.#control, from, { music: true, not: [tone] });
    }
  }

  /** She hears one party, which does not hear her. @param {Customer} live @param {...Customer} held */
  async hearsMuted(live, ...held) {
    const { tone } = this.#desk;
    const wanted = { tone: live.tone_hz, not: [tone] };
    await hears(this.#control, this.#who, wanted);
    await hears(this.#control, live.from, {});
    for (const { from } of held) {
      await hears(this.#control, from, { music: true, not: [tone] });
    }
  }

  /**
   * She speaks with one party; another one is not on hold, and does not hear
   * her: its call is as quiet as she is there.
   * @param {Customer} live
   * @param {Customer} unheld
   */
  async hearsUnheld(live, unheld) {
    const { tone } = this.#desk;
    await hears(this.#control, live.from, { tone });
    await hears(this.#control, unheld.from, {});
  }

  /** Nobody hears her any more, though the call is still there. @param {Customer} party */
  async isGone({ from }) {
    await hears(this.#control, from, { not: [this.#desk.tone] });
  }

  /** She is heard by nobody and hears nobody. @param {...Customer} held */
  async hearsNobody(...held) {
    await hears(this.#control, this.#who, {});
    for (const { from } of held) {
      const wanted = { music: true, not: [this.#desk.tone] };
      await hears(this.#control, from, wanted);
    }
  }

  /** The first call may have been parked for the second one. @param {string} name */
  async resumeIfHeld(name) {
    await this.select(name);
    const resume = this.#list.getByRole("button", { name: `Resume ${name}` });
    const live = this.#button("Hold Customer");
    await expect(async () => {
      if (await resume.isVisible()) await resume.click({ timeout: 2_000 });
      await expect(live).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }

  /** Each call that she still has is hung up, and its work done. */
  async endWhateverIsLeft() {
    const live = this.#task("[^ ].*", "accepted");
    const hangUp = this.#button("Hang up");
    await expect(async () => {
      if (await live.isVisible()) {
        await live.click({ timeout: 2_000 });
        await hangUp.click({ timeout: 2_000 });
      }
      await expect(live).toBeHidden({ timeout: 1_000 });
    }).toPass();
    await this.completeAll();
  }

  /** The work after one call is done, beside others. @param {string} name */
  async completes(name) {
    const wrapping = this.#task(name, "wrapping");
    await expect(async () => {
      if (await wrapping.isVisible()) {
        await wrapping.click({ timeout: 2_000 });
        await this.#button("Complete").click({ timeout: 2_000 });
      }
      await expect(wrapping).toBeHidden({ timeout: 1_000 });
    }).toPass();
  }

  /** The work after each call is done, until no task is left. */
  async completeAll() {
    const empty = this.#page.getByText("No active tasks");
    const wrapping = this.#page
      .getByRole("button", { name: /voice task with status wrapping/ })
      .first();
    const complete = this.#button("Complete");
    await expect(async () => {
      if (await wrapping.isVisible()) await wrapping.click({ timeout: 2_000 });
      if (await complete.isVisible()) await complete.click({ timeout: 2_000 });
      await expect(empty).toBeVisible({ timeout: 1_000 });
    }).toPass();
  }
}

/** @typedef {{lines: Lines, telephone: string, witness: Witness}} Several */
/** @typedef {import("./walk.mjs").Fixtures & import("./walk.mjs").OwnFixtures} Known */
/** @typedef {import("./walk.mjs").WorkerFixtures & import("./walk.mjs").OwnWorkerFixtures} KnownWorker */

/** @type {import("@playwright/test").Fixtures<Several, {}, Known, KnownWorker>} */
const fixtures = {
  world: ["many.json", { scope: "worker" }],

  // Of an agent who speaks at one.
  telephone: ["", { option: true }],

  lines: async ({ alice, control, telephone }, use) => {
    if (telephone) {
      await control.phone(telephone, { will: "answer", tone_hz: alice.tone });
    }
    await use(new Lines(alice, control, telephone || alice.identity));
  },

  witness: [
    async ({ alice, control, telephone }, use, info) => {
      const who = telephone || alice.identity;
      const witness = new Witness(control);
      await witness.begin();
      await use(witness);
      const heard = await witness.end();
      if (info.status !== info.expectedStatus) {
        /** @type {{kind: string, who: string, what: string}[]} */
        const log = await control.log();
        const lines = log.map(
          ({ kind, who, what }) => `${kind} ${who} ${what}`,
        );
        await info.attach("log", { body: lines.join("\n") });
        return;
      }
      heard.neverTwoHear(who);
      const gaps = heard.gaps(who).map((gap) => `${gap} ms`);
      info.annotations.push({ type: "gaps", description: gaps.join(", ") });
    },
    { auto: true },
  ],
};

export const test = base.extend(fixtures);
export { expect };
