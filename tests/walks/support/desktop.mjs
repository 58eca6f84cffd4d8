// @ts-check
/** What an agent is told on his desktop, who has his browser not in front. */

/** He looks elsewhere from now on. @param {import("./desk.mjs").Desk} desk */
export async function looksElsewhere({ page }) {
  const browser = page.context();
  // Whatever is not named is refused from then on.
  await browser.grantPermissions(["microphone", "notifications"]);
  const notices = await page.evaluateHandle(() => {
    /** @type {string[]} */
    const shown = [];
    const Notice = window.Notification;
    window.Notification = class extends Notice {
      /** @param {string} title @param {NotificationOptions} [options] */
      constructor(title, options) {
        super(title, options);
        shown.push(`${title} ${options?.body ?? ""}`);
      }
    };
    // As in an account that wants these, and a browser that is not in front.
    const { Notifications } = /** @type {any} */ (window).Twilio.Flex;
    Notifications.toggleNotificationHandler("browser", true, "whenNotInFocus");
    window.dispatchEvent(new Event("blur"));
    return shown;
  });
  return {
    notices: () => notices.jsonValue(),
    looksBack: () => browser.clearPermissions(),
  };
}
