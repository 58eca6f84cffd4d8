// @ts-check
/** Lists of Twilio's REST come in pages, and each names the next. */

/** More pages than any account has; a list that leads back to itself ends here. */
export const MOST_PAGES = 200;

/**
 * Where a list goes on; nothing at its end, or if somebody else than Twilio is
 * named: whoever asks for a page sends the account's credentials along.
 *
 * @param {any} page
 * @returns {string | undefined}
 */
export function nextPage(page) {
  const address = String(page?.meta?.next_page_url ?? "");
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname } = new URL(address);
  const isTwilios = protocol === "https:" && hostname.endsWith(".twilio.com");
  return isTwilios ? address : undefined;
}
