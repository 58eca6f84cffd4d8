//! Twilio Voice: calls, conferences, TwiML, status callbacks and their REST.

mod address;
mod call;
mod conference;
mod customer;
mod flex;
mod legs;
mod requests;
mod rest;
mod room;
mod script;
mod sound;
mod twiml;
mod view;

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

pub use call::{Party, Reaction};
pub use customer::CustomerCall;

use call::{Call, CallStatus};
use conference::Conference;
use requests::{Delivery, Fetch};
use sound::{Listener, Playback};

use crate::order::{FetchId, WebhookId};
use crate::sid::Sid;
use crate::time::Time;
use crate::world::World;

/// All calls and conferences of the account, ended ones too: REST tells of them.
#[derive(Debug, Default)]
pub(crate) struct Voice {
    calls: BTreeMap<Sid, Call>,
    conferences: BTreeMap<Sid, Conference>,
    deliveries: BTreeMap<WebhookId, Delivery>,
    fetches: BTreeMap<FetchId, Fetch>,
    /// What simulated telephones do when they ring, by address.
    parties: BTreeMap<String, Party>,
    playbacks: BTreeMap<Listener, Playback>,
    timers: BTreeMap<(Time, u64), Timer>,
    numbers: u64,
}

/// What happens by itself after a while. Each looks again whether it still matters.
#[derive(Debug)]
enum Timer {
    /// The call has lasted as long as it may.
    Limit { call: Sid },
    /// A simulated telephone does what it does.
    Party { call: Sid, reaction: Reaction },
    /// A step of a playback is over.
    Playback { listener: Listener, number: u64 },
    /// The call has rung long enough.
    Ring { call: Sid },
    /// A step of a call's TwiML is over.
    Script { call: Sid, step: u64 },
    /// TaskRouter writes the worker's leg into the task.
    WorkerCallSid { task: Sid, call: Sid },
}

impl Voice {
    /// When something is due next.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        self.timers.keys().next().map(|(due, _)| *due)
    }

    fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }
}

impl World {
    fn after(&mut self, time: Duration, timer: Timer) {
        let key = (self.now + time, self.voice.next_number());
        self.voice.timers.insert(key, timer);
    }

    pub(crate) fn advance_voice(&mut self) {
        while let Some(entry) = self.voice.timers.first_entry() {
            if entry.key().0 > self.now {
                break;
            }
            match entry.remove() {
                Timer::Limit { call } => self.end_call(&call, CallStatus::Completed),
                Timer::Party { call, reaction } => self.party_reacts(&call, reaction),
                Timer::Playback { listener, number } => self.play_on(&listener, number),
                Timer::Ring { call } => self.end_unanswered(&call, CallStatus::NoAnswer),
                Timer::Script { call, step } => self.script_time_over(&call, step),
                Timer::WorkerCallSid { task, call } => {
                    self.merge_task_attributes(&task, json!({ "worker_call_sid": call }));
                }
            }
        }
    }
}
