// @ts-check
/**
 * Who really heard whom in a walk, in every frame of 20 ms: what the mixer has
 * put into each ear, and not what anybody was told to do.
 */

export const FRAME_MS = 20;

/** From this frame on, or no longer; a sound played to the hearer has no speaker. */
/** @typedef {{frame: number, speaker: string | null, hearer: string, begins: boolean}} Change */
/**
 * @typedef {{frames: number, skipped: number, lost: number, changes: Change[],
 *   who: Record<string, string>}} Testimony
 */
/** One leg hears another from one frame until before another. */
/** @typedef {{speaker: string | null, hearer: string, from: number, to: number}} Span */
/** Somebody is heard in one call and in no other meanwhile. */
/** @typedef {{leg: string, by: string[], from: number, to: number}} Turn */

/** @param {number} frames */
const ms = (frames) => frames * FRAME_MS;

/** All that was seen. */
export class Heard {
  /** @type {Span[]} */
  #spans = [];
  #frames;
  #who;

  /** @param {Testimony} testimony */
  constructor({ frames, lost, changes, who }) {
    if (lost) throw new Error(`${lost} changes of who hears whom were lost`);
    this.#who = who;
    this.#frames = frames;
    /** @type {Map<string, Span>} */
    const open = new Map();
    for (const { frame, speaker, hearer, begins } of changes) {
      const pair = `${speaker} ${hearer}`;
      const span = open.get(pair);
      if (span) span.to = frame;
      open.delete(pair);
      if (!begins) continue;
      const begun = { speaker, hearer, from: frame, to: frames };
      open.set(pair, begun);
      this.#spans.push(begun);
    }
  }

  /** Who is at a leg: an agent's identity, or a number. @param {string} leg */
  #at(leg) {
    return this.#who[leg] ?? leg;
  }

  /** When somebody was heard, over whichever leg. @param {string} who */
  #of(who) {
    return this.#spans.filter(
      ({ speaker }) => speaker !== null && this.#at(speaker) === who,
    );
  }

  /**
   * When somebody was heard in which of his calls, one after the other: a pause
   * in which he was heard nowhere else ends no turn.
   * @param {string} who
   * @returns {Turn[]}
   */
  turns(who) {
    /** @type {Turn[]} */
    const turns = [];
    for (const { speaker, hearer, from, to } of this.#of(who)) {
      const last = turns.at(-1);
      const by = this.#at(hearer);
      if (last?.leg === speaker) {
        last.to = Math.max(last.to, to);
        if (!last.by.includes(by)) last.by.push(by);
      } else turns.push({ leg: String(speaker), by: [by], from, to });
    }
    return turns;
  }

  /** By whom somebody was heard, turn by turn. @param {string} who */
  heardBy(who) {
    return this.turns(who).map(({ by }) => by.join(" and "));
  }

  /**
   * Frames in which somebody was heard over two of his legs at once, in words.
   * @param {string} who
   */
  overlaps(who) {
    const spans = this.#of(who);
    return spans.flatMap((one, place) =>
      spans.slice(place + 1).flatMap((other) => {
        const from = Math.max(one.from, other.from);
        const to = Math.min(one.to, other.to);
        if (one.speaker === other.speaker || from >= to) return [];
        const [a, b] = [this.#at(one.hearer), this.#at(other.hearer)];
        return [`${a} and ${b} heard ${who} at once for ${ms(to - from)} ms`];
      }),
    );
  }

  /** Whom somebody hears in the last frame, by name. @param {string} who */
  hearsNow(who) {
    const now = this.#spans.filter(
      ({ speaker, hearer, to }) =>
        speaker !== null && this.#at(hearer) === who && to === this.#frames,
    );
    return now.map(({ speaker }) => this.#at(String(speaker))).sort();
  }

  /**
   * Throws if two parties of different calls have heard somebody in one and the
   * same frame, or if nobody has ever heard him, which would prove nothing.
   * @param {string} who
   */
  neverTwoHear(who) {
    if (this.#of(who).length === 0) throw new Error(`nobody heard ${who}`);
    const overlaps = this.overlaps(who);
    if (overlaps.length) throw new Error(overlaps.join("\n"));
  }

  /** For how long nobody heard somebody on his way from call to call, in ms. @param {string} who */
  gaps(who) {
    const turns = this.turns(who);
    return turns
      .slice(1)
      .map(({ from }, place) => ms(from - Number(turns[place]?.to)));
  }

  /**
   * How long it took from a frame on until somebody was played a sound, in ms.
   * @param {string} who
   * @param {number} since
   */
  music(who, since) {
    const played = this.#spans.find(
      ({ speaker, hearer, from }) =>
        speaker === null && this.#at(hearer) === who && from >= since,
    );
    return played && ms(played.from - since);
  }

  /**
   * How long one went on hearing the other after a frame, in ms.
   * @param {string} hearer
   * @param {string} speaker
   * @param {number} since
   */
  lastHeard(hearer, speaker, since) {
    const heard = this.#of(speaker).filter(
      (span) => this.#at(span.hearer) === hearer && span.from <= since,
    );
    const until = Math.max(since, ...heard.map(({ to }) => to));
    return ms(until - since);
  }
}

/** Watches a walk. */
export class Witness {
  #control;

  /** @param {import("./control.mjs").Control} control */
  constructor(control) {
    this.#control = control;
  }

  async begin() {
    await this.#control.watch();
  }

  /** The number of the frame that is next. */
  async now() {
    return (await this.#control.witnessed()).frames;
  }

  /** What was seen so far. */
  async soFar() {
    return new Heard(await this.#control.witnessed());
  }

  /** What was seen; the watching ends. */
  async end() {
    return new Heard(await this.#control.watched());
  }
}
