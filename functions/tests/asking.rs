//! How Twilio is asked: what a refusal says, what is asked again, and what is looked for first.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::{Output, Step, next};
use serde_json::{Value, json};
use twilio::*;

/// The reply to a request about which Twilio has answered this.
fn answered(plan: &str, event: Value, status: u16, body: Value) -> Value {
    let step = json!({
        "plan": plan, "event": event, "started": 1_000,
        "settings": { "sync": "IS1", "workflow": "WW1", "workspace": "WS1" },
        "answers": [{ "status": status, "body": body, "at": 1_010 }],
    });
    let step: Step = serde_json::from_value(step).unwrap();
    let Output::Done(reply) = next(&step) else { panic!("it is done with") };
    twilio::body(&reply)
}

#[test]
fn a_refusal_is_told_with_twilios_own_number() {
    let numbered = json!({ "code": 20403, "message": "no" });
    let reply = answered("call-outbound-join", bob_joins(), 403, numbered);
    assert_eq!(
        (&reply["code"], &reply["twilioCode"]),
        (&json!("twilio_error"), &json!(20403)),
        "{reply}"
    );
    let reply = answered("call-outbound-join", bob_joins(), 403, Value::Null);
    assert_eq!(reply.get("twilioCode"), None, "{reply}");
}

/// To make a task again blindly could ring the colleague twice. A refusal for the moment leaves
/// nothing open; an answer that was lost does.
#[test]
fn the_colleagues_task_is_looked_for_only_where_it_may_have_been_made() {
    for (trouble, looks) in [
        (Trouble::Refused(429), false),
        (Trouble::Refused(408), true),
        (Trouble::Refused(500), true),
        (Trouble::Refused(0), true),
    ] {
        let mut twilio = joined();
        twilio.trouble.insert(2, trouble);
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        let between = if looks { "get tasks" } else { "post tasks" };
        assert_eq!(twilio.log[2..4], ["post tasks", between], "{trouble:?}");
    }
}
