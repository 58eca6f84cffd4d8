//! A little Twilio in memory: enough REST for an internal call, strict, and troublesome on demand.

#![allow(dead_code, unused_imports, reason = "each test file uses its own part")]

mod rest;
mod scenes;

use std::collections::BTreeMap;

use call_functions::{Answer, Call, Method, Output, Reply, Settings, Step, next};
use serde_json::{Value, json};

pub(crate) use scenes::*;

pub(crate) const ALICE: &str = "WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const BOB: &str = "WKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const EVE: &str = "WKeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
pub(crate) const ALICES_TASK: &str = "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ALICES_LEG: &str = "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const BOBS_LEG: &str = "CAbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const CONFERENCE: &str = "CFcccccccccccccccccccccccccccccccc";
pub(crate) const BOBS_OWN_TASK: &str = "WTbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
pub(crate) const BOBS_OWN_CONFERENCE: &str = "CFdddddddddddddddddddddddddddddddd";
pub(crate) const BILLING: &str = "WQbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const WORKFLOW: &str = "WWffffffffffffffffffffffffffffffff";

/// What goes wrong with one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Refused with this status, nothing done. 0: never arrived.
    Refused(u16),
    /// Done, but answered with this status. 0: the answer was lost.
    DoneBut(u16),
    /// Answered with this status, and with a body as if it had been done.
    Said(u16),
}

#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) status: String,
    pub(crate) attributes: Value,
    pub(crate) age: u64,
    pub(crate) timeout: Option<String>,
    /// Who is to have it, past the workflow's filters.
    pub(crate) target: Option<String>,
    etag: u64,
    /// How often somebody else has changed it.
    pub(crate) changes: u32,
}

impl Task {
    pub(crate) fn new(status: &str, attributes: Value) -> Task {
        let status = status.to_owned();
        Task { status, attributes, age: 1, timeout: None, target: None, etag: 0, changes: 0 }
    }

    /// Somebody else changes something of it.
    pub(crate) fn change(&mut self) {
        self.etag += 1;
        self.changes += 1;
    }
}

/// An offer of a task to a worker.
#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub(crate) task: String,
    pub(crate) worker: String,
    pub(crate) status: String,
}

#[derive(Clone, Debug)]
pub(crate) struct Conference {
    pub(crate) name: String,
    pub(crate) over: bool,
    pub(crate) legs: Vec<Seat>,
}

/// A leg in a conference.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) call: String,
    pub(crate) label: String,
    pub(crate) hold: bool,
    pub(crate) muted: bool,
    /// Where its hold music comes from.
    pub(crate) music: Option<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Twilio {
    pub(crate) now: u64,
    pub(crate) tasks: BTreeMap<String, Task>,
    pub(crate) documents: BTreeMap<String, (u64, Value)>,
    pub(crate) conferences: BTreeMap<String, Conference>,
    pub(crate) reservations: Vec<Reservation>,
    /// The addresses that legs were called at; those of anybody else are a number's.
    pub(crate) called: BTreeMap<String, String>,
    /// What TaskRouter knows of its workers.
    pub(crate) workers: BTreeMap<String, Value>,
    /// Every call that arrived, in one line.
    pub(crate) log: Vec<String>,
    /// The records are on another page of Sync's list.
    pub(crate) unlisted: bool,
    /// What goes wrong, by the number of the call.
    pub(crate) trouble: BTreeMap<usize, Trouble>,
}

/// One request that is being answered.
#[derive(Debug)]
pub(crate) struct Running {
    step: Step,
    worker: Option<&'static str>,
}

impl Running {
    pub(crate) fn new(
        twilio: &Twilio,
        plan: &str,
        event: Value,
        worker: Option<&'static str>,
    ) -> Running {
        let event = event.as_object().cloned().unwrap();
        let step = json!({
            "plan": plan, "event": event, "started": twilio.now,
            "settings": {
                "account": "ACdddddddddddddddddddddddddddddddd", "domain": "calls.twil.io",
                "sync": "ISdddddddddddddddddddddddddddddddd", "workflow": WORKFLOW,
                "workspace": "WSdddddddddddddddddddddddddddddddd", "secret": "known to Functions",
            },
        });
        Running { step: serde_json::from_value(step).unwrap(), worker }
    }

