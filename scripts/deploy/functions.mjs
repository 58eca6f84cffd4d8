// @ts-check
/**
 * The Functions on Twilio Serverless: what is there, and a build of ours in its place.
 *
 * Twilio's own library for it was tried: an answer that is lost while it waits for a build ends the
 * whole process without a word of where, and it asks with a parameter that is not published. The
 * requests themselves are few.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { PRODUCTION } from "../lib/account.mjs";
import { FUNCTIONS } from "../lib/paths.mjs";
import { pause } from "../lib/rest.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */
/** @typedef {import("../lib/account.mjs").Account} Account */
/** @typedef {"public" | "protected" | "private"} Access */
/** @typedef {{name: string, path: string, access: Access, content: Buffer}} File */
/** @typedef {{functions: File[], assets: File[], fingerprint: string}} Contents */

export const BASE = "https://serverless.twilio.com/v1/Services";
/** By which people know it in the Console, and we whose it is. */
export const FRIENDLY = "Switchboard";
const RUNTIME = "node22";

/** Twilio builds in seconds; after five minutes something is wrong. */
const BETWEEN_MS = 1_000;
const MOST_ASKED = 300;

/** What Twilio is told a file is. @type {Record<string, string>} */
const TYPES = { ".json": "application/json", ".wav": "audio/wav" };

/** A file of each build that tells by its path what the build is made of. */
const MARK = /^\/internal-call\/build\/[0-9a-f]{16}\.json$/;

const MARKED = /\.(protected|private)(?=\.[^./]+$)/;

/**
 * Every file below a folder, as Twilio is to name it: `a/b.protected.js` answers at `/a/b`.
 * @param {string} folder
 * @param {string} ending what a path loses, and what a file must have
 * @returns {File[]}
 */
function filesOf(folder, ending) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => {
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      const name = path.relative(folder, file).split(path.sep).join("/");
      const access = /** @type {Access} */ (MARKED.exec(name)?.[1] ?? "public");
      const plain = `/${name.replace(MARKED, "")}`;
      const at = ending ? plain.slice(0, -ending.length) : plain;
      return { name: at, path: at, access, content: readFileSync(file) };
    })
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

const packageJson = () =>
  JSON.parse(readFileSync(path.join(FUNCTIONS, "package.json"), "utf8"));

/**
 * Each environment is a service of its own: its files, builds, variables and address are nobody
 * else's, and one goes without the other.
 * @param {Pick<Account, "environment">} account
 */
export const serviceOf = ({ environment }) =>
  environment === PRODUCTION ? "switchboard" : `switchboard-${environment}`;

/** The environment that a service of this name belongs to. @param {string} name */
function environmentNamed(name) {
  const [, environment = PRODUCTION] =
    /^switchboard(?:-([a-z0-9]{1,16}))?$/.exec(name) ?? [];
  return serviceOf({ environment }) === name ? environment : undefined;
}

/**
 * The environment whose Functions have, or had, this address: its service's name, and digits that
 * Twilio adds.
 * @param {string} domain
 */
export const environmentAt = (domain) =>
  environmentNamed(/^(.*)-[0-9a-z]+\.twil\.io$/.exec(domain)?.[1] ?? "");

/**
 * The environment whose service this is; nothing if it is somebody else's.
 * @param {{unique_name: string, friendly_name: string}} service
 */
export const environmentOf = ({ unique_name, friendly_name }) =>
  friendly_name === FRIENDLY ? environmentNamed(unique_name) : undefined;

/** All that is deployed, as `npm run build` left it. @returns {Contents} */
export function readContents() {
  const functions = filesOf(path.join(FUNCTIONS, "handlers"), ".js");
  const sounds = filesOf(path.join(FUNCTIONS, "assets", "generated"), "");
  const { dependencies, version } = packageJson();
  const hash = createHash("sha256").update(
    JSON.stringify([dependencies, RUNTIME]),
  );
  for (const file of [...functions, ...sounds]) {
    hash.update(`\0${file.path}\0${file.access}\0`).update(file.content);
  }
  const fingerprint = hash.digest("hex").slice(0, 16);
  const mark = {
    name: "/internal-call/build.json",
    path: `/internal-call/build/${fingerprint}.json`,
    access: /** @type {Access} */ ("private"),
    content: Buffer.from(JSON.stringify({ version, fingerprint })),
  };
  return { functions, assets: [...sounds, mark], fingerprint };
}

