// @ts-check
/**
 * What was asked of Twilio during a walk, held against what Twilio publishes:
 * every request and reply to a path of its OpenAPI documents must fit them,
 * and every other request must be one that `private.json` lists, with where
 * we know it from.
 *
 * The documents are not in this repository: `TWILIO_OPENAPI_DIR` names a
 * folder that holds them, else `../shared/platform/openapi` is tried. Without
 * them what is published is not checked, and everything else is.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv8";
import { inRoot } from "../../../scripts/lib/paths.mjs";

/**
 * One whole exchange with a host whose interface is published.
 * @typedef {{host: string, method: string, path: string, query: [string, string][],
 *   form: [string, string][], json: unknown, if_match: string | null,
 *   status: number, reply: any}} Exchange
 */
/** Host, what was asked (`GET /v1/x`, SIDs as `{WT}`), and the status. */
/** @typedef {[host: string, what: string, status: number]} Asked */
/** @typedef {{whole: Exchange[], lost: number, asked: Asked[]}} Taken */
/** @typedef {Record<string, any>} Schema */
/** @typedef {import("ajv8").ValidateFunction} Check */
/**
 * @typedef {{path: RegExp, names: string[], literal: number, places: Check[],
 *   query: Check, form: Check | undefined, headers: string[],
 *   replies: Map<number, Check | undefined>}} Operation
 */

const NAMES = [
  "api_v2010",
  "flex_v1",
  "iam_v1",
  "serverless_v1",
  "studio_v2",
  "sync_v1",
  "taskrouter_v1",
];
const METHODS = ["delete", "get", "post", "put"];

/** Forms of text that the documents name; of all others anything will do. */
const FORMATS = {
  "date-time": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
  "date-time-rfc-2822":
    /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/,
  "http-method": /^(DELETE|GET|HEAD|PATCH|POST|PUT)$/,
  uri: /^\S*$/,
};

/** How Twilio words an error; it is in none of the documents. */
const ERROR = {
  type: "object",
  properties: {
    code: { type: "integer" },
    message: { type: "string" },
    more_info: { type: "string" },
    status: { type: "integer" },
  },
  required: ["code", "message", "more_info", "status"],
  additionalProperties: false,
};

/** @returns {{name: string, document: any}[]} none where they are not */
function documents() {
  const folder =
    process.env.TWILIO_OPENAPI_DIR ??
    inRoot("..", "shared", "platform", "openapi");
  const files = NAMES.map((name) => path.join(folder, `twilio_${name}.json`));
  if (!files.every((file) => existsSync(file))) {
    console.warn(
      "not checked: Twilio's OpenAPI documents are not here. Get spec/json of " +
        "https://github.com/twilio/twilio-oai and name the folder in TWILIO_OPENAPI_DIR.",
    );
    return [];
  }
  return files.map((file, place) => ({
    name: NAMES[place],
    document: JSON.parse(readFileSync(file, "utf8")),
  }));
}

/**
 * The schema, stricter than it is written: what is published is there, and
 * nothing else is. The words of a status are published without saying that
 * there may be none.
 *
 * @param {any} schema
 * @param {string} name of the document that its references mean
 * @returns {any}
 */
function strict(schema, name) {
  if (Array.isArray(schema)) return schema.map((part) => strict(part, name));
  if (schema === null || typeof schema !== "object") return schema;
  /** @type {Schema} */
  const made = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "example" || key === "examples") continue;
    if (key === "$ref") made.$ref = `${name}${value}`;
    else if (key === "properties") {
      made.properties = Object.fromEntries(
        Object.entries(value).map(([field, of]) => [field, strict(of, name)]),
      );
    } else made[key] = strict(value, name);
  }
  if (made.type === undefined) delete made.nullable;
  if (Array.isArray(made.enum) && typeof made.type === "string") {
    made.nullable = true;
    made.enum = [...made.enum, null];
  }
  return made;
}

/** @param {any} schema a reply's, strict already @returns {any} */
function whole(schema) {
  if (schema === null || typeof schema !== "object") return schema;
  if (Array.isArray(schema)) return schema.map(whole);
  const made = Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [key, whole(value)]),
  );
  if (made.properties && typeof made.properties === "object") {
    made.required = Object.keys(made.properties);
    made.additionalProperties ??= false;
  }
  return made;
}

