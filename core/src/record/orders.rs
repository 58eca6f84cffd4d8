//! What parties order about legs: hold, mute, remove.
//!
//! Twilio's answer to an order says at once what the leg is like; the conference's messages say
//! it again, later, and two orders may reach the record in another order than they reached
//! Twilio. So a message is believed on its own until there was an order; from then on one that
//! contradicts the record makes the leg doubtful, and it is looked at.

use alloc::vec::Vec;

use super::{Effect, LegSeen, Record};
use crate::id::{CallSid, WorkerSid};
use crate::wire::{ControlOp, Leg, LegKind, LegStatus, Orders};

/// How much was known of a leg before something was asked about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LegVersion {
    /// The orders that had been carried out.
    orders: u32,
    /// The last message.
    seq: u64,
}

impl Record {
    /// A leg that can be acted on: it is in the conference, and a party's.
    pub fn party_leg(&self, call: &CallSid) -> Option<&Leg> {
        let joined = |leg: &&Leg| leg.status == LegStatus::Joined;
        self.call.legs.get(call).filter(joined).filter(|leg| leg.kind != LegKind::Supervisor)
    }

    pub(super) fn ordered(
        &mut self,
        op: ControlOp,
        by: Option<WorkerSid>,
        seen: &LegSeen,
        after: LegVersion,
    ) {
        let Some(leg) = self.joined(&seen.call) else { return };
        let overtaken = leg.version() != after;
        leg.orders.done += 1;
        match op {
            ControlOp::Hold | ControlOp::Unhold => leg.orders.held_by = by,
            ControlOp::Mute | ControlOp::Unmute => leg.orders.muted_by = by,
            ControlOp::End | ControlOp::Remove => {}
        }
        if overtaken && !leg.is_as(seen) {
            leg.orders.doubtful = true;
        } else {
            leg.show(seen);
        }
    }

    pub(super) fn look_at_leg(&mut self, seen: &LegSeen, after: LegVersion) {
        // What has come since the look knows better, or asks for another.
        if let Some(leg) = self.joined(&seen.call).filter(|leg| leg.version() == after) {
            leg.show(seen);
        }
    }

    /// Takes in that a leg is not there any more, if it ever was.
    pub(super) fn miss(&mut self, call: &CallSid) {
        if let Some(leg) = self.call.legs.get_mut(call) {
            leg.leave();
        }
    }

    /// What is to be done about legs that are in the conference.
    pub(super) fn owe_to_legs(&self, effects: &mut Vec<Effect>) {
        let Some(conference) = &self.call.conference_sid else { return };
        let joined = self.call.legs.iter().filter(|(_, leg)| leg.status == LegStatus::Joined);
        for (call, leg) in joined {
            let (conference, call) = (conference.clone(), call.clone());
            if leg.orders.doubtful {
                let after = leg.version();
                effects.push(Effect::LookAtLeg { conference, call, after });
            } else if leg.hold && self.is_abandoned(leg) {
                effects.push(Effect::Unhold { conference, call });
            }
        }
    }

    /// Whoever held it has left, and no other agent is there who could take it back.
    fn is_abandoned(&self, held: &Leg) -> bool {
        let mut others = self.call.legs.values().filter(|leg| {
            leg.status == LegStatus::Joined && leg.kind == LegKind::Agent && !leg.hold
        });
        let holder = held.orders.held_by.as_ref();
        holder.is_some_and(|holder| !self.has_joined(holder)) && others.next().is_none()
    }

    fn joined(&mut self, call: &CallSid) -> Option<&mut Leg> {
        self.call.legs.get_mut(call).filter(|leg| leg.status == LegStatus::Joined)
    }
}

impl Leg {
    /// Takes in what a message says of it.
    pub(super) fn hear(&mut self, seen: &LegSeen) {
        if self.orders.done == 0 || self.is_as(seen) {
            self.show(seen);
        } else {
            self.orders.doubtful = true;
        }
    }

    fn is_as(&self, seen: &LegSeen) -> bool {
        !self.orders.doubtful && (self.hold, self.muted) == (seen.hold, seen.muted)
    }

    /// What is known of it so far.
    pub fn version(&self) -> LegVersion {
        LegVersion { orders: self.orders.done, seq: self.seq }
    }

    /// It is as it was seen.
    pub(super) fn show(&mut self, seen: &LegSeen) {
        self.hold = seen.hold;
        self.muted = seen.muted;
        self.coaching = seen.coaching;
        self.orders.doubtful = false;
        if !self.hold {
            self.orders.held_by = None;
        }
        if !self.muted {
            self.orders.muted_by = None;
        }
    }

    /// It is not in the conference any more, for good.
    pub(super) fn leave(&mut self) {
        self.status = LegStatus::Left;
        self.orders = Orders::default();
    }
}