/**
 * What is at Twilio; `others` are the addresses of the account's other environments.
 * @typedef {{
 *   service: string | undefined,
 *   environment: string | undefined,
 *   domain: string | undefined,
 *   others: {environment: string, domain: string}[],
 *   build: string | undefined,
 *   fingerprint: string | undefined,
 *   variables: Record<string, string>,
 * }} Found
 */

/** @param {any} build @returns {string | undefined} what it is made of, if it is ours */
export function fingerprintOf(build) {
  const mark = build?.asset_versions.find((/** @type {any} */ asset) =>
    MARK.test(asset.path),
  );
  return mark && path.basename(mark.path, ".json");
}

/**
 * The environments that a list of services has, and where the Functions of each answer.
 * @param {Rest} rest
 * @param {any[]} services
 */
async function addressesOf(rest, services) {
  const found = [];
  for (const service of services) {
    const environment = environmentOf(service);
    if (!environment) continue;
    const places = await rest.list(`${BASE}/${service.sid}/Environments`);
    const place = places.find(
      (/** @type {any} */ { unique_name: name }) => name === environment,
    );
    if (place)
      found.push({ environment, domain: String(place.domain_name), place });
  }
  return found;
}

/**
 * Looks what is there.
 * @param {Rest} rest
 * @param {Pick<Account, "environment">} account
 * @returns {Promise<Found>}
 */
export async function findFunctions(rest, account) {
  const services = await rest.list(BASE);
  const service = services.find(
    ({ unique_name }) => unique_name === serviceOf(account),
  )?.sid;
  const all = await addressesOf(rest, services);
  const others = all
    .filter(({ environment }) => environment !== account.environment)
    .map(({ environment, domain }) => ({ environment, domain }));
  const place = all.find(
    ({ environment }) => environment === account.environment,
  )?.place;
  if (!place) {
    const nothing = { environment: undefined, domain: undefined };
    const unbuilt = { build: undefined, fingerprint: undefined };
    return { service, others, ...nothing, ...unbuilt, variables: {} };
  }
  const { sid, domain_name: domain, build_sid } = place;
  const at = `${BASE}/${service}/Environments/${sid}`;
  const variables = await rest.list(`${at}/Variables`);
  const build = build_sid
    ? await rest.read(`${BASE}/${service}/Builds/${build_sid}`)
    : undefined;
  return {
    service,
    environment: sid,
    domain,
    others,
    build: build?.sid,
    fingerprint: fingerprintOf(build),
    variables: Object.fromEntries(
      variables.map(({ key, value }) => [key, value]),
    ),
  };
}

/**
 * What is to be done, in words; nothing if nothing is.
 * @param {Found} found
 * @param {Contents} contents
 * @param {Record<string, string | undefined>} variables one that is not known yet is undefined
 */
export function planFunctions(found, contents, variables) {
  if (found.fingerprint !== contents.fingerprint) {
    const at = found.domain ?? "a new address";
    return `deploy ${contents.functions.length} Functions and ${contents.assets.length} files to ${at}`;
  }
  const other = Object.entries(variables).filter(
    ([name, value]) => found.variables[name] !== value,
  );
  if (other.length === 0) return undefined;
  const names = other.map(([name]) => name).join(", ");
  return `set the Functions' variables ${names}`;
}

/**
 * Deploys, or sets variables alone. Until the last step what was there before goes on answering.
 * @param {Rest} rest
 * @param {Account} account
 * @param {Found} found
 * @param {Contents} contents
 * @param {Record<string, string>} variables
 * @param {(line: string) => void} say
 * @returns {Promise<string>} where the Functions answer
 */
export async function makeFunctions(
  rest,
  account,
  found,
  contents,
  variables,
  say,
) {
  const service = found.service ?? (await makeService(rest, account));
  const at = `${BASE}/${service}`;
  const environment = found.environment
    ? { sid: found.environment, domain_name: found.domain ?? "" }
    : await makeEnvironment(rest, account, service);
  const place = `${at}/Environments/${environment.sid}`;
  const isThere = found.fingerprint === contents.fingerprint;
  const build = isThere ? undefined : await makeBuild(rest, at, contents, say);
  say("setting variables");
  await setVariables(rest, `${place}/Variables`, variables);
  if (build) await rest.write(`${place}/Deployments`, { BuildSid: build });
  return environment.domain_name;
}

/**
 * Uploads all files and has them built.
 * @param {Rest} rest
 * @param {string} at the service
 * @param {Contents} contents
 * @param {(line: string) => void} say
 * @returns {Promise<string>} the build's SID
 */
