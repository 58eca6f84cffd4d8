// @ts-check
/** Asking whoever is at the terminal before something is done that nobody takes back. */
import { createInterface } from "node:readline/promises";

/**
 * Whether it may go on. Where nobody is at a terminal it fails, and names the option that stands
 * for the answer.
 * @param {NodeJS.ReadableStream & {isTTY?: boolean}} [input]
 * @param {NodeJS.WritableStream} [output]
 * @returns {Promise<boolean>}
 */
export async function isConfirmed(
  input = process.stdin,
  output = process.stdout,
) {
  if (!input.isTTY) {
    throw new Error(
      "Nobody is at a terminal to be asked: --yes says that it may go on. Nothing was changed.",
    );
  }
  const terminal = createInterface({ input, output });
  // A terminal that is closed instead of an answer has not agreed.
  const closed = new Promise((resolve) => terminal.once("close", resolve));
  const answer = await Promise.race([
    terminal.question("Go on? (yes/no) "),
    closed,
  ]);
  terminal.close();
  return /^y(es)?$/i.test(String(answer ?? "").trim());
}
