//! The last 200 ms of a voice or an ear.

use crate::{FRAME, Frame};

/// Ten frames: long enough for bins of 5 Hz.
pub(crate) const WINDOW: usize = 10 * FRAME;

/// A ring of the last ten frames.
#[derive(Clone, Debug)]
pub(crate) struct Window {
    samples: Box<[i16; WINDOW]>,
    /// Where the next frame goes: the oldest one is there.
    next: usize,
}

impl Window {
    pub(crate) fn new() -> Self {
        Self { samples: Box::new([0; WINDOW]), next: 0 }
    }

    pub(crate) fn push(&mut self, frame: &Frame) {
        self.samples[self.next..self.next + FRAME].copy_from_slice(frame);
        self.next = (self.next + FRAME) % WINDOW;
    }

    /// Oldest first.
    pub(crate) fn samples(&self) -> impl ExactSizeIterator<Item = i16> + '_ {
        (0..WINDOW).map(|index| self.samples[(self.next + index) % WINDOW])
    }
}
