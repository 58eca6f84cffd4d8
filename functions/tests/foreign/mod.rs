//! What holds of every plan, whatever is asked of it and whatever Twilio answers.
//!
//! `foreign_text` draws requests and answers by chance, and `npm run fuzz` looks for those that
//! matter.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]
#![allow(clippy::wildcard_enum_match_arm, reason = "all else in XML has no verbs")]

use call_functions::{Answer, Call, Method, Output, Reply, Step, next, step};
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

const ACCOUNT: &str = "ACdddddddddddddddddddddddddddddddd";
const ALICE: &str = "WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ALICES_LEG: &str = "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const ALICES_TASK: &str = "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub(crate) const BOBS_TASK: &str = "WTbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const CONFERENCE: &str = "CFcccccccccccccccccccccccccccccccc";
/// How long Twilio takes for an answer.
const ANSWERED_MS: u64 = 50;
/// More calls than a plan has time for: a Sync that forgets what it was told is told again.
const MOST_CALLS: usize = 200;
const NOW: u64 = 1_790_000_000_000;

/// Every plan that a request can begin.
pub(crate) const PLANS: [&str; 8] = [
    "agent-join-conference",
    "agent-outbound-join",
    "call-outbound-join",
    "cleanup-rejected-task",
    "control",
    "leg-ended",
    "missed-calls",
    "reconcile",
];

/// Every parameter that a plan reads, each as it should be; about the agent's own task, or
/// about his colleague's.
pub(crate) fn request(task: &str) -> Value {
    json!({
        "Token": "a token", "taskSid": task, "conferenceName": ALICES_TASK,
        "conferenceSid": ALICES_TASK, "requestId": "7f3c9d5e-0a51-4a7e-9a3b-5d1f0c2b4a69",
        "clear": ALICES_TASK, "op": "mute", "target": ALICES_LEG, "reason": "in_meeting", "caller": ALICE,
        "leg": format!("worker-{ALICE}"), "To": "client:bob", "FriendlyName": ALICES_TASK,
        "CallSid": ALICES_LEG, "ConferenceSid": CONFERENCE, "SequenceNumber": "1",
        "StatusCallbackEvent": "participant-join", "ParticipantLabel": format!("worker-{ALICE}"),
        "ReasonParticipantLeft": "participant_hung_up",
        "Hold": "false", "Muted": "false", "Coaching": "false",
    })
}

/// A call's record as Sync keeps it.
pub(crate) fn record() -> Value {
    let party = |worker: &str, task: &str, address: &str| {
        json!({
            "workerSid": worker, "taskSid": task, "name": "Somebody", "address": address
        })
    };
    json!({
        "v": 1, "conferenceName": ALICES_TASK, "conferenceSid": CONFERENCE, "state": "ringing",
        "seq": 1, "createdAt": NOW, "updatedAt": NOW, "ringTimeoutS": 45,
        "caller": party(ALICE, ALICES_TASK, "client:alice"),
        "colleague": party("WKbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", BOBS_TASK, "client:bob"),
        "legs": { ALICES_LEG: {
            "kind": "agent", "role": "caller", "status": "joined", "hold": false, "muted": false,
            "workerSid": ALICE, "coaching": false, "seq": 1, "label": format!("worker-{ALICE}") } },
        "pending": { "colleague": { "kind": "agent", "name": "Bob", "address": "client:bob",
            "since": NOW, "expiresAt": NOW + 45_000, "taskSid": BOBS_TASK } },
        "work": { "claimedAt": NOW, "mirrored": true, "owesNotice": true },
        "requests": [],
        // The same document is that of missed calls, too.
        "missed": [{ "call": BOBS_TASK, "caller": ALICE, "at": NOW }],
    })
}

pub(crate) fn attributes() -> Value {
    json!({
        "to": "client:bob", "direction": "outbound", "name": "Bob Baker", "fromName": "Alice",
        "targetWorker": "client:alice", "contact_uri": "client:alice", "client_call": true,
        "parentTaskSid": ALICES_TASK, "conference": { "friendlyName": ALICES_TASK },
    })
}

/// The Sync document in which that record stands.
pub(crate) fn document() -> Value {
    json!({
        "unique_name": format!("internal_call.{ALICES_TASK}"), "revision": "1", "data": record()
    })
}

/// A task as TaskRouter tells it.
pub(crate) fn task() -> Value {
    json!({ "sid": ALICES_TASK, "assignment_status": "assigned", "age": 5, "attributes": "" })
}

/// A participant as a conference tells him.
pub(crate) fn participant() -> Value {
    json!({
        "call_sid": ALICES_LEG, "label": format!("worker-{ALICE}"), "status": "connected",
        "hold": false, "muted": false, "coaching": false
    })
}

/// A step of a plan as JavaScript gives it.
pub(crate) fn input() -> Value {
    json!({
        "plan": "reconcile", "event": request(ALICES_TASK), "started": NOW,
        "settings": { "sync": "IS" },
        "answers": [{ "status": 200, "body": {}, "etag": null, "at": NOW }],
    })
}

/// What a Twilio answers that is not always itself.
#[derive(Clone, Debug)]
pub(crate) struct Twilio {
    pub(crate) document: Value,
    pub(crate) task: Value,
    pub(crate) participant: Value,
    pub(crate) attributes: String,
    pub(crate) statuses: Vec<u16>,
}

