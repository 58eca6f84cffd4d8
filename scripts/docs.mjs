// @ts-check
/** `npm run docs`: the pages for administrators as a site with a search, which needs no server. */
import { parseArgs } from "node:util";
import { isMain, main } from "./lib/main.mjs";
import { ROOT, inRoot } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { docsTool, npmPackages } from "./tools.mjs";

const HELP = `Makes a site of the pages in docs/: build/docs/index.html.

  npm run docs -- [options]

  --help     this text

The folder can be put on any web server, or be opened as it is.
`;

/** mdBook goes on after these, and the page would lack what they tell of. */
const COMPLAINT = /^\s*(WARN|ERROR)\b/;

/** Makes the site; what mdBook complains about fails it. */
async function makeSite() {
  /** @type {string[]} */
  const complaints = [];
  await run("mdbook", ["build", ROOT], {
    say: (line) => {
      if (COMPLAINT.test(line)) complaints.push(line.trim());
    },
  });
  if (complaints.length) throw new Error(complaints.join("\n"));
  return true;
}

async function docs() {
  const help = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({ options: { help } });
  if (values.help) return console.log(HELP);
  await npmPackages();
  await runSteps([docsTool(), { title: "The site", run: makeSite }]);
  console.log(`Open ${inRoot("build", "docs", "index.html")}`);
}

if (isMain(import.meta.url)) await main(docs);
