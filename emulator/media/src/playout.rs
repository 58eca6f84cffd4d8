//! A browser's voice put back in order and in time, by its RTP timestamps.

use std::collections::VecDeque;

use crate::{FRAME, Frame, SILENCE};

/// Frames kept in hand on a quiet machine.
const LEAST: usize = 2;

/// Frames kept in hand when the browser comes in fits and starts.
const MOST: usize = 10;

/// Beyond what is kept in hand, so much may pile up before it is cut.
const SLACK: usize = 5;

/// After so many frames without a gap, one frame less is kept in hand.
const CALM: u32 = 500;

/// A timestamp further away than this, in samples, starts a new voice.
const JUMP: u64 = 8000;

/// The voice that has come but was not yet played.
///
/// Keeps more in hand after each gap and less again after ten quiet seconds.
#[derive(Debug)]
pub(crate) struct Playout {
    /// Timestamp of the first of `samples`.
    start: u64,
    samples: VecDeque<i16>,
    /// Frames to have in hand before the voice starts again.
    in_hand: usize,
    playing: bool,
    calm: u32,
}

impl Playout {
    pub(crate) fn new() -> Self {
        Self { start: 0, samples: VecDeque::new(), in_hand: LEAST, playing: false, calm: 0 }
    }

    /// Puts a packet where its timestamp says. What comes after its turn, or
    /// for the second time, changes nothing that was already played.
    pub(crate) fn put(&mut self, timestamp: u64, voice: impl ExactSizeIterator<Item = i16>) {
        if (self.samples.is_empty() && !self.playing) || timestamp.abs_diff(self.start) > JUMP {
            self.samples.clear();
            self.start = timestamp;
        }
        let late = usize::try_from(self.start.saturating_sub(timestamp)).unwrap_or(usize::MAX);
        let at = usize::try_from(timestamp.saturating_sub(self.start)).unwrap_or(0);
        let end = at + voice.len().saturating_sub(late);
        if end > self.samples.len() {
            self.samples.resize(end, 0);
        }
        for (slot, sample) in self.samples.iter_mut().skip(at).zip(voice.skip(late)) {
            *slot = sample;
        }
        if self.samples.len() > (self.in_hand + SLACK) * FRAME {
            self.skip(self.samples.len() - self.in_hand * FRAME);
        }
    }

    /// The next 20 ms; silence until enough is in hand.
    pub(crate) fn frame(&mut self) -> Frame {
        if !self.playing && self.samples.len() < self.in_hand * FRAME {
            return SILENCE;
        }
        self.playing = true;
        let mut frame = SILENCE;
        for (slot, sample) in frame.iter_mut().zip(&self.samples) {
            *slot = *sample;
        }
        if self.samples.len() < FRAME {
            self.gap();
        } else {
            self.skip(FRAME);
            self.calm += 1;
        }
        if self.calm == CALM {
            self.calm = 0;
            self.in_hand = LEAST.max(self.in_hand - 1);
        }
        frame
    }

    fn gap(&mut self) {
        self.skip(self.samples.len());
        self.playing = false;
        self.calm = 0;
        self.in_hand = MOST.min(self.in_hand + 1);
    }

    fn skip(&mut self, samples: usize) {
        self.samples.drain(..samples);
        self.start += samples as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a script: `p3` puts packet 3, whose samples are all 3 (packet `k`
    /// has timestamp `k * 160`); `.` plays a frame. Gives the frames' first samples.
    fn heard(script: &str) -> String {
        let mut playout = Playout::new();
        let mut frames = Vec::new();
        for word in script.split_whitespace() {
            match word.strip_prefix('p') {
                Some(number) => {
                    let packet: i16 = number.parse().unwrap();
                    playout.put(packet as u64 * 160, vec![packet; FRAME].into_iter());
                }
                None => frames.push(playout.frame()[0].to_string()),
            }
        }
        frames.join(" ")
    }

    #[test]
    fn packets_are_played_in_the_order_of_their_timestamps() {
        for (what, script, wanted) in [
            ("waits for two frames", "p1 . p2 . .", "0 1 2"),
            ("swapped on the way", "p1 p3 p2 . . .", "1 2 3"),
            ("twice", "p1 p1 p2 p2 . . .", "1 2 0"),
            ("lost", "p1 p3 . . .", "1 0 3"),
            ("after its turn", "p1 p2 p3 . . p1 .", "1 2 3"),
            ("a gap waits for one frame more", "p1 p2 . . . p4 p5 . p6 .", "1 2 0 0 4"),
            ("a new voice from elsewhere", "p1 p2 . p900 p901 . .", "1 900 901"),
            ("piled up: the oldest go", "p1 p2 p3 p4 p5 p6 p7 p8 . .", "7 8"),
        ] {
            assert_eq!(heard(script), wanted, "{what}");
        }
    }

    #[test]
    fn after_a_gap_less_is_kept_again_in_time() {
        let mut playout = Playout::new();
        for packet in 0..2 {
            playout.put(packet * 160, vec![1; FRAME].into_iter());
        }
        for _ in 0..3 {
            playout.frame();
        }
        assert_eq!(playout.in_hand, LEAST + 1);
        for packet in 2..2 + u64::from(CALM) + 3 {
            playout.put(packet * 160, vec![1; FRAME].into_iter());
            playout.frame();
        }
        assert_eq!(playout.in_hand, LEAST);
    }
}
