//! Text of others' making, at random: none of it breaks a parser, and what is taken was meant.
//!
//! `PROPTEST_CASES=1000000 cargo test --package call-core --test foreign_text` looks longer.

mod almost;
mod support;

use call_core::desk::{Colleague, Effect, Event, Setup};
use call_core::id::{CallSid, ConferenceSid, QueueSid, ReservationSid, TaskSid, WorkerSid};
use call_core::wire::{
    CallRecord, CallerAttributes, CleanupRequest, ColleagueAttributes, ControlReply,
    ControlRequest, DeclineReason, FunctionError, LONGEST_WORDS, ReconcileRequest, agent_label,
    labelled_agent,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use almost::{almost, almost_json, odd_text};
use support::{Table, bob, setup, text};

const TASK: &str = "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const OTHER: &str = "WTbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const CALL: &str = "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const CONFERENCE: &str = "CFcccccccccccccccccccccccccccccccc";
const WORKER: &str = "WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

fn record() -> Value {
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

fn callers() -> Value {
    json!({
        "to": "client:bob", "direction": "outbound", "name": "Bob Baker", "fromName": "Alice",
        "targetWorker": "client:alice", "autoAnswer": "true", "client_call": true,
        "ringTimeout": 20, "from": "client:alice",
        "conference": { "sid": CONFERENCE, "friendlyName": TASK,
                        "participants": { "worker": CALL, "taskSid": OTHER } },
    })
}

fn colleagues() -> Value {
    json!({
        "to": "client:bob", "from": "client:alice", "direction": "inbound", "name": "Alice",
        "targetWorker": "client:bob", "autoAnswer": "false", "client_call": true,
        "internal": "true", "conferenceSid": TASK, "parentTaskSid": TASK,
        "conference": { "sid": CONFERENCE, "friendlyName": TASK },
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

proptest! {
    #[test]
    fn identifiers_are_taken_as_they_are_or_not_at_all(text in odd_text()) {
        let all = [
            ("CA", CallSid::parse(&text).map(|sid| sid.as_str().to_owned())),
            ("CF", ConferenceSid::parse(&text).map(|sid| sid.as_str().to_owned())),
            ("WK", WorkerSid::parse(&text).map(|sid| sid.as_str().to_owned())),
            ("WQ", QueueSid::parse(&text).map(|sid| sid.as_str().to_owned())),
            ("WR", ReservationSid::parse(&text).map(|sid| sid.as_str().to_owned())),
            ("WT", TaskSid::parse(&text).map(|sid| sid.as_str().to_owned())),
        ];
        for (prefix, taken) in all {
            prop_assert_eq!(taken.ok(), is_sid(prefix, &text).then(|| text.clone()));
        }
    }

    #[test]
    fn a_label_is_an_agents_own_or_nobodys(text in odd_text()) {
        if let Some(worker) = labelled_agent(&text) {
            prop_assert_eq!(agent_label(&worker), text);
        }
    }

    #[test]
    fn own_words_are_one_short_line(text in odd_text()) {
        prop_assume!(DeclineReason::of_code(&text).is_none());
        if let Some(DeclineReason::Words(words)) = DeclineReason::words(&text) {
            let words = words.into_revealed();
            prop_assert!((1..=LONGEST_WORDS).contains(&words.chars().count()));
            prop_assert!(!words.contains(char::is_control), "{:?}", words);
            prop_assert_eq!(words.trim(), &words);
            let again = DeclineReason::words(&words);
            prop_assert_eq!(again, Some(DeclineReason::Words(words.into())), "read once is enough");
        }
    }

    #[test]
    fn what_travels_is_read_or_refused(
        record in almost_json(record()),
        callers in almost_json(callers()),
        colleagues in almost_json(colleagues()),
        request in almost_json(json!({
            "Token": "a token", "taskSid": TASK, "conferenceName": TASK, "op": "hold",
            "target": CALL, "reason": { "words": "soon" }, "requestId": "1",
            "changed": true, "state": "ended", "endReason": "declined",
            "code": "conflict", "message": "twice", "twilioCode": 20409,
        })),
    ) {
        read::<CallRecord>(&record);
        read::<CallerAttributes>(&callers);
        read::<ColleagueAttributes>(&colleagues);
        read::<CleanupRequest>(&request);
        read::<ControlRequest>(&request);
        read::<ReconcileRequest>(&request);
        read::<ControlReply>(&request);
        read::<FunctionError>(&request);
    }

    /// Whatever a record says that can be read, the desk that follows it shows something.
    #[test]
    fn a_desk_bears_any_record(records in proptest::collection::vec(almost(record()), 1..4)) {
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
    #[test]
    fn only_addresses_that_can_be_called_are_called(mine in odd_text(), his in odd_text()) {
        let callable = |address: &str| match address.split_at_checked(1) {
            Some(("+", digits)) => digits.bytes().all(|digit| digit.is_ascii_digit()),
            _ => address.starts_with("client:") || (address.starts_with("sip:") && address.contains('@')),
        };
        for (mine, his) in [(mine.as_str(), "client:bob"), ("client:alice", his.as_str())] {
            let setup = Setup { address: Some(text(mine)), ..setup() };
            let mut table = Table::with(setup, Colleague { address: Some(text(his)), ..bob() });
            table.on(Event::CallPressed);
            for effect in &table.effects {
                if let Effect::CreateTask { task, .. } = effect {
                    let (to, from) = (&task.attributes.to, &task.attributes.target_worker);
                    prop_assert!(callable(to.reveal()) && callable(from.reveal()), "{mine:?} {his:?}");
                }
            }
        }
    }
}
