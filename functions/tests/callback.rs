//! The status callback: one call's messages, on time and late, twice and lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use serde_json::json;
use twilio::*;

#[test]
fn three_round_trips_lead_from_the_callers_joining_to_the_colleagues_task() {
    let mut twilio = joined();
    let mut running = Running::new(&twilio, "call-outbound-join", alice_joins(), None);
    for _ in 0..3 {
        assert_eq!(running.advance(&mut twilio), None);
    }
    assert_eq!(twilio.colleagues().len(), 1, "whom and who is asked at the same time");
    while running.advance(&mut twilio).is_none() {}
    assert_eq!(
        twilio.log,
        [
            "get alice's task",
            "get leg",
            "get worker",
            "post records",
            "post tasks",
            // From here on Bob's phone rings.
            "post record",
            "get tasks",
            "get alice's task",
            "post alice's task",
            "post record",
        ]
    );
}

#[test]
fn the_colleagues_task_says_who_calls() {
    let twilio = ringing().0;
    let (sid, task) = twilio.colleagues()[0];
    assert_eq!(
        task.attributes,
        json!({
            "to": "client:bob", "from": "client:alice", "name": "Alice Anders",
            "targetWorker": "client:bob", "direction": "inbound", "autoAnswer": "false",
            "client_call": true, "internal": "true", "parentTaskSid": ALICES_TASK,
            "conferenceSid": ALICES_TASK,
            "conference": { "sid": CONFERENCE, "friendlyName": ALICES_TASK },
        })
    );
    assert_eq!(task.timeout.as_deref(), Some("45"));
    let record = twilio.record();
    assert_eq!(record["state"], "ringing");
    assert_eq!(record["pending"]["colleague"]["taskSid"], json!(sid));
}

#[test]
fn the_callers_task_learns_of_the_conference_and_keeps_the_rest() {
    let twilio = ringing().0;
    let bobs = twilio.colleagues()[0].0.clone();
    let attributes = &twilio.tasks[ALICES_TASK].attributes;
    assert_eq!(attributes["skill"], "kept");
    assert_eq!(
        attributes["conference"],
        json!({
            "sid": CONFERENCE, "friendlyName": ALICES_TASK,
            "participants": { "worker": ALICES_LEG, "taskSid": bobs },
        })
    );
}

#[test]
fn the_colleagues_joining_makes_it_active() {
    let twilio = talking().0;
    assert_eq!(twilio.record()["state"], "active");
    assert_eq!(twilio.record()["pending"], json!({}));
    assert_eq!(twilio.left().len(), 4, "{:?}", twilio.left());
}

#[test]
fn whoever_hangs_up_both_wrap_up() {
    for leaves in [alice_leaves(4), bob_leaves(4)] {
        let mut twilio = talking().0;
        let bobs = twilio.colleagues()[0].0.clone();
        twilio.leave(leaves["CallSid"].as_str().unwrap());
        assert_eq!(twilio.deliver(leaves).status, 200);
        assert_eq!(twilio.left(), [""; 0]);
        assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
        assert_eq!(twilio.record()["endReason"], "hung_up");
    }
}

#[test]
fn a_caller_who_hangs_up_while_it_rings_takes_the_offer_back() {
    let mut twilio = ringing().0;
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.leave(ALICES_LEG);
    assert_eq!(twilio.deliver(alice_leaves(2)).status, 200);
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping", "canceled"]);
    assert_eq!(twilio.record()["endReason"], "canceled");
}

#[test]
fn a_caller_who_has_given_up_before_he_was_heard_rings_nobody() {
    let mut twilio = Twilio::new();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    twilio.tasks.get_mut(ALICES_TASK).unwrap().status = "wrapping".to_owned();
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.colleagues().len(), 0);
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn an_end_that_overtakes_the_callers_joining_rings_nobody() {
    let mut twilio = Twilio::new();
    twilio.end_conference();
    twilio.deliver(told("conference-end", 3));
    assert_eq!(twilio.record()["caller"]["workerSid"], ALICE, "she may ask what became of it");
    twilio.deliver(alice_leaves(2));
    twilio.deliver(alice_joins());
    assert_eq!(twilio.colleagues().len(), 0);
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!(twilio.status(ALICES_TASK), "wrapping");
}

#[test]
fn a_conference_without_an_internal_call_is_ended() {
    let mut twilio = Twilio::new();
    twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes = json!({ "call_sid": "CA1" });
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.left(), [format!("{ALICES_TASK} is assigned")]);

    let mut twilio = Twilio::new();
    twilio.tasks.clear();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.left(), [""; 0]);
    twilio.log.clear();
    assert_eq!(twilio.deliver(told("conference-end", 2)).status, 200);
    assert_eq!(twilio.log, ["get record", "get alice's task"], "there is nothing to end");
}

