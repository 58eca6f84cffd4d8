// @ts-check
/** A Voice SDK with as many devices as are made, as the shim of several calls meets it. */

import { note } from "./fake.js";

/** Whatever a device or a call tells of itself. */
class Emitter {
  constructor() {
    /** @type {[string, Function][]} */
    this.ears = [];
  }

  /** @param {string} event @param {Function} ear */
  addListener(event, ear) {
    this.ears.push([event, ear]);
  }

  /** @param {string} event @param {Function} ear */
  removeListener(event, ear) {
    this.ears = this.ears.filter(([e, known]) => e !== event || known !== ear);
  }

  /** @param {string} event @param {unknown} [given] */
  emit(event, given) {
    for (const [known, ear] of [...this.ears]) if (known === event) ear(given);
  }
}

class Call extends Emitter {
  /** @param {string} sid @param {string | undefined} connectToken @param {string} at */
  constructor(sid, connectToken, at) {
    super();
    Object.assign(this, { parameters: { CallSid: sid }, connectToken });
    this.named = `${at} ${sid.slice(-1)}`;
    /** @type {Emitter | undefined} */
    this.device = undefined;
    const track = {
      /** @param {boolean} enabled */
      set enabled(enabled) {
        note(`${enabled ? "hear" : "silence"} ${named}`);
      },
    };
    const { named } = this;
    /** What Twilio sends, while it does. */
    this.getRemoteStream = () => ({ getAudioTracks: () => [track] });
  }

  /** @param {boolean} muted */
  mute(muted) {
    note(`${muted ? "mute" : "unmute"} ${this.named}`);
  }

  reject() {
    note(`reject ${this.named}`);
  }
}

let made = 0;
let refuses = false;
/** @type {Call[]} */
let moved = [];

/** What is chosen at a device. @param {number} number */
const audioOf = (number) => ({
  /** Listed a moment after the device was made, as the SDK does. */
  availableInputDevices: new Map(),
  /** @param {string} id */
  listed(id) {
    if (!this.availableInputDevices.has(id)) {
      throw new Error(`Device not found: ${id}`);
    }
  },
  /** @type {{deviceId: string} | null} */
  inputDevice: null,
  /** @type {unknown} */
  audioConstraints: null,
  /** @param {string} id */
  async setInputDevice(id) {
    this.listed(id);
    note(`microphone of ${number}`, id);
  },
  /** @param {unknown} constraints */
  async setAudioConstraints(constraints) {
    note(`constraints of ${number}`, constraints);
  },
  speakerDevices: {
    chosen: new Set(),
    get() {
      return this.chosen;
    },
    /** @param {string[]} ids */
    async set(ids) {
      note(`speakers of ${number}`, ids);
      if (ids.includes("gone")) throw new Error("Devices not found: gone");
    },
  },
});

class Device extends Emitter {
  /** @param {string} token @param {unknown} options */
  constructor(token, options) {
    super();
    this.number = made;
    this.isBusy = false;
    this.audio = audioOf(made);
    const { availableInputDevices } = this.audio;
    setTimeout(() => {
      for (const id of ["headset", "desk"]) availableInputDevices.set(id, {});
    });
    made += 1;
    note(`device ${this.number}`, token, options);
  }

  /** @param {{connectToken: string}} options */
  async connect(options) {
    note(`connect ${this.number}`, options);
    if (refuses) throw new Error("31005");
    const call = new Call(options.connectToken, undefined, `${this.number}`);
    call.device = this;
    moved.push(call);
    return call;
  }

  /** @param {string} token */
  updateToken(token) {
    note(`token of ${this.number}`, token);
  }

  destroy() {
    note(`destroy ${this.number}`);
  }
}

/** Gives the manager Flex's own device, as Flex does: behind a proxy that binds. @param {any} manager */
export const giveDevice = (manager) => {
  [made, refuses, moved] = [0, false, []];
  const device = new Device("Flex's", {});
  manager.voiceClient = new Proxy(device, {
    get(target, name) {
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  manager.configuration.sdkOptions = {
    voice: {
      codecPreferences: ["opus"],
      edge: "dublin",
      acceptOptions: { rtcConfiguration: { iceTransportPolicy: "relay" } },
      audioConstraints: {},
    },
  };
};

/** What the agent chooses at Flex's own device. @param {any} manager @param {string} microphone @param {string} speaker */
export const choose = (manager, microphone, speaker) => {
  const { audio } = manager.voiceClient;
  audio.inputDevice = { deviceId: microphone };
  audio.audioConstraints = { noiseSuppression: false };
  audio.speakerDevices.chosen = new Set([{ deviceId: speaker }]);
};

/** From now on no device connects. @param {boolean} does */
export const refuse = (does) => {
  refuses = does;
};

/** A call comes to Flex's own device; its token is its identifier here. @param {any} manager @param {string} sid @param {boolean} busy @param {boolean} movable */
export const ring = (manager, sid, busy, movable) => {
  const call = new Call(sid, movable ? sid : undefined, "0");
  manager.voiceClient.isBusy = busy;
  manager.voiceClient.emit("incoming", call);
  return call;
};

/** The call that was taken to a further device. @param {number} place */
export const movedCall = (place) => moved[place];

/** @param {any} call @param {string} event */
export const happens = (call, event) => call.emit(event, call);

/** @param {any} call */
export const ears = (call) => call.ears.length;

/** Whose errors somebody listens to. @param {any} call */
export const errorsHeard = (call) =>
  Object.entries({ call, device: call.device })
    .filter(([, { ears }]) =>
      ears.some((/** @type {any} */ [e]) => e === "error"),
    )
    .map(([name]) => name)
    .join(", ");
