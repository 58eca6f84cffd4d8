// @ts-check
/**
 * Small stand-ins for the areas of Flex and of Twilio's SDKs that the shims
 * speak with. Each writes down what it is asked, one line a call.
 */

/** @type {string[]} */
let asked = [];

/** What was asked since the last time. */
export const takeAsked = () => asked.splice(0);

/** @param {string} what @param {unknown[]} given */
export const note = (what, ...given) => {
  asked.push([what, ...given.map((one) => JSON.stringify(one))].join(" "));
};

class Emitter {
  constructor() {
    /** @type {Map<string, Set<Function>>} */
    this.ears = new Map();
  }

  /** @param {string} event @param {Function} ear */
  addListener(event, ear) {
    this.ears.set(event, (this.ears.get(event) ?? new Set()).add(ear));
  }

  /** @param {string} event @param {Function} ear */
  removeListener(event, ear) {
    this.ears.get(event)?.delete(ear);
  }

  /** @param {string} event @param {unknown[]} given */
  emit(event, ...given) {
    for (const ear of [...(this.ears.get(event) ?? [])]) ear(...given);
  }

  get listeners() {
    return [...this.ears.values()].reduce((sum, ears) => sum + ears.size, 0);
  }
}

/** @param {any} emitter @param {string} event @param {unknown} given */
export const emit = (emitter, event, given) => emitter.emit(event, given);

/** @param {any} emitter */
export const listeners = (emitter) => emitter.listeners;

/** @param {string} json @returns {any} */
export const parse = (json) => JSON.parse(json);

/** @param {unknown} value */
export const print = (value) => JSON.stringify(value);

class Actions extends Emitter {
  /** @param {string} name @param {unknown} payload */
  async invokeAction(name, payload) {
    note(`invoke ${name}`, payload);
    if (name === "CompleteTask") throw new Error("cancelled by before event");
  }

  /**
   * Flex asks its listeners; answers whether one of them stopped it.
   * @param {string} event @param {unknown} payload
   */
  ask(event, payload) {
    let stopped = false;
    for (const ear of this.ears.get(event) ?? []) {
      ear(payload, () => {
        note("abort");
        stopped = true;
      });
    }
    return stopped;
  }
}

class Notifications extends Emitter {
  /** @type {Record<string, any>} */
  known = {};

  /** @param {{id: string}} notification */
  registerNotification(notification) {
    note("register", notification);
    this.known = { ...this.known, [notification.id]: notification };
  }

  /** @param {string} id */
  dismissNotificationById(id) {
    note(`dismiss ${id}`);
  }

  /** @param {string} id @param {unknown} context */
  showNotification(id, context) {
    note(`show ${id}`, context);
    return {};
  }

  /** @param {string} id */
  ask(id) {
    let canceled = false;
    for (const ear of this.ears.get("beforeAddNotification") ?? []) {
      ear({ id }, () => {
        canceled = true;
      });
    }
    return canceled;
  }
}

/** @param {string} name */
const component = (name) => {
  /** @type {any} */
  const content = {
    /** @type {any[]} */
    conditions: [],
    /** @param {unknown} element @param {any} options */
    add(element, options) {
      note(`add to ${name}`, options);
      content.element = element;
      content.conditions.push(options.if);
    },
    /** @param {string} key @param {any} options */
    remove(key, options) {
      note(`remove ${key} from ${name}`);
      content.conditions.push(options.if);
    },
  };
  return { Content: content };
};

/** `Flex`, as a plugin is given it. */
export const fakeFlex = () => ({
  Actions: new Actions(),
  Notifications: new Notifications(),
  OutboundDialerPanel: component("OutboundDialerPanel"),
  WorkerCanvas: component("WorkerCanvas"),
  TaskListItem: component("TaskListItem"),
  CallCanvas: component("CallCanvas"),
  CallCanvasActions: component("CallCanvasActions"),
  ParticipantCanvas: component("ParticipantCanvas"),
  TaskListButtons: component("TaskListButtons"),
  TaskChannels: { register() {} },
  DefaultTaskChannels: { createCallTaskChannel: () => ({ templates: {} }) },
  TaskChannelHelper: { getTemplateForStatus: () => "" },
});

/** A Flex, or a manager, without one of its areas. @param {any} whole @param {string} area */
export const takeAway = (whole, area) => delete whole[area];

/** What was added to a component. @param {any} flex @param {string} name */
export const addedTo = (flex, name) => flex[name].Content.element;

