//! Legs: rung, answered, refused, ended.

use std::time::Duration;

use serde_json::json;

use super::Timer;
use super::call::{Call, CallStatus, End, Party, Place, Purpose, Reaction, Start};
use super::conference::{Callback, LeaveReason};
use super::script::DialOutcome;
use super::sound::Listener;
use crate::exchange::Fault;
use crate::order::{MediaOrder, Order};
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// A call to be made.
#[derive(Debug)]
pub(super) struct NewCall {
    pub(super) to: String,
    pub(super) from: String,
    pub(super) parent: Option<Sid>,
    pub(super) purpose: Purpose,
    pub(super) direction: &'static str,
    pub(super) start: Option<Start>,
    pub(super) timeout: Duration,
    pub(super) limit: Option<Duration>,
    pub(super) callback: Option<Callback>,
    /// The Voice SDK's custom parameters, as a form.
    pub(super) params: String,
}

impl NewCall {
    /// A call to this address with Twilio's defaults.
    pub(super) fn to(address: impl Into<String>, purpose: Purpose) -> NewCall {
        NewCall {
            to: address.into(),
            from: String::new(),
            parent: None,
            purpose,
            direction: "outbound-api",
            start: None,
            timeout: Duration::from_secs(60),
            limit: None,
            callback: None,
            params: String::new(),
        }
    }
}

/// Whether this is a telephone number as Twilio writes them.
pub(super) fn is_number(address: &str) -> bool {
    let digits = address.strip_prefix('+').unwrap_or_default();
    (7..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit())
}

impl World {
    /// Makes a call and rings whoever is at the address.
    pub(super) fn place_call(&mut self, new: NewCall) -> Result<Sid, Fault> {
        let end = self.end_at(&new)?;
        let sid = self.mint(SidKind::CA);
        let browser = matches!(end, End::Browser { .. });
        let call = Call {
            sid: sid.clone(),
            parent: new.parent,
            from: new.from,
            to: new.to,
            direction: new.direction,
            status: CallStatus::Queued,
            end,
            purpose: new.purpose,
            callback: new.callback,
            callbacks_sent: 0,
            created: self.now,
            updated: self.now,
            answered: None,
            ended: None,
            place: Place::Own,
            start: new.start,
            limit: new.limit,
            script: None,
            route: None,
        };
        let plan = self.voice.parties.get(&call.to).copied().unwrap_or_default();
        self.note("voice", &call.to, "is called", json!({ "call": sid, "from": call.from }));
        self.voice.calls.insert(sid.clone(), call);
        self.call_event(&sid, "initiated");
        self.after(new.timeout, Timer::Ring { call: sid.clone() });
        if browser {
            self.invite(&sid, &new.params);
        } else {
            self.leg_ringing(&sid);
            let (call, reaction) = (sid.clone(), plan.reaction);
            let lasts =
                if let Reaction::Answers(after) = reaction { after } else { Duration::ZERO };
            self.after(lasts, Timer::Party { call, reaction });
        }
        Ok(sid)
    }

    fn end_at(&self, new: &NewCall) -> Result<End, Fault> {
        let plan = self.voice.parties.get(&new.to).copied().unwrap_or_default();
        let party = End::Party { tone_hz: plan.tone_hz };
        if let Some(identity) = new.to.strip_prefix("client:").filter(|name| !name.is_empty()) {
            return Ok(End::Browser { identity: identity.to_owned() });
        }
        if new.to.strip_prefix("sip:").is_some_and(|rest| rest.contains('@')) {
            return Ok(party);
        }
        if !is_number(&new.to) {
            let message = format!("The 'To' number {} is not a valid phone number", new.to);
            return Err(Fault::new(400, 21211, message));
        }
        let parent = new.parent.as_ref().and_then(|parent| self.voice.calls.get(parent));
        let forwarded = parent.is_some_and(|parent| parent.from == new.from);
        if new.from != self.account().caller_id && !forwarded {
            let message = format!("The source phone number {} is not verified", new.from);
            return Err(Fault::new(400, 21210, message));
        }
        Ok(party)
    }

