// @ts-check
/** The emulator's control interface: what the world holds, and outside parties' doings. */

/** Tones are said in Hz, loudness in dB below full scale. */
/** @typedef {{dbfs: number, peaks: {hz: number, dbfs: number}[]}} Sound */
/** One call leg and what goes over it. */
/** @typedef {{call: string, who: string, sends: Sound, hears: Sound}} Leg */

/** Of an agent of whom the file that describes the world says nothing else. */
const ACTIVITY = "Available";

export class Control {
  #base;
  /** Whose activity is another one than at first. @type {Set<string>} */
  #changed = new Set();

  /** @param {number} port */
  constructor(port) {
    this.#base = `http://localhost:${port}/_control`;
  }

  /**
   * @param {string} path
   * @param {unknown} [body] sent by POST if given
   */
  async #ask(path, body) {
    const response = await fetch(
      `${this.#base}/${path}`,
      body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify(body),
          },
    );
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`/_control/${path}: ${response.status} ${text}`);
    }
    return text ? JSON.parse(text) : undefined;
  }

  /** Everything that the world holds. */
  world() {
    return this.#ask("world");
  }

  /** Requests, events and webhooks so far. @param {number} [since] */
  log(since = 0) {
    return this.#ask(`log?since=${since}`);
  }

  /** What calls have left behind that should not be there. */
  leftOver() {
    return this.#ask("left-over");
  }

  /** How many sockets of agents' browsers are open. @returns {Promise<number>} */
  sockets() {
    return this.#ask("sockets");
  }

  /**
   * What was asked of Twilio's hosts since the last time.
   * @returns {Promise<import("./contract.mjs").Taken>}
   */
  takeExchanges() {
    return this.#ask("exchanges/take", {});
  }

  /** @returns {Promise<Leg[]>} */
  levels() {
    return this.#ask("levels");
  }

  /** From now on every frame is watched: who really hears whom. */
  watch() {
    return this.#ask("witness/begin", {});
  }

  /** What was seen since then. @returns {Promise<import("./witness.mjs").Testimony>} */
  witnessed() {
    return this.#ask("witness");
  }

  /** The same, and the watching ends. @returns {Promise<import("./witness.mjs").Testimony>} */
  watched() {
    return this.#ask("witness/end", {});
  }

  /**
   * A customer calls in and says one tone.
   * @param {{from?: string, name?: string, tone_hz?: number}} customer
   * @returns {Promise<{task: string, call: string}>}
   */
  customerCalls(customer) {
    return this.#ask("customer-call", customer);
  }

  /**
   * A customer writes; there is a task, and no conversation.
   * @param {string} name
   * @returns {Promise<{task: string}>}
   */
  customerWrites(name) {
    return this.#ask("customer-message", { name });
  }

  /**
   * What the telephone at this number or SIP address does when it rings.
   * @param {string} address
   * @param {{will: "answer" | "ring" | "busy" | "fail", after_ms?: number, tone_hz?: number}} what
   */
  phone(address, what) {
    return this.#ask("phone", { address, ...what });
  }

  /** @param {string} call its SID, or the telephone's address */
  partyAnswers(call) {
    return this.#ask("party-answer", { call });
  }

  /** @param {string} call its SID, or the telephone's address */
  partyDeclines(call) {
    return this.#ask("party-decline", { call });
  }

  /** @param {string} call its SID, or the telephone's address */
  partyHangsUp(call) {
    return this.#ask("party-hang-up", { call });
  }

  /** The emulator's own timers run ahead; browsers and Functions keep real time. @param {number} seconds */
  advance(seconds) {
    return this.#ask("clock", { advance_ms: seconds * 1_000 });
  }

  /** @param {string} identity @param {string} activity */
  setActivity(identity, activity) {
    this.#changed.add(identity);
    return this.#ask("worker", { identity, activity });
  }

  /**
   * Whoever was given another activity has the one of the beginning again.
   * @param {{identity: string, activity?: string}[]} workers of the world's file
   */
  async restoreActivities(workers) {
    for (const { identity, activity = ACTIVITY } of workers) {
      if (this.#changed.has(identity))
        await this.setActivity(identity, activity);
    }
    this.#changed.clear();
  }
}