/** @param {any} flex @param {string} event @param {unknown} payload */
export const askBefore = (flex, event, payload) =>
  flex.Actions.ask(event, payload);

/** @param {any} flex @param {unknown} worker */
export const pressOnAgent = (flex, worker) => {
  const drawn = flex.WorkerCanvas.Content.element.type({ worker });
  drawn?.props.onClick({ currentTarget: { value: drawn.props.value } });
  return drawn && `${drawn.props.children}: ${drawn.props["aria-label"]}`;
};

/** @param {any} flex @param {string} id @param {number} place */
export const pressAnswer = (flex, id, place) =>
  flex.Notifications.known[id].actions[place].props.onClick();

/** @param {any} flex @param {string} id */
export const askToShow = (flex, id) => flex.Notifications.ask(id);

/** @param {any} flex @param {string} name @param {unknown} task */
export const conditionsHold = (flex, name, task) =>
  flex[name].Content.conditions.map((/** @type {any} */ holds) =>
    holds ? holds({ task }) : null,
  );

/** @param {any} flex @param {string} area */
export const listenersOf = (flex, area) => flex[area].listeners;

class Store {
  constructor() {
    /** @type {Set<Function>} */
    this.ears = new Set();
    this.flex = {
      worker: { tasks: new Map() },
      phone: { activeCall: /** @type {unknown} */ (undefined) },
      conferences: { states: new Map() },
    };
  }

  getState() {
    return { flex: this.flex };
  }

  /** @param {Function} ear */
  subscribe(ear) {
    this.ears.add(ear);
    return () => this.ears.delete(ear);
  }

  /** @param {any} action */
  dispatch(action) {
    note(`dispatch ${action.type}`);
    for (const conference of action.payload.conferences) {
      // Flex's screens write onto what they show.
      for (const participant of conference.participants) {
        participant.participantSid = "UT";
      }
      this.flex.conferences.states.set(conference.sid, { source: conference });
    }
    this.changed();
  }

  changed() {
    for (const ear of [...this.ears]) ear();
  }
}

class Reservation extends Emitter {
  /** @param {any} told */
  constructor({ sid, status, task }) {
    super();
    this.sid = sid;
    this.status = status;
    this.task = task;
  }

  /** @param {unknown[]} given */
  async call(...given) {
    note(`call ${this.sid.slice(0, 3)}`, ...given);
  }

  async reject() {
    note(`reject ${this.sid.slice(0, 3)}`);
  }
}

/** @param {any} reservation @param {string} event @param {string} status */
export const step = (reservation, event, status) => {
  reservation.status = status;
  reservation.emit(event, reservation);
};

class Worker extends Emitter {
  /** @param {any} told */
  constructor(told) {
    super();
    Object.assign(this, told);
    this.reservations = new Map();
    this.activities = new Map(
      [
        { sid: "WA1", name: "Available", available: true },
        { sid: "WA2", name: "Break", available: false },
        { sid: "WA3", name: "Offline", available: false },
      ].map((activity) => [activity.sid, activity]),
    );
    /** @type {any} */
    this.activity = this.activities.get("WA1");
    this.created = "WT" + "a".repeat(32);
  }

  /** @param {unknown[]} given */
  async createTask(...given) {
    note("createTask", ...given);
    if (!this.created) throw { name: "REQUEST_INVALID", code: 403 };
    return this.created;
  }
}

/** @param {any} worker @param {any} told */
export const addReservation = (worker, told) => {
  const reservation = new Reservation(told);
  worker.reservations.set(reservation.sid, reservation);
  return reservation;
};

/** @param {any} worker @param {string} sid */
export const removeReservation = (worker, sid) => {
  worker.reservations.delete(sid);
};

/** @param {any} worker @param {string} sid */
export const setActivity = (worker, sid) => {
  worker.activity = worker.activities.get(sid);
  worker.emit("activityUpdated", worker);
};

/** @param {any} worker @param {any} created */
export const willCreate = (worker, created) => {
  worker.created = created;
};

class SyncDocument extends Emitter {
  /** @param {unknown} data */
  constructor(data) {
    super();
    this.data = data;
  }

  close() {
    note("close document");
  }
}

class LiveQuery extends Emitter {
  /** @param {Record<string, unknown>} items */
  constructor(items) {
    super();
    this.items = items;
  }

  getItems() {
    return this.items;
  }

  close() {
    note("close query");
  }
}

/** The records that there are, and the documents that were opened. */
const documents = new Map();
/** @type {{query?: LiveQuery}} */
const open = {};

