// @ts-check
/**
 * Asking Twilio's REST: what a command that changes an account needs (an error in words, nothing
 * written where nothing may be), and what one that examines it needs (whatever was answered).
 * The credentials go to Twilio alone, and are in no error.
 */

import { isKey } from "./account.mjs";
import { MOST_PAGES, nextPage } from "./next-page.mjs";

/** @typedef {import("./account.mjs").Credentials} Credentials */

/**
 * What was answered; status 0 if nothing was.
 * @typedef {{status: number, body: any, header: (name: string) => string | null}} Answer
 */

/** How often a request is made that was not answered, or that Twilio had no time for. */
const TRIES = 5;
/** The first pause after that, unless Twilio names one; each further is twice as long. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;
/** An answer that is not there, to its last byte, after so long is taken for none. */
export const PATIENCE_MS = 15_000;
/** Some of Twilio's lists have no longer pages. */
const PAGE_SIZE = "100";

/** Twilio has no time, and has done nothing. */
const BUSY = 429;
/** The emulator's answer, of what it does not have: no reason to ask again. */
const NOT_THERE = 501;
/** Answers of which nobody knows what was done before them. */
const BROKEN = Array.from({ length: 100 }, (_, at) => 500 + at).filter(
  (status) => status !== NOT_THERE,
);

