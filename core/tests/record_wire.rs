//! What travels: the very JSON that other programs read and write.

#![allow(clippy::unwrap_used, reason = "test helpers")]

use call_core::id::{CallSid, NotASid, TaskSid, WorkerSid};
use call_core::pii::Pii;
use call_core::wire::{
    CallRecord, CallState, CallerAttributes, CleanupRequest, ColleagueAttributes, ControlReply,
    DeclineReason, EndReason, ErrorCode, FunctionError, agent_label, labelled_agent,
};
use serde_json::{Value, json};

const TASK: &str = "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const COLLEAGUES: &str = "WTbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const CONFERENCE: &str = "CFcccccccccccccccccccccccccccccccc";

#[test]
fn an_identifier_is_taken_whole_or_not_at_all() {
    assert!(TaskSid::parse(TASK).is_ok());
    let refused = [
        "",
        "WT",
        "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "WTAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaag",
        "WRaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        " WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "../aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ];
    for text in refused {
        assert_eq!(TaskSid::parse(text), Err(NotASid { prefix: "WT" }), "{text}");
    }
}

#[test]
fn a_packed_identifier_is_the_same_once_it_is_unpacked() {
    for digits in ["0123456789abcdef", "fedcba9876543210", "00000000000000a9", "9a9f0f0ff0f09090"] {
        let worker = WorkerSid::parse(&format!("WK{digits}{digits}")).unwrap();
        assert_eq!(WorkerSid::of_packed(worker.packed()), worker);
    }
}

#[test]
fn a_label_names_its_agent() {
    let worker = WorkerSid::parse("WKdddddddddddddddddddddddddddddddd").unwrap();
    assert_eq!(agent_label(&worker), "worker-WKdddddddddddddddddddddddddddddddd");
    assert_eq!(labelled_agent(&agent_label(&worker)), Some(worker));
    for label in ["", "worker-", "worker-CAdddddddddddddddddddddddddddddddd", "supervisor-x"] {
        assert_eq!(labelled_agent(label), None, "{label}");
    }
}

/// The historical attributes of a caller's task, as a browser and TaskRouter together write them.
#[test]
fn a_callers_task_is_read_with_whatever_else_is_in_it() {
    let written = json!({
        "to": "client:bob", "direction": "outbound", "name": "Bob Baker",
        "fromName": "Alice Anders", "targetWorker": "client:alice", "autoAnswer": "true",
        "client_call": true, "from": "+15551230000", "worker_call_sid": "CA1", "call_sid": null,
    });
    let read: CallerAttributes = serde_json::from_value(written).unwrap();
    assert_eq!(
        serde_json::to_value(&read).unwrap(),
        json!({
            "to": "client:bob", "direction": "outbound", "name": "Bob Baker",
            "fromName": "Alice Anders", "targetWorker": "client:alice", "autoAnswer": "true",
            "client_call": true, "from": "+15551230000",
        })
    );
}

#[test]
fn a_task_of_a_customer_is_no_callers_task() {
    let customers = [
        json!({ "call_sid": "CA1", "from": "+1555", "direction": "inbound" }),
        json!({ "client_call": true, "direction": "outbound" }),
        json!({ "to": "client:bob", "name": "Bob", "targetWorker": "client:alice",
                "direction": "sideways", "client_call": true }),
    ];
    for attributes in customers {
        assert!(serde_json::from_value::<CallerAttributes>(attributes.clone()).is_err());
    }
}

#[test]
fn a_colleagues_task_has_the_historical_attributes_and_its_parent() {
    let written = json!({
        "to": "client:bob", "from": "client:alice", "direction": "inbound",
        "name": "Alice Anders", "targetWorker": "client:bob", "autoAnswer": "false",
        "client_call": true, "internal": "true", "conferenceSid": TASK,
        "conference": { "sid": CONFERENCE, "friendlyName": TASK }, "parentTaskSid": TASK,
    });
    let read: ColleagueAttributes = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), written);
}