class SyncClient {
  /** @param {string} token */
  constructor(token) {
    note("new SyncClient", token);
  }

  /** @param {{id: string, mode: string}} options */
  async document(options) {
    note("document", options);
    const document = documents.get(options.id);
    if (!document) throw { status: 404, code: 54100 };
    return document;
  }

  /** @param {string} token */
  updateToken(token) {
    note("updateToken", token);
  }

  async shutdown() {
    note("shutdown SyncClient");
  }

  /** @param {string} index @param {string} query */
  async liveQuery(index, query) {
    note("liveQuery", index, query);
    if (!open.query) throw new Error("not now");
    return open.query;
  }
}

/** @param {string} id @param {unknown} data */
export const setDocument = (id, data) => {
  const document = documents.get(id) ?? new SyncDocument(data);
  document.data = data;
  documents.set(id, document);
  document.emit("updated", { data });
  return document;
};

/** @param {Record<string, unknown> | undefined} items */
export const setQuery = (items) => {
  open.query = items && new LiveQuery(items);
  return open.query;
};

/** @param {LiveQuery} query @param {string} key @param {{value: unknown}} [item] gone without it */
export const changeItem = (query, key, item) => {
  if (item) query.items[key] = item.value;
  else delete query.items[key];
  query.emit(item ? "itemUpdated" : "itemRemoved", { key, ...item });
};

/** @param {any} worker @param {number} [capacity] */
export const setVoiceCapacity = (worker, capacity) => {
  const channel = { taskChannelUniqueName: "voice", capacity };
  worker.channels = new Map(capacity === undefined ? [] : [["WC1", channel]]);
};

/** As the SDK does it: what is fetched stays with the entity until the next fetch. */
class Workspace {
  /** @param {Record<string, {sid: string}>} workers */
  constructor(workers) {
    this.all = Object.values(workers);
    this.workspaceEntity = {
      /** @type {Map<string, unknown>} */
      Workers: new Map([["WK", "what Flex has fetched"]]),
      _pageSize: 1000,
    };
  }

  /** @param {{AfterSid?: string, MaxWorkers?: number}} [which] */
  async fetchWorkersInfo(which = {}) {
    const { AfterSid: after = "", MaxWorkers: most = 1000 } = which;
    note("fetchWorkersInfo", this.workspaceEntity._pageSize, which);
    this.workspaceEntity.Workers = new Map();
    await undefined;
    const { Workers } = this.workspaceEntity;
    const rest = this.all.filter(({ sid }) => sid > after).slice(0, most);
    for (const worker of rest) Workers.set(worker.sid, worker);
    return Workers;
  }
}

/** What Flex has fetched itself. @param {any} manager */
export const keptWorkers = (manager) =>
  manager.workspaceClient.workspaceEntity.Workers.size;

/** In place of whom the account has. @param {any} manager @param {any} worker */
export const putWorker = (manager, worker) => {
  manager.workspaceClient.all = [worker];
};

/** The manager of an account and a worker. @param {any} told */
export const fakeManager = (told) => {
  const { configuration, localization, service, worker, workers = {} } = told;
  const { roles = ["agent"] } = told;
  return {
    configuration,
    localization,
    serviceConfiguration: service,
    workerClient: worker && new Worker(worker),
    workspaceClient: new Workspace(workers),
    insightsClient: new SyncClient("flex"),
    voiceClient: Object.assign(new Emitter(), { state: "registered" }),
    user: { token: "token-1", roles },
    events: new Emitter(),
    store: new Store(),
    strings: { Known: "the account's own words" },
  };
};

/** @param {any} manager @param {string} token */
export const renewToken = (manager, token) => {
  manager.user.token = token;
  manager.events.emit("tokenUpdated", {});
};

/** @param {any} manager */
export const phoneOf = (manager) => manager.voiceClient;

/** The phone takes another state, and says so. @param {any} manager @param {string} state */
export const setPhone = (manager, state) => {
  manager.voiceClient.state = state;
  manager.voiceClient.emit(state);
};

/** @param {any} manager */
export const takePhone = (manager) => {
  delete manager.voiceClient;
};

/**
 * The browser's microphones and what it lets a page do with them. An empty
 * permission: the browser does not say. An empty failure: one is opened.
 * @param {string} permission @param {boolean} listed @param {string} failure
 */
