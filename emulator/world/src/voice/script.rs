//! A call runs its TwiML: verb after verb, waiting where a verb takes time.

use std::collections::VecDeque;

use serde_json::json;

use super::Timer;
use super::address::Target;
use super::call::{CallStatus, Place, Purpose};
use super::conference::{Music, Role};
use super::legs::NewCall;
use super::requests::FetchFor;
use super::sound::{playing_time, reading_time};
use super::twiml::{self, Dial, Enqueue, TwimlError, Verb, Whom};
use crate::order::Sound;
use crate::sid::Sid;
use crate::world::World;

/// The rest of a call's document, and what it waits for.
#[derive(Debug)]
pub(crate) struct Script {
    left: VecDeque<Verb>,
    /// Names what is waited for, so that an answer to something older is not taken for it.
    step: u64,
    waits: Waits,
}

#[derive(Debug)]
enum Waits {
    /// For the conference to be left.
    Conference { action: Option<Target> },
    /// For a document.
    Document,
    /// For somebody to answer, and then for one of the two to hang up.
    Parties { action: Option<Target> },
    /// For a worker, in a queue.
    Queue { action: Option<Target>, music: Music },
    /// For a pause, a sound or a reading to be over.
    Time { sound: Option<Sound> },
}

/// How a `<Dial>` went.
#[derive(Debug)]
pub(super) struct DialOutcome {
    pub(super) status: &'static str,
    pub(super) child: Option<Sid>,
    pub(super) seconds: u64,
}

impl Script {
    /// What the caller hears from his own TwiML.
    pub(super) fn sound(&self) -> Option<&Sound> {
        match &self.waits {
            Waits::Time { sound } => sound.as_ref(),
            Waits::Conference { .. }
            | Waits::Document
            | Waits::Parties { .. }
            | Waits::Queue { .. } => None,
        }
    }

    /// What the caller hears while he is queued.
    pub(super) fn queue_music(&self) -> Option<&Music> {
        match &self.waits {
            Waits::Queue { music, .. } => Some(music),
            Waits::Conference { .. }
            | Waits::Document
            | Waits::Parties { .. }
            | Waits::Time { .. } => None,
        }
    }

    /// Whether a `<Dial>` is ringing somebody or connected with him.
    fn dials(&self) -> bool {
        matches!(self.waits, Waits::Parties { .. })
    }

    /// The address that is told how a `<Dial>` went.
    pub(super) fn dial_action(&self) -> Option<&Target> {
        match &self.waits {
            Waits::Conference { action } | Waits::Parties { action } => action.as_ref(),
            Waits::Document | Waits::Queue { .. } | Waits::Time { .. } => None,
        }
    }
}

impl World {
    /// Gets the call's TwiML from an address and runs it.
    pub(super) fn run_from(&mut self, call: &Sid, target: &Target, extra: Vec<(String, String)>) {
        let step = self.voice.next_number();
        let Some(leg) = self.voice.calls.get_mut(call) else { return };
        let waits = Waits::Document;
        leg.script = Some(Script { left: VecDeque::new(), step, waits });
        self.settle(call);
        self.fetch(call, target, extra, FetchFor::Script { step });
    }

    /// Runs a document that is there already.
    pub(super) fn run_text(&mut self, call: &Sid, text: &str, base: &str) {
        match twiml::parse(text, base) {
            Ok(verbs) => {
                let step = self.voice.next_number();
                let Some(leg) = self.voice.calls.get_mut(call) else { return };
                leg.script = Some(Script { left: verbs.into(), step, waits: Waits::Document });
                self.proceed(call);
            }
            Err(error) => {
                self.note_twiml_error(&self.call_name(call), &error);
                self.end_call(call, CallStatus::Completed);
            }
        }
    }

    pub(super) fn note_twiml_error(&mut self, who: &str, error: &TwimlError) {
        let what = format!("TwiML refused ({}): {error}", error.code());
        self.note("twiml", who, &what, json!({ "code": error.code() }));
    }

    pub(super) fn script_fetched(
        &mut self,
        call: &Sid,
        step: u64,
        url: &str,
        text: Option<String>,
    ) {
        if self.script_at(call, step).is_none() {
            return;
        }
        match text {
            Some(text) => self.run_text(call, &text, url),
            None => self.end_call(call, CallStatus::Completed),
        }
    }

