//! Requests and Twilio's answers at random: every plan asks in order, ends, and answers in form.
//!
//! `PROPTEST_CASES=1000000 cargo test --package call-functions --test foreign_text` looks longer,
//! and `npm run fuzz` with what the plans tell of themselves.

#![allow(clippy::unwrap_used, reason = "test helpers")]

#[path = "../../core/tests/almost/mod.rs"]
mod almost;
mod foreign;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use almost::{almost, almost_json, odd_text};
use foreign::{ALICES_LEG, ALICES_TASK, BOBS_TASK, PLANS, Twilio, request};

fn requests() -> impl Strategy<Value = Value> {
    prop_oneof![almost(request(ALICES_TASK)), almost(request(BOBS_TASK))]
}

fn twilio() -> impl Strategy<Value = Twilio> {
    let rare = select(vec![201_u16, 404, 409, 412, 429, 503, 0, 302]);
    let all = (
        almost(foreign::document()),
        almost(foreign::task()),
        almost(foreign::participant()),
        almost_json(foreign::attributes()),
        vec(prop_oneof![30 => Just(200_u16), 3 => rare, 1 => any::<u16>()], 1..40),
    );
    all.prop_map(|(document, task, participant, attributes, statuses)| Twilio {
        document,
        task,
        participant,
        attributes,
        statuses,
    })
}

proptest! {
    #[test]
    fn a_step_that_is_no_step_is_a_fault(input in almost_json(foreign::input())) {
        foreign::is_step_or_fault(&input);
    }

    #[test]
    fn every_request_is_answered(
        plan in select(&PLANS[..]),
        event in requests(),
        twilio in twilio(),
    ) {
        foreign::is_answered(plan, event, &twilio);
    }

    /// One parameter is foreign, all others are right, and Twilio is well.
    #[test]
    fn a_foreign_text_in_one_place_is_borne(
        plan in select(&PLANS[..]),
        place in any::<prop::sample::Index>(),
        text in odd_text(),
    ) {
        let mut event = request(BOBS_TASK);
        let fields = event.as_object_mut().unwrap();
        let name = fields.keys().nth(place.index(fields.len())).unwrap().clone();
        fields.insert(name, json!(text));
        let twilio = Twilio {
            document: json!({ "unique_name": "internal_call.x", "revision": "1", "data": foreign::record() }),
            task: foreign::task(),
            participant: json!({ "call_sid": ALICES_LEG, "status": "connected" }),
            attributes: foreign::attributes().to_string(),
            statuses: vec![200],
        };
        foreign::is_answered(plan, event, &twilio);
    }
}
