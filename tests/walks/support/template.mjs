// @ts-check
/** The well-known project template's plugin beside ours, in one desk's Flex. */
import { readFileSync } from "node:fs";
import { inRoot } from "../../../scripts/lib/paths.mjs";

/** @typedef {import("./desk.mjs").Desk} Desk */

const STAND_IN = readFileSync(
  inRoot("tests", "walks", "support", "template.js"),
  "utf8",
);
const FILE = "/_plugins/beside/the-accounts-own-name.js";

/** As Flex's service lists a plugin. @param {string} name @param {string} src */
const plugin = (name, src) => ({ name, version: "1.0.0", phase: 3, src });

const THEIRS = plugin("the-accounts-own-name", FILE);
const OURS = plugin(
  "plugin-switchboard",
  "/_plugins/whole/plugin-switchboard.js",
);

/**
 * From the next reload on Flex starts it, too.
 * @param {Desk} desk
 * @param {("internal-call" | "multi-call")[]} features with which it was built
 * @param {"before" | "after"} when it is started
 */
export async function besideTemplate({ page }, features, when) {
  const listed = when === "before" ? [THEIRS, OURS] : [OURS, THEIRS];
  await page.route("**/_plugins/whole?*", (route) =>
    route.fulfill({ json: listed }),
  );
  const built = `globalThis.templateFeatures = ${JSON.stringify(features)};`;
  await page.route(`**${FILE}`, (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `${built}\n${STAND_IN}`,
    }),
  );
}
