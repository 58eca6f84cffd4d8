//! What the parties of a call do to its legs: hold, mute, remove, and the end for all.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::Reply;
use serde_json::{Value, json};
use twilio::*;

const ANOTHER: &str = "7c9e6679-7425-40de-944b-e07fc1f90ae7";
const OPS: [&str; 6] = ["hold", "unhold", "mute", "unmute", "remove", "end"];

fn asked(op: &str, target: &str) -> Value {
    let mut event = json!({ "op": op, "conferenceName": ALICES_TASK, "requestId": REQUEST });
    if op != "end" {
        event["target"] = json!(target);
    }
    event
}

fn control(twilio: &mut Twilio, event: Value, worker: &'static str) -> Reply {
    twilio.run("control", event, Some(worker))
}

/// Orders and must succeed; each order is a request of its own.
fn order(twilio: &mut Twilio, op: &str, target: &str, worker: &'static str) -> Value {
    let mut event = asked(op, target);
    let number = twilio.now % 1_000_000_000_000;
    event["requestId"] = json!(format!("0f8fad5b-d9cb-469f-a165-{number:012}"));
    let reply = control(twilio, event, worker);
    assert_eq!(reply.status, 200, "{reply:?}");
    body(&reply)
}

fn leg<'a>(twilio: &'a Twilio, leg: &str) -> &'a Value {
    &twilio.record()["legs"][leg]
}

fn writes(twilio: &Twilio) -> usize {
    twilio.log.iter().filter(|call| !call.starts_with("get") && !call.starts_with("token")).count()
}

#[test]
fn a_party_holds_the_other_who_hears_our_music() {
    let (mut twilio, _) = talking();
    let told = order(&mut twilio, "hold", BOBS_LEG, ALICE);
    assert_eq!(told, json!({ "changed": true, "state": "active" }));
    assert_eq!(twilio.log, ["token token", "get record", "post leg", "post record"]);
    assert!(twilio.seat(BOBS_LEG).hold);
    let music = "https://calls.twil.io/internal-call/hold-music.wav";
    assert_eq!(twilio.seat(BOBS_LEG).music.as_deref(), Some(music));
    assert_eq!(leg(&twilio, BOBS_LEG)["hold"], true);
    assert_eq!(leg(&twilio, BOBS_LEG)["orders"]["heldBy"], ALICE);
    assert!(!twilio.seat(ALICES_LEG).hold);

    let told = order(&mut twilio, "hold", BOBS_LEG, ALICE);
    assert_eq!(told["changed"], false, "again");
    assert_eq!(order(&mut twilio, "unhold", BOBS_LEG, BOB)["changed"], true, "by himself");
    assert!(!twilio.seat(BOBS_LEG).hold);
    assert_eq!(leg(&twilio, BOBS_LEG)["hold"], false);
    assert_eq!(leg(&twilio, BOBS_LEG)["orders"].get("heldBy"), None);
}

#[test]
fn an_account_may_have_hold_music_of_its_own() {
    let (mut twilio, _) = talking();
    let music = "https://example.com/music.mp3";
    let mut running = Running::new(&twilio, "control", asked("hold", BOBS_LEG), Some(ALICE));
    running = running.without(|settings| settings.hold_music = music.to_owned());
    while running.advance(&mut twilio).is_none() {}
    assert_eq!(twilio.seat(BOBS_LEG).music.as_deref(), Some(music));
}

#[test]
fn the_messages_of_the_conference_confirm_it_in_any_order() {
    let told = |sequence, event: &str, hold: bool| {
        let mut message = twilio::leg(event, sequence, BOBS_LEG, BOB);
        message["Hold"] = json!(hold.to_string());
        message
    };
    let held = told(4, "participant-hold", true);
    let unheld = told(5, "participant-unhold", false);
    for order_of in [[&held, &unheld], [&unheld, &held]] {
        let (mut twilio, _) = talking();
        order(&mut twilio, "hold", BOBS_LEG, ALICE);
        order(&mut twilio, "unhold", BOBS_LEG, ALICE);
        for message in order_of {
            assert_eq!(twilio.deliver(message.clone()).status, 200);
            assert_eq!(leg(&twilio, BOBS_LEG)["hold"], false, "the truth, after {order_of:?}");
        }
        assert_eq!(twilio.record()["state"], "active");
    }
}

