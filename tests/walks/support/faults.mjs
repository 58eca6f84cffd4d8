// @ts-check
/**
 * Breaking things on purpose: what a walk says of a fault, in words, and the
 * proof at its end that the fault did strike.
 *
 *   const faults = new Breakages(emulator.port);
 *   const lost = await faults.webhook({ event: "participant-join", times: 1 }, "drop");
 *   …
 *   await lost.expectStruck();
 *   await faults.clear();
 *
 * `emulator/src/control.rs` says what there is.
 */
import { expect } from "@playwright/test";

/**
 * How often and how long; nothing means: until it is taken away.
 * @typedef {{nth?: number, times?: number, for_ms?: number}} Schedule
 */
/** @typedef {{path?: string, event?: string, label?: string, call?: string, identity?: string}} Webhook */
/** @typedef {{host?: string, method?: "DELETE" | "GET" | "POST", path?: string}} Rest */
/** @typedef {{identity?: string, method?: "DELETE" | "GET" | "POST", path?: string}} Request */
/**
 * A wrong answer; with `after_work` it comes after the work was done.
 * @typedef {{do: "hang" | "reset", after_work?: boolean}
 *   | {do: "status", status: number, after_work?: boolean}
 *   | {do: "delay", delay_ms: number, after_work?: boolean}} Wrong
 */
/** @typedef {{do: "html" | "empty" | "redirect" | "bad_json", after_work?: boolean}} Rubbish */
/**
 * @typedef {"drop" | "double" | "hold_until_next" | "lose_answer"} Astray
 */
/** @typedef {{id: string, rule: object, armed: boolean, until: number | null, met: number, struck: number}} Listed */

/** TaskRouter's own paths in Twilio's REST, and in the event bridge. */
export const TASKS = "/v1/Workspaces/*/Tasks";
export const BRIDGE_TASKS = "Workspaces/*/Tasks";
/** The Functions that Twilio calls back. */
export const CALLBACK = "/features/internal-call/common/call-outbound-join";

/** One armed fault. */
export class Breakage {
  /** @type {Breakages} */
  #all;

  /** @param {Breakages} all @param {string} id */
  constructor(all, id) {
    this.#all = all;
    this.id = id;
  }

  /** How often it has struck. */
  async struck() {
    const found = (await this.#all.list()).find(({ id }) => id === this.id);
    if (!found) throw new Error(`there is no fault ${this.id}`);
    return found.struck;
  }

  /** A walk whose fault never strikes proves nothing. @param {number} [times] at least */
  async expectStruck(times = 1) {
    await expect.poll(() => this.struck()).toBeGreaterThanOrEqual(times);
  }

  /** Takes it away: a network is healed, a held webhook is sent. */
  async end() {
    await this.#all.ask(`fault/${this.id}`, "DELETE");
  }
}

export class Breakages {
  #base;

  /** @param {number} port */
  constructor(port) {
    this.#base = `http://localhost:${port}/_control`;
  }

  /** @param {string} path @param {string} [method] @param {object} [body] */
  async ask(path, method = "GET", body) {
    const response = await fetch(`${this.#base}/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`/_control/${path}: ${response.status} ${text}`);
    }
    return JSON.parse(text);
  }

  /** @param {object} rule */
  async arm(rule) {
    const { id } = await this.ask("fault", "POST", rule);
    return new Breakage(this, id);
  }

  /** @returns {Promise<Listed[]>} */
  list() {
    return this.ask("faults");
  }

  /** Takes all away. */
  async clear() {
    await this.ask("faults/clear", "POST");
  }

  /**
   * A status callback, or a request for TwiML, goes astray.
   * @param {Webhook & Schedule} which
   * @param {Astray} how
   */
  webhook(which, how) {
    return this.arm({ ...which, where: "webhook", do: how });
  }

  /**
   * A status callback, or a request for TwiML, comes late.
   * @param {Webhook & Schedule} which
   * @param {number} delay_ms
   */
  lateWebhook(which, delay_ms) {
    return this.arm({ ...which, where: "webhook", do: "delay", delay_ms });
  }

  /** Twilio's REST answers the Functions wrongly. @param {Rest & Schedule} which @param {Wrong} how */
  rest(which, how) {
    return this.arm({ ...which, ...how, where: "rest" });
  }

  /** TaskRouter answers an agent's Flex wrongly. @param {Request & Schedule} which @param {Wrong} how */
  bridge(which, how) {
    return this.arm({ ...which, ...how, where: "bridge" });
  }

  /** The Functions answer wrongly. @param {Request & Schedule} which @param {Wrong | Rubbish} how */
  functions(which, how) {
    return this.arm({ ...which, ...how, where: "functions" });
  }

  /**
   * What an agent's browser says to Voice is refused, or never arrives.
   * @param {{identity?: string, event?: string, call?: string} & Schedule} which
   * @param {"drop" | "refuse"} how
   */
  voice(which, how) {
    return this.arm({ ...which, where: "voice", do: how });
  }

  /** The Functions are killed and started again. */
  restartFunctions() {
    return this.arm({ where: "functions", do: "restart" });
  }

  /**
   * An agent's browser is off the network: nothing is answered, sockets end,
   * no sound passes. `end()` heals it.
   * @param {string} identity
   * @param {{for_ms?: number}} [schedule]
   */
  cutNetwork(identity, schedule = {}) {
    return this.arm({ ...schedule, where: "network", identity, do: "cut" });
  }

  /** Every token of an agent ends now, as after a night. @param {string} identity */
  endTokens(identity) {
    return this.arm({ where: "token", identity, do: "expire" });
  }

  /** Every token of an agent but the newest ends now. @param {string} identity */
  outdateTokens(identity) {
    return this.arm({ where: "token", identity, do: "outdate" });
  }
}
