// @ts-check
"use strict";

/**
 * The one loop of all Functions: asks the plan, makes the calls it names, tells it the answers,
 * until the plan has a reply. All decisions are the plan's.
 */

/** @typedef {{ method: "DELETE" | "GET" | "POST" | "TOKEN", host: string, path: string, form: [string, string][], if_match?: string, wait_ms: number, timeout_ms: number }} Call */
/** @typedef {{ status: number, body: unknown, etag?: string, at: number }} Answer */
/** @typedef {{ status: number, content_type: string, body: string, version?: string }} Reply */
/** @typedef {{ calls?: Call[], done?: Reply, fault?: { message: string } }} Output */

// More calls than any plan makes: a plan that does not end is a fault of ours.
const MOST_CALLS = 60;

/** Tells plugin and doctor of which release these Functions are. */
const VERSION = "X-Switchboard-Version";

const NO_ANSWER = { status: 0, body: null };

/** @param {string} name */
const library = (name) => require(Runtime.getFunctions()[`lib/${name}`].path);

/**
 * The handler that runs one plan.
 *
 * @param {string} plan
 */
exports.perform =
  (plan) =>
  /**
   * @param {any} context
   * @param {any} event
   * @param {(error: unknown, response?: unknown) => void} callback
   */
  async (context, event, callback) => {
    try {
      callback(null, response(await run(plan, context, event)));
    } catch (error) {
      console.error(
        `${plan}: ${error instanceof Error ? error.message : "failed"}`,
      );
      callback(
        null,
        response({ status: 500, content_type: "text/plain", body: "" }),
      );
    }
  };

/**
 * @param {string} plan
 * @param {any} context
 * @param {any} event
 * @returns {Promise<Reply>}
 */
async function run(plan, context, event) {
  const { step, version } = library("decide");
  const { request, Token, ...parameters } = event;
  // An address stands in logs on its way here: a token is taken from a body alone.
  const token = request?.headers?.["content-type"] ? Token : undefined;
  /** @type {Answer[]} */
  const answers = [];
  const asked = {
    plan,
    event: parameters,
    started: Date.now(),
    answers,
    settings: {
      account: context.ACCOUNT_SID,
      domain: context.DOMAIN_NAME,
      hold_music: context.TWILIO_FLEX_INTERNAL_CALL_HOLD_MUSIC,
      secret: context.AUTH_TOKEN,
      sync: context.TWILIO_FLEX_SYNC_SID,
      workflow: context.TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID,
      workspace: context.TWILIO_FLEX_WORKSPACE_SID,
    },
  };
  while (answers.length <= MOST_CALLS) {
    /** @type {Output} */
    const output = JSON.parse(step(JSON.stringify(asked)));
    if (output.done) return { ...output.done, version: version() };
    if (!output.calls) throw new Error(output.fault?.message);
    const made = output.calls.map((call) => answer(call, context, token));
    answers.push(...(await Promise.all(made)));
  }
  throw new Error("the plan does not end");
}

/**
 * @param {Call} call
 * @param {any} context
 * @param {unknown} token
 * @returns {Promise<Answer>}
 */
async function answer(call, context, token) {
  return { ...(await make(call, context, token)), at: Date.now() };
}

/**
 * @param {Call} call
 * @param {any} context
 * @param {unknown} token
 * @returns {Promise<{ status: number, body: unknown, etag?: string }>}
 */
async function make(call, context, token) {
  // Up to half as much again, so that those who failed together do not come back together.
  if (call.wait_ms) await pause(call.wait_ms * (1 + Math.random() / 2));
  try {
    if (call.method === "TOKEN")
      return await library("token").check(token, context, call.timeout_ms);
    return await rest(call, context);
  } catch {
    return NO_ANSWER;
  }
}

/**
 * @param {Call} call
 * @param {any} context
 */
async function rest(call, context) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (call.if_match) headers["If-Match"] = call.if_match;
  // Twilio's client drops the body of a request that does not name this type.
  if (call.method === "POST")
    headers["Content-Type"] = "application/x-www-form-urlencoded";
  const reply = await client(context).request({
    method: call.method.toLowerCase(),
    uri: `https://${call.host}.twilio.com${call.path}`,
    headers,
    timeout: call.timeout_ms,
    ...(call.method === "POST" ? { data: Object.fromEntries(call.form) } : {}),
  });
  const body = typeof reply.body === "object" ? reply.body : null;
  return { status: reply.statusCode, body, etag: reply.headers.etag };
}

/** @type {any} */
let kept;

/**
 * Made when a plan first needs it: loading the client takes ten times as long as all the rest,
 * and a plan that only answers TwiML needs none.
 *
 * @param {any} context
 */
function client(context) {
  kept ??= context.getTwilioClient({ keepAlive: true });
  return kept;
}

/** @param {number} milliseconds */
const pause = (milliseconds) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {Reply} reply */
function response({ status, content_type, body, version }) {
  const response = new Twilio.Response();
  response.setStatusCode(status);
  response.appendHeader("Content-Type", content_type);
  // Flex runs at another address than its Functions. No cookie is ever looked at.
  response.appendHeader("Access-Control-Allow-Origin", "*");
  response.appendHeader("Access-Control-Allow-Methods", "OPTIONS, POST, GET");
  response.appendHeader("Access-Control-Allow-Headers", "Content-Type");
  if (version) {
    response.appendHeader("Access-Control-Expose-Headers", VERSION);
    response.appendHeader(VERSION, version);
  }
  response.setBody(body);
  return response;
}
