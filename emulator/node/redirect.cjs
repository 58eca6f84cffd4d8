// @ts-check
"use strict";

/**
 * Loaded before everything else in the Functions' process: sends each connection to a Twilio host
 * to the emulator, which knows by the Host header who is meant, and lets nothing leave the
 * machine. So the Functions run as they are, without a setting that only tests would know.
 */

const net = require("node:net");
const tls = require("node:tls");

/** Asked for each connection: a test may go from one emulator to the next. */
const emulatorPort = () => Number(process.env.EMULATOR_PORT);
const TWILIO = /(^|\.)(twilio\.com|twil\.io)$/;
const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost|[a-z0-9-]+\.localhost)$/;

const connectSecurely = tls.connect;

// The emulator has no certificate to show for Twilio's names: on the way to it there is no TLS.
tls.connect = /** @type {any} */ (
  (/** @type {any[]} */ ...args) => {
    const options = typeof args[0] === "object" ? args[0] : {};
    const host = options.servername || options.host || options.hostname || "";
    if (!TWILIO.test(host)) return Reflect.apply(connectSecurely, tls, args);
    const socket = net.connect({ host: "127.0.0.1", port: emulatorPort() });
    // Node's own fetch waits for what only a connection with TLS would say.
    socket.once("connect", () => socket.emit("secureConnect"));
    return socket;
  }
);

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = /** @type {any} */ (
  /**
   * @this {import("node:net").Socket}
   * @param {any[]} args
   */
  function (...args) {
    // Node hands its own calls on as a list of options and callback.
    const first = Array.isArray(args[0]) ? args[0][0] : args[0];
    const options = typeof first === "object" ? first : { host: args[1] };
    const host = typeof options.host === "string" ? options.host : "localhost";
    if (!options.path && !LOOPBACK.test(host)) {
      throw new Error(
        `the emulator keeps everything on this machine: no connection to ${host}`,
      );
    }
    return Reflect.apply(connect, this, args);
  }
);
