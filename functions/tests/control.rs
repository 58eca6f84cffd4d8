//! What agents ask for: decline, cancel, reconcile; and the TwiML of their legs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::Reply;
use serde_json::{Value, json};
use twilio::*;

fn cleanup(twilio: &mut Twilio, event: Value, worker: Option<&'static str>) -> Reply {
    twilio.run("cleanup-rejected-task", event, worker)
}

/// Alice looks at her call, or somebody without a part in it at all that is forgotten.
fn reconcile(twilio: &mut Twilio, event: Value) -> Value {
    let worker = if event.get("taskSid").is_some() { ALICE } else { EVE };
    let reply = twilio.run("reconcile", event, Some(worker));
    assert_eq!(reply.status, 200, "{reply:?}");
    body(&reply)
}

#[test]
fn the_colleague_declines_in_a_few_words() {
    let (mut twilio, bobs) = ringing();
    let words = "  at\u{7} the\r\n<b>dentist</b>\u{202E} ";
    let event = json!({ "taskSid": bobs, "conferenceName": ALICES_TASK, "words": words });
    let reply = cleanup(&mut twilio, event, Some(BOB));
    assert_eq!(
        (reply.status, body(&reply)),
        (200, json!({ "changed": true, "state": "ended", "endReason": "declined" }))
    );
    assert_eq!(twilio.record()["endNote"], json!({ "words": "at the <b>dentist</b>" }));
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping", "canceled"]);
}

#[test]
fn a_reason_is_one_that_there_is_and_words_are_few() {
    let long = "€".repeat(141);
    for (name, reason, noted) in [
        ("reason", json!("in_meeting"), Some(json!("in_meeting"))),
        ("reason", json!("will_call_back"), Some(json!("will_call_back"))),
        ("reason", json!("ask_team"), Some(json!("ask_team"))),
        ("reason", json!(""), Some(Value::Null)),
        ("reason", json!("words"), None),
        ("reason", json!("In_Meeting"), None),
        ("reason", json!(["in_meeting"]), None),
        ("words", json!(long[3..]), Some(json!({ "words": long[3..] }))),
        ("words", json!(long), None),
        ("words", json!(" \u{7}\u{202E}"), None),
        ("words", json!({ "a": 1 }), None),
    ] {
        let (mut twilio, bobs) = ringing();
        let event = json!({ "taskSid": bobs, "conferenceName": ALICES_TASK, name: reason });
        let reply = cleanup(&mut twilio, event, Some(BOB));
        match noted {
            Some(noted) => assert_eq!(twilio.record()["endNote"], noted, "{reason}"),
            None => assert_eq!((reply.status, twilio.log.len()), (400, 0), "{reason}: {reply:?}"),
        }
    }
}

#[test]
fn the_historical_parameters_decline_too() {
    for conference in [json!(CONFERENCE), json!(ALICES_TASK), json!("my room"), Value::Null] {
        let (mut twilio, bobs) = ringing();
        let event = json!({ "taskSid": bobs, "conferenceSid": conference });
        assert_eq!(cleanup(&mut twilio, event, Some(BOB)).status, 200, "{conference}");
        assert_eq!(twilio.record()["endReason"], "declined");
        assert_eq!(twilio.left(), [""; 0]);
    }
}