    pub(crate) fn without(mut self, change: impl FnOnce(&mut Settings)) -> Running {
        change(&mut self.step.settings);
        self
    }

    /// Its next call in one line, if it has one; the first of several.
    pub(crate) fn asks(&self) -> Option<String> {
        match next(&self.step) {
            Output::Calls(calls) => calls.first().map(line),
            Output::Done(_) | Output::Fault { .. } => None,
        }
    }

    /// Makes the next calls, or gives the reply.
    pub(crate) fn advance(&mut self, twilio: &mut Twilio) -> Option<Reply> {
        match next(&self.step) {
            Output::Done(reply) => Some(reply),
            Output::Fault { message } => panic!("{message}"),
            Output::Calls(calls) => {
                twilio.now += calls.iter().map(|call| call.wait_ms).max().unwrap() + 10;
                for call in calls {
                    assert!(call.timeout_ms > 0 && call.timeout_ms <= 3_000, "{call:?}");
                    let answer = twilio.answer(&call, self.worker);
                    self.step.answers.push(answer);
                }
                None
            }
        }
    }
}

impl Twilio {
    /// Alice's call has been accepted by her browser; she is about to join.
    pub(crate) fn new() -> Twilio {
        let attributes = json!({
            "to": "client:bob", "direction": "outbound", "name": "Bob Baker",
            "fromName": "Alice Anders", "targetWorker": "client:alice", "autoAnswer": "true",
            "client_call": true, "worker_call_sid": ALICES_LEG, "skill": "kept",
        });
        let alices = Task::new("assigned", attributes);
        let mut twilio = Twilio {
            now: 1_790_000_000_000,
            tasks: BTreeMap::from([(ALICES_TASK.to_owned(), alices)]),
            documents: BTreeMap::new(),
            conferences: BTreeMap::new(),
            reservations: Vec::new(),
            called: [(ALICES_LEG, "client:alice"), (BOBS_LEG, "client:bob")]
                .map(|(leg, address)| (leg.to_owned(), address.to_owned()))
                .into(),
            workers: [
                (ALICE, "alice", "Alice Anders"),
                (BOB, "bob", "Bob Baker"),
                (EVE, "eve", "Eve Eden"),
            ]
            .map(|(sid, identity, name)| (sid.to_owned(), worker(sid, identity, name)))
            .into(),
            log: Vec::new(),
            unlisted: false,
            trouble: BTreeMap::new(),
        };
        twilio.reserve(ALICES_TASK, ALICE, "accepted");
        twilio
    }

    /// The same, of a call to a queue.
    pub(crate) fn to_a_queue() -> Twilio {
        let mut twilio = Twilio::new();
        let alices = twilio.tasks.get_mut(ALICES_TASK).unwrap();
        alices.attributes["to"] = json!("queue:Billing");
        alices.attributes["name"] = json!("Billing");
        alices.attributes["callToQueueSid"] = json!(BILLING);
        twilio
    }

    /// A worker is offered a task, or answers the offer.
    pub(crate) fn reserve(&mut self, task: &str, worker: &str, status: &str) {
        let (task, worker) = (task.to_owned(), worker.to_owned());
        self.reservations.retain(|known| (&known.task, &known.worker) != (&task, &worker));
        self.reservations.push(Reservation { task, worker, status: status.to_owned() });
    }

    /// A worker accepts a task.
    pub(crate) fn accept(&mut self, task: &str, worker: &str) {
        self.reserve(task, worker, "accepted");
        let task = self.tasks.get_mut(task).unwrap();
        task.status = "assigned".to_owned();
        task.change();
    }

    /// Runs one request to its end.
    pub(crate) fn run(&mut self, plan: &str, event: Value, worker: Option<&'static str>) -> Reply {
        let mut running = Running::new(self, plan, event, worker);
        loop {
            if let Some(reply) = running.advance(self) {
                return reply;
            }
        }
    }

