//! How far Alice's call to Bob has come.

use serde_json::json;

use super::{ALICE, ALICES_LEG, ALICES_TASK, BOB, BOBS_LEG, Twilio, alice_joins, bob_joins};

/// What a browser numbers its request by.
pub(crate) const REQUEST: &str = "0f8fad5b-d9cb-469f-a165-70867728950e";

/// Alice's leg is in the conference; nobody has told the server.
pub(crate) fn joined() -> Twilio {
    let mut twilio = Twilio::new();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    twilio
}

/// Alice waits; Bob is rung. Gives Bob's task too.
pub(crate) fn ringing() -> (Twilio, String) {
    let mut twilio = joined();
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.log.clear();
    (twilio, bobs)
}

/// Her leg is in the conference of a call of which Bob is to find a notice if he misses it.
pub(crate) fn joined_for_a_notice() -> Twilio {
    let mut twilio = joined();
    let alices = twilio.tasks.get_mut(ALICES_TASK).unwrap();
    alices.attributes["missedCalls"] = json!(true);
    twilio
}

/// Bob is rung by such a call. Gives his task too.
pub(crate) fn ringing_for_a_notice() -> (Twilio, String) {
    let mut twilio = joined_for_a_notice();
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.reserve(&bobs, BOB, "pending");
    twilio.log.clear();
    (twilio, bobs)
}

/// Bob has accepted, and is on his way.
pub(crate) fn accepted() -> (Twilio, String) {
    let (mut twilio, bobs) = ringing();
    twilio.accept(&bobs, BOB);
    (twilio, bobs)
}

/// They talk.
pub(crate) fn talking() -> (Twilio, String) {
    let (mut twilio, bobs) = accepted();
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    assert_eq!(twilio.deliver(bob_joins()).status, 200);
    twilio.log.clear();
    (twilio, bobs)
}
