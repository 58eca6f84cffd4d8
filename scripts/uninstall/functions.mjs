// @ts-check
/** An environment's Functions, taken away with all that is theirs; those of others never. */
import {
  BASE,
  FRIENDLY,
  fingerprintOf,
  serviceOf,
} from "../deploy/functions.mjs";

/** @typedef {import("../lib/rest.mjs").Rest} Rest */
/** @typedef {import("../lib/account.mjs").Account} Account */

/** Where a deployment puts its files; one that broke off before its build has no other proof. */
const OUR_FILE = /^\/(features|lib|internal-call)\//;

/**
 * The service; why it is not known to be ours, if so.
 * @typedef {{sid: string, name: string, doubt: string | undefined}} Found
 */

/**
 * Why a service of our name may be somebody else's.
 * @param {Rest} rest
 * @param {any} service
 * @returns {Promise<string | undefined>}
 */
async function doubtAbout(rest, { sid, friendly_name }) {
  if (friendly_name !== FRIENDLY) return `it is called "${friendly_name}"`;
  const at = `${BASE}/${sid}`;
  const builds = await rest.list(`${at}/Builds`);
  const others = builds.filter((build) => fingerprintOf(build) === undefined);
  if (others.length > 0)
    return `${others.length} of its builds are not of Switchboard`;
  if (builds.length > 0) return undefined;
  const files = [
    ...(await rest.list(`${at}/Functions`)),
    ...(await rest.list(`${at}/Assets`)),
  ];
  const other = files.find((file) => !OUR_FILE.test(file.friendly_name));
  return other && `it has ${other.friendly_name}`;
}

/**
 * Looks what is there; nothing if there is no service of this environment.
 * @param {Rest} rest
 * @param {Account} account
 * @returns {Promise<Found | undefined>}
 */
export async function findService(rest, account) {
  const name = serviceOf(account);
  const services = await rest.list(BASE);
  const service = services.find(({ unique_name }) => unique_name === name);
  if (!service) return undefined;
  return { sid: service.sid, name, doubt: await doubtAbout(rest, service) };
}

/**
 * With its files, builds, variables and its address.
 * @param {Rest} rest
 * @param {Found} found
 */
export const removeService = (rest, { sid }) => rest.remove(`${BASE}/${sid}`);