    /// Delivers a message of the conference's status callback.
    pub(crate) fn deliver(&mut self, event: Value) -> Reply {
        self.run("call-outbound-join", event, None)
    }

    pub(crate) fn record(&self) -> &Value {
        &self.documents[&format!("internal_call.{ALICES_TASK}")].1
    }

    /// Each document of missed calls, whosever it is.
    pub(crate) fn notices(&self) -> Vec<&Value> {
        let kept = self.documents.iter().filter(|(name, _)| name.starts_with("missed_calls."));
        kept.map(|(_, (_, calls))| calls).collect()
    }

    /// The colleague's tasks, by identifier.
    pub(crate) fn colleagues(&self) -> Vec<(&String, &Task)> {
        self.tasks.iter().filter(|(_, task)| task.attributes["internal"] == "true").collect()
    }

    pub(crate) fn status(&self, task: &str) -> &str {
        &self.tasks[task].status
    }

    /// What a finished call has left behind.
    pub(crate) fn left(&self) -> Vec<String> {
        let mut left = Vec::new();
        for (sid, task) in &self.tasks {
            if ["pending", "reserved", "assigned"].contains(&task.status.as_str()) {
                left.push(format!("{sid} is {}", task.status));
            }
        }
        let open = self.conferences.iter().filter(|(_, conference)| !conference.over);
        left.extend(open.map(|(sid, _)| sid.clone()));
        for (name, (_, record)) in &self.documents {
            if name.starts_with("internal_call.") && record["state"] != "ended" {
                left.push(format!("{name} is {}", record["state"]));
            }
        }
        left
    }

    /// Alice's or Bob's leg joins the conference of Alice's call.
    pub(crate) fn join(&mut self, leg: &str, label: &str) {
        self.join_in(CONFERENCE, ALICES_TASK, leg, label);
    }

    pub(crate) fn join_in(&mut self, sid: &str, name: &str, leg: &str, label: &str) {
        let fresh = Conference { name: name.to_owned(), over: false, legs: Vec::new() };
        let conference = self.conferences.entry(sid.to_owned()).or_insert(fresh);
        conference.legs.push(Seat {
            call: leg.to_owned(),
            label: label.to_owned(),
            hold: false,
            muted: false,
            music: None,
        });
    }

    /// The address that a leg was called at, if there is such a leg.
    fn called(&self, leg: &str) -> Option<&str> {
        let mut seats = self.conferences.values().flat_map(|conference| &conference.legs);
        let outside = || seats.any(|seat| seat.call == leg).then_some("+15550000001");
        self.called.get(leg).map(String::as_str).or_else(outside)
    }

    pub(crate) fn leave(&mut self, leg: &str) {
        for conference in self.conferences.values_mut() {
            conference.legs.retain(|seat| seat.call != leg);
        }
    }

    /// A leg of Alice's call as it really is.
    pub(crate) fn seat(&mut self, leg: &str) -> &mut Seat {
        let legs = &mut self.conferences.get_mut(CONFERENCE).unwrap().legs;
        legs.iter_mut().find(|seat| seat.call == leg).unwrap()
    }

    /// The conference of Alice's call is over.
    pub(crate) fn end_conference(&mut self) {
        self.join(ALICES_LEG, "");
        let conference = self.conferences.get_mut(CONFERENCE).unwrap();
        (conference.over, conference.legs) = (true, Vec::new());
    }

    /// Bob calls Alice, and his leg waits for her in a conference of its own.
    pub(crate) fn bob_calls_too(&mut self) {
        let attributes = json!({
            "to": "client:alice", "direction": "outbound", "name": "Alice Anders",
            "fromName": "Bob Baker", "targetWorker": "client:bob", "autoAnswer": "true",
            "client_call": true,
        });
        self.tasks.insert(BOBS_OWN_TASK.to_owned(), Task::new("assigned", attributes));
        self.reserve(BOBS_OWN_TASK, BOB, "accepted");
        let label = format!("worker-{BOB}");
        self.join_in(BOBS_OWN_CONFERENCE, BOBS_OWN_TASK, BOBS_LEG, &label);
    }