/** Reads the documents and finds the operation that a request means. */
class Published {
  /** @type {Map<string, Map<string, Operation[]>>} by host, then method */
  #hosts = new Map();
  #replies = new Ajv({ strict: false, allErrors: true, formats: FORMATS });
  #requests = new Ajv({
    ...{ strict: false, allErrors: true, formats: FORMATS },
    coerceTypes: "array",
  });
  #error = this.#replies.compile(ERROR);

  constructor() {
    for (const { name, document } of documents()) {
      this.#knowFormats(document);
      const components = strict(document.components, name);
      this.#requests.addSchema({ $id: name, components });
      this.#replies.addSchema({ $id: name, components: whole(components) });
      const { hostname } = new URL(document.servers[0].url);
      this.#hosts.set(hostname, this.#operations(document, name));
    }
  }

  /** @param {unknown} part */
  #knowFormats(part) {
    if (part === null || typeof part !== "object") return;
    const { format } = /** @type {Schema} */ (part);
    if (typeof format === "string" && !(format in FORMATS)) {
      this.#replies.addFormat(format, true);
      this.#requests.addFormat(format, true);
    }
    Object.values(part).forEach((inner) => this.#knowFormats(inner));
  }

  /** @param {any} document @param {string} name */
  #operations(document, name) {
    /** @type {Map<string, Operation[]>} */
    const found = new Map(METHODS.map((method) => [method.toUpperCase(), []]));
    for (const [template, methods] of Object.entries(document.paths)) {
      for (const method of METHODS.filter((method) => method in methods)) {
        const made = this.#operation(template, methods[method], name);
        found.get(method.toUpperCase())?.push(made);
      }
    }
    return found;
  }

  /** @param {string} template @param {any} operation @param {string} name @returns {Operation} */
  #operation(template, operation, name) {
    /** @type {any[]} */
    const parameters = operation.parameters ?? [];
    const at = (/** @type {string} */ place) =>
      parameters.filter((parameter) => parameter.in === place);
    const names = [...template.matchAll(/\{([^}]+)\}/g)].map(([, n]) => n);
    const escaped = template
      .split(/\{[^}]+\}/)
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    const check = (/** @type {Ajv} */ ajv, /** @type {any} */ schema) =>
      lazily(() => ajv.compile(schema));
    const form =
      operation.requestBody?.content["application/x-www-form-urlencoded"];
    const closed = (/** @type {any} */ schema) => ({
      ...strict(schema, name),
      additionalProperties: false,
    });
    return {
      path: new RegExp(`^${escaped.join("([^/]+?)")}$`),
      names,
      literal: escaped.join("").length,
      places: names.map((wanted) => {
        const of = at("path").find((parameter) => parameter.name === wanted);
        return check(this.#requests, strict(of?.schema ?? {}, name));
      }),
      query: check(
        this.#requests,
        closed({
          type: "object",
          properties: Object.fromEntries(
            at("query").map((parameter) => [parameter.name, parameter.schema]),
          ),
          required: at("query")
            .filter((parameter) => parameter.required)
            .map((parameter) => parameter.name),
        }),
      ),
      form: form && check(this.#requests, closed(form.schema)),
      headers: at("header").map((parameter) => parameter.name),
      replies: new Map(
        Object.entries(operation.responses).map(([status, response]) => {
          const schema = response.content?.["application/json"]?.schema;
          return [
            Number(status),
            schema && check(this.#replies, whole(strict(schema, name))),
          ];
        }),
      ),
    };
  }

  /** @param {string} host */
  has(host) {
    return this.#hosts.has(host);
  }

  /** @param {Exchange} exchange */
  #find({ host, method, path }) {
    const all = this.#hosts.get(host)?.get(method) ?? [];
    const fitting = all.filter((operation) => operation.path.test(path));
    // `Tasks/Statistics` is no task, though it looks like one.
    return fitting.sort((a, b) => b.literal - a.literal)[0];
  }

  /**
   * What of an exchange does not fit; `undefined` if no such path is published.
   * @param {Exchange} exchange
   * @returns {string[] | undefined}
   */
  complaints(exchange) {
    const operation = this.#find(exchange);
    if (!operation) return undefined;
    const values = operation.path.exec(exchange.path)?.slice(1) ?? [];
    const wrong = values.flatMap((value, place) =>
      wrongIn(operation.names[place], operation.places[place], value),
    );
    wrong.push(...wrongIn("query", operation.query, gather(exchange.query)));
    if (operation.form) {
      wrong.push(...wrongIn("form", operation.form, gather(exchange.form)));
    } else if (exchange.form.length) wrong.push("no form is published");
    if (exchange.if_match !== null && !operation.headers.includes("If-Match")) {
      wrong.push("If-Match is not published");
    }
    return [...wrong, ...this.#inReply(operation, exchange)];
  }

  /** @param {Operation} operation @param {Exchange} exchange */
  #inReply({ replies }, { status, reply }) {
    if (status >= 400) return wrongIn("error", this.#error, reply);
    if (!replies.has(status)) return [`${status} is not published`];
    const check = replies.get(status);
    if (check) return wrongIn("reply", check, reply);
    return reply === null ? [] : ["no body is published"];
  }
}

/**
 * A check that is made when it is first needed: most never are.
 * @param {() => Check} make
 * @returns {Check}
 */
function lazily(make) {
  /** @type {Check | undefined} */
  let made;
  /** @type {any} */
  const check = (/** @type {unknown} */ value) => {
    made ??= make();
    const fits = made(value);
    check.errors = made.errors;
    return fits;
  };
  return check;
}

/** Pairs as an object; what is there twice is a list. @param {[string, string][]} pairs */
function gather(pairs) {
  /** @type {Record<string, string | string[]>} */
  const gathered = {};
  for (const [name, value] of pairs) {
    const earlier = gathered[name];
    gathered[name] = earlier === undefined ? value : [earlier, value].flat();
  }
  return gathered;
}

/** @param {string} where @param {Check} check @param {unknown} value */
function wrongIn(where, check, value) {
  if (check(value)) return [];
  return (check.errors ?? []).map(({ instancePath, message, params }) =>
    `${where}${instancePath} ${message} ${JSON.stringify(params)}`.trim(),
  );
}

/** @param {string} text */
const withoutSids = (text) => text.replace(/\b([A-Z]{2})[0-9a-f]{32}/g, "{$1}");

/** One group of requests that Twilio does not publish. */
/** @typedef {{hosts: string[], source: string, asks: string[]}} Group */

/** What we know of Twilio's private interfaces, and where from. */
class Private {
  /** @type {Group[]} */
  #groups = JSON.parse(
    readFileSync(inRoot("tests", "walks", "support", "private.json"), "utf8"),
  );

  /** @param {string} host @param {string} what */
  has(host, what) {
    const like = (/** @type {string} */ pattern, /** @type {string} */ text) =>
      pattern.endsWith("*")
        ? text.startsWith(pattern.slice(0, -1))
        : text === pattern;
    return this.#groups.some(
      ({ hosts, asks }) =>
        hosts.includes(host) && asks.some((ask) => like(ask, what)),
    );
  }
}

