// @ts-check
/**
 * An agent without a browser: a TaskRouter socket, a Voice socket, and what the
 * plugin would ask. His voice carries nothing; the mixer's own tests do that.
 */
import { once } from "node:events";
import { createRequire } from "node:module";
import { setTimeout as after } from "node:timers/promises";

/**
 * Node's own comes with Node 22. Not by `import`: its types ask for Node's
 * modules, in whose place the type check finds packages of the same names.
 */
const { WebSocket } = createRequire(import.meta.url)("ws");

const COMMON = "/features/internal-call/common";
const FLEX = "/features/internal-call/flex";

/** @typedef {Record<string, any>} Json */
/** What TaskRouter tells of a reservation, and of its task. */
/** @typedef {{sid: string, task: {sid: string, attributes: Json}, caller: boolean}} Offer */
/** So long after a hang-up the server is asked to look, and asked again after a 5xx. */
const LOOK_MS = 1_000;
/** So often a Function is asked that cannot do its work. */
const TRIES = 16;
/** How an agent's part of a call ends for TaskRouter. */
const OVER = ["canceled", "completed", "rejected", "rescinded", "timeout"];

export class Agent {
  /** @type {Offer | undefined} */
  offer;
  /** @type {string | undefined} the leg that he has answered */
  leg;
  /** Told of every step of his reservation; set by whoever directs him. @type {(step: string) => void} */
  told = () => {};
  /** Told of what went wrong while nobody waited for it. @type {(error: unknown) => void} */
  failed = () => {};

  /** @type {(() => void)[]} */
  #idle = [];
  #port;
  /** @type {Json} */
  #login = {};
  /** @type {Json} */
  #configuration = {};
  /** @type {any[]} */
  #sockets = [];

  /** @param {number} port @param {string} identity */
  constructor(port, identity) {
    this.#port = port;
    this.identity = identity;
    this.worker = "";
  }

  get address() {
    return `client:${this.identity}`;
  }