    fn answer(&mut self, call: &Call, worker: Option<&'static str>) -> Answer {
        let number = self.log.len();
        self.log.push(line(call));
        let done = |twilio: &mut Twilio| match call.method {
            Method::Token => rest::token(worker),
            Method::Delete | Method::Get | Method::Post => twilio.rest(call),
        };
        let (status, body, etag) = match self.trouble.get(&number).copied() {
            Some(Trouble::Refused(status)) => (status, Value::Null, None),
            Some(Trouble::DoneBut(status)) => {
                done(self);
                (status, Value::Null, None)
            }
            Some(Trouble::Said(status)) => {
                let (_, body, etag) = done(self);
                (status, body, etag)
            }
            None => done(self),
        };
        let answer = json!({ "status": status, "body": body, "etag": etag, "at": self.now });
        serde_json::from_value(answer).unwrap()
    }
}

fn worker(sid: &str, identity: &str, name: &str) -> Value {
    let attributes = json!({ "contact_uri": format!("client:{identity}"), "full_name": name });
    json!({ "sid": sid, "friendly_name": identity, "attributes": attributes.to_string() })
}

fn line(call: &Call) -> String {
    let (path, _) = call.path.split_once('?').unwrap_or((&call.path, ""));
    let what = path.split('/').rfind(|part| part.starts_with(|c: char| c.is_ascii_alphabetic()));
    let what = what.unwrap_or_default();
    let makes = |name: &str| call.form.iter().any(|(_, value)| value.starts_with(name));
    let kind = match what {
        _ if call.method == Method::Token => "token",
        _ if what.starts_with("internal_call.") => "record",
        _ if what.starts_with("missed_calls.") => "missed calls",
        "Documents" if makes("missed_calls.") => "first missed call",
        "Documents" => "records",
        _ if what == ALICES_TASK => "Alice's task",
        _ if what.starts_with("WT") => "Bob's task",
        "Tasks" => "tasks",
        "TaskQueues" => "queues",
        _ if what.starts_with("WQ") => "queue",
        "Statistics" => "numbers",
        "Reservations" => "reservations",
        _ if what.starts_with("WK") => "worker",
        "Participants.json" => "legs",
        _ if what.starts_with("CA") => "leg",
        "Conferences.json" => "conferences",
        _ if what.starts_with("CF") => "conference",
        other => panic!("{other} has no name here"),
    };
    format!("{:?} {kind}", call.method).to_lowercase()
}

/// A message of the status callback about one leg.
pub(crate) fn leg(event: &str, sequence: u64, call: &str, worker: &str) -> Value {
    let mut message = told(event, sequence);
    message["CallSid"] = json!(call);
    message["ParticipantLabel"] = json!(format!("worker-{worker}"));
    for flag in ["Hold", "Muted", "Coaching"] {
        message[flag] = json!("false");
    }
    if event == "participant-leave" {
        message["ReasonParticipantLeft"] = json!("participant_hung_up");
    }
    message
}

/// A message of the status callback about the conference.
pub(crate) fn told(event: &str, sequence: u64) -> Value {
    json!({
        "StatusCallbackEvent": event, "ConferenceSid": CONFERENCE, "FriendlyName": ALICES_TASK,
        "SequenceNumber": sequence.to_string(), "caller": ALICE,
        "AccountSid": "ACdddddddddddddddddddddddddddddddd", "Timestamp": "now",
    })
}

pub(crate) fn alice_joins() -> Value {
    leg("participant-join", 1, ALICES_LEG, ALICE)
}

pub(crate) fn bob_joins() -> Value {
    leg("participant-join", 2, BOBS_LEG, BOB)
}

pub(crate) fn alice_leaves(sequence: u64) -> Value {
    leg("participant-leave", sequence, ALICES_LEG, ALICE)
}

pub(crate) fn bob_leaves(sequence: u64) -> Value {
    leg("participant-leave", sequence, BOBS_LEG, BOB)
}

pub(crate) fn body(reply: &Reply) -> Value {
    serde_json::from_str(&reply.body).unwrap_or(Value::Null)
}
