// @ts-check
/** What a caller hears while it rings, and what a held party hears. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { holdMusic, ringback } from "../assets/sounds.mjs";

const RATE = 8_000;

/** @param {Buffer} file */
function samples(file) {
  assert.equal(
    file.toString("latin1", 0, 4) + file.toString("latin1", 8, 16),
    "RIFFWAVEfmt ",
  );
  assert.deepEqual(
    [file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt32LE(24)],
    [1, 1, RATE],
  );
  assert.equal(file.readUInt32LE(40), file.length - 44);
  return Array.from(
    { length: (file.length - 44) / 2 },
    (_, at) => file.readInt16LE(44 + at * 2) / 32_768,
  );
}

/**
 * How loud one frequency is in dBFS, over windows of 200 ms, at its loudest.
 * @param {number[]} sound
 * @param {number} hz
 */
function loudness(sound, hz) {
  const window = RATE / 5;
  let loudest = 0;
  for (let from = 0; from + window <= sound.length; from += window) {
    let [re, im] = [0, 0];
    for (let at = 0; at < window; at += 1) {
      // Hann's window, so that a near frequency is not taken for this one.
      const value =
        sound[from + at] * (1 - Math.cos((2 * Math.PI * at) / window));
      re += value * Math.cos((2 * Math.PI * hz * at) / RATE);
      im += value * Math.sin((2 * Math.PI * hz * at) / RATE);
    }
    loudest = Math.max(loudest, Math.hypot(re, im) / (window / 2));
  }
  return 20 * Math.log10(loudest + 1e-9);
}

test("ring-back is 440 and 480 Hz for two seconds in six", () => {
  const sound = samples(ringback());
  assert.equal(sound.length, 6 * RATE);
  for (const hz of [440, 480]) assert.ok(loudness(sound, hz) > -20, `${hz} Hz`);
  assert.ok(sound.slice(2 * RATE).every((value) => value === 0));
});

test("hold music can be told from ring-back and from a voice's test tone", () => {
  const sound = samples(holdMusic());
  for (const hz of [261.63, 293.66, 392])
    assert.ok(loudness(sound, hz) > -25, `${hz} Hz is heard`);
  for (const hz of [440, 480, 620, 350])
    assert.ok(loudness(sound, hz) < -48, `${hz} Hz: ${loudness(sound, hz)}`);
});

test("no sound clips, and the music's end goes over into its beginning", () => {
  for (const sound of [samples(ringback()), samples(holdMusic())]) {
    assert.ok(sound.every((value) => Math.abs(value) < 0.9));
  }
  const music = samples(holdMusic());
  const jump = Math.abs(music[0] - music[music.length - 1]);
  assert.ok(jump < 0.05, `a jump of ${jump} would click`);
});
