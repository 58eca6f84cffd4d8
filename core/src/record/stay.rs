//! The rule who may stay: a call goes on while two are in it, or one is and another is rung.

use super::Record;
use crate::wire::{CallState, Leg, LegKind, LegStatus};

impl Record {
    /// How far a call has come that nobody has ended.
    ///
    /// One leg alone ends the call only when somebody has left: until then its partner's
    /// message may simply be late.
    pub(super) fn stay(&self) -> CallState {
        let joined = self.parties().filter(|leg| leg.status == LegStatus::Joined).count();
        let left = self.parties().any(|leg| leg.status == LegStatus::Left);
        let awaited = !self.call.pending.is_empty();
        match (joined, left, awaited) {
            (0, true, _) | (1, true, false) => CallState::Ended,
            (0, false, _) => self.call.state,
            (1, _, _) => CallState::Ringing,
            _ => CallState::Active,
        }
    }

    /// Supervisors never count: they neither keep a call alive nor end it.
    fn parties(&self) -> impl Iterator<Item = &Leg> {
        self.call.legs.values().filter(|leg| leg.kind != LegKind::Supervisor)
    }
}
