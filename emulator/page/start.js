// @ts-check
// Logs the agent in and starts Flex.
"use strict";

(() => {
  const { login, app, webAssembly, flexVersion } = globalThis.emulatorPage;
  if (!webAssembly) {
    // As a content security policy without 'wasm-unsafe-eval' does. The header itself cannot:
    // Flex needs 'unsafe-eval', and that allows WebAssembly too.
    const refuse = async () => {
      throw new WebAssembly.CompileError(
        "Refused to compile or instantiate WebAssembly module because 'wasm-unsafe-eval' is not an allowed source of script",
      );
    };
    Object.assign(WebAssembly, {
      compile: refuse,
      compileStreaming: refuse,
      instantiate: refuse,
      instantiateStreaming: refuse,
    });
  }
  // Flex reads who is logged in from here and then asks its servers whether the token holds.
  localStorage.setItem("TWILIO_FLEX_SSO", JSON.stringify(login));
  const { Flex } = /** @type {any} */ (globalThis).Twilio;
  if (flexVersion) {
    // Plugins decide by it whether this Flex is one they know.
    const initPlugin = Flex.Plugins.init.bind(Flex.Plugins);
    Flex.Plugins.init = (/** @type {any} */ Plugin) =>
      initPlugin(
        class extends Plugin {
          init(/** @type {any} */ flex, /** @type {any[]} */ ...more) {
            const get = (
              /** @type {object} */ _,
              /** @type {string} */ name,
            ) => (name === "VERSION" ? flexVersion : flex[name]);
            return super.init(new Proxy({}, { get }), ...more);
          }
        },
      );
  }
  Flex.runDefault(app, "#flex").catch((/** @type {unknown} */ why) => {
    const told = document.createElement("pre");
    told.id = "emulator-error";
    told.textContent = `Flex did not start: ${why instanceof Error ? why.stack : String(why)}`;
    document.body.prepend(told);
  });
})();
