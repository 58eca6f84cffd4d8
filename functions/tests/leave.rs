//! An agent at a telephone hangs up a customer's call by Flex's own button.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::Reply;
use serde_json::json;
use twilio::*;

const CUSTOMERS_LEG: &str = "CAcccccccccccccccccccccccccccccccc";

/// Alice has accepted a customer's call, which Bob is in, too; there is no record of it.
fn with_a_customer() -> Twilio {
    let mut twilio = Twilio::new();
    for leg in [ALICES_LEG, BOBS_LEG, CUSTOMERS_LEG] {
        twilio.join(leg, "");
    }
    twilio
}

fn asks(twilio: &mut Twilio, op: &str, leg: &str, worker: Option<&'static str>) -> Reply {
    let event = json!({
        "op": op, "conferenceName": ALICES_TASK, "target": leg, "requestId": REQUEST,
    });
    twilio.run("control", event, worker)
}

fn legs(twilio: &Twilio) -> Vec<&str> {
    twilio.conferences[CONFERENCE].legs.iter().map(|seat| seat.call.as_str()).collect()
}

#[test]
fn her_own_leg_leaves_and_the_others_talk_on() {
    let mut twilio = with_a_customer();
    let reply = asks(&mut twilio, "remove", ALICES_LEG, Some(ALICE));
    assert_eq!((reply.status, body(&reply)), (200, json!({ "changed": true })));
    assert_eq!(legs(&twilio), [BOBS_LEG, CUSTOMERS_LEG]);
    let again = asks(&mut twilio, "remove", ALICES_LEG, Some(ALICE));
    assert_eq!((again.status, body(&again)["code"].clone()), (404, json!("participant_gone")));
    twilio.conferences.get_mut(CONFERENCE).unwrap().over = true;
    let late = asks(&mut twilio, "remove", ALICES_LEG, Some(ALICE));
    assert_eq!((late.status, body(&late)["code"].clone()), (410, json!("conference_ended")));
}

#[test]
fn nobody_takes_anybody_else_out_or_does_anything_else_to_a_call_that_is_not_internal() {
    for (op, leg, worker, reserved) in [
        // Not her own leg, though she is in the call.
        ("remove", CUSTOMERS_LEG, Some(ALICE), "accepted"),
        ("remove", BOBS_LEG, Some(ALICE), "accepted"),
        // Not his task.
        ("remove", BOBS_LEG, Some(BOB), "accepted"),
        ("remove", ALICES_LEG, Some(EVE), "accepted"),
        // She has not taken it, or lost it.
        ("remove", ALICES_LEG, Some(ALICE), "pending"),
        ("remove", ALICES_LEG, Some(ALICE), "rescinded"),
        ("hold", ALICES_LEG, Some(ALICE), "accepted"),
        ("mute", ALICES_LEG, Some(ALICE), "accepted"),
        ("remove", ALICES_LEG, None, "accepted"),
    ] {
        let mut twilio = with_a_customer();
        twilio.reserve(ALICES_TASK, ALICE, reserved);
        let reply = asks(&mut twilio, op, leg, worker);
        let case = (op, leg, worker, reserved);
        assert_eq!(
            (reply.status, body(&reply)["code"].clone()),
            (403, json!("forbidden")),
            "{case:?}"
        );
        assert_eq!(legs(&twilio), [ALICES_LEG, BOBS_LEG, CUSTOMERS_LEG], "{case:?}");
    }
}

#[test]
fn whatever_twilio_fails_at_she_stays_in_the_call_and_is_told_that_it_failed() {
    let whole = {
        let mut twilio = with_a_customer();
        asks(&mut twilio, "remove", ALICES_LEG, Some(ALICE));
        twilio.log.len()
    };
    for place in 0..whole {
        let mut twilio = with_a_customer();
        twilio.trouble = (place..place + 9).map(|at| (at, Trouble::Refused(500))).collect();
        let reply = asks(&mut twilio, "remove", ALICES_LEG, Some(ALICE));
        assert_eq!((reply.status, body(&reply)["code"].clone()), (502, json!("twilio_error")));
        assert_eq!(legs(&twilio).len(), 3, "call {place}");
    }
}