#[test]
fn a_second_conference_under_the_same_name_is_ended_and_the_call_goes_on() {
    let mut twilio = talking().0;
    twilio.join_in(BOBS_OWN_CONFERENCE, ALICES_TASK, "CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "");
    let mut starts = told("conference-start", 1);
    starts["ConferenceSid"] = json!(BOBS_OWN_CONFERENCE);
    assert_eq!(twilio.deliver(starts).status, 200);
    assert!(twilio.conferences[BOBS_OWN_CONFERENCE].over);
    assert!(!twilio.conferences[CONFERENCE].over);
    assert_eq!(twilio.record()["state"], "active");
}

#[test]
fn a_conference_that_was_ended_is_known_to_be_over() {
    let mut twilio = talking().0;
    twilio.leave(BOBS_LEG);
    twilio.deliver(bob_leaves(4));
    assert_eq!(twilio.record()["work"]["conferenceOver"], true);
    assert!(!twilio.log.contains(&"get conference".to_owned()), "{:?}", twilio.log);
    twilio.log.clear();
    twilio.deliver(alice_leaves(5));
    assert!(!twilio.log.contains(&"post conference".to_owned()), "{:?}", twilio.log);
}

#[test]
fn a_task_that_goes_while_it_is_changed_needs_no_change() {
    let mut twilio = joined();
    twilio.trouble.insert(8, Trouble::Refused(404));
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.log[8], "post alice's task");
}

/// The order to end it may have been refused because it is over, or gone.
#[test]
fn a_conference_that_cannot_be_ended_is_looked_at() {
    for (looks, status) in [(None, 200), (Some(404), 200), (Some(503), 502)] {
        let mut twilio = talking().0;
        twilio.leave(BOBS_LEG);
        twilio.trouble.insert(2, Trouble::DoneBut(400));
        let looks = looks.map(|looks| (3..6).map(move |call| (call, Trouble::Refused(looks))));
        twilio.trouble.extend(looks.into_iter().flatten());
        assert_eq!(twilio.deliver(bob_leaves(4)).status, status, "{:?}", twilio.log);
        assert_eq!(twilio.log[2..4], ["post conference", "get conference"]);
    }
}

#[test]
fn only_a_callers_own_task_is_a_call() {
    let (mut twilio, bobs) = ringing();
    let mut message = alice_joins();
    message["FriendlyName"] = json!(bobs);
    assert_eq!(twilio.deliver(message).status, 200);
    assert_eq!(twilio.documents.len(), 1, "a colleague's task is none");

    let mut twilio = joined();
    twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes["client_call"] = json!(false);
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.documents.len(), 0, "nor is a call to somebody outside");
}

#[test]
fn a_task_that_taskrouter_refuses_ends_the_call() {
    // A queue's name is read before.
    for (mut twilio, made) in [(Twilio::new(), 4), (Twilio::to_a_queue(), 5)] {
        twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
        twilio.trouble.insert(made, Trouble::Refused(400));
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.record()["endReason"], "unreachable");
        assert_eq!((twilio.log[made].as_str(), twilio.left()), ("post tasks", Vec::new()));
    }
}

#[test]
fn news_that_changes_nothing_asks_nothing_more() {
    let mut twilio = talking().0;
    twilio.deliver(bob_joins());
    assert_eq!(twilio.log, ["get record", "get worker"]);
    for ignored in ["participant-speech-start", "announcement-end", ""] {
        assert_eq!(twilio.deliver(told(ignored, 9)).status, 200);
    }
    assert_eq!(twilio.log, ["get record", "get worker"]);
}

#[test]
fn hold_and_mute_are_kept_as_the_conference_tells_them() {
    let mut twilio = talking().0;
    let mut hold = leg("participant-hold", 4, BOBS_LEG, BOB);
    hold["Hold"] = json!("true");
    hold["Muted"] = json!("true");
    twilio.deliver(hold);
    let leg = &twilio.record()["legs"][BOBS_LEG];
    assert_eq!(json!([leg["hold"], leg["muted"], leg["status"]]), json!([true, true, "joined"]));
}

#[test]
fn a_message_that_cannot_be_right_is_refused() {
    let wrong = [
        ("FriendlyName", json!("my room")),
        ("FriendlyName", json!([ALICES_TASK, ALICES_TASK])),
        ("ConferenceSid", json!("CF1")),
        ("SequenceNumber", json!("0")),
        ("SequenceNumber", json!("first")),
        ("CallSid", json!("")),
        ("Hold", json!("TRUE")),
        ("Muted", json!("1")),
        ("caller", json!("WK1")),
    ];
    for (name, value) in wrong {
        let mut twilio = Twilio::new();
        let mut message = alice_joins();
        message[name] = value.clone();
        let reply = twilio.deliver(message);
        assert_eq!((reply.status, twilio.log.len()), (400, 0), "{name} {value}");
        assert_eq!(body(&reply)["code"], "bad_request");
    }
}

