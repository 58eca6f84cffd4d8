//! Missed calls: who is to find a notice that he was rung.

use super::Record;
use crate::wire::{CallState, EndReason};

impl Record {
    /// Whether the colleague has missed the call, and no notice tells him yet.
    ///
    /// He has where it ended while he was rung, whoever ended it. Who has declined knows of the
    /// call; of two who called each other at the same moment the other call goes on.
    pub(super) fn was_missed(&self) -> bool {
        let call = &self.call;
        let in_vain = match call.end_reason {
            Some(EndReason::Canceled | EndReason::NoAnswer | EndReason::Unreachable) => true,
            Some(EndReason::Crossed | EndReason::Declined | EndReason::HungUp) | None => false,
        };
        let was_rung = call.colleague.task_sid.is_some();
        call.work.owes_notice && call.state == CallState::Ended && in_vain && was_rung
    }
}