    fn invite(&mut self, call: &Sid, params: &str) {
        let account = self.account().sid.clone();
        let Some(leg) = self.voice.calls.get(call) else { return };
        let Some(identity) = leg.identity().map(str::to_owned) else { return };
        let parameters = json!({
            "AccountSid": account,
            "ApiVersion": "2010-04-01",
            "CallSid": call,
            "From": leg.from,
            "Params": params,
            "To": leg.to,
        });
        self.order(Order::Invite { call: call.clone(), identity, parameters });
    }

    /// Says what a simulated telephone at this address does when it rings.
    pub fn party_will(&mut self, address: &str, party: Party) {
        self.voice.parties.insert(address.to_owned(), party);
    }

    /// A browser of the rung agent has been told of the call.
    pub fn leg_ringing(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get_mut(call) else { return };
        if leg.status == CallStatus::Queued {
            leg.status = CallStatus::Ringing;
            leg.updated = self.now;
            self.call_event(call, "ringing");
        }
    }

    /// The rung agent, or a simulated party, has answered.
    pub fn leg_answered(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get_mut(call) else { return };
        if !leg.is_live() || leg.is_in_progress() {
            return;
        }
        leg.status = CallStatus::InProgress;
        leg.answered = Some(self.now);
        leg.updated = self.now;
        let (limit, name) = (leg.limit, leg.to.clone());
        if let End::Party { tone_hz } = leg.end {
            self.order(Order::Media(MediaOrder::Synth { call: call.clone(), tone_hz }));
        }
        if let Some(limit) = limit {
            self.after(limit, Timer::Limit { call: call.clone() });
        }
        self.note("voice", &name, "answers", json!({ "call": call }));
        self.call_event(call, "answered");
        self.answered_for(call);
    }

    /// What follows from the answer, by what the call was made for.
    fn answered_for(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get_mut(call) else { return };
        match leg.purpose.clone() {
            Purpose::Dialed => {
                if let Some(parent) = leg.parent.clone() {
                    self.dialed_answered(&parent, call);
                }
            }
            Purpose::Inbound => {}
            Purpose::Instructed { reservation, accept, .. } => {
                if accept {
                    self.reservation_accepted_by_leg(&reservation, call);
                }
                self.run_start(call);
            }
            Purpose::NativeCustomer | Purpose::Participant => self.take_reserved_seat(call),
            Purpose::NativeWorker { reservation, task, customer_ends } => {
                self.native_worker_answered(call, &reservation, &task, customer_ends);
            }
            Purpose::Rest => self.run_start(call),
        }
    }

    fn run_start(&mut self, call: &Sid) {
        match self.voice.calls.get_mut(call).and_then(|leg| leg.start.take()) {
            Some(Start::At(target)) => self.run_from(call, &target, Vec::new()),
            Some(Start::Text(text)) => self.run_text(call, &text, ""),
            None => self.end_call(call, CallStatus::Completed),
        }
    }

    /// The rung agent, or a simulated party, has declined.
    pub fn leg_rejected(&mut self, call: &Sid) {
        self.end_unanswered(call, CallStatus::Busy);
    }

    /// The browser has hung up.
    pub fn leg_hung_up(&mut self, call: &Sid) {
        self.end_unanswered(call, CallStatus::NoAnswer);
        self.end_call(call, CallStatus::Completed);
    }

    /// The browser has been away for longer than is forgiven.
    pub fn leg_lost(&mut self, call: &Sid) {
        self.note("voice", &self.call_name(call), "is lost", json!({ "call": call }));
        self.leg_hung_up(call);
    }

    /// The browser has sent digits; no verb of the emulator listens to them.
    pub fn leg_dtmf(&mut self, call: &Sid, digits: &str) {
        let detail = json!({ "call": call, "digits": digits });
        self.note("voice", &self.call_name(call), "presses keys", detail);
    }

    /// No browser is registered under the identity that was to be rung.
    pub fn leg_failed_to_ring(&mut self, call: &Sid) {
        self.end_unanswered(call, CallStatus::NoAnswer);
    }

    /// A simulated party hangs up.
    pub fn party_hangs_up(&mut self, call: &Sid) {
        self.leg_hung_up(call);
    }

    pub(super) fn end_unanswered(&mut self, call: &Sid, status: CallStatus) {
        if self.voice.calls.get(call).is_some_and(|leg| leg.answered.is_none()) {
            self.end_call(call, status);
        }
    }

