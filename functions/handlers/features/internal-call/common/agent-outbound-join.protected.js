// @ts-check
exports.handler = require(Runtime.getFunctions()["lib/perform"].path).perform(
  "agent-outbound-join",
);
