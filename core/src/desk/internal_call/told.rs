//! What the agent is told of an attempt that came to nothing, and where.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::InternalCalls;
use crate::desk::{Effect, Reason};
use crate::id::{ReservationSid, TaskSid, WorkerSid};
use crate::pii::Pii;

impl InternalCalls {
    /// The agent has tried to reach this colleague, and could not.
    pub(in crate::desk) fn tell(&mut self, worker: WorkerSid, reason: Reason) {
        self.tried = Some(worker);
        self.told = Some(reason);
    }

    /// The colleague whom the agent was told that he did not reach.
    pub(in crate::desk) fn told_about(&self) -> Option<&WorkerSid> {
        let told = self.told.as_ref().filter(|told| told.is_of_the_colleague());
        told.and(self.tried.as_ref())
    }

    /// The agent was told that this colleague was rung, and did not answer.
    pub(in crate::desk) fn rang_in_vain(&self, worker: &WorkerSid) -> bool {
        let rang = matches!(self.told, Some(Reason::NoAnswer { .. } | Reason::Declined { .. }));
        rang && self.tried.as_ref() == Some(worker)
    }

    /// The agent's half of this call, and whom it is with as far as is known.
    pub(in crate::desk) fn whom(
        &mut self,
        call: &TaskSid,
    ) -> Option<(ReservationSid, Pii<String>)> {
        let half = self.half_in(call)?;
        Some((half.offer.reservation.clone(), half.peer()))
    }

    pub(in crate::desk) fn dismiss(&mut self) {
        self.told = None;
    }

    /// The button that was pressed does not stand in the dialpad: why nothing comes of it is told
    /// wherever the agent looks, now or once his microphone was looked at.
    pub(in crate::desk) fn speak_up(&mut self) -> Option<Effect> {
        match &mut self.attempt {
            Some(attempt) => {
                attempt.aloud = true;
                None
            }
            None => self.told.clone().map(Effect::Notify),
        }
    }

    /// Whatever he looks at, the agent must learn how his attempt ended.
    pub(super) fn tell_loudly(&mut self, reason: Reason) -> Vec<Effect> {
        self.told = Some(reason.clone());
        vec![Effect::Notify(reason)]
    }
}
