// @ts-check
/** The environments that an account has: where the Functions of each answer, and with what. */
import { BASE, environmentOf } from "../deploy/functions.mjs";

/**
 * @typedef {import("../lib/rest.mjs").Answer} Answer
 * @typedef {import("../lib/rest.mjs").Rest} Rest
 */

/**
 * Where Functions answer. One that `npm run deploy` has not made has no environment's name.
 * @typedef {{ environment: string | undefined, domain: string, at: string }} Place
 */

/**
 * The places of all environments, and that of the Functions that agents use.
 * @param {Rest} rest
 * @param {string | undefined} used the address that agents use
 * @returns {Promise<Answer>} the body is a list of `Place`
 */
export async function placesOf(rest, used) {
  const services = await rest.lookAtList(BASE);
  if (services.status !== 200) return services;
  const domain = used && new URL(used).host;
  /** @type {Place[]} */
  const found = [];
  const isOurs = (/** @type {any} */ one) => environmentOf(one) !== undefined;
  const others = services.body.filter((/** @type {any} */ one) => !isOurs(one));
  for (const service of [...services.body.filter(isOurs), ...others]) {
    // Each is a request: those of others are asked only for the place that agents use.
    const isKnown = !domain || found.some((place) => place.domain === domain);
    if (!isOurs(service) && isKnown) break;
    const there = await placesIn(rest, service);
    if (there.status === 200) found.push(...there.body);
    else if (isOurs(service)) return there;
  }
  // Twilio lists the youngest first, and each run is to read as the one before.
  const named = ({ environment = "" }) => environment;
  found.sort((one, other) => (named(one) < named(other) ? -1 : 1));
  return { ...services, body: found };
}

/** @param {Rest} rest @param {any} service @returns {Promise<Answer>} */
async function placesIn(rest, service) {
  const list = `${BASE}/${service.sid}/Environments`;
  const answer = await rest.lookAtList(list);
  if (answer.status !== 200) return answer;
  const name = environmentOf(service);
  const body = answer.body.map((/** @type {any} */ place) => ({
    environment: place.unique_name === name ? name : undefined,
    domain: String(place.domain_name),
    at: `${list}/${place.sid}`,
  }));
  return { ...answer, body };
}