async function makeBuild(rest, at, { functions, assets }, say) {
  const dependencies = Object.entries(packageJson().dependencies);
  const build = new URLSearchParams({
    Dependencies: JSON.stringify(
      dependencies.map(([name, version]) => ({ name, version })),
    ),
    Runtime: RUNTIME,
  });
  for (const sid of await upload(rest, `${at}/Functions`, functions, say))
    build.append("FunctionVersions", sid);
  for (const sid of await upload(rest, `${at}/Assets`, assets, say))
    build.append("AssetVersions", sid);
  const { sid } = await rest.write(`${at}/Builds`, build);
  for (let asked = 0; asked < MOST_ASKED; asked += 1) {
    const { status } = await rest.read(`${at}/Builds/${sid}/Status`);
    if (status === "completed") return sid;
    if (status === "failed") {
      throw new Error(
        "Twilio could not build the Functions. What answered before still answers. " +
          `Why stands in the Console: Functions and Assets, ${FRIENDLY}, Builds. ` +
          "Then give the same command again.",
      );
    }
    say(`Twilio is building them: ${status}`);
    await pause(BETWEEN_MS);
  }
  throw new Error(
    "Twilio did not finish the build in time. What answered before still answers; " +
      "give the same command again.",
  );
}

/**
 * Uploads files, each as a new version of what has its name.
 * @param {Rest} rest
 * @param {string} at the service's Functions, or its assets
 * @param {File[]} files
 * @param {(line: string) => void} say
 * @returns {Promise<string[]>} the versions
 */
async function upload(rest, at, files, say) {
  const known = await rest.list(at);
  const versions = [];
  for (const { name, path: place, access, content } of files) {
    say(`uploading ${place}`);
    const { sid } =
      known.find(({ friendly_name }) => friendly_name === name) ??
      (await rest.write(at, { FriendlyName: name }));
    const form = new FormData();
    form.append("Path", place);
    form.append("Visibility", access);
    const type = TYPES[path.extname(place)] ?? "application/javascript";
    const bytes = new Blob([Uint8Array.from(content)], { type });
    form.append("Content", bytes, path.basename(place));
    const to = at.replace("//serverless.", "//serverless-upload.");
    const version = await rest.upload(`${to}/${sid}/Versions`, form);
    versions.push(version.sid);
  }
  return versions;
}

/**
 * Makes or changes what is not as it should be; all other variables stay.
 * @param {Rest} rest
 * @param {string} at
 * @param {Record<string, string>} variables
 */
async function setVariables(rest, at, variables) {
  const known = await rest.list(at);
  for (const [Key, Value] of Object.entries(variables)) {
    const one = known.find(({ key }) => key === Key);
    if (one?.value === Value) continue;
    await rest.write(one ? `${at}/${one.sid}` : at, { Key, Value });
  }
}

/**
 * @param {Rest} rest
 * @param {Account} account
 * @returns {Promise<string>}
 */
async function makeService(rest, account) {
  const made = await rest.write(BASE, {
    UniqueName: serviceOf(account),
    FriendlyName: FRIENDLY,
    IncludeCredentials: "true",
  });
  return made.sid;
}

/**
 * @param {Rest} rest
 * @param {Account} account
 * @param {string} service
 * @returns {Promise<{sid: string, domain_name: string}>}
 */
const makeEnvironment = (rest, { environment }, service) =>
  rest.write(`${BASE}/${service}/Environments`, { UniqueName: environment });

/**
 * The build that answered before the one that does: another one, and one of ours.
 * @param {Rest} rest
 * @param {Found} found
 * @returns {Promise<{sid: string, fingerprint: string} | undefined>}
 */
export async function formerBuild(rest, { service, environment, fingerprint }) {
  if (!service || !environment) return undefined;
  const at = `${BASE}/${service}/Environments/${environment}/Deployments`;
  for (const { build_sid: sid } of await rest.list(at)) {
    const of = fingerprintOf(
      await rest.find(`${BASE}/${service}/Builds/${sid}`),
    );
    if (of !== undefined && of !== fingerprint) return { sid, fingerprint: of };
  }
  return undefined;
}

/**
 * Lets another build answer from now on.
 * @param {Rest} rest
 * @param {Found} found
 * @param {string} build
 */
export async function activate(rest, { service, environment }, build) {
  const at = `${BASE}/${service}/Environments/${environment}/Deployments`;
  await rest.write(at, { BuildSid: build });
}