    /// A pause, a sound or a reading is over.
    pub(super) fn script_time_over(&mut self, call: &Sid, step: u64) {
        if self.script_at(call, step).is_some() {
            self.proceed(call);
        }
    }

    fn script_at(&mut self, call: &Sid, step: u64) -> Option<&mut Script> {
        let leg = self.voice.calls.get_mut(call).filter(|leg| leg.is_live())?;
        leg.script.as_mut().filter(|script| script.step == step)
    }

    /// Runs the next verb; a document without one hangs up.
    fn proceed(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get_mut(call).filter(|leg| leg.is_live()) else { return };
        let next = leg.script.as_mut().and_then(|script| script.left.pop_front());
        match next {
            None | Some(Verb::Hangup) => self.end_call(call, CallStatus::Completed),
            Some(Verb::Dial(dial)) => self.dial(call, *dial),
            Some(Verb::Enqueue(enqueue)) => self.enqueue_call(call, *enqueue),
            Some(Verb::Pause(time)) => self.wait(call, time, None),
            Some(Verb::Play { target, times }) => {
                self.wait(call, playing_time(times), Some(Sound::Url(target.url)));
            }
            Some(Verb::Redirect(target)) => self.run_from(call, &target, Vec::new()),
            Some(Verb::Reject { busy }) => {
                let status = if busy { CallStatus::Busy } else { CallStatus::NoAnswer };
                self.end_call(call, status);
            }
            Some(Verb::Say { text, times }) => {
                self.note("twiml", &self.call_name(call), "Say", json!({ "text": text }));
                self.wait(call, reading_time(&text, times), None);
            }
        }
    }

    fn wait(&mut self, call: &Sid, time: std::time::Duration, sound: Option<Sound>) {
        let step = self.waits_for(call, Waits::Time { sound });
        self.after(time, Timer::Script { call: call.clone(), step });
        self.settle(call);
    }

    fn waits_for(&mut self, call: &Sid, waits: Waits) -> u64 {
        let step = self.voice.next_number();
        let script = self.voice.calls.get_mut(call).and_then(|leg| leg.script.as_mut());
        if let Some(script) = script {
            script.step = step;
            script.waits = waits;
        }
        step
    }

    fn dial(&mut self, call: &Sid, dial: Dial) {
        let Dial { action, caller_id, timeout, whom } = dial;
        match whom {
            Whom::Conference(joining) => {
                self.waits_for(call, Waits::Conference { action });
                if !self.join(call, &joining, Role::Plain) {
                    self.dial_over(call, DialOutcome { status: "failed", child: None, seconds: 0 });
                }
            }
            Whom::Parties(addresses) => {
                self.waits_for(call, Waits::Parties { action });
                self.settle(call);
                self.ring_all(call, caller_id, timeout, addresses);
            }
        }
    }

    fn ring_all(
        &mut self,
        call: &Sid,
        caller_id: Option<String>,
        timeout: std::time::Duration,
        addresses: Vec<String>,
    ) {
        let Some(from) = self.voice.calls.get(call).map(|leg| leg.from.clone()) else { return };
        let mut rung = 0;
        for address in addresses {
            let mut new = NewCall::to(address, Purpose::Dialed);
            new.from = caller_id.clone().unwrap_or_else(|| from.clone());
            new.parent = Some(call.clone());
            new.direction = "outbound-dial";
            new.timeout = timeout;
            match self.place_call(new) {
                Ok(_) => rung += 1,
                Err(fault) => {
                    self.note("voice", &self.call_name(call), &fault.message, json!(fault.code));
                }
            }
        }
        if rung == 0 {
            self.dial_over(call, DialOutcome { status: "failed", child: None, seconds: 0 });
        }
    }

    /// A dialled party has answered: the others stop ringing, the two are connected.
    pub(super) fn dialed_answered(&mut self, parent: &Sid, child: &Sid) {
        for other in self.children_of(parent) {
            if other != *child {
                self.end_call(&other, CallStatus::Canceled);
            }
        }
        for leg in [parent, child] {
            if let Some(leg) = self.voice.calls.get_mut(leg) {
                leg.place = Place::Bridge { room: parent.clone() };
            }
        }
        self.settle(parent);
        self.settle(child);
    }