#[test]
fn a_party_mutes_and_only_he_or_the_muted_one_opens_the_microphone_again() {
    let (mut twilio, _) = talking();
    order(&mut twilio, "mute", BOBS_LEG, ALICE);
    assert!(twilio.seat(BOBS_LEG).muted);
    assert_eq!(leg(&twilio, BOBS_LEG)["orders"]["mutedBy"], ALICE);
    order(&mut twilio, "unmute", BOBS_LEG, ALICE);
    assert!(!twilio.seat(BOBS_LEG).muted);

    order(&mut twilio, "mute", BOBS_LEG, BOB);
    let reply = control(&mut twilio, asked("unmute", BOBS_LEG), ALICE);
    assert_eq!((reply.status, body(&reply)["code"].clone()), (403, json!("forbidden")));
    assert!(twilio.seat(BOBS_LEG).muted, "nobody listens in on him");
    order(&mut twilio, "unmute", BOBS_LEG, BOB);
    assert!(!twilio.seat(BOBS_LEG).muted);
}

#[test]
fn whoever_is_removed_leaves_nobody_behind() {
    let (mut twilio, bobs) = talking();
    let told = order(&mut twilio, "remove", BOBS_LEG, ALICE);
    assert_eq!(told, json!({ "changed": true, "state": "ended", "endReason": "hung_up" }));
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
}

