// @ts-check
/** A list of steps, shown to the person who waits for them. */

/**
 * One thing to be done. `run` may tell how it goes on, line by line, and
 * answers false if there was nothing to do.
 * @typedef {{
 *   title: string,
 *   run: (say: (line: string) => void) => Promise<boolean | void>,
 * }} Step
 */

/**
 * Runs the steps one after another, with progress on the screen.
 * @param {Step[]} steps
 */
export async function runSteps(steps) {
  // Only here: the first step of a fresh clone installs this very package.
  const { Listr } = await import("listr2");
  const list = new Listr(
    steps.map(({ title, run }) => ({
      title,
      rendererOptions: { persistentOutput: false },
      task: async (_, task) => {
        const worked = await run((line) => {
          // A log that nobody watches need not hold each compiled crate.
          if (process.stdout.isTTY && line.trim()) task.output = line.trim();
        });
        if (worked === false) task.title = `${title}: up to date`;
      },
    })),
    { renderer: process.stdout.isTTY ? "default" : "simple" },
  );
  await list.run();
}