#[test]
fn the_caller_cancels() {
    let (mut twilio, bobs) = ringing();
    let reply = cleanup(&mut twilio, json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    assert_eq!(body(&reply)["endReason"], "canceled");
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!(twilio.status(&bobs), "canceled");
}

#[test]
fn a_caller_who_never_joined_cancels_his_own_task() {
    let mut twilio = Twilio::new();
    let event = json!({ "taskSid": ALICES_TASK });
    assert_eq!(cleanup(&mut twilio, event.clone(), Some(EVE)).status, 403);
    assert_eq!(twilio.status(ALICES_TASK), "assigned");
    let reply = cleanup(&mut twilio, event, Some(ALICE));
    assert_eq!((reply.status, body(&reply)), (200, json!({ "changed": true })));
    assert_eq!(twilio.status(ALICES_TASK), "wrapping");
}

#[test]
fn nobody_else_may_end_a_call() {
    let (twilio, bobs) = ringing();
    let cases = [
        (json!({ "taskSid": bobs }), Some(EVE)),
        (json!({ "taskSid": bobs }), Some(ALICE)),
        (json!({ "taskSid": ALICES_TASK }), Some(BOB)),
        (json!({ "taskSid": ALICES_TASK }), Some(EVE)),
        (json!({ "taskSid": bobs, "conferenceName": bobs }), Some(BOB)),
        (json!({ "taskSid": bobs, "workerSid": BOB }), Some(EVE)),
        (
            json!({ "taskSid": "WT99999999999999999999999999999999", "conferenceName": ALICES_TASK }),
            Some(BOB),
        ),
        (json!({ "taskSid": bobs }), None),
    ];
    for (event, worker) in cases {
        let mut twilio = twilio.clone();
        let reply = cleanup(&mut twilio, event.clone(), worker);
        assert_eq!(reply.status, 403, "{event} by {worker:?}");
        assert_eq!(body(&reply)["code"], "forbidden");
        assert_eq!(twilio.record()["state"], "ringing", "{event} by {worker:?}");
        assert!(!twilio.log.iter().any(|call| call.starts_with("post")), "{:?}", twilio.log);
    }
}

#[test]
fn an_answered_call_cannot_be_declined() {
    let (mut twilio, bobs) = talking();
    for (event, worker) in
        [(json!({ "taskSid": bobs }), BOB), (json!({ "taskSid": ALICES_TASK }), ALICE)]
    {
        let reply = cleanup(&mut twilio, event, Some(worker));
        assert_eq!((reply.status, body(&reply)["code"].clone()), (409, json!("conflict")));
        assert_eq!(twilio.record()["state"], "active");
    }
}

#[test]
fn parameters_are_looked_at_before_the_token() {
    let wrong = [
        json!({}),
        json!({ "taskSid": "" }),
        json!({ "taskSid": "WT1" }),
        json!({ "taskSid": [ALICES_TASK, ALICES_TASK] }),
        json!({ "taskSid": { "a": ALICES_TASK } }),
        json!({ "taskSid": ALICES_TASK, "conferenceName": "../x" }),
        json!({ "taskSid": ALICES_TASK, "reason": "in a meeting" }),
        json!({ "taskSid": ALICES_TASK, "requestId": "1" }),
        json!({ "taskSid": ALICES_TASK, "requestId": "0f8fad5b-d9cb-469f-a165-70867728950<" }),
    ];
    for event in wrong {
        let mut twilio = Twilio::new();
        let reply = cleanup(&mut twilio, event.clone(), Some(ALICE));
        assert_eq!((reply.status, twilio.log.len()), (400, 0), "{event}");
    }
    let (mut twilio, _) = ringing();
    let event = json!({ "taskSid": ALICES_TASK, "words": "é".repeat(140) });
    assert_eq!(cleanup(&mut twilio, event, Some(ALICE)).status, 200);
}

#[test]
fn the_same_request_gets_the_same_answer() {
    let (mut twilio, bobs) = ringing();
    let event = json!({ "taskSid": bobs, "requestId": REQUEST });
    let first = cleanup(&mut twilio, event.clone(), Some(BOB));
    twilio.log.clear();
    assert_eq!(cleanup(&mut twilio, event, Some(BOB)), first);
    assert!(!twilio.log.iter().any(|call| call.starts_with("post")), "{:?}", twilio.log);
    let another = cleanup(&mut twilio, json!({ "taskSid": bobs }), Some(BOB));
    assert_eq!(body(&another)["changed"], false);
}

#[test]
fn a_token_that_cannot_be_checked_is_told_as_such() {
    let (mut twilio, bobs) = ringing();
    twilio.trouble.extend((0..3).map(|call| (call, Trouble::Refused(0))));
    let reply = cleanup(&mut twilio, json!({ "taskSid": bobs }), Some(BOB));
    assert_eq!((reply.status, body(&reply)["code"].clone()), (504, json!("timeout")));
}

#[test]
fn a_slow_twilio_is_given_up_in_time() {
    let (mut twilio, bobs) = ringing();
    let event = json!({ "taskSid": bobs });
    let mut running = Running::new(&twilio, "cleanup-rejected-task", event, Some(BOB));
    let started = twilio.now;
    let reply = loop {
        twilio.now += 1_900;
        if let Some(reply) = running.advance(&mut twilio) {
            break reply;
        }
    };
    assert_eq!(body(&reply)["code"], "timeout");
    assert!(twilio.now - started <= 12_000, "no call was begun after eight seconds");
    assert_eq!(twilio.log.len(), 5, "{:?}", twilio.log);
}

#[test]
fn no_answer_is_found_out_by_looking() {
    let (mut twilio, bobs) = ringing();
    assert_eq!(reconcile(&mut twilio, json!({ "taskSid": ALICES_TASK }))["changed"], false);
    twilio.tasks.get_mut(&bobs).unwrap().status = "canceled".to_owned();
    let reply = reconcile(&mut twilio, json!({ "taskSid": ALICES_TASK }));
    assert_eq!(reply, json!({ "changed": true, "state": "ended", "endReason": "no_answer" }));
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn an_offer_that_taskrouter_forgets_is_taken_back() {
    let (mut twilio, bobs) = ringing();
    twilio.now += 47_000;
    assert_eq!(reconcile(&mut twilio, json!({ "taskSid": bobs }))["state"], "ringing");
    twilio.now += 2_000;
    assert_eq!(reconcile(&mut twilio, json!({ "taskSid": bobs }))["endReason"], "no_answer");
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!(twilio.status(&bobs), "canceled");
}

#[test]
fn a_lost_joining_is_made_good() {
    let mut twilio = Twilio::new();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    let reply = reconcile(&mut twilio, json!({ "taskSid": ALICES_TASK }));
    assert_eq!(reply, json!({ "changed": true, "state": "ringing" }));
    assert_eq!(twilio.colleagues().len(), 1);
    // The message was only late.
    twilio.deliver(alice_joins());
    assert_eq!(twilio.colleagues().len(), 1);
}

#[test]
fn a_lost_leaving_is_made_good() {
    let (mut twilio, bobs) = talking();
    twilio.leave(BOBS_LEG);
    let reply = reconcile(&mut twilio, json!({ "taskSid": bobs }));
    assert_eq!(reply, json!({ "changed": true, "state": "ended", "endReason": "hung_up" }));
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn a_look_at_a_call_in_order_changes_nothing() {
    let (mut twilio, _) = talking();
    let before = twilio.record().clone();
    let reply = reconcile(&mut twilio, json!({ "taskSid": ALICES_TASK }));
    assert_eq!(reply, json!({ "changed": false, "state": "active" }));
    assert_eq!(twilio.record(), &before);
}

#[test]
fn a_caller_who_never_joined_is_cleared_after_a_minute() {
    let mut twilio = Twilio::new();
    for (age, changed, status) in [(59, false, "assigned"), (60, true, "wrapping")] {
        twilio.tasks.get_mut(ALICES_TASK).unwrap().age = age;
        let reply = reconcile(&mut twilio, json!({ "taskSid": ALICES_TASK }));
        assert_eq!(reply["changed"], changed, "after {age} s");
        assert_eq!(twilio.status(ALICES_TASK), status, "after {age} s");
    }
}

#[test]
fn a_customers_task_is_never_touched() {
    let mut twilio = Twilio::new();
    let task = twilio.tasks.get_mut(ALICES_TASK).unwrap();
    task.attributes = json!({ "call_sid": ALICES_LEG, "direction": "inbound" });
    task.age = 3_600;
    for event in [json!({ "taskSid": ALICES_TASK }), json!({})] {
        reconcile(&mut twilio, event);
    }
    assert_eq!(twilio.status(ALICES_TASK), "assigned");
}

#[test]
fn anybodys_look_clears_calls_that_nobody_looks_after() {
    let (mut twilio, bobs) = talking();
    twilio.leave(ALICES_LEG);
    twilio.leave(BOBS_LEG);
    twilio.end_conference();
    twilio.now += 30_000;
    assert_eq!(reconcile(&mut twilio, json!({}))["changed"], false);
    twilio.now += 60_000;
    assert_eq!(reconcile(&mut twilio, json!({}))["changed"], true);
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);

    let mut twilio = Twilio::new();
    twilio.tasks.get_mut(ALICES_TASK).unwrap().age = 90;
    assert_eq!(reconcile(&mut twilio, json!({}))["changed"], true);
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn only_somebody_who_is_logged_in_may_look() {
    let mut twilio = Twilio::new();
    let reply = twilio.run("reconcile", json!({ "taskSid": ALICES_TASK }), None);
    assert_eq!((reply.status, twilio.log.clone()), (403, vec!["token token".to_owned()]));
}

fn joining(twilio: &mut Twilio, name: &str, leg: &str, to: &str) -> Reply {
    let event = json!({ "conferenceName": name, "taskSid": name, "leg": leg, "To": to });
    twilio.run("agent-join-conference", event, None)
}

#[test]
fn the_colleagues_leg_joins_the_caller() {
    let (mut twilio, _) = ringing();
    let reply = joining(&mut twilio, ALICES_TASK, &format!("worker-{BOB}"), "client:bob");
    assert_eq!((reply.status, reply.content_type), (200, "text/xml"));
    assert_eq!(
        reply.body,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Dial \
             action=\"https://calls.twil.io/features/internal-call/common/leg-ended\" \
             method=\"POST\"><Conference participantLabel=\"worker-{BOB}\" \
             startConferenceOnEnter=\"false\" endConferenceOnExit=\"false\" beep=\"false\" \
             waitUrl=\"https://calls.twil.io/internal-call/ringback.wav\" waitMethod=\"GET\" \
             statusCallback=\"https://calls.twil.io/features/internal-call/common/\
             call-outbound-join?caller={ALICE}#rc=2&amp;rp=5xx,ct,rt\" \
             statusCallbackMethod=\"POST\" \
             statusCallbackEvent=\"start end join leave mute hold modify\">{ALICES_TASK}\
             </Conference></Dial></Response>"
        )
    );
    assert_eq!(twilio.log, ["get record", "get worker"], "at the same time");
}

#[test]
fn whoever_is_not_expected_is_hung_up() {
    let bob = format!("worker-{BOB}");
    let (twilio, _) = ringing();
    let cases = [
        (ALICES_TASK, bob.as_str(), "client:eve"),
        (ALICES_TASK, bob.as_str(), ""),
        (ALICES_TASK, "bob", "client:bob"),
        ("WT99999999999999999999999999999999", bob.as_str(), "client:bob"),
        ("my room", bob.as_str(), "client:bob"),
    ];
    for (name, leg, to) in cases {
        let reply = joining(&mut twilio.clone(), name, leg, to);
        assert!(reply.body.contains("<Hangup/>"), "{name} {leg} {to}: {reply:?}");
    }
    let (mut ended, _) = ringing();
    ended.deliver(alice_leaves(2));
    assert!(joining(&mut ended, ALICES_TASK, &bob, "client:bob").body.contains("<Hangup/>"));
    let (mut broken, _) = ringing();
    // The record is asked for again and again; without a word of TaskRouter's he is let in.
    broken.trouble.extend([0, 2, 3].map(|call| (call, Trouble::Refused(503))));
    assert!(joining(&mut broken, ALICES_TASK, &bob, "client:bob").body.contains("<Hangup/>"));
    let (mut unknown, _) = ringing();
    unknown.trouble.extend([1, 2, 3].map(|call| (call, Trouble::Refused(503))));
    assert!(joining(&mut unknown, ALICES_TASK, &bob, "client:bob").body.contains("<Conference"));
}

#[test]
fn the_callers_leg_waits_without_asking_anybody() {
    let mut twilio = Twilio::new();
    let mut ask = |event: Value| {
        let reply = twilio.run("agent-outbound-join", event, None);
        assert_eq!((reply.status, twilio.log.len()), (200, 0));
        reply.body
    };
    let body = ask(json!({ "taskSid": ALICES_TASK, "leg": format!("worker-{ALICE}") }));
    assert!(body.contains("startConferenceOnEnter=\"true\""), "{body}");
    assert!(body.contains(&format!("?caller={ALICE}#")), "{body}");
    for wrong in
        [json!({}), json!({ "taskSid": ALICES_TASK, "leg": "worker-x" }), json!({ "leg": "x" })]
    {
        assert!(ask(wrong).contains("<Hangup/>"));
    }
    assert!(twilio.run("leg-ended", json!({}), None).body.contains("<Hangup/>"));
}
