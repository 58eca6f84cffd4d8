//! An agent whose calls go to a telephone: his browser has no power over his own leg.

use alloc::vec;
use alloc::vec::Vec;

use super::InternalCalls;
use super::half::Half;
use crate::desk::{Effect, RequestId, Setup, Verdict, address};
use crate::id::ReservationSid;
use crate::wire::ControlOp;

impl InternalCalls {
    pub(super) fn on_telephone(&self) -> Option<Setup> {
        let on = |setup: &&Setup| setup.address.as_ref().is_some_and(address::is_telephone);
        self.setup.as_ref().filter(on).cloned()
    }

    /// What Flex would do to a call in the browser is asked of the server if there is none: to
    /// hang up the call of a reservation, or, where none is given, to mute.
    pub(super) fn at_telephone(
        &mut self,
        now: u64,
        hang_up: Option<&ReservationSid>,
        next: &mut impl FnMut() -> RequestId,
    ) -> (Verdict, Vec<Effect>) {
        let named = |half: &&mut Half| hang_up.is_none_or(|sid| half.offer.reservation == *sid);
        let setup = self.on_telephone();
        let half = self.halves.iter_mut().filter(|half| half.is_live()).find(named);
        let (Some(setup), Some(half)) = (setup, half) else {
            return (Verdict::Proceed, Vec::new());
        };
        let effects = match hang_up {
            Some(_) => half.hang_up_telephone(now, &setup, next),
            None => half.toggle_mute(now, &setup, next),
        };
        (Verdict::Replace, effects)
    }
}

impl Half {
    /// The server takes the agent's telephone out of the call; a call that he is not in yet it
    /// ends.
    fn hang_up_telephone(
        &mut self,
        now: u64,
        setup: &Setup,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        if self.is_unanswered_attempt() {
            return self.give_up(next());
        }
        if self.given_up {
            return Vec::new();
        }
        if self.talk_record().is_none() {
            let (request, call) = (next(), self.call().clone());
            return vec![Effect::Order { request, call, op: ControlOp::End, target: None }];
        }
        // Whatever else was ordered of a leg does not matter any more.
        self.order = self.order.take().filter(|order| order.op == ControlOp::Remove);
        self.order(now, ControlOp::Remove, Some(&setup.worker), setup, next)
    }

    /// Closes the agent's microphone, wherever it is, or opens it.
    fn toggle_mute(
        &mut self,
        now: u64,
        setup: &Setup,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let muted = self.legs(setup).0.is_some_and(|(_, leg)| leg.muted);
        let op = if muted { ControlOp::Unmute } else { ControlOp::Mute };
        self.order(now, op, Some(&setup.worker), setup, next)
    }
}
