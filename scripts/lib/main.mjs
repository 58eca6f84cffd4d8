// @ts-check
/** What every script does first and last when it is called by a person. */
import { pathToFileURL } from "node:url";

/** Whether this file is the one that was called, not one that was imported. @param {string} url */
export const isMain = (url) =>
  url === pathToFileURL(process.argv[1] ?? "").href;

/**
 * Runs a script; an error becomes words and an exit code.
 * @param {() => Promise<void>} script
 */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