/** @type {Answer} */
const NONE = { status: 0, body: null, header: () => null };

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
  #credentials;
  #readOnly;
  #tries;

  /**
   * @param {Credentials} credentials
   * @param {{readOnly?: boolean, tries?: number}} [options] a plan is made without changing anything
   */
  constructor(credentials, { readOnly = false, tries = TRIES } = {}) {
    this.#credentials = credentials;
    this.#readOnly = readOnly;
    this.#tries = tries;
  }

  get isEmulator() {
    return this.#credentials.emulator !== undefined;
  }

  /** The same address, which on the emulator is a path. @param {string} address */
  at(address) {
    const { emulator } = this.#credentials;
    const { host, pathname, search } = new URL(address);
    return emulator ? `${emulator}/_host/${host}${pathname}${search}` : address;
  }

  /**
   * What Twilio answers, whatever it is.
   * @param {string} url
   * @returns {Promise<Answer>}
   */
  async look(url) {
    return this.#ask("GET", url);
  }

  /**
   * All of a list, or the answer in which it broke off.
   * @param {string} url
   * @returns {Promise<Answer>} the body is what is in the list
   */
  async lookAtList(url) {
    const all = [];
    /** @type {string | undefined} */
    let next = withPageSize(url);
    for (let pages = 0; next; pages += 1) {
      const answer = await this.look(next);
      if (answer.status !== 200) return answer;
      const { meta } = answer.body ?? {};
      const shown = answer.body?.[meta?.key];
      if (!Array.isArray(shown)) return NONE;
      all.push(...shown);
      next = nextPage(answer.body);
      if (pages === MOST_PAGES || (meta.next_page_url && !next))
        return { ...NONE, body: { endless: meta.next_page_url } };
    }
    return { status: 200, body: all, header: () => null };
  }

  /**
   * Asks anybody, without credentials.
   * @param {string} url
   * @param {RequestInit} [request]
   * @returns {Promise<Answer>}
   */
  async askAnybody(url, request = {}) {
    return answered(this.at(url), { ...request, retry: 0 });
  }

  /**
   * @param {string} url
   * @returns {Promise<any>} the resource
   */
  async read(url) {
    return held("GET", url, await this.look(url), this.#credentials);
  }

  /**
   * The resource; nothing if there is none.
   * @param {string} url
   * @returns {Promise<any | undefined>}
   */
  async find(url) {
    const answer = await this.look(url);
    if (answer.status === 404) return undefined;
    return held("GET", url, answer, this.#credentials);
  }

  /**
   * All of a list, however many pages it has. With half a list what is there already would be made
   * again.
   * @param {string} url
   * @returns {Promise<any[]>}
   */
  async list(url) {
    const answer = await this.lookAtList(url);
    if (answer.body?.endless) {
      throw new Error(
        `the list at ${url} does not come to an end at Twilio: it goes on at ${answer.body.endless}`,
      );
    }
    return held("GET", url, answer, this.#credentials);
  }

  /**
   * Makes or changes something.
   * @param {string} url
   * @param {Record<string, string> | URLSearchParams} form
   * @returns {Promise<any>} the resource
   */
  async write(url, form) {
    return this.#change("POST", url, { body: new URLSearchParams(form) });
  }

  /**
   * Uploads a file.
   * @param {string} url
   * @param {FormData} body
   * @returns {Promise<any>} the resource
   */
  async upload(url, body) {
    return this.#change("POST", url, { body });
  }

  /**
   * Changes something that takes JSON.
   * @param {string} url
   * @param {unknown} json
   * @returns {Promise<any>} the resource
   */
  async writeJson(url, json) {
    const headers = { "Content-Type": "application/json" };
    return this.#change("POST", url, { headers, body: JSON.stringify(json) });
  }

  /**
   * Takes something away; that it is gone already is as well.
   * @param {string} url
   */
  async remove(url) {
    try {
      await this.#change("DELETE", url);
    } catch (error) {
      if (!(error instanceof Refused && error.status === 404)) throw error;
    }
  }

  /**
   * @param {"POST" | "DELETE"} method
   * @param {string} url
   * @param {RequestInit} [request]
   */
  async #change(method, url, request) {
    if (this.#readOnly) {
      throw new Error(
        `nothing is to be changed, but ${method} ${url} was asked`,
      );
    }
    const answer = await this.#ask(method, url, request);
    return held(method, url, answer, this.#credentials);
  }

  /**
   * Asks with the credentials, and again where that does no harm.
   * @param {"GET" | "POST" | "DELETE"} method
   * @param {string} url
   * @param {RequestInit} [request]
   * @returns {Promise<Answer>}
   */
  async #ask(method, url, request = {}) {
    const { user, password } = this.#credentials;
    const known = Buffer.from(`${user}:${password}`).toString("base64");
    const headers = { ...request.headers, Authorization: `Basic ${known}` };
    return answered(this.at(url), {
      ...request,
      method,
      headers,
      retry: again(method, this.#tries),
    });
  }
}

/**
 * When a request is made again. What makes something is so only where Twilio says that it had no
 * time for it: anything else that went wrong may have made it.
 * @param {string} method
 * @param {number} tries
 * @returns {import("ky").RetryOptions}
 */
function again(method, tries) {
  const isHarmless = method !== "POST";
  const statusCodes = isHarmless ? [BUSY, ...BROKEN] : [BUSY];
  return {
    limit: tries - 1,
    methods: ["get", "post", "delete"],
    statusCodes,
    afterStatusCodes: statusCodes,
    maxRetryAfter: LONGEST_PAUSE_MS,
    delay: (tried) => FIRST_PAUSE_MS * 2 ** (tried - 1),
    backoffLimit: LONGEST_PAUSE_MS,
    retryOnTimeout: isHarmless,
    // What has a status is judged by it.
    shouldRetry: ({ error }) =>
      isHarmless || error.name === "HTTPError" ? undefined : false,
  };
}

/**
 * What is answered in the end, whatever it is.
 * @param {string} url
 * @param {import("ky").Options} request
 * @returns {Promise<Answer>}
 */
async function answered(url, request) {
  // Only here: a command in a fresh clone installs this very package first.
  const { default: ky, isHTTPError } = await import("ky");
  // Whoever is led elsewhere would take the credentials along.
  const redirect = /** @type {const} */ ("manual");
  const usual = { redirect, timeout: PATIENCE_MS, fetch: fetchWhole };
  const response = await ky(url, { ...usual, ...request }).catch((error) =>
    isHTTPError(error) ? error.response : undefined,
  );
  if (!response) return NONE;
  const header = (/** @type {string} */ name) => response.headers.get(name);
  const body = parsed(await response.text());
  return { status: response.status, body, header };
}

/**
 * Fetches an answer with all that is in it: one that breaks off on its way is none.
 * @param {Parameters<typeof fetch>} request
 */
async function fetchWhole(...request) {
  const response = await fetch(...request);
  const body = response.body && (await response.blob());
  return new Response(body, response);
}

/** @param {string} url which may say itself how long a page is to be */
function withPageSize(url) {
  const address = new URL(url);
  if (!address.searchParams.has("PageSize"))
    address.searchParams.append("PageSize", PAGE_SIZE);
  return address.href;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * What is in an answer, or the reason in words why there is nothing.
 * @param {string} method
 * @param {string} url
 * @param {Answer} answer
 * @param {Credentials} credentials
 */
function held(method, url, { status, body }, credentials) {
  if (status >= 200 && status < 300) return body;
  const { host, pathname } = new URL(url);
  if (status === 0 || (method === "GET" && BROKEN.includes(status))) {
    throw new Refused(
      `${host} did not answer (${method} ${pathname}). ` +
        "Give the same command again: what is done already is not done twice.",
      status,
    );
  }
  if (status === 401) {
    const secret = isKey(credentials) ? "TWILIO_API_KEY" : "TWILIO_AUTH_TOKEN";
    throw new Refused(
      `Twilio does not know this TWILIO_ACCOUNT_SID with this ${secret}, or does not let it ask ${host}${pathname}.`,
      status,
    );
  }
  const why = body?.message ?? "no reason given";
  const remedy = isLimit(status, body)
    ? ". The account has as many as Twilio allows: delete some that nobody needs, or ask Twilio for more, and give the same command again."
    : "";
  throw new Refused(
    `Twilio answered ${status} to ${method} ${host}${pathname}: ${why}${remedy}`,
    status,
  );
}

/**
 * Whether there is no room for one more. Twilio has no one code for it.
 * @param {number} status
 * @param {any} body
 */
const isLimit = (status, body) =>
  body?.code === 21102 ||
  (status === 400 && /limited to|maximum number/i.test(body?.message ?? ""));

/** @param {number} milliseconds */
export const pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
