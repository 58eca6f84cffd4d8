//! What an agent orders about the legs of his call, and what holds and mutes mean for him.

use alloc::vec;
use alloc::vec::Vec;

use super::half::Half;
use super::projection::{latest, other_side};
use crate::desk::{Effect, Failure, Reason, RequestId, Setup, Talk, Wake};
use crate::id::{CallSid, WorkerSid};
use crate::wire::{CallRecord, CallState, ControlOp, Leg, LegStatus};

/// The server answers within this time, or will not.
const ANSWERED_MS: u64 = 12_000;

type Known<'a> = (&'a CallSid, &'a Leg);

/// An order that is under way.
#[derive(Clone, Debug)]
pub(super) struct Order {
    request: RequestId,
    pub(super) op: ControlOp,
    target: CallSid,
}

impl Half {
    /// The agent wants something of a party: of the other one, unless he himself is named.
    pub(super) fn order(
        &mut self,
        now: u64,
        op: ControlOp,
        worker: Option<&WorkerSid>,
        setup: &Setup,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        // The second of a double click, and whatever else cannot wait for the first.
        if self.order.is_some() {
            return Vec::new();
        }
        let (myself, peer) = self.legs(setup);
        let wanted = if worker == Some(&setup.worker) { myself } else { peer };
        let joined = wanted.filter(|(_, leg)| leg.status == LegStatus::Joined);
        let Some(target) = joined.map(|(call, _)| call.clone()) else {
            return vec![Effect::Notify(Reason::NotJoined { name: self.peer() })];
        };
        let request = next();
        self.order = Some(Order { request, op, target: target.clone() });
        let call = self.call().clone();
        vec![
            Effect::Order { request, call, op, target: Some(target) },
            Effect::WakeAt { at: now + ANSWERED_MS, wake: Wake::OrderStuck { request } },
        ]
    }

    /// The server is asked to end the call, too, once there is one.
    pub(super) fn end_for_all(&self, next: &mut impl FnMut() -> RequestId) -> Option<Effect> {
        self.record.as_ref()?;
        let (request, call) = (next(), self.call().clone());
        Some(Effect::Order { request, call, op: ControlOp::End, target: None })
    }

    pub(super) fn is_ordering(&self, request: RequestId) -> bool {
        self.order.as_ref().is_some_and(|order| order.request == request)
    }

    /// The server has answered that it is done, and has written so into the record, which may
    /// take a moment longer to come.
    pub(super) fn ordered(&mut self, setup: &Setup) -> Option<Effect> {
        let order = self.order.take()?;
        let leg = self.record.as_mut()?.legs.get_mut(&order.target)?;
        match order.op {
            ControlOp::Hold => leg.hold = true,
            ControlOp::Unhold => leg.hold = false,
            ControlOp::Mute => {
                leg.muted = true;
                leg.orders.muted_by = Some(setup.worker.clone());
            }
            ControlOp::Unmute => leg.muted = false,
            ControlOp::End | ControlOp::Remove => {}
        }
        self.show(setup)
    }

    pub(super) fn order_failed(&mut self, why: Failure, request: RequestId) -> Vec<Effect> {
        self.order = None;
        match why {
            // It crossed a hang-up: the record will tell, and if it does not, a look will.
            _ if self.talk_record().is_none() => Vec::new(),
            Failure::Gone => {
                vec![Effect::Reconcile { request, task: Some(self.offer.task.clone()) }]
            }
            Failure::Refused | Failure::Unreachable => vec![Effect::Notify(Reason::OrderFailed)],
        }
    }

    /// Who hears whom.
    pub(super) fn talk(&self, setup: &Setup) -> Talk {
        let (myself, peer) = self.legs(setup);
        let of =
            |leg: Option<Known<'_>>| leg.map(|(_, leg)| (leg.hold, leg.muted)).unwrap_or_default();
        let by_myself =
            myself.is_some_and(|(_, leg)| leg.orders.muted_by.as_ref() == Some(&setup.worker));
        let ((self_held, self_muted), (peer_held, peer_muted)) = (of(myself), of(peer));
        match self.order.as_ref().map(|order| order.op) {
            Some(ControlOp::Hold) => Talk::Holding,
            Some(ControlOp::Unhold) => Talk::Resuming,
            _ if self_held && peer_held => Talk::BothHeld,
            _ if self_held => Talk::SelfHeld,
            _ if peer_held => Talk::PeerHeld,
            _ if self_muted && by_myself => Talk::MutedMyself,
            _ if self_muted => Talk::SelfMuted,
            _ if peer_muted => Talk::PeerMuted,
            _ => Talk::Together,
        }
    }

    /// The record, while they talk.
    pub(super) fn talk_record(&self) -> Option<&CallRecord> {
        let record = self.record.as_ref().filter(|_| self.is_live());
        record.filter(|record| record.state == CallState::Active)
    }

    /// The agent's own leg and the other party's, once they are in a call that goes on.
    pub(super) fn legs(&self, setup: &Setup) -> (Option<Known<'_>>, Option<Known<'_>>) {
        let Some(record) = self.talk_record() else { return (None, None) };
        let (role, _) = other_side(record, setup);
        let myself = latest(record, |leg| leg.worker_sid.as_ref() == Some(&setup.worker));
        (myself, latest(record, |leg| leg.role == role))
    }
}
