// @ts-check
/** Asking an account's REST. Only reads, and an error never holds who asked. */

import { MOST_PAGES, nextPage } from "../lib/next-page.mjs";

/** @typedef {import("./account.mjs").Account} Account */

/**
 * What was answered; status 0 if nothing was.
 * @typedef {{ status: number, body: any, header: (name: string) => string | null }} Answer
 */

/** A service that does not answer within this is one that does not answer. */
const PATIENCE_MS = 15_000;
/** The longest pages that Twilio's lists have. */
const PAGE_SIZE = "1000";

/** Who is told that he asks too often waits, and asks again so many times. */
const TRIES = 3;
const WAIT_MS = 1_000;

/** Reads from an account. */
export class Rest {
  #account;

  /** @param {Account} account */
  constructor(account) {
    this.#account = account;
  }

  get isEmulator() {
    return this.#account.emulator !== undefined;
  }

  /** The same address, which on the emulator is a path. @param {string} address */
  at(address) {
    const { emulator } = this.#account;
    const { host, pathname, search } = new URL(address);
    return emulator ? `${emulator}/_host/${host}${pathname}${search}` : address;
  }

  /**
   * Reads one thing with the account's credentials.
   * @param {string} address
   * @returns {Promise<Answer>}
   */
  async read(address) {
    const { user, password } = this.#account;
    const known = Buffer.from(`${user}:${password}`).toString("base64");
    for (let tries = 1; ; tries += 1) {
      const answer = await this.ask(address, {
        headers: { Authorization: `Basic ${known}` },
      });
      if (answer.status !== 429 || tries === TRIES) return answer;
      await new Promise((resolve) => setTimeout(resolve, tries * WAIT_MS));
    }
  }

  /**
   * All pages of a list.
   * @param {string} address without parameters
   * @param {string} key under which the items stand
   * @returns {Promise<Answer>} the body is the items
   */
  async list(address, key) {
    /** @type {any[]} */
    const items = [];
    /** @type {string | undefined} */
    let next = `${address}?PageSize=${PAGE_SIZE}`;
    for (let page = 0; next && page < MOST_PAGES; page += 1) {
      const answer = await this.read(next);
      if (answer.status !== 200) return answer;
      items.push(...(answer.body?.[key] ?? []));
      next = nextPage(answer.body);
    }
    return { status: 200, body: items, header: () => null };
  }

  /**
   * Asks anybody, without credentials unless they are in `request`.
   * @param {string} address
   * @param {RequestInit} [request]
   * @returns {Promise<Answer>}
   */
  async ask(address, request = {}) {
    try {
      const response = await fetch(this.at(address), {
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
        ...request,
      });
      const text = await response.text();
      const header = (/** @type {string} */ name) => response.headers.get(name);
      return { status: response.status, body: parsed(text), header };
    } catch {
      return { status: 0, body: null, header: () => null };
    }
  }
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
