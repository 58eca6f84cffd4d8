// @ts-check
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { beforeEach, mock, test } from "node:test";
import { LoadError } from "./load.js";
import { initOnce } from "./start.js";

/** Flex's notifications, as strict as the real ones: an id registers once. */
class FakeFlex {
  constructor(version = "2.17.1") {
    this.VERSION = version;
    /** @type {string[]} what the agent sees, in order */
    this.shown = [];
    const registered = new Map();
    this.Notifications = {
      registeredNotifications: registered,
      registerNotification: (/** @type {any} */ one) => {
        assert.ok(!registered.has(one.id), `${one.id} is registered twice`);
        assert.deepEqual([one.timeout, one.closeButton], [0, true]);
        registered.set(one.id, one);
      },
      showNotification: (/** @type {string} */ id) => {
        this.shown.push(
          `${registered.get(id).type}: ${registered.get(id).content}`,
        );
      },
      dismissNotificationById: (/** @type {string} */ id) =>
        this.shown.push(`dismiss ${id}`),
    };
  }
}

const never = () => new Promise(() => {});
const soon = () => Promise.resolve();
const gate = () => {
  /** @type {{open: () => void, slam: (error: unknown) => void, passed: Promise<void>}} */
  const made = /** @type {any} */ ({});
  made.passed = new Promise((open, slam) =>
    Object.assign(made, { open, slam }),
  );
  return made;
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @type {string[]} */
let logged = [];
beforeEach(() => {
  mock.restoreAll();
  logged = [];
  mock.method(console, "error", (/** @type {string} */ line) =>
    logged.push(line),
  );
});

/** @type {[unknown, RegExp][]} */
const causes = [
  [
    new LoadError("compile", "no", true),
    /content security policy.*administrator.*'wasm-unsafe-eval'/,
  ],
  [new LoadError("instantiate", "no", true), /'wasm-unsafe-eval'/],
  [new LoadError("support", "no"), /browser is too old/],
  [
    new LoadError("decode", "no"),
    /arrived damaged.*administrator should deploy/,
  ],
  [
    new LoadError("compile", "no"),
    /not one that this browser understands.*administrator/,
  ],
  [new LoadError("instantiate", "no"), /does not fit the file.*administrator/],
  [
    new LoadError("start", "no"),
    /attaching itself to Flex.*administrator.*console/,
  ],
  [new Error("something else"), /unexpected/],
  [undefined, /unexpected/],
];

for (const [cause, words] of causes) {
  test(`${cause} is told once, in words, and Flex goes on`, async () => {
    const flex = new FakeFlex();
    await initOnce(() => Promise.reject(cause), never)(flex, {});
    assert.equal(flex.shown.length, 1);
    assert.match(flex.shown[0], /^error: Switchboard could not start: /);
    assert.match(flex.shown[0], words);
    assert.match(flex.shown[0], /Flex itself works as usual/);
    assert.equal(logged.length, 1);
    assert.match(logged[0], /^switchboard: ./);
  });
}

/** @type {[string, boolean][]} */
const versions = [
  ["1.34.0", false],
  ["2.7.9", false],
  ["2.8.0", true],
  ["2.17.1", true],
  ["3.0.0", true],
];
for (const [version, starts] of versions) {
  test(`Flex UI ${version} ${starts ? "is new enough" : "is too old, and nothing is loaded"}`, async () => {
    const flex = new FakeFlex(version);
    const launch = mock.fn(soon);
    await initOnce(launch, never)(flex, {});
    assert.equal(launch.mock.callCount(), starts ? 1 : 0);
    assert.equal(flex.shown.length, starts ? 0 : 1);
    if (!starts)
      assert.match(
        flex.shown[0],
        new RegExp(`needs Flex UI 2.8 or later, and this is ${version}`),
      );
  });
}

test("a start in time says nothing and passes Flex and its manager on", async () => {
  const flex = new FakeFlex();
  const manager = {};
  const launch = mock.fn(soon);
  await initOnce(launch, never)(flex, manager);
  assert.deepEqual(launch.mock.calls[0].arguments.slice(0, 2), [flex, manager]);
  assert.deepEqual(flex.shown, []);
});

test("a second init waits for the first and starts nothing", async () => {
  const flex = new FakeFlex();
  const launched = gate();
  const launch = mock.fn(() => launched.passed);
  const init = initOnce(launch, never);
  const first = init(flex, {});
  let secondDone = false;
  const second = init(flex, {}).then(() => (secondDone = true));
  await settled();
  assert.equal(secondDone, false);
  launched.open();
  await Promise.all([first, second]);
  assert.equal(launch.mock.callCount(), 1);
});

/** A manager whose `events` Flex emits. */
const withEvents = () => {
  const events = new EventEmitter();
  return { manager: { events }, events };
};

/** The program is there, and waits for its turn to attach itself. */
const attaches = () => {
  /** @type {string[]} */
  const done = [];
  /** @param {any} _flex @param {any} _manager @param {() => unknown} turn */
  const launch = async (_flex, _manager, turn) => {
    done.push("loaded");
    await turn();
    done.push("attached");
  };
  return { launch, done };
};

/** Ours is the one that Flex is starting. @param {string[]} others their states */
const beside = (...others) =>
  ["Initialising", ...others].map((state) => ({ state }));

for (const event of ["pluginsInitialized", "pluginsLoaded"]) {
  test(`plugins to come are started first, and it attaches itself when Flex says ${event}`, async () => {
    const flex = new FakeFlex();
    const { manager, events } = withEvents();
    const { launch, done } = attaches();
    await initOnce(launch, never)(
      flex,
      manager,
      beside("Initialized", "Loaded"),
    );
    assert.deepEqual(done, ["loaded"]);
    events.emit(event);
    await settled();
    assert.deepEqual(done, ["loaded", "attached"]);
    assert.deepEqual(flex.shown, []);
  });
}

test("when all others have started, or failed to, it attaches itself at once", async () => {
  const { manager } = withEvents();
  const { launch, done } = attaches();
  const others = beside("Initialized", "Failed");
  await initOnce(launch, never)(new FakeFlex(), manager, others);
  assert.deepEqual(done, ["loaded", "attached"]);
});

test("a Flex that does not tell of other plugins may have more to come", async () => {
  const { manager, events } = withEvents();
  const { launch, done } = attaches();
  await initOnce(launch, never)(new FakeFlex(), manager);
  assert.deepEqual(done, ["loaded"]);
  events.emit("pluginsLoaded");
  await settled();
  assert.deepEqual(done, ["loaded", "attached"]);
});

test("the others may have started before a slow program is there", async () => {
  const flex = new FakeFlex();
  const { manager, events } = withEvents();
  const loaded = gate();
  let attached = false;
  /** @param {any} _flex @param {any} _manager @param {() => unknown} turn */
  const launch = async (_flex, _manager, turn) => {
    await loaded.passed;
    await turn();
    attached = true;
  };
  await initOnce(launch, soon)(flex, manager, beside("NotStarted"));
  events.emit("pluginsInitialized");
  loaded.open();
  await settled();
  assert.ok(attached);
  assert.deepEqual(flex.shown.slice(1), ["dismiss SwitchboardLate"]);
});

test("what fails after the others have started is told as well", async () => {
  const flex = new FakeFlex();
  const { manager, events } = withEvents();
  /** @param {any} _flex @param {any} _manager @param {() => unknown} turn */
  const launch = async (_flex, _manager, turn) => {
    await turn();
    throw new LoadError("start", "no");
  };
  await initOnce(launch, never)(flex, manager, beside("Loaded"));
  assert.deepEqual(flex.shown, []);
  events.emit("pluginsInitialized");
  await settled();
  assert.match(flex.shown[0], /^error: .*attaching itself to Flex/);
});

test("it is told in the language of Flex", async () => {
  const flex = new FakeFlex();
  const manager = { localization: { localeTag: "es-MX" } };
  const error = new LoadError("decode", "no");
  await initOnce(() => Promise.reject(error), never)(flex, manager);
  assert.match(flex.shown[0], /^error: Switchboard no puede iniciarse: /);
});

test("a failed start is not tried again and not told twice", async () => {
  const flex = new FakeFlex();
  const init = initOnce(() => Promise.reject(new Error("no")), never);
  await init(flex, {});
  await init(flex, {});
  assert.equal(flex.shown.length, 1);
});

test("three seconds are the deadline", async () => {
  const after = mock.fn(soon);
  await initOnce(never, after)(new FakeFlex(), {});
  assert.deepEqual(after.mock.calls[0].arguments, [3000]);
});

test("after the deadline Flex goes on, is told so, and the message goes when the start succeeds", async () => {
  const flex = new FakeFlex();
  const launched = gate();
  await initOnce(() => launched.passed, soon)(flex, {});
  assert.equal(flex.shown.length, 1);
  assert.match(
    flex.shown[0],
    /^warning: .*taking long to start.*follow as soon/,
  );
  launched.open();
  await settled();
  assert.deepEqual(flex.shown.slice(1), ["dismiss SwitchboardLate"]);
});

test("a failure after the deadline takes the place of the message", async () => {
  const flex = new FakeFlex();
  const launched = gate();
  await initOnce(() => launched.passed, soon)(flex, {});
  launched.slam(new LoadError("start", "no"));
  await settled();
  assert.equal(flex.shown[1], "dismiss SwitchboardLate");
  assert.match(flex.shown[2], /^error: /);
  assert.equal(flex.shown.length, 3);
});

test("a Flex without notifications is not broken by a failure", async () => {
  const flex = { VERSION: "2.17.1" };
  await initOnce(() => Promise.reject(new Error("no")), never)(flex, {});
});
