//! Missed calls on the server: who finds a notice of which call, and who reads and forgets it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::Reply;
use serde_json::{Value, json};
use twilio::*;

const OTHER_CALL: &str = "WTcccccccccccccccccccccccccccccccc";
const DAY_MS: u64 = 24 * 3_600_000;

/// Alice gives up while Bob is rung.
fn gives_up(twilio: &mut Twilio) -> Reply {
    let event = json!({ "taskSid": ALICES_TASK, "conferenceName": ALICES_TASK });
    twilio.run("cleanup-rejected-task", event, Some(ALICE))
}

/// Bob has missed a call of Alice's.
fn missed() -> Twilio {
    let (mut twilio, _) = ringing_for_a_notice();
    assert_eq!(gives_up(&mut twilio).status, 200);
    twilio.log.clear();
    twilio
}

/// The calls that this worker reads that he has missed.
fn reads(twilio: &mut Twilio, worker: &'static str) -> Value {
    let reply = twilio.run("missed-calls", json!({}), Some(worker));
    assert_eq!((reply.status, reply.content_type), (200, "application/json"), "{reply:?}");
    body(&reply)["missed"].clone()
}

fn clears(twilio: &mut Twilio, worker: &'static str, clear: &str) -> Value {
    let reply = twilio.run("missed-calls", json!({ "clear": clear }), Some(worker));
    assert_eq!(reply.status, 200, "{reply:?}");
    body(&reply)["missed"].clone()
}

fn calls(missed: &Value) -> Vec<&str> {
    missed.as_array().unwrap().iter().map(|call| call["call"].as_str().unwrap()).collect()
}

#[test]
fn bob_reads_who_called_him_in_vain_and_when_and_nobodys_name() {
    let mut twilio = missed();
    let at = twilio.record()["createdAt"].clone();
    let told = json!([{ "call": ALICES_TASK, "caller": ALICE, "at": at }]);
    assert_eq!(reads(&mut twilio, BOB), told);
    assert_eq!(twilio.log, ["token token", "get missed calls"]);
    assert_eq!(twilio.notices(), [&json!({ "missed": told })], "nothing else is kept");
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn only_the_one_who_missed_a_call_reads_it() {
    let mut twilio = missed();
    for other in [ALICE, EVE] {
        assert_eq!(reads(&mut twilio, other), json!([]), "{other}");
        // Whatever else the request says of whom it is about.
        let event = json!({ "worker": BOB, "worker_sid": BOB, "workerSid": BOB });
        let reply = twilio.run("missed-calls", event, Some(other));
        assert_eq!(body(&reply)["missed"], json!([]), "{other}");
        for clear in ["all", ALICES_TASK, ALICE] {
            assert_eq!(clears(&mut twilio, other, clear), json!([]), "{other}");
        }
    }
    assert_eq!(reads(&mut twilio, BOB).as_array().unwrap().len(), 1, "and it is still his");
    twilio.log.clear();
    assert_eq!(twilio.run("missed-calls", json!({ "clear": "all" }), None).status, 403);
    assert_eq!(twilio.log, ["token token"], "Sync is asked for workers alone");
}

/// Whoever can open a document by its name must not be able to tell the name.
#[test]
fn the_name_of_a_workers_document_follows_from_the_accounts_secret() {
    let name_with = |secret: &str| {
        let (mut twilio, _) = ringing_for_a_notice();
        let event = json!({ "taskSid": ALICES_TASK });
        let mut running = Running::new(&twilio, "cleanup-rejected-task", event, Some(ALICE))
            .without(|settings| settings.secret = secret.to_owned().into());
        while running.advance(&mut twilio).is_none() {}
        twilio.documents.keys().find(|name| name.starts_with("missed_calls.")).cloned()
    };
    let name = name_with("one").unwrap();
    let digits = name.strip_prefix("missed_calls.").unwrap();
    assert!(digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()), "{name}");
    assert_eq!(name_with("one").unwrap(), name);
    assert_ne!(name_with("another").unwrap(), name);
    assert_eq!(name_with(""), None, "without a secret anybody could tell it");
    let mut twilio = Twilio::new();
    let running = Running::new(&twilio, "missed-calls", json!({}), Some(BOB));
    let mut running = running.without(|settings| settings.secret = String::new().into());
    running.advance(&mut twilio);
    let reply = running.advance(&mut twilio).unwrap();
    assert!(reply.status == 502 && reply.body.contains("AUTH_TOKEN"), "{reply:?}");
}

