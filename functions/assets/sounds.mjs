// @ts-check
/**
 * The sounds of a call, computed: what a caller hears while the colleague is rung, and what a
 * held party hears. 16-bit mono WAV at the telephone's 8000 samples a second.
 */

const RATE = 8_000;

/**
 * Ring-back as North America knows it: 440 and 480 Hz, two seconds in six. Looped by whoever
 * plays it.
 */
export function ringback() {
  return wav(6, (t) =>
    t < 2 ? edges(t, 2) * 0.16 * (sine(440, t) + sine(480, t)) : 0,
  );
}

/**
 * A slow pattern of plucked notes over a soft bass. Its notes and their octaves stay clear of the
 * ring-back's 440 and 480 Hz, so that the two can be told apart by measuring.
 */
export function holdMusic() {
  const beat = 0.5;
  const chords = [
    [130.81, 261.63, 392.0, 523.25],
    [98.0, 293.66, 392.0, 523.25],
    [164.81, 261.63, 293.66, 392.0],
    [98.0, 196.0, 293.66, 392.0],
  ];
  const pattern = [1, 2, 3, 2];
  const notes = chords.flatMap((chord, bar) =>
    pattern.map((voice, step) => ({
      at: (bar * pattern.length + step) * beat,
      hz: chord[voice],
    })),
  );
  const bar = beat * pattern.length;
  const length = bar * chords.length;
  return wav(length, (t) => {
    const bass = chords[Math.floor(t / bar)][0];
    const under = 0.1 * edges(t % bar, bar) * sine(bass, t % bar);
    // Each note rings on into those that follow, and over the end of the loop into its beginning.
    return notes.reduce((sum, { at, hz }) => {
      const since = (t - at + length) % length;
      const decay = Math.exp(-since * 2.2) * Math.min(1, since / 0.04);
      return since < 4
        ? sum + decay * 0.16 * (sine(hz, since) + 0.2 * sine(2 * hz, since))
        : sum;
    }, under);
  });
}

/**
 * @param {number} hz
 * @param {number} t
 */
const sine = (hz, t) => Math.sin(2 * Math.PI * hz * t);

/**
 * Softens the first and the last 20 ms, which would click.
 * @param {number} t
 * @param {number} length
 */
const edges = (t, length) =>
  Math.max(0, Math.min(1, t / 0.02, (length - t) / 0.02));

/**
 * @param {number} seconds
 * @param {(t: number) => number} at the sound at a moment, from -1 to 1
 */
function wav(seconds, at) {
  const samples = Math.round(seconds * RATE);
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20); // PCM
  bytes.writeUInt16LE(1, 22); // mono
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(samples * 2, 40);
  for (let sample = 0; sample < samples; sample += 1) {
    const value = Math.max(-1, Math.min(1, at(sample / RATE)));
    bytes.writeInt16LE(Math.round(value * 32_767), 44 + sample * 2);
  }
  return bytes;
}
