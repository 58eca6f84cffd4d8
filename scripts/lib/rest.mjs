// @ts-check
/** Asking Twilio's REST: few retries, errors in words, and no writing where none is allowed. */

import { MOST_PAGES, nextPage } from "../lib/next-page.mjs";

/** @typedef {import("./account.mjs").Account} Account */
/** @typedef {{status: number, body: any}} Answer */

/** How often a request is made that Twilio had no time for. */
const TRIES = 5;
/** The first pause after that, unless Twilio names one; each further is twice as long. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
/** An answer that takes longer is taken for none. */
const PATIENCE_MS = 15_000;

/** Twilio refused a request, or did not answer. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {number} status 0 if there was no answer
   */
  constructor(message, status) {
    super(message);
    this.name = "Refused";
    this.status = status;
  }
}

/** One account's REST. */
export class Rest {
  #authorization;
  #readOnly;

  /**
   * @param {Account} account
   * @param {{readOnly?: boolean}} [options] a plan is made without changing anything
   */
  constructor({ sid, token }, { readOnly = false } = {}) {
    const user = Buffer.from(`${sid}:${token}`).toString("base64");
    this.#authorization = `Basic ${user}`;
    this.#readOnly = readOnly;
  }

  /**
   * @param {string} url
   * @returns {Promise<any>} the resource
   */
  async read(url) {
    return (await this.#ask("GET", url)).body;
  }

  /**
   * The resource; nothing if there is none.
   * @param {string} url
   * @returns {Promise<any | undefined>}
   */
  async find(url) {
    try {
      return await this.read(url);
    } catch (error) {
      if (error instanceof Refused && error.status === 404) return undefined;
      throw error;
    }
  }

  /**
   * All of a list, however many pages it has.
   * @param {string} url
   * @returns {Promise<any[]>}
   */
  async list(url) {
    const all = [];
    /** @type {string | undefined} */
    let next = `${url}${url.includes("?") ? "&" : "?"}PageSize=100`;
    for (let pages = 0; next; pages += 1) {
      const page = await this.read(next);
      all.push(...page[page.meta.key]);
      next = nextPage(page);
      // With half a list what is there already would be made again.
      if (pages === MOST_PAGES || (page.meta.next_page_url && !next)) {
        throw new Error(
          `the list at ${url} does not come to an end at Twilio: it goes on at ${page.meta.next_page_url}`,
        );
      }
    }
    return all;
  }

  /**
   * Makes or changes something.
   * @param {string} url
   * @param {Record<string, string> | URLSearchParams} form
   * @returns {Promise<any>} the resource
   */
  async write(url, form) {
    const body = new URLSearchParams(form);
    return (await this.#ask("POST", url, { body })).body;
  }

  /**
   * Uploads a file.
   * @param {string} url
   * @param {FormData} body
   * @returns {Promise<any>} the resource
   */
  async upload(url, body) {
    return (await this.#ask("POST", url, { body })).body;
  }

  /**
   * Changes something that takes JSON.
   * @param {string} url
   * @param {unknown} json
   * @returns {Promise<any>} the resource
   */
  async writeJson(url, json) {
    const headers = { "Content-Type": "application/json" };
    const asked = { headers, body: JSON.stringify(json) };
    return (await this.#ask("POST", url, asked)).body;
  }

  /**
   * @param {"GET" | "POST"} method
   * @param {string} url
   * @param {{headers?: Record<string, string>, body?: string | URLSearchParams | FormData}} [more]
   * @returns {Promise<Answer>}
   */
  async #ask(method, url, more = {}) {
    if (this.#readOnly && method !== "GET") {
      throw new Error(
        `nothing is to be changed, but ${method} ${url} was asked`,
      );
    }
    const headers = { ...more.headers, Authorization: this.#authorization };
    for (let tried = 1; ; tried += 1) {
      const response = await answered(method, url, {
        ...more,
        method,
        headers,
      });
      if (response === undefined && tried < TRIES && method === "GET") {
        await pause(pauseAfter(tried));
        continue;
      }
      if (!response) throw noAnswer(method, url);
      // Only of these it is certain that nothing was done.
      if (response.status === 429 && tried < TRIES) {
        await pause(pauseAfter(tried, response.headers.get("Retry-After")));
        continue;
      }
      const body = await response.json().catch(() => null);
      if (response.ok) return { status: response.status, body };
      throw refused(method, url, response.status, body);
    }
  }
}

/**
 * The response; nothing if none came.
 * @param {string} method
 * @param {string} url
 * @param {RequestInit} asked
 */
async function answered(method, url, asked) {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const response = await fetch(url, { ...asked, signal });
    return method === "GET" && response.status >= 500 && response.status !== 501
      ? undefined
      : response;
  } catch {
    return undefined;
  }
}

/** @param {string} method @param {string} url */
const noAnswer = (method, url) =>
  new Refused(
    `${new URL(url).host} did not answer (${method} ${new URL(url).pathname}). ` +
      "Give the same command again: what is done already is not done twice.",
    0,
  );

/**
 * @param {string} method
 * @param {string} url
 * @param {number} status
 * @param {any} body
 */
function refused(method, url, status, body) {
  if (status === 401) {
    return new Refused(
      "Twilio does not know this TWILIO_ACCOUNT_SID with this TWILIO_AUTH_TOKEN.",
      status,
    );
  }
  const { host, pathname } = new URL(url);
  const why = body?.message ?? "no reason given";
  return new Refused(
    `Twilio answered ${status} to ${method} ${host}${pathname}: ${why}`,
    status,
  );
}

/** @param {number} tried @param {string | null} [asked] seconds, as Twilio says */
function pauseAfter(tried, asked) {
  const seconds = Number(asked ?? "");
  const wanted =
    seconds > 0 ? seconds * 1000 : FIRST_PAUSE_MS * 2 ** (tried - 1);
  return Math.min(wanted, LONGEST_PAUSE_MS);
}

/** @param {number} milliseconds */
const pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
