//! How Twilio is asked: what a refusal says, what is asked again, and what is looked for first.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use call_functions::{Output, Step, next};
use serde_json::{Value, json};
use twilio::*;

/// What is done next with Bob's leaving, about which Twilio has answered this.
fn after(answers: Value) -> Output {
    let step = json!({
        "plan": "call-outbound-join", "event": bob_leaves(4), "started": 1_000,
        "settings": { "sync": "IS1", "workflow": "WW1", "workspace": "WS1" },
        "answers": answers,
    });
    let step: Step = serde_json::from_value(step).unwrap();
    next(&step)
}

fn replied(answers: Value) -> Value {
    let Output::Done(reply) = after(answers) else { panic!("it is done with") };
    body(&reply)
}

#[test]
fn a_refusal_is_told_with_twilios_own_number() {
    let numbered = json!({ "code": 20403, "message": "no" });
    let reply = replied(json!([{ "status": 403, "body": numbered, "at": 1_010 }]));
    assert_eq!(
        (&reply["code"], &reply["twilioCode"]),
        (&json!("twilio_error"), &json!(20403)),
        "{reply}"
    );
    let reply = replied(json!([{ "status": 403, "at": 1_010 }]));
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
        twilio.trouble.insert(4, trouble);
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        let between = if looks { "get tasks" } else { "post tasks" };
        assert_eq!(twilio.log[4..6], ["post tasks", between], "{trouble:?}");
    }
}

#[test]
fn twilio_is_asked_three_times_and_ever_more_patiently() {
    let refused = json!({ "status": 503, "at": 1_010 });
    for (tries, waits) in [(0, Some(0)), (1, Some(250)), (2, Some(500)), (3, None)] {
        let next = after(Value::Array(vec![refused.clone(); tries]));
        let wait = match next {
            Output::Calls(calls) => calls.first().map(|call| call.wait_ms),
            Output::Done(_) | Output::Fault { .. } => None,
        };
        assert_eq!(wait, waits, "after {tries} refusals");
    }
}

/// What each call says that was refused, whatever else stands in the answer.
fn refusal(call: &str) -> Option<&'static str> {
    Some(match call {
        "delete leg" => "removing a leg",
        "get alice's task" | "get bob's task" => "reading a task",
        "get conferences" => "looking for the conference",
        "get legs" => "reading who is in the conference",
        "get record" => "reading the call's record",
        "get records" => "listing the calls' records",
        "get missed calls" => "reading missed calls",
        "get reservations" => "reading a task's reservations",
        "get tasks" => "looking for tasks",
        "get worker" => "reading a worker",
        "post alice's task" | "post bob's task" => "changing a task",
        "post leg" => "changing a leg",
        "post missed calls" => "writing missed calls",
        "post record" | "post records" => "writing the call's record",
        _ => return None,
    })
}

