// @ts-check
/** The Functions in Twilio's own runtime, with Twilio's gate in front, for tests. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request as ask } from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import twilio from "twilio";
import { ACCOUNT, AUTH_TOKEN, Rest } from "./rest.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/**
 * @typedef {{ status: number, headers: Headers, text: string }} Answered
 */

/** A running child, what it asks of, and the gate in front of it. */
export class Runtime {
  rest = new Rest();
  /** @type {string[]} */
  protected = [];
  /** The address that the world knows. */
  url = "";
  #gate = createServer((request, response) => this.#pass(request, response));
  #port = 0;
  /** @type {import("node:child_process").ChildProcess | undefined} */
  child;

  async start() {
    const restPort = await this.rest.listen();
    this.#gate.listen(0, "127.0.0.1");
    await once(this.#gate, "listening");
    const { port } = /** @type {import("node:net").AddressInfo} */ (
      this.#gate.address()
    );
    this.url = `http://localhost:${port}`;
    const node = path.join(ROOT, "emulator", "node");
    this.child = spawn(
      process.execPath,
      [
        ...[
          "--require",
          path.join(node, "redirect.cjs"),
          path.join(node, "functions.mjs"),
        ],
        ...[
          "--functions",
          path.join(ROOT, "functions"),
          "--port",
          "0",
          "--public-url",
          this.url,
        ],
      ],
      {
        stdio: ["pipe", "pipe", "inherit"],
        env: {
          PATH: process.env.PATH,
          EMULATOR_PORT: String(restPort),
          ACCOUNT_SID: ACCOUNT,
          AUTH_TOKEN,
          TWILIO_FLEX_WORKSPACE_SID: `WS${"1".repeat(32)}`,
          TWILIO_FLEX_INTERNAL_CALL_WORKFLOW_SID: `WW${"2".repeat(32)}`,
          TWILIO_FLEX_SYNC_SID: `IS${"3".repeat(32)}`,
        },
      },
    );
    const stdout = /** @type {import("node:stream").Readable} */ (
      this.child.stdout
    );
    const [line] = await once(createInterface({ input: stdout }), "line");
    const ready = JSON.parse(line);
    this.#port = ready.port;
    this.protected = ready.protected;
  }

  async stop() {
    this.#gate.closeAllConnections();
    this.#gate.close();
    this.rest.close();
    this.child?.stdin?.end();
    if (this.child?.exitCode === null) await once(this.child, "exit");
  }

  /**
   * A webhook, signed as Twilio signs it.
   * @param {string} url
   * @param {Record<string, string>} form
   * @returns {Promise<Answered>}
   */
  webhook(url, form) {
    return this.form(url, form, { "X-Twilio-Signature": sign(url, form) });
  }

  /**
   * @param {string} url
   * @param {Record<string, string>} form
   * @param {Record<string, string>} [headers]
   */
  form(url, form, headers = {}) {
    return answered(
      fetch(url, { method: "POST", body: new URLSearchParams(form), headers }),
    );
  }

  /**
   * What the plugin sends.
   * @param {string} at
   * @param {unknown} body
   */
  json(at, body) {
    const headers = { "Content-Type": "application/json" };
    return answered(
      fetch(this.url + at, {
        method: "POST",
        body: JSON.stringify(body),
        headers,
      }),
    );
  }

  /**
   * Twilio's gateway: a protected path only with a signature for this very address.
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async #pass(request, response) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const url = this.url + request.url;
    if (this.protected.includes(new URL(url).pathname)) {
      const signature = String(request.headers["x-twilio-signature"] ?? "");
      const form = Object.fromEntries(new URLSearchParams(body.toString()));
      if (!twilio.validateRequest(AUTH_TOKEN, signature, url, form))
        return response.writeHead(403).end();
    }
    const { method, headers, url: target } = request;
    const onward = ask(
      { port: this.#port, host: "127.0.0.1", path: target, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.writeHead(502).end());
    return onward.end(body);
  }
}

/** @param {Promise<Response>} pending @returns {Promise<Answered>} */
export async function answered(pending) {
  const response = await pending;
  return {
    status: response.status,
    headers: response.headers,
    text: await response.text(),
  };
}

/**
 * Twilio's side of a webhook: signs the very address and parameters.
 * @param {string} url
 * @param {Record<string, string>} form
 */
export function sign(url, form) {
  return twilio.getExpectedTwilioSignature(AUTH_TOKEN, url, form);
}
