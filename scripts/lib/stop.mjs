// @ts-check
/** Knowing when a person wants a script to stop that would go on for ever. */

/** How soon we notice that npm is gone. */
const WATCH_MS = 500;

/**
 * Resolves when the person wants to stop: by a signal, or by ending npm, which
 * passes none on to us.
 */
export const stopWanted = () =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
      process.once(signal, resolve);
    }
    const parent = process.ppid;
    setInterval(
      () => process.ppid !== parent && resolve(parent),
      WATCH_MS,
    ).unref();
  });