    /// A simulated telephone does what it was told to do.
    pub(super) fn party_reacts(&mut self, call: &Sid, reaction: Reaction) {
        match reaction {
            Reaction::Answers(_) => self.leg_answered(call),
            Reaction::Busy => self.end_unanswered(call, CallStatus::Busy),
            Reaction::Fails => self.end_unanswered(call, CallStatus::Failed),
            Reaction::Rings => {}
        }
    }

    /// Ends a call, wherever it is, and lets follow what follows from it. Ending twice is nothing.
    pub(super) fn end_call(&mut self, call: &Sid, status: CallStatus) {
        let Some(leg) = self.voice.calls.get_mut(call).filter(|leg| leg.is_live()) else { return };
        leg.status = status;
        leg.ended = Some(self.now);
        leg.updated = self.now;
        leg.route = None;
        let place = std::mem::replace(&mut leg.place, Place::Own);
        let script = leg.script.take();
        let (parent, name) = (leg.parent.clone(), leg.to.clone());
        self.release_leg(call);
        self.voice.playbacks.remove(&Listener::Call(call.clone()));
        self.note("voice", &name, status.word(), json!({ "call": call }));
        self.call_event(call, "completed");
        let bridged = matches!(place, Place::Bridge { .. });
        match place {
            Place::Conference(conference) => self.leave(&conference, call, LeaveReason::HungUp),
            Place::Queue { task } => self.customer_left_queue(&task),
            Place::Bridge { .. } | Place::Own => {}
        }
        self.end_children(call);
        if let Some(script) = script {
            let seconds = self.voice.calls.get(call).map_or(0, |leg| leg.seconds(self.now));
            let status = if bridged { "completed" } else { "canceled" };
            let outcome = DialOutcome { status, child: None, seconds };
            self.tell_dial_action(call, &script, &outcome);
        }
        match parent {
            Some(parent) => self.dialed_ended(&parent, call),
            None => self.ended_for(call),
        }
    }

    /// Tells browser and mixer that the leg is over.
    fn release_leg(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get(call) else { return };
        let identity = leg.identity().map(str::to_owned);
        match (leg.answered, identity) {
            (Some(_), identity) => self.order(Order::HangUp { call: call.clone(), identity }),
            (None, Some(identity)) => {
                self.order(Order::CancelInvite { call: call.clone(), identity });
            }
            (None, None) => {}
        }
    }

    /// What follows when a call ends that nobody had answered, by what it was made for.
    fn ended_for(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get(call).filter(|leg| leg.answered.is_none()) else {
            return;
        };
        let reason = leg.status.word();
        match leg.purpose.clone() {
            Purpose::Instructed { reservation, .. } => {
                self.reservation_leg_failed(&reservation, reason);
            }
            Purpose::NativeWorker { reservation, .. } => {
                self.give_up_seat(call);
                self.reservation_leg_failed(&reservation, reason);
            }
            Purpose::NativeCustomer | Purpose::Participant => self.give_up_seat(call),
            Purpose::Dialed | Purpose::Inbound | Purpose::Rest => {}
        }
    }

    /// Tells a call's own status callback.
    fn call_event(&mut self, call: &Sid, event: &'static str) {
        let form = self.call_form(call);
        let (now, Some(leg)) = (self.now, self.voice.calls.get_mut(call)) else { return };
        let Some(callback) = leg.callback.clone().filter(|callback| callback.events.has(event))
        else {
            return;
        };
        let sequence = leg.callbacks_sent;
        leg.callbacks_sent += 1;
        let mut form = form;
        let mut add = |name: &str, value: String| form.push((name.to_owned(), value));
        add("CallbackSource", "call-progress-events".to_owned());
        add("SequenceNumber", sequence.to_string());
        add("Timestamp", now.rfc2822());
        if event == "completed" {
            add("CallDuration", leg.seconds(now).to_string());
        }
        self.webhook(&callback.target, form, event);
    }

    /// The parameters that every request on behalf of this call carries.
    pub(super) fn call_form(&self, call: &Sid) -> Vec<(String, String)> {
        let leg = self.voice.calls.get(call);
        leg.map(|leg| leg.form(&self.account().sid)).unwrap_or_default()
    }

    /// Who is at the other end of the call, for the log.
    pub(super) fn call_name(&self, call: &Sid) -> String {
        self.voice.calls.get(call).map_or(call.as_str(), Call::far_end).to_owned()
    }
}