#[test]
fn a_refusal_is_never_taken_for_an_answer() {
    type World = fn() -> Twilio;
    let op = |op: &str| json!({ "op": op, "conferenceName": ALICES_TASK, "target": BOBS_LEG, "requestId": REQUEST });
    let old: World = || {
        let mut twilio = joined();
        twilio.tasks.get_mut(ALICES_TASK).unwrap().age = 600;
        twilio
    };
    let bobs = ringing().1;
    let missed: World = || {
        let (mut twilio, _) = ringing_for_a_notice();
        let event = json!({ "taskSid": ALICES_TASK });
        twilio.run("cleanup-rejected-task", event, Some(ALICE));
        twilio
    };
    let requests: [(World, &str, Value, Option<&'static str>); 8] = [
        (missed, "missed-calls", json!({ "clear": "all" }), Some(BOB)),
        (joined, "call-outbound-join", alice_joins(), None),
        (|| talking().0, "call-outbound-join", bob_leaves(4), None),
        (old, "reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE)),
        (old, "reconcile", json!({}), Some(EVE)),
        (|| ringing().0, "cleanup-rejected-task", json!({ "taskSid": bobs }), Some(BOB)),
        (|| talking().0, "control", op("hold"), Some(ALICE)),
        (|| talking().0, "control", op("remove"), Some(ALICE)),
    ];
    let mut seen = Vec::new();
    for (world, plan, event, worker) in requests {
        let mut twilio = world();
        let begun = twilio.log.len();
        twilio.run(plan, event.clone(), worker);
        for (number, call) in twilio.log.iter().enumerate().skip(begun) {
            let Some(what) = refusal(call) else { continue };
            if ["call-outbound-join", "reconcile"].contains(&plan) && call == "get worker" {
                // A call goes on without a name that TaskRouter does not tell.
                continue;
            }
            let mut twilio = world();
            twilio.trouble.insert(number, Trouble::Said(403));
            let reply = twilio.run(plan, event.clone(), worker);
            let told = json!(format!("{what} was answered 403"));
            assert_eq!(body(&reply)["message"], told, "{plan}, {call}: {reply:?}");
            seen.push(what);
        }
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 14, "{seen:?}");
}

#[test]
fn what_twilio_does_not_know_gives_nobody_a_right() {
    for (number, trouble) in [(0, Trouble::Said(403)), (2, Trouble::Refused(404))] {
        let (mut twilio, bobs) = ringing();
        twilio.trouble.insert(number, trouble);
        let event = json!({ "taskSid": bobs, "conferenceName": ALICES_TASK });
        let reply = twilio.run("cleanup-rejected-task", event, Some(BOB));
        assert_eq!((reply.status, twilio.log.len()), (403, number + 1), "{trouble:?}");
    }
    let mut twilio = Twilio::new();
    twilio.trouble.insert(3, Trouble::Refused(404));
    let event = json!({ "taskSid": ALICES_TASK });
    let reply = twilio.run("cleanup-rejected-task", event, Some(ALICE));
    assert_eq!((reply.status, twilio.log[3].as_str()), (403, "get reservations"));
}

#[test]
fn who_is_in_a_conference_that_is_gone_is_nobody() {
    let (mut twilio, _) = talking();
    twilio.conferences.clear();
    let reply = twilio.run("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    assert_eq!(body(&reply)["endReason"], "hung_up");
}

/// A sweep looks at records that nobody has touched, and at old tasks of calls that have none.
#[test]
fn a_sweep_leaves_alone_what_somebody_looks_after_and_what_is_no_call() {
    let listed = ["token token", "get records", "get tasks"];
    let (mut twilio, _) = talking();
    twilio.tasks.values_mut().for_each(|task| task.age = 600);
    assert_eq!(twilio.run("reconcile", json!({}), Some(EVE)).status, 200);
    assert_eq!(twilio.log, listed);

    let mut twilio = Twilio::new();
    let task = twilio.tasks.get_mut(ALICES_TASK).unwrap();
    (task.age, task.attributes) = (600, json!({ "client_call": true }));
    assert_eq!(twilio.run("reconcile", json!({}), Some(EVE)).status, 200);
    assert_eq!(twilio.log, listed);
}

/// Under `localhost` nothing has a certificate.
#[test]
fn functions_are_called_by_https_but_on_this_machine() {
    for (domain, address) in [
        ("calls.twil.io", "https://calls.twil.io/"),
        ("localhost", "http://localhost/"),
        ("localhost:3000", "http://localhost:3000/"),
        ("alice.localhost:3000", "http://alice.localhost:3000/"),
        ("notlocalhost:3000", "https://notlocalhost:3000/"),
        ("localhost.example.com", "https://localhost.example.com/"),
    ] {
        let mut twilio = Twilio::new();
        let event = json!({ "taskSid": ALICES_TASK, "leg": format!("worker-{ALICE}") });
        let running = Running::new(&twilio, "agent-outbound-join", event, None);
        let mut running = running.without(|settings| settings.domain = domain.to_owned());
        let reply = running.advance(&mut twilio).unwrap();
        assert!(reply.body.contains(&format!("waitUrl=\"{address}")), "{domain}: {reply:?}");
    }
}

#[test]
fn the_functions_say_of_which_release_they_are() {
    assert_eq!(call_functions::version(), env!("CARGO_PKG_VERSION"));
}