  /** @param {string} host @param {string} path */
  #at(host, path) {
    return `localhost:${this.#port}/_host/${host}${path}`;
  }

  /** @param {string} host @param {string} path @param {RequestInit} [init] */
  async #ask(host, path, init = {}) {
    const response = await fetch(`http://${this.#at(host, path)}`, init);
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`${this.identity}: ${path}: ${response.status} ${text}`);
    }
    return text;
  }

  /** Logs in as Flex does, and is ready for calls. */
  async start() {
    const page = await this.#ask(`${this.identity}.localhost`, "/");
    const [, data] = /id="emulator-page">([\s\S]*?)<\/script>/.exec(page) ?? [];
    this.#login = JSON.parse(data ?? "{}").login;
    const flex = "flex-api.twilio.com";
    const headers = { "x-flex-jwe": this.#login.token };
    this.#configuration = JSON.parse(
      await this.#ask(flex, "/v1/Configuration", { headers }),
    );
    const body = new URLSearchParams({ Token: this.#login.token });
    const account = this.#configuration.account_sid;
    const info = `/v1/Accounts/${account}/Tokens/Info`;
    const known = await this.#ask(flex, info, { method: "POST", body });
    this.worker = JSON.parse(known).worker_sid;
    await this.#listen();
    await this.#register();
  }

  async #listen() {
    const query = `/v1/wschannels?token=${encodeURIComponent(this.#login.token)}`;
    const socket = new WebSocket(
      `ws://${this.#at("event-bridge.twilio.com", query)}`,
    );
    this.#sockets.push(socket);
    socket.on("message", (/** @type {unknown} */ data) => {
      const text = String(data).trim();
      if (text) this.#hear(JSON.parse(text));
    });
    await once(socket, "message");
  }

  async #register() {
    const url = `ws://${this.#at("voice-js.roaming.twilio.com", "/signal")}`;
    const socket = new WebSocket(url);
    this.#sockets.push(socket);
    await once(socket, "open");
    const ready = new Promise((resolve) => {
      socket.on("message", (/** @type {unknown} */ data) => {
        const text = String(data).trim();
        if (!text) return socket.send("\n");
        const { type, payload } = JSON.parse(text);
        if (type === "ready") resolve(undefined);
        if (type === "invite") this.#answer(payload);
        if (type === "hangup" && payload.callsid === this.leg) this.#legGone();
      });
    });
    this.#signal("listen", { token: this.#login.token });
    this.#signal("register", { media: { audio: true } });
    await ready;
  }

  /** @param {string} type @param {Json} payload */
  #signal(type, payload) {
    this.#sockets[1]?.send(JSON.stringify({ type, version: "1.6", payload }));
  }

  /** @param {Json} payload */
  #answer({ callsid, sdp }) {
    this.leg = callsid;
    this.#signal("answer", { callsid, sdp: answerTo(sdp) });
  }

  /** @param {Json} event */
  #hear({ event_type, payload }) {
    if (event_type === "reservation.created") return this.#offered(payload);
    const [what, step] = event_type.split(".");
    if (what !== "reservation" || payload.sid !== this.offer?.sid) return;
    if (step === "wrapup") {
      this.#reserve({ ReservationStatus: "completed" }).catch(this.failed);
    }
    if (OVER.includes(step)) {
      this.offer = undefined;
      this.leg = undefined;
    }
    this.told(step);
    if (!this.offer) this.#idle.splice(0).forEach((wake) => wake());
  }

  /** @param {Json} reservation */
  #offered({ sid, task }) {
    const attributes = JSON.parse(task.attributes);
    const caller = attributes.conference === undefined;
    this.offer = { sid, task: { sid: task.sid, attributes }, caller };
    if (caller) this.accept().catch(this.failed);
    this.told("created");
  }

  /** When he has nothing to do any more. */
  async isIdle() {
    if (this.offer)
      await new Promise((resolve) => this.#idle.push(() => resolve(undefined)));
  }

  /** @param {string} url @param {Json} params @returns {Promise<Json>} */
  async #bridge(url, params) {
    const { token } = this.#login;
    const path = `Workspaces/${this.#configuration.taskrouter_workspace_sid}/${url}`;
    const body = JSON.stringify({ url: path, method: "POST", params, token });
    const headers = { apiversion: "v1" };
    const init = { method: "POST", body, headers };
    const host = "event-bridge.twilio.com";
    return JSON.parse(await this.#ask(host, "/v1/wschannels", init)).payload;
  }

  /** @param {Json} params */
  async #reserve(params) {
    if (!this.offer) return;
    const { sid } = this.offer;
    try {
      await this.#bridge(`Workers/${this.worker}/Reservations/${sid}`, params);
    } catch (error) {
      // It crossed the end of the call, which TaskRouter tells by itself.
      if (this.offer?.sid === sid && !/"code":20001/.test(String(error))) {
        throw error;
      }
    }
  }

  /** Calls a colleague; whatever follows is told. @param {Agent} colleague */
  async call(colleague) {
    await this.#bridge("Tasks", {
      WorkflowSid: this.#configuration.taskrouter_target_workflow_sid,
      TaskQueueSid: this.#configuration.taskrouter_target_taskqueue_sid,
      RoutingTarget: this.worker,
      TaskChannelUniqueName: "voice",
      Attributes: {
        to: colleague.address,
        direction: "outbound",
        name: colleague.identity,
        fromName: this.identity,
        targetWorker: this.address,
        autoAnswer: "true",
        client_call: true,
      },
    });
  }

  /** Lets Twilio call him and connect him as the Functions say. */
  async accept() {
    if (!this.offer) return;
    const { task, caller } = this.offer;
    const leg = `taskSid=${task.sid}&leg=worker-${this.worker}`;
    const name = task.attributes.conference?.friendlyName;
    const path = caller
      ? `${COMMON}/agent-outbound-join?${leg}`
      : `${COMMON}/agent-join-conference?conferenceName=${name}&${leg}`;
    await this.#reserve({
      Instruction: "call",
      CallFrom: caller ? this.address : task.attributes.from,
      CallUrl: `http://functions.localhost:${this.#port}${path}`,
      CallAccept: true,
    });
  }

  /** Declines what he is offered, or cancels what he has begun. */
  async giveUp() {
    if (!this.offer) return;
    const { task } = this.offer;
    const conferenceName = task.attributes.conference?.friendlyName ?? task.sid;
    const asked = { taskSid: task.sid, conferenceName };
    // 409: it was answered meanwhile, so the call goes on; 403: it was over and gone.
    await this.#function("cleanup-rejected-task", asked, [200, 403, 409]);
  }

  /**
   * Asks until there is an answer, as the plugin does: with ten calls at once
   * and a small machine the Functions may find Twilio too slow.
   * @param {string} name @param {Record<string, string>} asked @param {number[]} fine
   */
  async #function(name, asked, fine) {
    const body = new URLSearchParams({ Token: this.#login.token, ...asked });
    const host = `functions.localhost:${this.#port}`;
    const url = `http://${this.#at(host, `${FLEX}/${name}`)}`;
    for (let tries = 1; ; tries += 1) {
      const response = await fetch(url, { method: "POST", body });
      const text = await response.text();
      if (fine.includes(response.status)) return;
      if (response.status < 500 || tries === TRIES) {
        throw new Error(`${name}: ${response.status} ${text}`);
      }
      await after(LOOK_MS, undefined, { ref: false });
    }
  }

  /** Hangs up his own leg. */
  hangUp() {
    if (!this.leg) return;
    this.#signal("hangup", { callsid: this.leg });
    this.#legGone();
  }

  /**
   * His leg has gone. Should that have been before it was in the call, nothing
   * tells the server; his Flex asks it to look, and ends what never began.
   */
  #legGone() {
    this.leg = undefined;
    if (this.offer) this.#lookAfter(this.offer).catch(this.failed);
  }

  /** @param {Offer} offer */
  async #lookAfter(offer) {
    for (;;) {
      await after(LOOK_MS, undefined, { ref: false });
      if (this.offer !== offer) return;
      const asked = { taskSid: offer.task.sid };
      await this.#function("reconcile", asked, [200, 409]);
      if (this.offer === offer) await this.giveUp();
    }
  }

  stop() {
    for (const socket of this.#sockets) socket.close();
  }
}

/** An answer such as a browser gives. @param {string} offer */
function answerTo(offer) {
  const [, mid] = /^a=mid:(\S+)/m.exec(offer) ?? [];
  return [
    "v=0",
    "o=- 1 2 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    `a=group:BUNDLE ${mid}`,
    "m=audio 9 UDP/TLS/RTP/SAVPF 0",
    "c=IN IP4 0.0.0.0",
    `a=mid:${mid}`,
    "a=sendrecv",
    "a=rtcp-mux",
    "a=ice-ufrag:abcd",
    "a=ice-pwd:0123456789012345678901",
    `a=fingerprint:sha-256 ${Array(32).fill("AB").join(":")}`,
    "a=setup:active",
    "a=rtpmap:0 PCMU/8000",
    "",
  ].join("\r\n");
}