export class Contract {
  #published = new Published();
  #private = new Private();

  /** Whether Twilio's documents are here. */
  get isComplete() {
    return REST.every((host) => this.#published.has(host));
  }

  /**
   * What of these requests and replies Twilio would not know.
   * @param {Taken} taken
   * @returns {string[]} each but once
   */
  complaints({ whole, lost, asked }) {
    /** @type {Set<string>} */
    const all = new Set();
    if (lost) all.add(`${lost} exchanges were lost before they were checked`);
    for (const exchange of whole) {
      const { host, method, path, status } = exchange;
      const what = `${method} ${withoutSids(path)}`;
      const told = `${host} ${what} → ${status}`;
      if (status === 501) all.add(`${told}: the emulator does not have it`);
      const wrong = this.#published.complaints(exchange);
      if (wrong) for (const one of wrong) all.add(`${told}: ${one}`);
      else if (this.#unlisted(host, what)) all.add(`${told}: is not listed`);
    }
    for (const [host, what, status] of asked) {
      const told = `${host} ${what} → ${status}`;
      if (status === 501) all.add(`${told}: the emulator does not have it`);
      if (this.#unlisted(host, what)) all.add(`${told}: is not listed`);
    }
    return [...all];
  }

  /**
   * Without the documents nobody knows what is published.
   * @param {string} host
   * @param {string} what
   */
  #unlisted(host, what) {
    const unknowable = REST.includes(host) && !this.#published.has(host);
    return !unknowable && !this.#private.has(host, what);
  }
}

/** Hosts whose interface is published, in part at least. */
const REST = [
  "api.twilio.com",
  "flex-api.twilio.com",
  "iam.twilio.com",
  "serverless.twilio.com",
  "sync.twilio.com",
  "taskrouter.twilio.com",
];
