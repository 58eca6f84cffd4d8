// @ts-check
/** A small Twilio on loopback for the Functions' tests: strict about what it is sent. */
import { createServer } from "node:http";

export const ACCOUNT = `AC${"a".repeat(32)}`;
export const AUTH_TOKEN = "0123456789abcdef0123456789abcdef";
export const ALICE = `WK${"a".repeat(32)}`;
export const BOB = `WK${"b".repeat(32)}`;
export const ALICES_TASK = `WT${"a".repeat(32)}`;
export const BOBS_TASK = `WT${"b".repeat(32)}`;
export const EVE = `WK${"e".repeat(32)}`;
export const ALICES_LEG = `CA${"a".repeat(32)}`;
export const BOBS_LEG = `CA${"b".repeat(32)}`;
export const CONFERENCE = `CF${"c".repeat(32)}`;

/** @typedef {{ status: number, body?: unknown, etag?: string }} Answer */
/** @typedef {{ host: string, method: string, path: string, form: Record<string, string>, json: any, ifMatch?: string }} Asked */

/** One account in which Alice is about to call Bob. */
export class Rest {
  /** @type {Asked[]} */
  asked = [];
  /** @type {Map<string, { revision: number, data: any }>} */
  documents = new Map();
  /** @type {Map<string, { status: string, attributes: any, etag: number }>} */
  tasks = new Map();
  /** Who each Flex token stands for. @type {Map<string, string>} */
  tokens = new Map([
    ["alices-token", ALICE],
    ["bobs-token", BOB],
    ["eves-token", EVE],
  ]);
  /** Who is in every conference. @type {object[]} */
  legs = [];
  /** Legs that were taken out. @type {Set<string>} */
  removed = new Set();
  /** Answers that are given instead of the right ones. @type {((asked: Asked) => Answer | undefined) | undefined} */
  trouble;