#[test]
fn whoever_is_removed_is_out_even_if_he_has_just_left() {
    let (mut twilio, _) = talking();
    twilio.join("CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", "external-1");
    twilio.deliver(twilio::leg("participant-join", 4, "CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee", EVE));
    order(&mut twilio, "remove", BOBS_LEG, ALICE);
    let inside: Vec<_> =
        twilio.conferences[CONFERENCE].legs.iter().map(|seat| &seat.call).collect();
    assert_eq!(inside, [ALICES_LEG, "CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"]);

    let (mut twilio, _) = talking();
    twilio.leave(BOBS_LEG);
    order(&mut twilio, "remove", BOBS_LEG, ALICE);
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn a_party_ends_it_for_all() {
    let (mut twilio, bobs) = talking();
    let told = order(&mut twilio, "end", "", BOB);
    assert_eq!(told, json!({ "changed": true, "state": "ended", "endReason": "hung_up" }));
    assert_eq!(twilio.left(), [""; 0]);
    assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
}

#[test]
fn whoever_is_no_party_is_refused_whatever_he_asks() {
    let (mut base, _) = talking();
    for leg in [ALICES_LEG, BOBS_LEG] {
        order(&mut base, "hold", leg, ALICE);
        order(&mut base, "mute", leg, ALICE);
    }
    base.log.clear();
    let before = base.record().clone();
    for op in OPS {
        for worker in [Some(EVE), None] {
            for name in [ALICES_TASK, BOBS_OWN_TASK] {
                let mut twilio = base.clone();
                let mut event = asked(op, BOBS_LEG);
                event["conferenceName"] = json!(name);
                event["workerSid"] = json!(ALICE);
                let reply = twilio.run("control", event, worker);
                assert_eq!(
                    (reply.status, body(&reply)["code"].clone()),
                    (403, json!("forbidden")),
                    "{op} by {worker:?}"
                );
                assert_eq!(writes(&twilio), 0, "{op}: {:?}", twilio.log);
                assert_eq!(twilio.record(), &before, "{op} by {worker:?}");
            }
        }
    }
}

#[test]
fn an_accepted_reservation_is_a_right_an_offered_one_is_none() {
    // Bob has accepted; his leg is not in the conference yet.
    let mut twilio = Twilio::new();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    twilio.deliver(alice_joins());
    let bobs = twilio.colleagues()[0].0.clone();
    let refused = control(&mut twilio, asked("mute", ALICES_LEG), BOB);
    assert_eq!(refused.status, 403, "offered");
    twilio.reserve(&bobs, BOB, "accepted");
    order(&mut twilio, "mute", ALICES_LEG, BOB);
    assert!(twilio.seat(ALICES_LEG).muted);
    // Nobody is left alone on hold, not even for a moment.
    order(&mut twilio, "hold", ALICES_LEG, BOB);
    assert!(!twilio.seat(ALICES_LEG).hold);
}

#[test]
fn only_a_partys_leg_that_is_in_this_call_can_be_a_target() {
    let (mut base, _) = talking();
    let supervisors = "CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    base.join(supervisors, &format!("supervisor-{EVE}"));
    let mut joins = twilio::leg("participant-join", 4, supervisors, EVE);
    joins["ParticipantLabel"] = json!(format!("supervisor-{EVE}"));
    base.deliver(joins);
    let stranger = "CA99999999999999999999999999999999";
    base.join_in("CF99999999999999999999999999999999", "another", stranger, "customer");
    base.log.clear();
    for op in OPS.into_iter().filter(|op| *op != "end") {
        for target in [supervisors, stranger] {
            let mut twilio = base.clone();
            let reply = control(&mut twilio, asked(op, target), ALICE);
            let told = (reply.status, body(&reply)["code"].clone());
            assert_eq!(told, (404, json!("participant_gone")), "{op} {target}");
            assert_eq!(writes(&twilio), 0, "{op}: {:?}", twilio.log);
        }
    }
}

#[test]
fn parameters_are_read_strictly_and_before_the_token() {
    let wrong: [(&str, Value); 14] = [
        ("op", Value::Null),
        ("op", json!("HOLD")),
        ("op", json!("hold ")),
        ("op", json!("coach")),
        ("op", json!(["hold", "hold"])),
        ("conferenceName", Value::Null),
        ("conferenceName", json!(CONFERENCE)),
        ("target", Value::Null),
        ("target", json!(format!("worker-{BOB}"))),
        ("target", json!("../../Calls")),
        ("target", json!(["CA", "CA"])),
        ("requestId", Value::Null),
        ("requestId", json!("1")),
        ("requestId", json!(7)),
    ];
    for (name, value) in wrong {
        let (mut twilio, _) = talking();
        let mut event = asked("hold", BOBS_LEG);
        event[name] = value.clone();
        let reply = control(&mut twilio, event, ALICE);
        assert_eq!((reply.status, twilio.log.len()), (400, 0), "{name} {value}: {reply:?}");
    }
    let (mut twilio, _) = talking();
    let mut event = asked("end", "");
    event["target"] = json!(BOBS_LEG);
    assert_eq!(control(&mut twilio, event, ALICE).status, 400, "an end has no target");
}

#[test]
fn where_the_music_comes_from_is_not_the_browsers_to_say() {
    let (mut twilio, _) = talking();
    let mut event = asked("hold", BOBS_LEG);
    for name in ["HoldUrl", "holdUrl", "hold_music"] {
        event[name] = json!("https://evil.example.com/twiml");
    }
    assert_eq!(control(&mut twilio, event, ALICE).status, 200);
    assert!(!twilio.seat(BOBS_LEG).music.as_ref().unwrap().contains("evil"));
}

#[test]
fn the_same_request_gets_the_same_answer_and_does_nothing_twice() {
    let (mut twilio, _) = talking();
    let first = control(&mut twilio, asked("hold", BOBS_LEG), ALICE);
    let mut unhold = asked("unhold", BOBS_LEG);
    unhold["requestId"] = json!(ANOTHER);
    assert_eq!(control(&mut twilio, unhold, ALICE).status, 200);
    twilio.log.clear();
    assert_eq!(control(&mut twilio, asked("hold", BOBS_LEG), ALICE), first);
    assert_eq!(writes(&twilio), 0, "{:?}", twilio.log);
    assert!(!twilio.seat(BOBS_LEG).hold);
    let stranger = control(&mut twilio, asked("hold", BOBS_LEG), EVE);
    assert_eq!(stranger.status, 403, "not even the answer is for a stranger");
}

#[test]
fn an_order_that_crosses_a_hang_up_says_that_the_party_is_gone_and_clears_the_rest() {
    for op in ["hold", "unhold", "mute"] {
        let (mut twilio, bobs) = talking();
        // He has left; nobody has told the server yet.
        twilio.leave(BOBS_LEG);
        let reply = control(&mut twilio, asked(op, BOBS_LEG), ALICE);
        let told = (reply.status, body(&reply)["code"].clone());
        assert_eq!(told, (404, json!("participant_gone")), "{op}");
        assert_eq!(twilio.left(), [""; 0], "{op}: the look at him was news");
        assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
        twilio.log.clear();
        let reply = control(&mut twilio, asked(op, BOBS_LEG), ALICE);
        let told = (reply.status, body(&reply)["code"].clone());
        assert_eq!(told, (410, json!("conference_ended")), "{op}");
        assert_eq!(writes(&twilio), 0);
    }
}

#[test]
fn an_order_that_crosses_a_hang_up_at_any_moment_leaves_nothing() {
    // Bob's leaving is told before the order's first, second, … call to Twilio.
    for op in OPS {
        for moment in 0..6 {
            let (mut twilio, bobs) = talking();
            let mut running = Running::new(&twilio, "control", asked(op, BOBS_LEG), Some(ALICE));
            let mut calls = 0;
            loop {
                if calls == moment {
                    twilio.leave(BOBS_LEG);
                    assert_eq!(twilio.deliver(bob_leaves(9)).status, 200, "{op} {moment}");
                }
                calls += 1;
                if running.advance(&mut twilio).is_some() {
                    break;
                }
            }
            if calls <= moment {
                twilio.leave(BOBS_LEG);
                twilio.deliver(bob_leaves(9));
            }
            assert_eq!(twilio.left(), [""; 0], "{op} at {moment}");
            assert_eq!([twilio.status(ALICES_TASK), twilio.status(&bobs)], ["wrapping"; 2]);
        }
    }
}

#[test]
fn trouble_that_passes_is_sat_out_and_other_is_told() {
    for (status, times, expected) in
        [(429, 2, 200), (503, 2, 200), (0, 2, 200), (503, 3, 502), (0, 3, 504), (400, 1, 502)]
    {
        let (mut twilio, _) = talking();
        // The order is the third call, after the token and the record.
        twilio.trouble.extend((2..2 + times).map(|call| (call, Trouble::Refused(status))));
        let reply = control(&mut twilio, asked("hold", BOBS_LEG), ALICE);
        assert_eq!(reply.status, expected, "{status} {times} times");
        let held = twilio.seat(BOBS_LEG).hold;
        assert_eq!((held, leg(&twilio, BOBS_LEG)["hold"] == true), (expected == 200, held));
    }
}

#[test]
fn an_order_that_was_carried_out_unseen_is_carried_out_once_more_and_told() {
    let (mut twilio, _) = talking();
    twilio.trouble.insert(2, Trouble::DoneBut(503));
    assert_eq!(control(&mut twilio, asked("hold", BOBS_LEG), ALICE).status, 200);
    assert_eq!(leg(&twilio, BOBS_LEG)["hold"], true);
}

#[test]
fn a_record_that_others_change_meanwhile_takes_the_order_in() {
    let (mut twilio, _) = talking();
    let mut running = Running::new(&twilio, "control", asked("hold", BOBS_LEG), Some(ALICE));
    for _ in 0..3 {
        assert_eq!(running.advance(&mut twilio), None);
    }
    order(&mut twilio, "mute", ALICES_LEG, BOB);
    while running.advance(&mut twilio).is_none() {}
    assert_eq!(leg(&twilio, BOBS_LEG)["hold"], true);
    assert_eq!(leg(&twilio, ALICES_LEG)["muted"], true);
}

#[test]
fn a_leg_that_its_holder_has_left_is_taken_back() {
    let (mut twilio, _) = talking();
    let outside = "CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    twilio.join(outside, "external-1");
    let mut joins = twilio::leg("participant-join", 4, outside, EVE);
    joins["ParticipantLabel"] = json!("external-1");
    twilio.deliver(joins);
    order(&mut twilio, "hold", BOBS_LEG, ALICE);
    twilio.leave(ALICES_LEG);
    assert_eq!(twilio.deliver(alice_leaves(5)).status, 200);
    assert!(!twilio.seat(BOBS_LEG).hold, "{:?}", twilio.log);
    assert_eq!(leg(&twilio, BOBS_LEG)["hold"], false);
    assert_eq!(twilio.record()["state"], "active");
}
