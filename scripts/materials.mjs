// @ts-check
/**
 * The step of `npm run build` that says what ships: a bill of materials for
 * scanners and a licence report for people. It asks no network.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bill } from "./materials/bill.mjs";
import {
  crates,
  merged,
  npmComponent,
  npmTree,
} from "./materials/components.mjs";
import { accepts, allowed, named, report } from "./materials/licences.mjs";
import { ROOT, inRoot } from "./lib/paths.mjs";
import { run } from "./lib/run.mjs";
import { whenChanged } from "./lib/stamp.mjs";

/** @typedef {import("./materials/components.mjs").Component} Component */

export const BILL = inRoot("build", "plugin-switchboard.cdx.json");
export const LICENCES = inRoot("build", "licences.txt");

/** The programs that ship, by the part of the product that they are in. */
const PROGRAMS = { plugin: "switchboard", functions: "call-functions" };
/**
 * JavaScript that ships: the one module in the plugin's bundle that is not
 * ours, and what Twilio installs beside the Functions.
 */
const SCRIPTS = {
  plugin: "node_modules/@twilio/flex-plugin",
  functions: "functions",
};

const TARGET = "wasm32-unknown-unknown";
const LICENCE_FILE = /^(licen[cs]e|copying|notice|unlicense)/i;

/** @type {import("./lib/steps.mjs").Step} */
export const materials = {
  title: "Bill of materials",
  run: () =>
    whenChanged(
      {
        name: "materials",
        inputs: [
          ...["Cargo.lock", "Cargo.toml", "functions/Cargo.toml"],
          ...["package.json", "package-lock.json", "functions/package.json"],
          ...["deny.toml", "scripts/materials.mjs", "scripts/materials"],
        ],
        outputs: [BILL, LICENCES].map((file) => path.relative(ROOT, file)),
      },
      write,
    ),
};

async function write() {
  const components = merged([...(await ofCargo()), ...ofNpm()]).map(named);
  const accepted = allowed(readFileSync(inRoot("deny.toml"), "utf8"));
  const refused = components.filter(
    ({ licence }) => !accepts(licence, accepted),
  );
  if (refused.length) {
    const told = refused.map(({ name, licence }) => `${name} (${licence})`);
    throw new Error(`deny.toml does not allow ${told.join(", ")}`);
  }
  const product = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const document = JSON.stringify(bill(components, product), null, 2);
  writeFileSync(BILL, `${document}\n`);
  writeFileSync(LICENCES, report(components, textsIn));
}

/** @returns {Promise<Component[]>} */
async function ofCargo() {
  const known = ["--offline", "--locked"];
  const [json] = await run("cargo", [
    ...["metadata", "--format-version", "1", "--filter-platform", TARGET],
    ...known,
  ]);
  const lock = readFileSync(inRoot("Cargo.lock"), "utf8");
  const found = [];
  for (const [part, program] of Object.entries(PROGRAMS)) {
    const tree = await run("cargo", [
      ...["tree", "--package", program, "--target", TARGET],
      // Macros run at the build and are in no program.
      ...["--edges", "normal,no-proc-macro"],
      ...["--prefix", "none", "--format", "{p}", ...known],
    ]);
    found.push(...crates(tree, JSON.parse(json), lock, part));
  }
  return found;
}

/** @returns {Component[]} */
function ofNpm() {
  const { packages } = JSON.parse(
    readFileSync(inRoot("package-lock.json"), "utf8"),
  );
  return Object.entries(SCRIPTS).flatMap(([part, root]) => {
    const own = root === "functions" ? [] : [root];
    return [...own, ...npmTree(packages, root)].map((place) =>
      npmComponent(packages, place, part),
    );
  });
}

/** @param {string} folder */
function textsIn(folder) {
  const whole = path.resolve(ROOT, folder);
  return readdirSync(whole, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE_FILE.test(entry.name))
    .map(({ name }) => readFileSync(path.join(whole, name), "utf8"));
}
