// @ts-check
/**
 * What a desktop holds on to, counted from outside through the browser's
 * debugger, after everything that nobody holds has been collected.
 */

/** @typedef {import("@playwright/test").Page} Page */
/** @typedef {import("@playwright/test").CDPSession} Debugger */

/**
 * What Switchboard holds. Its closures are the functions that wasm-bindgen made
 * of Rust's; a root of Yew's is an element with listeners of ours, where Yew
 * hears of everything inside; values are what Rust holds of JavaScript's.
 * @typedef {{closures: number, listeners: number, roots: number, pages: number, values: number}} Held
 */

/**
 * What of the Voice SDK is still there: what nobody holds any more is collected.
 * @typedef {{devices: number, connections: number, sockets: number, tracks: number}} Phones
 */

/** By this property a function is known to be one that wasm-bindgen made. */
const OURS = "_wbg_cb_unref";

/** What all devices of the Voice SDK are made of; Flex wraps its own in a proxy. */
const DEVICE =
  "Object.getPrototypeOf(Twilio.Flex.Manager.getInstance().voiceClient)";

/** Objects of one kind that are still there, told to a function in the page. */
class Living {
  /** @param {Debugger} debug */
  constructor(debug) {
    this.debug = debug;
  }

  /**
   * Garbage is collected by the query.
   * @template T
   * @param {string} prototype
   * @param {(this: any[], ours: string) => T} tell
   * @returns {Promise<T>}
   */
  async tell(prototype, tell) {
    const { result } = await this.debug.send("Runtime.evaluate", {
      expression: prototype,
    });
    const { objects } = await this.debug.send("Runtime.queryObjects", {
      prototypeObjectId: String(result.objectId),
      objectGroup: "living",
    });
    const told = await this.debug.send("Runtime.callFunctionOn", {
      objectId: objects.objectId,
      functionDeclaration: String(tell),
      arguments: [{ value: OURS }],
      returnByValue: true,
    });
    await this.debug.send("Runtime.releaseObjectGroup", {
      objectGroup: "living",
    });
    if (told.exceptionDetails) {
      throw new Error(`${prototype}: ${told.result.description}`);
    }
    return told.result.value;
  }
}

/**
 * Listeners of ours, and the elements that have any, in the document or not.
 * Only what a debugger types itself may ask for listeners.
 * @param {Debugger} debug
 * @param {Living} living
 * @returns {Promise<{listeners: number, roots: number}>}
 */
async function listening(debug, living) {
  await living.tell("EventTarget.prototype", function () {
    Object.assign(globalThis, { heard: this });
  });
  const { result, exceptionDetails } = await debug.send("Runtime.evaluate", {
    expression: `(() => {
      const ours = globalThis.heard.map((target) =>
        Object.values(getEventListeners(target)).flat()
          .filter(({ listener }) => Object.hasOwn(listener, "${OURS}")).length);
      const elements = globalThis.heard.filter((target, at) =>
        ours[at] > 0 && target instanceof Element);
      delete globalThis.heard;
      return { listeners: ours.reduce((sum, n) => sum + n, 0), roots: elements.length };
    })()`,
    includeCommandLineAPI: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(String(result.description));
  return result.value;
}

/**
 * What Switchboard holds in this page.
 * @param {Page} page
 * @returns {Promise<Held>}
 */
export async function held(page) {
  const debug = await page.context().newCDPSession(page);
  const living = new Living(debug);
  const { listeners, roots } = await listening(debug, living);
  const closures = await living.tell("Function.prototype", function (ours) {
    return this.filter((made) => Object.hasOwn(made, ours)).length;
  });
  const pages = await living.tell("WebAssembly.Memory.prototype", function () {
    const bytes = this.map(({ buffer }) => buffer.byteLength);
    return bytes.reduce((sum, n) => sum + n, 0) / 65_536;
  });
  const values = await living.tell("WebAssembly.Table.prototype", function () {
    let count = 0;
    for (const table of this) {
      for (let at = 0; at < table.length; at++) {
        const value = table.get(at);
        if (value !== null && value !== undefined) count += 1;
      }
    }
    return count;
  });
  await debug.detach();
  return { closures, listeners, roots, pages, values };
}

/**
 * What the agent's phones have open in this page: each device has a socket.
 * @param {Page} page
 * @returns {Promise<Phones>}
 */
export async function phones(page) {
  const debug = await page.context().newCDPSession(page);
  const there = new Living(debug);
  const devices = await there.tell(DEVICE, function () {
    return this.length;
  });
  const connections = await there.tell(
    "RTCPeerConnection.prototype",
    function () {
      return this.filter(({ signalingState }) => signalingState !== "closed")
        .length;
    },
  );
  const sockets = await there.tell("WebSocket.prototype", function () {
    return this.filter(({ readyState }) => readyState < WebSocket.CLOSING)
      .length;
  });
  const tracks = await there.tell("MediaStreamTrack.prototype", function () {
    return this.filter(({ readyState }) => readyState === "live").length;
  });
  await debug.detach();
  return { devices, connections, sockets, tracks };
}

/** How often garbage is collected: what the first finds may hold what the next finds. */
const COLLECTIONS = 4;

/**
 * How many bytes JavaScript holds in this page.
 * @param {Page} page
 * @returns {Promise<number>}
 */
export async function heap(page) {
  const debug = await page.context().newCDPSession(page);
  for (let n = 0; n < COLLECTIONS; n++) {
    await debug.send("HeapProfiler.collectGarbage");
  }
  const { usedSize } = await debug.send("Runtime.getHeapUsage");
  await debug.detach();
  return usedSize;
}

/** @typedef {Record<string, number>} Counts */

/**
 * What does not change any more: timers run out, and what they have held goes.
 * @param {() => Promise<Counts>} look
 */
export async function settled(look) {
  let last = await look();
  for (;;) {
    const now = await look();
    if (JSON.stringify(now) === JSON.stringify(last)) return now;
    last = now;
  }
}

/**
 * What has become more, in words.
 * @param {Counts} before
 * @param {Counts} after
 */
export const more = (before, after) =>
  Object.entries(after)
    .filter(([name, count]) => count > Number(before[name]))
    .map(([name, count]) => `${name}: ${before[name]}, then ${count}`);

/**
 * What is not over in the world.
 * @param {{
 *   taskrouter: {tasks: {sid: string, status: string}[], reservations: {task: string}[]},
 *   voice: {calls: {ended: number | null}[], conferences: {status: string}[]},
 * }} world
 */
export function living({ taskrouter, voice }) {
  const over = ["completed", "canceled"];
  const { tasks, reservations } = taskrouter;
  const open = tasks.filter(({ status }) => !over.includes(status));
  return {
    tasks: open.length,
    reservations: reservations.filter(({ task }) =>
      open.some(({ sid }) => sid === task),
    ).length,
    legs: voice.calls.filter(({ ended }) => ended === null).length,
    conferences: voice.conferences.filter(
      ({ status }) => status !== "completed",
    ).length,
  };
}
