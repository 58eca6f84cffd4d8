// @ts-check
// Read by Flex's tool chain when it serves the plugin for development.
var appConfig = {
  pluginService: { enabled: true, url: "/plugins" },
  ytica: false,
  logLevel: "info",
  showSupervisorDesktopView: true,
};
