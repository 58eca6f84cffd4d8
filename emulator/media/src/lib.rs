//! The emulator's sound: one WebRTC leg per call, rooms that mix, music, tones and levels.
//!
//! A *leg* is one end of a call: an agent's browser, or a simulated party that
//! is nothing but a steady tone and an ear. [`Media`] is the only way in; all
//! legs live on one thread that owns one UDP socket and speaks every 20 ms.

mod handle;
mod leg;
mod level;
mod metronome;
mod mix;
mod pcmu;
mod peer;
mod playout;
mod studio;
mod window;
mod witness;

pub use handle::{Answer, LegId, Media, MediaError, MediaEvent, MediaRoute};
pub use level::{LegLevels, LegTones, Levels};
pub use witness::{Change, Testimony};

/// Samples per frame: 20 ms at 8 kHz.
pub(crate) const FRAME: usize = 160;

/// 20 ms of sound.
pub(crate) type Frame = [i16; FRAME];

/// 20 ms of nothing.
pub(crate) const SILENCE: Frame = [0; FRAME];