#[test]
fn a_record_survives_being_stored() {
    let stored = json!({
        "v": 1, "conferenceName": TASK, "conferenceSid": CONFERENCE, "state": "ended",
        "endReason": "declined", "endNote": "in_meeting", "seq": 4,
        "createdAt": 1_790_000_000_000_u64, "updatedAt": 1_790_000_001_000_u64,
        "ringTimeoutS": 45,
        "caller": { "workerSid": "WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "taskSid": TASK,
                    "name": "Alice Anders", "address": "client:alice" },
        "colleague": { "taskSid": COLLEAGUES, "name": "Bob Baker", "address": "client:bob" },
        "legs": { "CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": {
            "kind": "agent", "role": "caller", "status": "left", "hold": false, "muted": false,
            "workerSid": "WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "coaching": false, "seq": 3,
            "label": "worker-WKaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "leftReason": "participant_hung_up" } },
        "pending": { "colleague": { "kind": "agent", "name": "Bob Baker",
            "address": "client:bob", "since": 1, "expiresAt": 2, "taskSid": COLLEAGUES } },
        "work": { "mirrored": true, "crossingLooked": true, "takerKnown": true, "owesNotice": true, "conferenceOver": true, "closedTasks": [TASK] },
        "requests": [{ "id": "1", "reply": { "changed": true, "state": "ended",
                                             "endReason": "declined" } }],
    });
    let record: CallRecord = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(record.state, CallState::Ended);
    let leg = &record.legs[&CallSid::parse("CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").unwrap()];
    assert_eq!(leg.left_reason.as_deref(), Some("participant_hung_up"));
    assert_eq!(serde_json::to_value(&record).unwrap(), stored);
    assert_eq!(
        CallRecord::document_name(&record.conference_name),
        "internal_call.WTaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    );
}

#[test]
fn requests_and_replies_have_the_names_that_the_functions_read() {
    let request = CleanupRequest {
        token: Pii::new("secret".to_owned()),
        task_sid: TaskSid::parse(COLLEAGUES).unwrap(),
        conference_name: Some(TaskSid::parse(TASK).unwrap()),
        reason: DeclineReason::words("at lunch"),
        request_id: None,
    };
    assert_eq!(
        serde_json::to_value(&request).unwrap(),
        json!({ "Token": "secret", "taskSid": COLLEAGUES, "conferenceName": TASK,
                "reason": { "words": "at lunch" } })
    );
    assert!(!format!("{request:?}").contains("secret"));
    let reply = ControlReply {
        changed: true,
        state: Some(CallState::Ended),
        end_reason: Some(EndReason::NoAnswer),
    };
    assert_eq!(
        serde_json::to_value(&reply).unwrap(),
        json!({ "changed": true, "state": "ended", "endReason": "no_answer" })
    );
    let error = FunctionError {
        code: ErrorCode::ParticipantGone,
        message: "gone".to_owned(),
        twilio_code: Some(20404),
    };
    assert_eq!(
        serde_json::to_value(&error).unwrap(),
        json!({ "code": "participant_gone", "message": "gone", "twilioCode": 20404 })
    );
}

#[test]
fn each_failure_has_its_status() {
    let statuses = [
        (ErrorCode::BadRequest, 400),
        (ErrorCode::ConferenceEnded, 410),
        (ErrorCode::Conflict, 409),
        (ErrorCode::Forbidden, 403),
        (ErrorCode::InvalidDestination, 422),
        (ErrorCode::ParticipantGone, 404),
        (ErrorCode::TargetUnavailable, 409),
        (ErrorCode::Timeout, 504),
        (ErrorCode::TwilioError, 502),
    ];
    for (code, status) in statuses {
        assert_eq!(code.status(), status, "{code:?}");
    }
    assert_eq!(serde_json::to_value(EndReason::HungUp).unwrap(), Value::from("hung_up"));
}