#[test]
fn whoever_does_not_answer_in_time_has_missed_the_call() {
    let (mut twilio, bobs) = ringing_for_a_notice();
    twilio.tasks.get_mut(&bobs).unwrap().status = "canceled".to_owned();
    twilio.reserve(&bobs, BOB, "timeout");
    let looks = twilio.run("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    assert_eq!(body(&looks)["endReason"], "no_answer");
    assert_eq!(calls(&reads(&mut twilio, BOB)), [ALICES_TASK]);
}

#[test]
fn whoever_declines_by_his_own_hand_has_missed_nothing() {
    let (mut twilio, bobs) = ringing_for_a_notice();
    let event = json!({ "taskSid": bobs, "conferenceName": ALICES_TASK });
    assert_eq!(twilio.run("cleanup-rejected-task", event, Some(BOB)).status, 200);
    assert_eq!(twilio.notices(), [&json!(null); 0]);

    // To TaskRouter alone, since these Functions did not answer him.
    let (mut twilio, bobs) = ringing_for_a_notice();
    twilio.reserve(&bobs, BOB, "rejected");
    assert_eq!(gives_up(&mut twilio).status, 200);
    assert_eq!(twilio.notices(), [&json!(null); 0]);
}

#[test]
fn of_a_call_that_was_answered_or_asks_for_no_notice_nothing_is_written() {
    let (mut twilio, bobs) = ringing_for_a_notice();
    twilio.accept(&bobs, BOB);
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    twilio.deliver(bob_joins());
    twilio.leave(ALICES_LEG);
    assert_eq!(twilio.deliver(alice_leaves(3)).status, 200);
    assert_eq!(twilio.record()["endReason"], "hung_up");
    assert_eq!(twilio.notices(), [&json!(null); 0]);

    let (mut twilio, bobs) = ringing();
    twilio.reserve(&bobs, BOB, "pending");
    assert_eq!(gives_up(&mut twilio).status, 200);
    assert_eq!(twilio.notices(), [&json!(null); 0]);
    let asked = |what: &&String| what.contains("missed") || what.contains("reservations");
    assert_eq!(twilio.log.iter().find(asked), None, "nor is anybody looked for");
}

#[test]
fn a_message_that_comes_twice_or_late_leaves_one_notice() {
    let (mut twilio, _) = ringing_for_a_notice();
    twilio.leave(ALICES_LEG);
    for _ in 0..2 {
        assert_eq!(twilio.deliver(told("conference-end", 3)).status, 200);
        assert_eq!(twilio.deliver(alice_leaves(2)).status, 200);
        gives_up(&mut twilio);
    }
    assert_eq!(calls(&reads(&mut twilio, BOB)), [ALICES_TASK]);
    // What he has forgotten does not come back by a message that comes once more.
    assert_eq!(clears(&mut twilio, BOB, "all"), json!([]));
    twilio.deliver(alice_leaves(2));
    twilio.run("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    assert_eq!(reads(&mut twilio, BOB), json!([]));
}

#[test]
fn a_notice_that_cannot_be_left_is_no_failure_of_the_call_and_is_left_later() {
    for refused in [429, 403, 500, 0] {
        let (mut twilio, _) = ringing_for_a_notice();
        let notice = |running: &Running| running.asks().is_some_and(|asks| asks.contains("missed"));
        let event = json!({ "taskSid": ALICES_TASK });
        let mut running = Running::new(&twilio, "cleanup-rejected-task", event, Some(ALICE));
        let reply = loop {
            if notice(&running) {
                twilio.trouble.insert(twilio.log.len(), Trouble::Refused(refused));
            }
            if let Some(reply) = running.advance(&mut twilio) {
                break reply;
            }
        };
        assert_eq!(reply.status, 200, "{refused}: {reply:?}");
        assert_eq!((twilio.left(), twilio.notices()), (Vec::new(), Vec::new()), "{refused}");
        let looks = twilio.log.iter().filter(|asked| *asked == "get reservations").count();
        assert_eq!(looks, 1, "{refused}: not again before the call is looked at again");

        twilio.now += 61_000;
        assert_eq!(twilio.run("reconcile", json!({}), Some(EVE)).status, 200);
        assert_eq!(calls(&reads(&mut twilio, BOB)), [ALICES_TASK], "{refused}");
    }
}

/// The call is over before its record knows of his task.
#[test]
fn who_is_rung_at_the_moment_that_the_caller_gives_up_has_missed_the_call() {
    let mut twilio = joined_for_a_notice();
    let mut rings = Running::new(&twilio, "call-outbound-join", alice_joins(), None);
    while twilio.colleagues().is_empty() {
        assert_eq!(rings.advance(&mut twilio), None);
    }
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.reserve(&bobs, BOB, "pending");
    assert_eq!(gives_up(&mut twilio).status, 200);
    assert_eq!(twilio.notices(), [&json!(null); 0]);

    while rings.advance(&mut twilio).is_none() {}
    assert_eq!(calls(&reads(&mut twilio, BOB)), [ALICES_TASK]);
}

#[test]
fn a_task_that_taskrouter_has_forgotten_tells_nobody_who_was_rung() {
    let (mut twilio, _) = ringing_for_a_notice();
    twilio.reservations.clear();
    assert_eq!(gives_up(&mut twilio).status, 200);
    assert_eq!(twilio.notices(), [&json!(null); 0]);
    twilio.now += 61_000;
    twilio.log.clear();
    twilio.run("reconcile", json!({}), Some(EVE));
    assert!(!twilio.log.contains(&"get reservations".to_owned()), "it is not asked again");
}

/// As another Function has stored it.
fn with_another(mut twilio: Twilio) -> Twilio {
    let kept = twilio.documents.iter_mut().find(|(name, _)| name.starts_with("missed_calls."));
    let (revision, calls) = kept.unwrap().1;
    *revision += 1;
    let another = json!({ "call": OTHER_CALL, "caller": EVE, "at": twilio.now + 1 });
    calls["missed"].as_array_mut().unwrap().insert(0, another);
    twilio
}

#[test]
fn an_agent_forgets_all_one_or_those_of_one_colleague() {
    for (clear, left) in [
        ("all", vec![]),
        (ALICES_TASK, vec![OTHER_CALL]),
        (EVE, vec![ALICES_TASK]),
        (BOBS_OWN_TASK, vec![OTHER_CALL, ALICES_TASK]),
    ] {
        let mut twilio = with_another(missed());
        assert_eq!(calls(&clears(&mut twilio, BOB, clear)), left, "{clear}");
        assert_eq!(calls(&reads(&mut twilio, BOB)), left, "{clear}");
    }
}

#[test]
fn what_nobody_has_changed_is_not_written() {
    let mut twilio = missed();
    clears(&mut twilio, BOB, BOBS_OWN_TASK);
    clears(&mut twilio, ALICE, "all");
    let read = ["token token", "get missed calls"];
    assert_eq!(twilio.log, [read, read].concat());
}

#[test]
fn a_call_that_was_missed_a_week_ago_is_told_no_longer() {
    let mut twilio = missed();
    twilio.now += 7 * DAY_MS - 1_000;
    assert_eq!(calls(&reads(&mut twilio, BOB)), [ALICES_TASK]);
    twilio.now += 2_000;
    assert_eq!(reads(&mut twilio, BOB), json!([]));
}

#[test]
fn missed_calls_that_cannot_be_read_are_a_failure_and_no_empty_list() {
    for (trouble, status) in [(Trouble::Refused(403), 502), (Trouble::Said(401), 502)] {
        let mut twilio = missed();
        twilio.trouble.insert(1, trouble);
        assert_eq!(twilio.run("missed-calls", json!({}), Some(BOB)).status, status);
    }
    let mut twilio = missed();
    twilio.documents.values_mut().for_each(|(_, data)| *data = json!({ "missed": "some" }));
    assert_eq!(twilio.run("missed-calls", json!({}), Some(BOB)).status, 502);
}