#[test]
fn a_missing_variable_is_named() {
    let twilio = Twilio::new();
    let mut running = Running::new(&twilio, "call-outbound-join", alice_joins(), None)
        .without(|settings| settings.sync.clear());
    let reply = running.advance(&mut Twilio::new()).unwrap();
    assert!(reply.status >= 500 && reply.body.contains("TWILIO_FLEX_SYNC_SID"), "{reply:?}");
}

#[test]
fn work_that_was_not_done_is_answered_so_that_twilio_calls_again() {
    let mut twilio = Twilio::new();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    // All three that are read first, and two more tries at the first of them.
    twilio.trouble.extend((0..5).map(|call| (call, Trouble::Refused(503))));
    assert_eq!(twilio.deliver(alice_joins()).status, 502);
    twilio.trouble.clear();
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!(twilio.colleagues().len(), 1);
}

#[test]
fn a_claim_whose_answer_was_lost_is_known_as_ones_own() {
    for lost in [Trouble::DoneBut(0), Trouble::DoneBut(503)] {
        let mut twilio = Twilio::new();
        twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
        twilio.trouble.insert(3, lost);
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.colleagues().len(), 1, "{:?}", twilio.log);
    }
}

#[test]
fn a_record_that_others_keep_changing_is_left_for_the_next_time() {
    let mut twilio = ringing().0;
    twilio.trouble.extend((0..20).map(|call| (call * 2 + 2, Trouble::Refused(412))));
    let reply = twilio.deliver(bob_joins());
    assert_eq!((reply.status, body(&reply)["code"].clone()), (502, json!("conflict")));
    let begins = ["get record", "get worker", "post record", "get record", "post record"];
    assert_eq!(twilio.log[..5], begins);
    assert_eq!(twilio.log.iter().filter(|call| *call == "post record").count(), 5);
}

/// One trouble with any one call of a conversation, of any kind: Twilio delivers again what was
/// answered 5xx, somebody looks a minute later, and nothing is left and nobody was rung twice.
#[test]
fn no_single_trouble_leaves_anything_behind() {
    let kinds = [0, 429, 500, 503].map(Trouble::Refused);
    let kinds = kinds.into_iter().chain([0, 500, 503].map(Trouble::DoneBut));
    for trouble in kinds {
        let mut number = 0;
        while a_whole_call(number, trouble) {
            number += 1;
        }
        assert!(number > 10, "a call asks Twilio more often than {number} times");
    }
}

/// Gives whether the call came to the troubled request at all.
fn a_whole_call(number: usize, trouble: Trouble) -> bool {
    let case = format!("call {number}: {trouble:?}");
    let mut twilio = Twilio::new();
    twilio.trouble.insert(number, trouble);
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    deliver_until_taken(&mut twilio, alice_joins(), &case);
    reconcile_later(&mut twilio, 11_000);
    assert_eq!(twilio.colleagues().len(), 1, "{case}");
    let bobs = twilio.colleagues()[0].0.clone();
    assert_eq!(twilio.record()["colleague"]["taskSid"], json!(bobs), "{case}");

    twilio.tasks.get_mut(&bobs).unwrap().status = "assigned".to_owned();
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    deliver_until_taken(&mut twilio, bob_joins(), &case);
    twilio.leave(BOBS_LEG);
    deliver_until_taken(&mut twilio, bob_leaves(4), &case);
    twilio.leave(ALICES_LEG);
    deliver_until_taken(&mut twilio, alice_leaves(5), &case);
    deliver_until_taken(&mut twilio, told("conference-end", 6), &case);
    assert_eq!(twilio.left(), [""; 0], "{case}");
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2], "{case}");
    assert_eq!(twilio.colleagues().len(), 1, "{case}");
    twilio.log.len() > number
}

fn deliver_until_taken(twilio: &mut Twilio, message: serde_json::Value, case: &str) {
    let taken = (0..3).any(|_| twilio.deliver(message.clone()).status == 200);
    assert!(taken, "{case}");
}

fn reconcile_later(twilio: &mut Twilio, later: u64) {
    twilio.now += later;
    let event = json!({ "taskSid": ALICES_TASK });
    let reply = twilio.run("reconcile", event, Some(ALICE));
    assert_eq!(reply.status, 200, "{reply:?}");
}