impl Twilio {
    fn body(&self, call: &Call) -> Value {
        let task = || {
            let mut task = self.task.clone();
            if let Some(attributes) = task.get_mut("attributes") {
                *attributes = json!(self.attributes);
            }
            task
        };
        let is = |part: &str| call.path.contains(part);
        if call.method == Method::Token {
            json!({ "worker_sid": ALICE, "roles": ["agent"] })
        } else if is("/Documents?") {
            json!({ "documents": [self.document, self.document] })
        } else if is("/Documents") {
            self.document.clone()
        } else if is("/Reservations") {
            json!({ "reservations": [{ "worker_sid": ALICE, "reservation_status": "accepted" }] })
        } else if is("/Workers") {
            json!({ "attributes": self.attributes, "friendly_name": "alice" })
        } else if is("/Calls") {
            json!({ "to": "client:alice" })
        } else if is("/TaskQueues/") {
            json!({ "friendly_name": "Billing" })
        } else if is("/Tasks?") || is("/Tasks.json") {
            json!({ "tasks": [task(), self.task] })
        } else if is("/Tasks") {
            task()
        } else if is("/Participants.json") {
            json!({ "participants": [self.participant, self.participant] })
        } else if is("/Participants") {
            self.participant.clone()
        } else {
            json!({ "conferences": [{ "sid": CONFERENCE, "status": "in-progress" }] })
        }
    }
}

/// Runs a plan to its end, and looks at everything that it asks for.
fn run(plan: &str, event: &Value, twilio: &Twilio) -> Reply {
    let settings = json!({
        "account": ACCOUNT, "domain": "calls.twil.io",
        "sync": "ISdddddddddddddddddddddddddddddddd", "workflow": "WWffffffffffffffffffffffffffffffff",
        "workspace": "WSdddddddddddddddddddddddddddddddd", "secret": "known to Functions",
    });
    let input = json!({ "plan": plan, "event": event, "started": NOW, "settings": settings });
    let mut step: Step = serde_json::from_value(input).unwrap();
    while step.answers.len() < MOST_CALLS {
        match next(&step) {
            Output::Done(reply) => return reply,
            Output::Fault { message } => panic!("{message}"),
            Output::Calls(calls) => {
                for call in calls {
                    check(&call);
                    let number = step.answers.len();
                    let status = twilio.statuses[number % twilio.statuses.len()];
                    let at = NOW + ANSWERED_MS * (number as u64 + 1);
                    let (body, etag) = (twilio.body(&call), Some("1".to_owned()));
                    step.answers.push(Answer { status, body, etag, at });
                }
            }
        }
    }
    panic!("{plan} asks for ever");
}

/// Nothing foreign becomes part of an address.
fn check(call: &Call) {
    let whole = call.path.starts_with("/v1/Services/ISdddd")
        || call.path.starts_with("/v1/Workspaces/WSdddd")
        || call.path.starts_with(&format!("/2010-04-01/Accounts/{ACCOUNT}/"))
        || call.method == Method::Token && call.path.is_empty();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-=&?%".contains(letter);
    assert!(whole && call.path.chars().all(plain) && !call.path.contains(".."), "{call:?}");
}

/// What our TwiML is made of, and nothing else.
fn verbs(twiml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(twiml);
    let mut verbs = Vec::new();
    loop {
        match reader.read_event().expect("TwiML is XML") {
            Event::Eof => return verbs,
            Event::Start(tag) | Event::Empty(tag) => {
                let attributes = tag.attributes().map(|attribute| attribute.expect("an attribute"));
                assert!(attributes.count() <= 9);
                verbs.push(tag.name().as_ref().to_owned());
            }
            _ => {}
        }
    }
}

fn in_form(plan: &str, reply: &Reply) {
    match reply.content_type {
        "text/xml" => {
            let verbs = verbs(&reply.body);
            let known = [vec!["Response", "Hangup"], vec!["Response", "Dial", "Conference"]];
            assert!(known.iter().any(|known| verbs == *known), "{plan}: {}", reply.body);
        }
        "application/json" => {
            let body: Value = serde_json::from_str(&reply.body).unwrap();
            let told = match plan {
                _ if reply.status != 200 => "code",
                "missed-calls" => "missed",
                _ => "changed",
            };
            assert!(body.get(told).is_some(), "{plan}: {reply:?}");
            for personal in ["client:", "Somebody", "Bob", "Alice", "token:"] {
                assert!(!reply.body.contains(personal), "{plan}: {reply:?}");
            }
        }
        other => assert_eq!((other, reply.body.as_str()), ("text/plain", "")),
    }
    assert!([200, 400, 403, 404, 409, 410, 422, 502, 504].contains(&reply.status), "{reply:?}");
}

/// Every request is answered in form, and nothing foreign stands in an address. What is no
/// request at all Twilio's runtime gives as one without parameters.
pub(crate) fn is_answered(plan: &str, event: Value, twilio: &Twilio) {
    let event = if event.is_object() { event } else { json!({}) };
    in_form(plan, &run(plan, &event, twilio));
}

/// A step that is no step is a fault.
pub(crate) fn is_step_or_fault(input: &str) {
    let output: Value = serde_json::from_str(&step(input)).unwrap();
    assert_eq!(output.as_object().map(serde_json::Map::len), Some(1), "{output}");
}
