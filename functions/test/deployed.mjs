// @ts-check
/** The Functions as Twilio's cloud loads them: by name, without the development runtime. */
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { ACCOUNT, AUTH_TOKEN } from "./rest.mjs";

const HANDLERS = fileURLToPath(new URL("../handlers", import.meta.url));
const require = createRequire(import.meta.url);

class Response {
  statusCode = 200;
  /** @type {unknown} */
  body = null;
  /** @param {number} code */
  setStatusCode(code) {
    this.statusCode = code;
  }
  appendHeader() {}
  /** @param {unknown} body */
  setBody(body) {
    this.body = body;
  }
}

/**
 * Loads one handler. Gives what calls it with an event.
 * @param {string} name such as `common/agent-outbound-join.protected`
 * @param {object} [client] Twilio's client; the real one if none is given
 */
export function load(name, client) {
  const privates = ["decide", "perform", "token"].map((name) => [
    `lib/${name}`,
    { path: path.join(HANDLERS, "lib", `${name}.private.js`) },
  ]);
  const functions = Object.fromEntries(privates);
  Object.assign(globalThis, {
    Runtime: { getFunctions: () => functions },
    Twilio: { Response },
  });
  const { handler } = require(
    path.join(HANDLERS, "features/internal-call", `${name}.js`),
  );
  const context = {
    ACCOUNT_SID: ACCOUNT,
    AUTH_TOKEN,
    DOMAIN_NAME: "calls.twil.io",
    TWILIO_FLEX_WORKSPACE_SID: `WS${"1".repeat(32)}`,
    TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID: `WW${"2".repeat(32)}`,
    TWILIO_FLEX_SYNC_SID: `IS${"3".repeat(32)}`,
    getTwilioClient: () =>
      client ??
      require("twilio")(ACCOUNT, AUTH_TOKEN, {
        lazyLoading: true,
      }),
  };
  /** @param {object} event @returns {Promise<Response>} */
  return (event) =>
    new Promise((resolve, reject) => {
      handler(
        context,
        event,
        (/** @type {unknown} */ error, /** @type {Response} */ response) =>
          error ? reject(error) : resolve(response),
      );
    });
}

/** Whether Twilio's helper library has been loaded in this process. */
export const loadedTwilio = () =>
  Object.keys(require.cache).some((file) =>
    /[\\/]node_modules[\\/]twilio[\\/]/.test(file),
  );
