// @ts-check
/** A clone to be changed by a walk, with all that was installed and built in this one. */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../../../scripts/lib/paths.mjs";

/** What Twilio's tool and `npm run dev` write down for one clone. */
const OF_ONE_CLONE = ["dev", "flex", "stamps"];

/** What was built, and what says from what. */
const BUILT = [
  "build",
  "pkg",
  "functions/assets/generated",
  "functions/handlers/lib/decide.private.js",
  "target/stamps",
];

/** What of this clone is shared as it is, and what is a folder with parts of both kinds. */
const MIXED = ["target", "twilio-cli", "home", ".twilio-cli"];

/** @param {string} from @param {string} to */
function share(from, to) {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [here, there] = [path.join(from, name), path.join(to, name)];
    if (MIXED.includes(name)) share(here, there);
    else if (!OF_ONE_CLONE.includes(name)) symlinkSync(here, there);
  }
}

/** Every file of the repository, also those that are not committed yet. */
function files() {
  const all = ["--cached", "--others", "--exclude-standard"];
  const listed = spawnSync("git", ["ls-files", "-z", ...all], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.stdout.split("\0").filter(Boolean);
}

export class Clone {
  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), "switchboard-"));
    for (const file of files()) {
      cpSync(path.join(ROOT, file), path.join(this.folder, file));
    }
    symlinkSync(
      path.join(ROOT, "node_modules"),
      path.join(this.folder, "node_modules"),
    );
    share(path.join(ROOT, "target"), path.join(this.folder, "target"));
    for (const built of BUILT) {
      const [from, to] = [ROOT, this.folder].map((at) => path.join(at, built));
      cpSync(from, to, { recursive: true });
    }
  }

  /**
   * Somebody changes a file.
   * @param {string} file
   * @param {string} words what stands there now
   * @param {string} others what shall stand there
   */
  change(file, words, others) {
    const at = path.join(this.folder, file);
    const text = readFileSync(at, "utf8");
    if (!text.includes(words)) throw new Error(`${file} has no ${words}`);
    writeFileSync(at, text.replace(words, others));
  }

  /** What a file of JSON says. @param {string} file */
  json(file) {
    return JSON.parse(readFileSync(path.join(this.folder, file), "utf8"));
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }
}