  #server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const answer = this.#answer(request, Buffer.concat(chunks).toString());
    /** @type {Record<string, string>} */
    const headers = { "Content-Type": "application/json" };
    if (answer.etag) headers.ETag = answer.etag;
    response
      .writeHead(answer.status, headers)
      .end(JSON.stringify(answer.body ?? {}));
  });

  constructor() {
    this.tasks.set(ALICES_TASK, {
      status: "assigned",
      etag: 0,
      attributes: {
        ...{
          to: "client:bob",
          direction: "outbound",
          name: "Bob Bäker",
          fromName: "Alice Anders",
        },
        ...{
          targetWorker: "client:alice",
          autoAnswer: "true",
          client_call: true,
        },
      },
    });
  }

  /** @returns {Promise<number>} the port */
  listen() {
    return new Promise((resolve) => {
      this.#server.listen(0, "127.0.0.1", () => {
        resolve(
          /** @type {import("node:net").AddressInfo} */ (this.#server.address())
            .port,
        );
      });
    });
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** What was asked, in one line each. */
  lines() {
    return this.asked.map(
      ({ host, method, path }) => `${method} ${host}${path.split("?")[0]}`,
    );
  }

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {string} body
   * @returns {Answer}
   */
  #answer(request, body) {
    const basic = Buffer.from(`${ACCOUNT}:${AUTH_TOKEN}`).toString("base64");
    if (request.headers.authorization !== `Basic ${basic}`)
      return { status: 401, body: { code: 20003 } };
    const isForm =
      request.headers["content-type"] === "application/x-www-form-urlencoded";
    /** @type {Asked} */
    const asked = {
      host: (request.headers.host ?? "").replace(/\.twilio\.com(:\d+)?$/, ""),
      method: request.method ?? "",
      path: request.url ?? "",
      form: isForm ? Object.fromEntries(new URLSearchParams(body)) : {},
      json:
        request.headers["content-type"] === "application/json"
          ? JSON.parse(body)
          : undefined,
      ifMatch: request.headers["if-match"],
    };
    this.asked.push(asked);
    const trouble = this.trouble?.(asked);
    if (trouble) return trouble;
    if (asked.method === "POST" && body === "")
      return { status: 400, body: { code: 20001, message: "empty body" } };
    return this.#right(asked, asked.path.split("?")[0].split("/").slice(1));
  }

  /**
   * @param {Asked} asked
   * @param {string[]} parts
   * @returns {Answer}
   */
  #right(asked, parts) {
    const last = parts.at(-1) ?? "";
    if (asked.host === "iam")
      return { status: 200, body: this.#token(asked.json.token) };
    if (asked.host === "sync") return this.#document(asked, last);
    if (asked.host === "taskrouter" && parts.includes("Workers")) {
      const attributes = JSON.stringify({
        contact_uri: last === BOB ? "client:bob" : "client:alice",
        full_name: last === BOB ? "Bob Bäker" : "Alice Anders",
      });
      return { status: 200, body: { sid: last, attributes } };
    }
    if (asked.host === "taskrouter") return this.#task(asked, last);
    const leg = /^(CA\w+)\.json$/.exec(last)?.[1];
    if (leg && parts.includes("Participants")) return this.#leg(asked, leg);
    if (leg)
      return {
        status: 200,
        body: { to: leg === BOBS_LEG ? "client:bob" : "client:alice" },
      };
    if (last === "Participants.json")
      return { status: 200, body: { participants: this.legs } };
    if (asked.host === "api" && last === `${CONFERENCE}.json`)
      return { status: 200, body: { status: "completed" } };
    return { status: 404, body: { code: 20404 } };
  }

  /**
   * Every leg is in every conference until it is removed.
   * @param {Asked} asked
   * @param {string} call_sid
   * @returns {Answer}
   */
  #leg({ method, form }, call_sid) {
    if (this.removed.has(call_sid)) return { status: 404, body: {} };
    if (method === "DELETE") {
      this.removed.add(call_sid);
      return { status: 204 };
    }
    const hold = form.Hold === "true";
    const muted = form.Muted === "true";
    return {
      status: 200,
      body: { call_sid, hold, muted, coaching: false, status: "connected" },
    };
  }

  /** @param {string} token */
  #token(token) {
    const worker_sid = this.tokens.get(token);
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    return worker_sid
      ? {
          valid: true,
          code: 0,
          message: null,
          worker_sid,
          roles: ["agent"],
          expiration,
        }
      : { valid: false, code: 20101, message: "Invalid Access Token" };
  }

  /**
   * @param {Asked} asked
   * @param {string} last
   * @returns {Answer}
   */
  #document(asked, last) {
    const { UniqueName, Data } = asked.form;
    if (UniqueName && this.documents.has(UniqueName))
      return { status: 409, body: { code: 54301 } };
    if (UniqueName)
      this.documents.set(UniqueName, { revision: 0, data: JSON.parse(Data) });
    const document = this.documents.get(UniqueName ?? last);
    if (!document) return { status: 404, body: { code: 54100 } };
    if (asked.method === "POST" && !UniqueName) {
      if (asked.ifMatch !== String(document.revision))
        return { status: 412, body: { code: 54103 } };
      document.revision += 1;
      document.data = JSON.parse(Data);
    }
    const body = {
      unique_name: UniqueName ?? last,
      revision: String(document.revision),
      data: document.data,
    };
    return { status: UniqueName ? 201 : 200, body };
  }

  /**
   * @param {Asked} asked
   * @param {string} last
   * @returns {Answer}
   */
  #task(asked, last) {
    const { Attributes, AssignmentStatus } = asked.form;
    if (asked.method === "GET" && last === "Tasks")
      return { status: 200, body: { tasks: [] } };
    const creates = asked.method === "POST" && last === "Tasks";
    if (creates)
      this.tasks.set(BOBS_TASK, {
        status: "reserved",
        etag: 0,
        attributes: JSON.parse(Attributes),
      });
    const sid = creates ? BOBS_TASK : last;
    const task = this.tasks.get(sid);
    if (!task) return { status: 404, body: { code: 20404 } };
    if (asked.method === "POST" && !creates) {
      if (asked.ifMatch !== `"${task.etag}"`)
        return { status: 412, body: { code: 20412 } };
      task.etag += 1;
      if (Attributes) task.attributes = JSON.parse(Attributes);
      if (AssignmentStatus) task.status = AssignmentStatus;
    }
    const body = {
      sid,
      age: 1,
      assignment_status: task.status,
      attributes: JSON.stringify(task.attributes),
    };
    return { status: creates ? 201 : 200, body, etag: `"${task.etag}"` };
  }
}