    /// A dialled party has ended, connected or not: when nobody is left the `<Dial>` is over.
    pub(super) fn dialed_ended(&mut self, parent: &Sid, child: &Sid) {
        let leg = self.voice.calls.get(parent);
        let dials = leg.and_then(|leg| leg.script.as_ref()).is_some_and(Script::dials);
        if !dials || !self.children_of(parent).is_empty() {
            return;
        }
        let (now, leg) = (self.now, self.voice.calls.get(child));
        let (status, seconds) =
            leg.map_or(("failed", 0), |leg| (leg.status.word(), leg.seconds(now)));
        let child = Some(child.clone());
        self.dial_over(parent, DialOutcome { status, child, seconds });
    }

    /// Goes on after a `<Dial>`: at its action's address, or with the next verb.
    pub(super) fn dial_over(&mut self, call: &Sid, outcome: DialOutcome) {
        let Some(leg) = self.voice.calls.get_mut(call).filter(|leg| leg.is_live()) else { return };
        leg.place = Place::Own;
        let action = leg.script.as_ref().and_then(Script::dial_action).cloned();
        match action {
            Some(target) => self.run_from(call, &target, dial_form(&outcome)),
            None => {
                self.waits_for(call, Waits::Document);
                self.proceed(call);
            }
        }
    }

    /// The call itself has hung up during a `<Dial>`: the action's address is told all the same.
    pub(super) fn tell_dial_action(&mut self, call: &Sid, script: &Script, outcome: &DialOutcome) {
        if let Some(target) = script.dial_action().cloned() {
            self.fetch(call, &target, dial_form(outcome), FetchFor::Nobody);
        }
    }

    fn enqueue_call(&mut self, call: &Sid, enqueue: Enqueue) {
        let Enqueue { action, mut attributes, wait, workflow } = enqueue;
        let Some(leg) = self.voice.calls.get(call) else { return };
        if let Some(map) = attributes.as_object_mut() {
            let direction = if leg.direction == "inbound" { "inbound" } else { "outbound" };
            map.insert("call_sid".to_owned(), json!(call));
            map.insert("direction".to_owned(), json!(direction));
            for (name, value) in
                [("called", &leg.to), ("caller", &leg.from), ("from", &leg.from), ("to", &leg.to)]
            {
                map.entry(name).or_insert_with(|| json!(value));
            }
        }
        self.waits_for(call, Waits::Queue { action, music: wait });
        let task = self.enqueue(&workflow, attributes);
        if let Some(leg) = self.voice.calls.get_mut(call).filter(|leg| leg.is_live()) {
            leg.place = Place::Queue { task };
        }
        self.settle(call);
    }

    /// Goes on after a conference or a queue; a call without TwiML of its own hangs up.
    pub(super) fn resume(&mut self, call: &Sid) {
        let Some(leg) = self.voice.calls.get_mut(call).filter(|leg| leg.is_live()) else { return };
        leg.place = Place::Own;
        let action = match leg.script.as_ref().map(|script| &script.waits) {
            Some(Waits::Conference { .. }) => {
                let outcome = DialOutcome { status: "answered", child: None, seconds: 0 };
                return self.dial_over(call, outcome);
            }
            Some(Waits::Queue { action, .. }) => action.clone(),
            Some(Waits::Document | Waits::Parties { .. } | Waits::Time { .. }) => None,
            None => return self.end_call(call, CallStatus::Completed),
        };
        match action {
            Some(target) => {
                let extra = vec![("QueueResult".to_owned(), "bridged".to_owned())];
                self.run_from(call, &target, extra);
            }
            None => self.proceed(call),
        }
    }

    fn children_of(&self, parent: &Sid) -> Vec<Sid> {
        let live = self.voice.calls.values().filter(|leg| leg.is_live());
        live.filter(|leg| leg.parent.as_ref() == Some(parent)).map(|leg| leg.sid.clone()).collect()
    }

    /// Ends whoever this call has dialled.
    pub(super) fn end_children(&mut self, parent: &Sid) {
        for child in self.children_of(parent) {
            let answered = self.voice.calls.get(&child).is_some_and(|leg| leg.is_in_progress());
            let status = if answered { CallStatus::Completed } else { CallStatus::Canceled };
            self.end_call(&child, status);
        }
    }
}

fn dial_form(outcome: &DialOutcome) -> Vec<(String, String)> {
    let mut form = vec![("DialCallStatus".to_owned(), outcome.status.to_owned())];
    if let Some(child) = &outcome.child {
        form.push(("DialCallSid".to_owned(), child.to_string()));
        form.push(("DialCallDuration".to_owned(), outcome.seconds.to_string()));
    }
    form
}
