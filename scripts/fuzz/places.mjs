// @ts-check
/** Where libFuzzer's programs and what they find lie, and what they are called. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { TARGET, inRoot } from "../lib/paths.mjs";

export const FUZZ = inRoot("fuzz");
const KEPT = path.join(TARGET, "fuzz");
export const BUILT = path.join(KEPT, "build");
/** Texts that took new branches: the next run begins with them. */
export const CORPUS = path.join(KEPT, "corpus");
export const FINDINGS = path.join(KEPT, "findings");
/** What libFuzzer said in each run. */
export const RUNS = path.join(KEPT, "runs");

/** What each looks at stands in fuzz/src/lib.rs. */
export const TARGETS = readdirSync(path.join(FUZZ, "fuzz_targets"))
  .map((file) => path.basename(file, ".rs"))
  .sort();
