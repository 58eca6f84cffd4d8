//! How loud, and at which pitch, a leg has been over the last 200 ms.

use crate::LegId;

/// What one leg says and what it is told, measured just now.
#[derive(Clone, Debug, PartialEq)]
pub struct LegLevels {
    /// The call's SID.
    pub leg: LegId,
    /// Whether sound can flow: ICE and DTLS are up, or the party is simulated.
    pub connected: bool,
    /// What the leg's microphone delivers, muted or not.
    pub sends: Levels,
    /// What is played into the leg's ear.
    pub hears: Levels,
    /// Whose voices are in that ear, in the order of their SIDs.
    pub voices: Vec<LegId>,
}

/// Loudness of 200 ms of sound; a full-scale sine is 0 dBFS.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// Of everything together; -120 is silence.
    pub dbfs: f32,
    /// The loudest tones, loudest first, as (Hz rounded to 5, dBFS).
    pub peaks: Vec<(u32, f32)>,
}

/// How loud the asked tones are at one leg, in the order they were asked.
#[derive(Clone, Debug, PartialEq)]
pub struct LegTones {
    /// The call's SID.
    pub leg: LegId,
    /// In what its microphone delivers, in dBFS.
    pub sends: Vec<f32>,
    /// In what is played into its ear, in dBFS.
    pub hears: Vec<f32>,
}
