// @ts-check
/**
 * What comes out of an agent's speakers: not what Twilio sends him, but what his
 * browser plays of it.
 */
import { expect } from "@playwright/test";

/** @typedef {import("@playwright/test").Page} Page */

const SILENCE_DBFS = -60;
const SAMPLES_IN_A_ROW = 3;

/**
 * Follows every stream that the page plays from now on.
 * @returns {void}
 */
function follow() {
  if ("loudest" in window) return;
  const audio = new AudioContext();
  /** @type {Map<HTMLMediaElement, AnalyserNode>} */
  const playing = new Map();
  const source = /** @type {PropertyDescriptor} */ (
    Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, "srcObject")
  );
  Object.defineProperty(HTMLMediaElement.prototype, "srcObject", {
    ...source,
    set(stream) {
      source.set?.call(this, stream);
      playing.delete(this);
      if (!(stream instanceof MediaStream)) return;
      const analyser = new AnalyserNode(audio, { fftSize: 8192 });
      analyser.smoothingTimeConstant = 0;
      audio.createMediaStreamSource(stream).connect(analyser);
      playing.set(this, analyser);
    },
  });
  const heard = (/** @type {number} */ silence) => {
    const tones = [...playing].flatMap(([element, analyser]) => {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const loudest = Math.max(...bins);
      const hertz = (bins.indexOf(loudest) * audio.sampleRate) / 8192;
      return element.muted || loudest < silence ? [] : [hertz];
    });
    return { tones, of: playing.size };
  };
  Object.assign(window, { loudest: heard });
}

/** The speakers of one agent. */
export class Speakers {
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** Begins to listen: to the calls that are still to come. @param {Page} page */
  static async at(page) {
    await page.evaluate(follow);
    return new Speakers(page);
  }

  /** They play this tone and no other sound, three looks in a row. @param {number} hertz */
  async play(hertz) {
    let good = 0;
    await expect(async () => {
      const { tones } = await this.#page.evaluate(
        (silence) => /** @type {any} */ (window).loudest(silence),
        SILENCE_DBFS,
      );
      const is = tones.length === 1 && Math.abs(tones[0] - hertz) < 12;
      good = is ? good + 1 : 0;
      expect(is ? [hertz] : tones).toEqual([hertz]);
      expect(good).toBe(SAMPLES_IN_A_ROW);
    }).toPass({ timeout: 20_000, intervals: [200] });
  }
}
