// @ts-check
/** Each way in which the plugin can fail to start: said in words, and Flex goes on. */
import { test } from "./support/walk.mjs";

const CAROL = { identity: "carol", name: "Carol Chen", tone: 700 };

/** @type {{cause: string, page: Record<string, string>, words: RegExp}[]} */
const FAILURES = [
  {
    cause: "its program arrived damaged",
    page: { plugin: "undecodable" },
    words: /arrived damaged/,
  },
  {
    cause: "its program does not compile",
    page: { plugin: "uncompilable" },
    words: /not one that this browser understands/,
  },
  {
    cause: "its program does not fit its file",
    page: { plugin: "uninstantiable" },
    words: /does not fit the file/,
  },
  {
    cause: "the page's security policy refuses WebAssembly",
    page: { csp: "no-wasm" },
    words: /content security policy/,
  },
  {
    cause: "this Flex is too old",
    page: { flex: "2.7.0" },
    words: /it needs Flex UI 2\.8 or later, and this is 2\.7\.0/,
  },
  {
    cause: "the Functions' address is not configured",
    page: { config: "missing-functions" },
    // What is wrong and how it is mended is for administrators.
    words: /Calls between colleagues are switched off/,
  },
];

for (const { cause, page, words } of FAILURES) {
  test(`${cause}`, async ({ open }) => {
    const carol = await open(CAROL, page);
    await carol.sees(words);
    await carol.seesFlexUsable();
  });
}
