// @ts-check
/** The plugin as Flex knows it: a class with a name and an `init`. */

import { FlexPlugin } from "@twilio/flex-plugin";
import instantiate, { start } from "../pkg/switchboard.js";
import joiner from "../pkg/joiner.txt";
import program from "../pkg/program.txt";
import { load } from "./load.js";
import { initOnce } from "./start.js";

const init = initOnce((flex, manager, turn) =>
  load(
    { joiner, program },
    (module) => instantiate({ module_or_path: module }),
    async () => {
      await turn();
      start(flex, manager);
    },
  ),
);

/** Agent-to-agent calls for Flex. */
export default class SwitchboardPlugin extends FlexPlugin {
  constructor() {
    super("SwitchboardPlugin");
  }

  /**
   * Called by Flex, which waits for the promise before it shows itself.
   *
   * @param {any} flex the Flex UI library
   * @param {any} manager Flex's manager of this page
   * @param {unknown} [plugins] all that Flex starts, with how far each is; older ones do not tell
   * @returns {Promise<void>}
   */
  init(flex, manager, plugins) {
    return init(flex, manager, plugins);
  }
}
