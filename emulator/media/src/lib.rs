//! The emulator's sound: one WebRTC leg per call, rooms that mix, music, tones and levels.
//!
//! A *leg* is one end of a call: an agent's browser, or a simulated party that
//! is nothing but a steady tone and an ear. [`Media`] is the only way in; all
//! legs live on one thread that owns one UDP socket and ticks every 20 ms.

mod handle;
mod level;

pub use handle::{Answer, LegId, Media, MediaError, MediaEvent, MediaRoute};
pub use level::{LegLevels, LegTones, Levels};
