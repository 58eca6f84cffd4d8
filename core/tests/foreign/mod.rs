//! What holds of a text of others' making, whatever it says.
//!
//! `foreign_text` draws such texts by chance, and `npm run fuzz` looks for those that matter.

use call_core::desk::{Colleague, Effect, Event, Familiar, Setup};
use call_core::id::{CallSid, ConferenceSid, QueueSid, ReservationSid, TaskSid, WorkerSid};
use call_core::wire::{
    CallRecord, CallerAttributes, CleanupRequest, Clearing, ColleagueAttributes, ControlReply,
    ControlRequest, DeclineReason, FunctionError, LONGEST_WORDS, MissedCalls, ReconcileRequest,
    agent_label, labelled_agent,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{Table, bob, setup, text};

const TASK: &str = "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const OTHER: &str = "WTbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const CALL: &str = "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CONFERENCE: &str = "CFcccccccccccccccccccccccccccccccc";
const WORKER: &str = "WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// The record of a call that has every field.
pub(crate) fn record() -> Value {
    json!({
        "v": 1, "conferenceName": TASK, "conferenceSid": CONFERENCE, "state": "active",
        "endReason": null, "endNote": { "words": "soon" }, "seq": 4, "createdAt": 1, "updatedAt": 2,
        "answeredAt": 2, "ringTimeoutS": 45,
        "caller": { "workerSid": WORKER, "taskSid": TASK, "name": "Alice", "address": "client:alice" },
        "colleague": { "taskSid": OTHER, "name": "Bob Baker", "address": "client:bob" },
        "legs": { CALL: {
            "kind": "agent", "role": "caller", "status": "joined", "hold": false, "muted": false,
            "workerSid": WORKER, "coaching": false, "seq": 3, "label": format!("worker-{WORKER}"),
            "orders": { "done": 1, "doubtful": false, "heldBy": WORKER, "mutedBy": null },
            "leftReason": null } },
        "pending": { "colleague": { "kind": "agent", "name": "Bob Baker",
            "address": "client:bob", "since": 1, "expiresAt": 2, "taskSid": OTHER } },
        "work": { "claimedAt": 1, "mirrored": true, "closedTasks": [TASK] },
        "requests": [{ "id": "1", "reply": { "changed": true, "state": "ended" } }],
    })
}

/// What stands in the caller's task.
pub(crate) fn callers() -> Value {
    json!({
        "to": "client:bob", "direction": "outbound", "name": "Bob Baker", "fromName": "Alice",
        "targetWorker": "client:alice", "autoAnswer": "true", "client_call": true,
        "ringTimeout": 20, "from": "client:alice",
        "conference": { "sid": CONFERENCE, "friendlyName": TASK,
                        "participants": { "worker": CALL, "taskSid": OTHER } },
    })
}

/// What stands in the colleague's task.
pub(crate) fn colleagues() -> Value {
    json!({
        "to": "client:bob", "from": "client:alice", "direction": "inbound", "name": "Alice",
        "targetWorker": "client:bob", "autoAnswer": "false", "client_call": true,
        "internal": "true", "conferenceSid": TASK, "parentTaskSid": TASK,
        "conference": { "sid": CONFERENCE, "friendlyName": TASK },
    })
}

/// What a browser asks of the Functions, and what they answer, in one.
pub(crate) fn exchange() -> Value {
    json!({
        "Token": "a token", "taskSid": TASK, "conferenceName": TASK, "op": "hold",
        "target": CALL, "reason": { "words": "soon" }, "requestId": "1",
        "changed": true, "state": "ended", "endReason": "declined",
        "code": "conflict", "message": "twice", "twilioCode": 20409,
        "missed": [{ "call": TASK, "caller": WORKER, "at": 1 }],
    })
}

/// What is read can be written, and is then read as the same.
fn read<T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug>(json: &str) -> Option<T> {
    let value: T = serde_json::from_str(json).ok()?;
    let written = serde_json::to_string(&value).expect("what was read can be written");
    assert_eq!(serde_json::from_str::<T>(&written).ok().as_ref(), Some(&value), "{json}");
    Some(value)
}

fn is_sid(prefix: &str, text: &str) -> bool {
    let hex = |letter: char| matches!(letter, '0'..='9' | 'a'..='f');
    text.len() == 34 && text.starts_with(prefix) && text[2..].chars().all(hex)
}

/// Identifiers are taken as they are, or not at all.
pub(crate) fn identifiers(text: &str) {
    let all = [
        ("CA", CallSid::parse(text).map(|sid| sid.as_str().to_owned())),
        ("CF", ConferenceSid::parse(text).map(|sid| sid.as_str().to_owned())),
        ("WK", WorkerSid::parse(text).map(|sid| sid.as_str().to_owned())),
        ("WQ", QueueSid::parse(text).map(|sid| sid.as_str().to_owned())),
        ("WR", ReservationSid::parse(text).map(|sid| sid.as_str().to_owned())),
        ("WT", TaskSid::parse(text).map(|sid| sid.as_str().to_owned())),
    ];
    for (prefix, taken) in all {
        assert_eq!(taken.ok(), is_sid(prefix, text).then(|| text.to_owned()));
    }
}

/// A label is an agent's own, or nobody's; what is to be forgotten is named, or nothing is.
pub(crate) fn names_of_things(text: &str) {
    if let Some(worker) = labelled_agent(text) {
        assert_eq!(agent_label(&worker), text);
    }
    if let Some(clearing) = Clearing::parse(text) {
        assert_eq!(clearing.as_str(), text);
    }
}

/// Own words are one short line, which is read again as it is.
pub(crate) fn own_words(text: &str) {
    if DeclineReason::of_code(text).is_some() {
        return;
    }
    if let Some(DeclineReason::Words(words)) = DeclineReason::words(text) {
        let words = words.into_revealed();
        assert!((1..=LONGEST_WORDS).contains(&words.chars().count()));
        assert!(!words.contains(char::is_control), "{words:?}");
        assert_eq!(words.trim(), &words);
        let again = DeclineReason::words(&words);
        assert_eq!(again, Some(DeclineReason::Words(words.into())), "read once is enough");
    }
}

/// Whatever a browser has kept of favourites: what is read of it is kept as it is.
pub(crate) fn favourites(text: &str) {
    let familiar = Familiar::read(text);
    assert_eq!(Familiar::read(&familiar.written()), familiar);
}

/// What travels is read or refused.
pub(crate) fn travels(json: &str) {
    read::<CallRecord>(json);
    read::<CallerAttributes>(json);
    read::<ColleagueAttributes>(json);
    read::<CleanupRequest>(json);
    read::<ControlRequest>(json);
    read::<ReconcileRequest>(json);
    read::<ControlReply>(json);
    read::<FunctionError>(json);
    read::<MissedCalls>(json);
}

/// Whatever records say that can be read, the desk that follows them shows something.
pub(crate) fn desk_bears(records: impl IntoIterator<Item = Value>) {
    let mut table = Table::ready();
    table.placed();
    for record in records {
        if let Ok(record) = serde_json::from_value::<CallRecord>(record) {
            table.on(Event::RecordChanged(Box::new(record)));
        }
    }
    table.on(Event::CancelPressed);
    table.desk.view();
}

/// Nothing is created for an address that Twilio could not call, be it the colleague's or
/// the agent's own.
pub(crate) fn only_what_can_be_called_is(mine: &str, his: &str) {
    let callable = |address: &str| match address.split_at_checked(1) {
        Some(("+", digits)) => digits.bytes().all(|digit| digit.is_ascii_digit()),
        _ => {
            address.starts_with("client:") || (address.starts_with("sip:") && address.contains('@'))
        }
    };
    for (mine, his) in [(mine, "client:bob"), ("client:alice", his)] {
        let setup = Setup { address: Some(text(mine)), ..setup() };
        let mut table = Table::with(setup, Colleague { address: Some(text(his)), ..bob() });
        table.on(Event::CallPressed);
        for effect in &table.effects {
            if let Effect::CreateTask { task, .. } = effect {
                let (to, from) = (&task.attributes.to, &task.attributes.target_worker);
                assert!(callable(to.reveal()) && callable(from.reveal()), "{mine:?} {his:?}");
            }
        }
    }
}
