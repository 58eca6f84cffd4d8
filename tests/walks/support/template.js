// @ts-check
/**
 * A stand-in for the plugin of the well-known project template, with the features that the walk has
 * built into it. It does what matters beside another plugin: it answers a call between colleagues,
 * in the way of the template, and tells Flex's table of strings what it is made of.
 *
 * It runs in Flex's page.
 */
(() => {
  const { Twilio, React, templateFeatures } = /** @type {any} */ (globalThis);
  const has = (/** @type {string} */ name) => templateFeatures.includes(name);

  /** @param {any} task */
  async function answer(task) {
    const { custom_data: data } =
      Twilio.Flex.Manager.getInstance().configuration;
    const at = `${data.serverless_functions_protocol}://${data.serverless_functions_domain}:${data.serverless_functions_port}`;
    const { conference, from } = task.attributes;
    const call = `conferenceName=${conference.friendlyName}&taskSid=${task.taskSid}`;
    const path = "features/internal-call/common/agent-join-conference";
    const leg = `leg=worker-${Twilio.Flex.Manager.getInstance().workerClient.sid}`;
    const url = `${at}/${path}?${call}&${leg}`;
    await task.sourceObject.call(from, url, { accept: true });
  }

  class Template {
    name = "TheAccountsOwnName";

    /** @param {any} flex @param {any} manager */
    init(flex, manager) {
      const words = {};
      if (has("internal-call")) {
        Object.assign(words, { PSInternalCallCallAgent: "Call Agent" });
        flex.Actions.addListener(
          "beforeAcceptTask",
          async (/** @type {any} */ { task }, /** @type {any} */ abort) => {
            if (!task.attributes.client_call) return;
            abort();
            await answer(task);
          },
        );
        flex.OutboundDialerPanel.Content.add(
          React.createElement(
            "p",
            { key: "template" },
            "The template's dialer",
          ),
        );
      }
      if (has("multi-call")) {
        Object.assign(words, { PSMultiCallBroken: "Multi-call does not work" });
      }
      manager.strings = { ...words, ...manager.strings };
    }
  }

  Twilio.Flex.Plugins.init(Template);
})();
