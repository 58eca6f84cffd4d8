// @ts-check
/** What the credentials have to open, looked at before anything is done. */

/** @typedef {import("./rest.mjs").Rest} Rest */

/** Each area of Twilio that a deployment reads and changes, by something that is in every account. */
const AREAS = {
  "Flex's configuration": "https://flex-api.twilio.com/v1/Configuration",
  "Flex's plugins": "https://flex-api.twilio.com/v1/PluginService/Plugins",
  "Functions and Assets": "https://serverless.twilio.com/v1/Services",
  Sync: "https://sync.twilio.com/v1/Services/default",
  TaskRouter: "https://taskrouter.twilio.com/v1/Workspaces",
};

/** The names of the areas, as the pages tell them. */
export const AREA_NAMES = Object.keys(AREAS);

/**
 * The areas that the credentials do not open for reading. Whether they may change something there
 * is known only once it is tried: Twilio tells it in no other way.
 * @param {Rest} rest
 * @returns {Promise<string[]>}
 */
export async function closedAreas(rest) {
  const closed = [];
  for (const [name, url] of Object.entries(AREAS)) {
    const { status } = await rest.look(url);
    if (status === 401 || status === 403) closed.push(name);
  }
  return closed;
}

/**
 * Fails, with all that is missing at once.
 * @param {Rest} rest
 */
export async function checkRights(rest) {
  const closed = await closedAreas(rest);
  // Nothing is open to credentials that Twilio does not know: it says so itself.
  if (closed.length === AREA_NAMES.length)
    await rest.read(Object.values(AREAS)[0]);
  if (closed.length > 0) {
    throw new Error(
      `These credentials do not open ${closed.join(", ")}. Nothing was changed. ` +
        "docs/security.md says what they need.",
    );
  }
}
