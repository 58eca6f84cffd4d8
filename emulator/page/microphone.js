// @ts-check
// A microphone made in the page, for machines that have none and for tests.
//
// `?mic=tone:440` is a steady tone, `?mic=beeps:440` a quarter of a second of it and a quarter of
// silence; `?mic=tone:440,520` is two microphones, of which the first is used unless the other one
// is chosen. `?mic=file` is a sound file again and again: the Functions' hold music, or, as
// `?mic=file:PATH`, the one at that path of this page's own origin; beeps where it cannot be
// read. `?mic=real` is the machine's own, whatever happens. `?mic=none` is a machine without one,
// `?mic=refused` a browser that does not let the page use it. Without a wish the machine's own is
// used, and beeps where there is none.
"use strict";

(() => {
  const LEVEL = 0.4;
  const START_MS = 100;
  const DEVICE = "emulator-microphone";
  const DEFAULT = { kind: "beeps", hertz: [440] };
  const HOLD_MUSIC = "/_host/functions.localhost/internal-call/hold-music.wav";

  const wish = globalThis.emulatorPage.microphone;
  const devices = navigator.mediaDevices;
  // Absent where the page is not a secure context; Flex then says so itself.
  if (!devices || wish === "real") return;

  if (wish === "none" || wish === "refused") {
    const refused = wish === "refused";
    const list = devices.enumerateDevices.bind(devices);
    devices.enumerateDevices = async () => {
      const others = await list();
      return others.filter(({ kind }) => refused || kind !== "audioinput");
    };
    devices.getUserMedia = async () => {
      const name = refused ? "NotAllowedError" : "NotFoundError";
      throw new DOMException(`There is no microphone (${wish}).`, name);
    };
    const ask = navigator.permissions.query.bind(navigator.permissions);
    navigator.permissions.query = async (permission) =>
      refused && /** @type {string} */ (permission.name) === "microphone"
        ? /** @type {PermissionStatus} */ ({ state: "denied" })
        : ask(permission);
    return;
  }

  const parsed = /^(tone|beeps):(\d{2,4}(?:,\d{2,4})*)$/.exec(wish);
  const voice = parsed
    ? { kind: parsed[1], hertz: String(parsed[2]).split(",").map(Number) }
    : DEFAULT;
  const asked = /^file(?::(.+))?$/.exec(wish);
  const file = asked ? (asked[1] ?? HOLD_MUSIC) : undefined;
  const realStream = devices.getUserMedia.bind(devices);
  const realList = devices.enumerateDevices.bind(devices);

  /** @type {Promise<boolean> | undefined} */
  let synthetic;
  /** Whether this page speaks with the microphone made here. */
  const isSynthetic = () => {
    synthetic ??=
      parsed || file
        ? Promise.resolve(true)
        : realList().then(
            (list) => !list.some(({ kind }) => kind === "audioinput"),
          );
    return synthetic;
  };

  /** @type {AudioContext | undefined} */
  let context;
  /** One turn of the sound, to be played again and again. */
  const turn = (
    /** @type {AudioContext} */ audio,
    /** @type {number} */ pitch,
  ) => {
    // A whole number of periods in a quarter of a second, so that the loop has no click.
    const hertz = Math.round(pitch / 4) * 4;
    const quarter = Math.round(audio.sampleRate / 4);
    const buffer = audio.createBuffer(
      1,
      voice.kind === "tone" ? quarter : 2 * quarter,
      audio.sampleRate,
    );
    const samples = buffer.getChannelData(0);
    for (let n = 0; n < quarter; n += 1) {
      samples[n] =
        LEVEL * Math.sin((2 * Math.PI * hertz * n) / audio.sampleRate);
    }
    return buffer;
  };

  /** What the file holds. */
  const read = async (
    /** @type {AudioContext} */ audio,
    /** @type {string} */ path,
  ) => {
    const { origin, href } = new URL(path, location.origin);
    if (origin !== location.origin) throw new Error("it is of another origin");
    const answer = await fetch(href);
    if (!answer.ok) throw new Error(`it was answered with ${answer.status}`);
    return audio.decodeAudioData(await answer.arrayBuffer());
  };
  /** What is spoken again and again. */
  const sound = async (
    /** @type {AudioContext} */ audio,
    /** @type {number} */ pitch,
  ) => {
    if (!file) return turn(audio, pitch);
    try {
      return await read(audio, file);
    } catch (error) {
      console.error(
        `The microphone beeps: the sound file ${file} cannot be read: ${error}`,
      );
      return turn(audio, pitch);
    }
  };

  const own = voice.hertz.map((pitch, at) => {
    const deviceId = at === 0 ? DEVICE : `${DEVICE}-${at + 1}`;
    return {
      pitch,
      deviceId,
      groupId: deviceId,
      kind: /** @type {MediaDeviceKind} */ ("audioinput"),
      label: file
        ? `Synthetic microphone (${file})`
        : `Synthetic microphone (${voice.kind}, ${pitch} Hz)`,
    };
  });
  /** The microphone that is asked for. @param {MediaTrackConstraints | boolean} audio */
  const chosen = (audio) => {
    const wanted = typeof audio === "object" ? audio.deviceId : undefined;
    const id =
      typeof wanted === "object" && !Array.isArray(wanted)
        ? (wanted.exact ?? wanted.ideal)
        : wanted;
    return own.find(({ deviceId }) => deviceId === id) ?? own[0];
  };

  /** @param {MediaTrackConstraints | boolean} wanted */
  const speak = async (wanted) => {
    // Flex lists the devices as soon as it has heard one, and tells the agent that there is no
    // microphone if the Voice SDK has not listed them yet. A real microphone takes its time.
    await devices.enumerateDevices();
    await new Promise((resolve) => setTimeout(resolve, START_MS));
    context ??= new AudioContext();
    // Browsers keep sound stopped until the user has touched the page; by now he has.
    if (context.state !== "running") await context.resume();
    const source = new AudioBufferSourceNode(context, {
      buffer: await sound(context, chosen(wanted)?.pitch ?? 0),
      loop: true,
    });
    const destination = context.createMediaStreamDestination();
    source.connect(destination);
    source.start();
    return destination.stream;
  };

  devices.getUserMedia = async (constraints) =>
    constraints?.audio && !constraints.video && (await isSynthetic())
      ? speak(constraints.audio)
      : realStream(constraints);

  devices.enumerateDevices = async () => {
    const list = await realList();
    if (!(await isSynthetic())) return list;
    const others = list.filter(({ kind }) => kind !== "audioinput");
    return [...others, ...own.map((one) => ({ ...one, toJSON: () => one }))];
  };
})();
