// @ts-check
// Logs the agent in and starts Flex.
"use strict";

(() => {
  const { login, app } = globalThis.emulatorPage;
  // Flex reads who is logged in from here and then asks its servers whether the token holds.
  localStorage.setItem("TWILIO_FLEX_SSO", JSON.stringify(login));
  globalThis.Twilio.Flex.runDefault(app, "#flex").catch((/** @type {unknown} */ why) => {
    const told = document.createElement("pre");
    told.id = "emulator-error";
    told.textContent = `Flex did not start: ${why instanceof Error ? why.stack : String(why)}`;
    document.body.prepend(told);
  });
})();
