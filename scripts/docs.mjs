// @ts-check
/** `npm run docs`: the pages for administrators as a site with a search, which needs no server. */
import { parseArgs } from "node:util";
import { allSteps } from "./build.mjs";
import { isMain, main } from "./lib/main.mjs";
import { ROOT, inRoot } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { runSteps } from "./lib/steps.mjs";
import { docsTool, npmPackages, testTools } from "./tools.mjs";

const HELP = `Makes a site of the pages in docs/: build/docs/index.html.

  npm run docs -- [options]

  --pictures  takes the pictures in docs/ anew first, of Flex on the emulator
  --help      this text

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

async function pictures() {
  await runSteps([...testTools(), ...allSteps()]);
  // Only now: in a fresh clone the packages are not there before.
  const { takePictures } = await import("./docs/pictures.mjs");
  await runSteps([{ title: "Pictures", run: takePictures }]);
}

async function docs() {
  const flag = { type: /** @type {const} */ ("boolean"), default: false };
  const { values } = parseArgs({ options: { pictures: flag, help: flag } });
  if (values.help) return console.log(HELP);
  await npmPackages();
  if (values.pictures) await pictures();
  await runSteps([docsTool(), { title: "The site", run: makeSite }]);
  console.log(`Open ${inRoot("build", "docs", "index.html")}`);
}

if (isMain(import.meta.url)) await main(docs);