export const setMicrophone = (permission, listed, failure) => {
  const track = { stop: () => note("stop") };
  const permissions = {
    async query(/** @type {{name: string}} */ { name }) {
      if (!permission) throw new TypeError(`${name} is not a permission`);
      return { state: name === "microphone" ? permission : "granted" };
    },
  };
  const mediaDevices = {
    enumerateDevices: async () => [
      { kind: "audiooutput" },
      ...(listed ? [{ kind: "audioinput" }] : []),
    ],
    async getUserMedia(/** @type {unknown} */ wanted) {
      note("getUserMedia", wanted);
      if (failure) throw new DOMException("no", failure);
      return { getTracks: () => [track] };
    },
  };
  for (const [name, value] of Object.entries({ permissions, mediaDevices })) {
    Object.defineProperty(navigator, name, { configurable: true, value });
  }
};

/** @param {any} manager @param {string} key */
export const stringAt = (manager, key) => manager.strings[key];

/** Puts words into Flex's table of strings, as an account's plugin does. @param {any} manager @param {object} words */
export const putStrings = (manager, words) => {
  manager.strings = { ...manager.strings, ...words };
};

/** @param {any} store @param {any} task */
export const putTask = (store, task) => {
  store.flex.worker.tasks.set(task.sid, task);
  store.changed();
};

/** @param {any} store @param {boolean} busy */
export const setLine = (store, busy) => {
  store.flex.phone.activeCall = busy ? {} : undefined;
  store.changed();
};

/** @param {any} store @param {string} task @param {unknown} conference */
export const putConference = (store, task, conference) => {
  if (conference)
    store.flex.conferences.states.set(task, { source: conference });
  else store.flex.conferences.states.delete(task);
  store.changed();
};

/** @param {any} store @param {string} task */
export const shownFor = (store, task) =>
  store.flex.conferences.states.get(task)?.source;

/** @type {typeof fetch | undefined} */
let realFetch;

/**
 * Answers the requests of the page, one after the other, each with a status and
 * a body such as `503 Bad gateway`; the last one stands for all that follow. 0
 * is no answer, 302 a redirect, and `slow` takes as long as it is waited for.
 * @param {string[]} answers
 */
export const answerRequests = (answers) => {
  const left = [...answers];
  realFetch ??= globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const type = request.headers.get("content-type");
    note(`${request.method} ${request.url}`, type, await request.text());
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? "0";
    if (answer === "slow") await forEver(request.signal);
    const status = Number(answer.slice(0, 3));
    if (!status) throw new TypeError("Failed to fetch");
    if (status === 302 && request.redirect === "error") {
      throw new TypeError("Failed to fetch");
    }
    return new Response(answer.slice(4), { status });
  };
};

/** Until whoever waits gives up. @param {AbortSignal} signal @returns {Promise<never>} */
const forEver = (signal) =>
  new Promise((_, reject) => {
    const giveUp = () => reject(signal.reason);
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp);
  });

const realTimeout = globalThis.setTimeout;
const realLimit = AbortSignal.timeout;

/**
 * Until requests are answered no more, whoever waits for up to a second waits
 * no time, and whoever would wait longer waits for ever. A time limit is over
 * as soon as the browser comes to it.
 */
export const waitNoTime = () => {
  const hurried = (/** @type {TimerHandler} */ then, ms = 0) =>
    ms <= 1_000 ? realTimeout(then, 0) : 0;
  globalThis.setTimeout = /** @type {typeof setTimeout} */ (hurried);
  AbortSignal.timeout = () => realLimit.call(AbortSignal, 0);
};

export const answerNoRequests = () => {
  globalThis.setTimeout = realTimeout;
  AbortSignal.timeout = realLimit;
  globalThis.fetch = realFetch ?? globalThis.fetch;
};

/** @param {unknown} element @param {Element} place */
export const renderReact = (element, place) => {
  const { ReactDOM } = /** @type {any} */ (globalThis);
  ReactDOM.render(element, place);
};

/** @param {Element} place */
export const unmountReact = (place) => {
  const { ReactDOM } = /** @type {any} */ (globalThis);
  ReactDOM.unmountComponentAtNode(place);
};

/** The same element twice, beside each other. @param {any} element */
export const twice = (element) => {
  const { React } = /** @type {any} */ (globalThis);
  const copy = (/** @type {string} */ key) =>
    React.cloneElement(element, { key });
  return React.createElement("div", null, [copy("one"), copy("two")]);
};

/** @param {string} source a script that expects to be in a page */
export const runScript = (source) => {
  (0, eval)(source);
};
