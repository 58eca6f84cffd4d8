// @ts-check
/** Building again when the source changes: one build at a time, and none of what is old already. */

export class Rebuild {
  /** @type {Promise<void> | undefined} */
  #running;
  #changed = false;
  #build;

  /** @param {() => Promise<void>} build never rejected */
  constructor(build) {
    this.#build = build;
  }

  /**
   * The source has changed. Whatever changes during a build is in the next one.
   * @returns {Promise<void>} settled when all that has changed until now was built
   */
  changed() {
    this.#changed = true;
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #run() {
    while (this.#changed) {
      this.#changed = false;
      await this.#build();
    }
  }
}
