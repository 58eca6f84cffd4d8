// @ts-check
/**
 * Runs the product's Functions as Twilio does, with Twilio's own development runtime, on loopback
 * and in one process, so that a second request finds it warm.
 *
 *   node --require ./redirect.cjs functions.mjs --functions DIR --port 0 --public-url URL
 *
 * or, with `--deployed DIR`, a build that was uploaded to the emulator.
 *
 * The first line on standard output says where it listens and which paths need a signature; the
 * emulator's gateway checks those, as Twilio's does. It ends when standard input is closed: with
 * whoever started it.
 */
import { readFileSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** @typedef {"public" | "protected" | "private"} Access */
/** @typedef {{ path: string, filePath: string, name: string, access: Access, content: string }} Resource */

const { values } = parseArgs({
  options: {
    functions: { type: "string" },
    deployed: { type: "string" },
    port: { type: "string", default: "0" },
    "public-url": { type: "string" },
  },
});
const folder = values.functions ?? values.deployed;
if (!folder || !values["public-url"]) {
  throw new Error(
    "--functions or --deployed DIR and --public-url URL are needed",
  );
}
const home = path.resolve(folder);

/**
 * Every file below a folder as the deploy tool would name it: `a/b.protected.js` answers at `/a/b`.
 * @param {string} folder
 * @param {string} ending what a path loses
 * @returns {Resource[]}
 */
function resources(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => {
      const filePath = path.join(entry.parentPath ?? entry.path, entry.name);
      const name = path.relative(folder, filePath).split(path.sep).join("/");
      const marked = /\.(protected|private)(?=\.[^./]+$)/.exec(name);
      const access = /** @type {Access} */ (marked?.[1] ?? "public");
      const plain = name.replace(/\.(protected|private)(?=\.[^./]+$)/, "");
      const bare = ending ? plain.slice(0, -ending.length) : plain;
      return { path: `/${bare}`, filePath, name, access, content: "" };
    });
}

/**
 * What was uploaded, as Twilio keeps it: every file by its version, without a name of its own.
 * @returns {Resource[]}
 */
function uploaded() {
  /** @type {{ path: string, file: string, access: Access }[]} */
  const files = JSON.parse(
    readFileSync(path.join(home, "routes.json"), "utf8"),
  );
  return files.map((route) => {
    const filePath = path.join(home, "files", route.file);
    const { access, file } = route;
    return { path: route.path, filePath, name: file, access, content: "" };
  });
}

const routes = values.deployed
  ? { functions: uploaded(), assets: [] }
  : {
      functions: resources(path.join(home, "handlers"), ".js"),
      assets: resources(path.join(home, "assets", "generated"), ""),
    };
/** @param {Access} access */
const paths = (access) =>
  routes.functions
    .filter((route) => route.access === access)
    .map((route) => route.path);

const { LocalDevelopmentServer } = createRequire(
  fileURLToPath(import.meta.url),
)("@twilio/runtime-handler/dev");
const runtime = new LocalDevelopmentServer(0, {
  baseDir: home,
  env: { ...process.env },
  port: 0,
  url: values["public-url"],
  logs: false,
  live: false,
  forkProcess: false,
  legacyMode: false,
  enableDebugLogs: false,
  appName: "switchboard-functions",
  logger: console,
  routes,
});

const answer = runtime.getApp();
const hidden = new Set(paths("private"));
// The development runtime would load a private Function when asked; Twilio knows no such path.
const server = createServer((request, response) => {
  const asked = new URL(request.url ?? "/", "http://localhost").pathname;
  if (hidden.has(asked)) response.writeHead(404).end();
  else answer(request, response);
});

server.listen(Number(values.port), "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  console.log(
    JSON.stringify({ ready: true, port, protected: paths("protected") }),
  );
});

process.stdin.on("close", () => process.exit(0)).resume();
