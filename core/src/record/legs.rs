//! Legs of a call: what the conference tells about them, and what a look at it shows.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Effect, Record};
use crate::id::{CallSid, ConferenceSid};
use crate::wire::{
    CallState, EndReason, Leg, LegKind, LegRole, LegStatus, Orders, PENDING_COLLEAGUE,
    labelled_agent,
};

/// One message of the conference's status callback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConferenceEvent {
    /// Which conference.
    pub conference: ConferenceSid,
    /// Its running number of messages, from 1.
    pub sequence: u64,
    /// What it tells.
    pub told: Told,
}

/// What a message of the status callback tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The conference is over.
    Ended,
    /// Something about one leg.
    Leg(LegEvent),
    /// Two are in it.
    Started,
}

/// News of one leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegEvent {
    /// What has become of it.
    pub change: LegChange,
    /// The leg as it is now.
    pub leg: LegSeen,
}

/// What has become of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LegChange {
    /// It was held, muted or the like, or no longer.
    Changed,
    /// It has joined.
    Joined,
    /// It has left, with Twilio's word for why.
    Left(Option<String>),
}

/// A leg as the conference shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegSeen {
    /// The leg.
    pub call: CallSid,
    /// Its participant label; empty if it has none.
    pub label: String,
    /// Hears hold music.
    pub hold: bool,
    /// Is not heard.
    pub muted: bool,
    /// Is heard by one other leg alone.
    pub coaching: bool,
}

impl Record {
    /// Takes in a message of the status callback.
    pub(super) fn listen(&mut self, event: ConferenceEvent) -> Vec<Effect> {
        let known = self.call.conference_sid.get_or_insert_with(|| event.conference.clone());
        if *known != event.conference {
            // A leg that joined after the end has opened a second conference under the same
            // name. Nobody else will ever come.
            return match event.told {
                Told::Ended => Vec::new(),
                Told::Leg(_) | Told::Started => vec![Effect::EndConference(event.conference)],
            };
        }
        self.call.seq = self.call.seq.max(event.sequence);
        match event.told {
            Told::Ended => self.close_conference(),
            Told::Leg(LegEvent { change, leg }) => self.hear_of(leg, change, event.sequence),
            Told::Started => {}
        }
        Vec::new()
    }

    /// Takes in a look at the conference: whoever is not in the list has left.
    pub(super) fn see(&mut self, conference: ConferenceSid, seen: Vec<LegSeen>) {
        self.call.conference_sid.get_or_insert(conference);
        for (call, leg) in &mut self.call.legs {
            if !seen.iter().any(|seen| seen.call == *call) {
                leg.leave();
            }
        }
        for seen in seen {
            self.leg(&seen).show(&seen);
        }
    }

    /// The conference is over: nobody is in it any more.
    pub(super) fn close_conference(&mut self) {
        self.call.work.conference_over = true;
        self.end(EndReason::Canceled);
        self.call.legs.values_mut().for_each(Leg::leave);
    }

    fn hear_of(&mut self, seen: LegSeen, change: LegChange, sequence: u64) {
        let over = self.call.work.conference_over;
        let leg = self.leg(&seen);
        if sequence <= leg.seq {
            return;
        }
        leg.seq = sequence;
        match change {
            LegChange::Changed | LegChange::Joined => leg.hear(&seen),
            LegChange::Left(reason) => {
                leg.show(&seen);
                leg.leave();
                leg.left_reason = reason;
            }
        }
        if over {
            leg.leave();
        }
    }

    /// The leg, which is made from its label if it was not known.
    fn leg(&mut self, seen: &LegSeen) -> &mut Leg {
        let worker_sid = labelled_agent(&seen.label);
        if self.call.caller.worker_sid.is_none() {
            self.call.caller.worker_sid.clone_from(&worker_sid);
        }
        let calls = worker_sid.is_some() && self.call.caller.worker_sid == worker_sid;
        let (kind, role) = match &worker_sid {
            Some(_) if calls => (LegKind::Agent, LegRole::Caller),
            Some(worker) => {
                let colleague = self.call.colleague.worker_sid.get_or_insert(worker.clone());
                let is_called = *colleague == *worker;
                (LegKind::Agent, if is_called { LegRole::Callee } else { LegRole::Added })
            }
            None if seen.label.starts_with("supervisor-") => (LegKind::Supervisor, LegRole::Added),
            None => (LegKind::External, LegRole::Added),
        };
        if role == LegRole::Callee {
            self.call.pending.remove(PENDING_COLLEAGUE);
        }
        self.call.legs.entry(seen.call.clone()).or_insert_with(|| Leg {
            kind,
            role,
            worker_sid,
            label: seen.label.clone(),
            status: LegStatus::Joined,
            hold: false,
            muted: false,
            coaching: false,
            seq: 0,
            orders: Orders::default(),
            left_reason: None,
        })
    }

    /// Whether the colleague's leg was ever in the conference.
    pub(super) fn colleague_was_there(&self) -> bool {
        self.call.legs.values().any(|leg| leg.role == LegRole::Callee)
    }

    /// Whether whoever played this part has left, and is not in the conference with another leg.
    pub(super) fn has_left(&self, role: LegRole) -> bool {
        let mut legs = self.call.legs.values().filter(|leg| leg.role == role).peekable();
        legs.peek().is_some() && legs.all(|leg| leg.status == LegStatus::Left)
    }

    /// Moves the state on, and applies the rule who may stay.
    pub(super) fn settle(&mut self) {
        if self.call.state != CallState::Ended {
            self.call.state = self.stay();
        }
        if self.call.state == CallState::Ended {
            let talked = self.colleague_was_there();
            self.end(if talked { EndReason::HungUp } else { EndReason::Canceled });
            self.call.pending.clear();
        }
    }
}
