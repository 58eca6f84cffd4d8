// @ts-check
exports.handler = require(Runtime.getFunctions()["lib/perform"].path).perform(
  "missed-calls",
);
