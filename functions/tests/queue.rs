//! A call to a queue on the server: TaskRouter asks one after the other, and who takes it is told.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use serde_json::{Value, json};
use twilio::*;

/// Alice waits; Bob is offered her call to the queue. Gives the task that is offered.
fn waiting() -> (Twilio, String) {
    let mut twilio = Twilio::to_a_queue();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let offered = twilio.colleagues()[0].0.clone();
    twilio.reserve(&offered, BOB, "pending");
    twilio.log.clear();
    (twilio, offered)
}

/// The leg that was rung at an address asks what it is to do.
fn asks_to_join(twilio: &mut Twilio, worker: &str, address: &str) -> String {
    let event = json!({
        "conferenceName": ALICES_TASK, "taskSid": ALICES_TASK, "leg": format!("worker-{worker}"),
        "To": address,
    });
    twilio.run("agent-join-conference", event, None).body
}

fn may_join(twilio: &mut Twilio, worker: &str, address: &str) -> bool {
    asks_to_join(twilio, worker, address).contains("<Conference")
}

fn cleans_up(twilio: &mut Twilio, task: &str, worker: &'static str) -> (u16, Value) {
    let event = json!({ "taskSid": task, "conferenceName": ALICES_TASK, "requestId": REQUEST });
    let reply = twilio.run("cleanup-rejected-task", event, Some(worker));
    (reply.status, body(&reply))
}

#[test]
fn the_task_goes_to_the_queue_and_names_it_and_the_caller() {
    let (twilio, offered) = waiting();
    let task = &twilio.tasks[&offered];
    assert_eq!((task.target.as_deref(), task.timeout.as_deref()), (Some(BILLING), Some("300")));
    assert_eq!(
        task.attributes,
        json!({
            "to": "queue:Billing", "from": "client:alice", "name": "Alice Anders",
            "callToQueue": "Billing", "direction": "inbound", "autoAnswer": "false",
            "client_call": true, "internal": "true", "parentTaskSid": ALICES_TASK,
            "conferenceSid": ALICES_TASK,
            "conference": { "sid": CONFERENCE, "friendlyName": ALICES_TASK },
        })
    );
}

#[test]
fn a_call_to_something_that_is_no_queue_is_none() {
    for named in ["Billing", "WK00000000000000000000000000000000", ""] {
        let mut twilio = Twilio::to_a_queue();
        twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes["callToQueueSid"] = json!(named);
        twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
        twilio.deliver(alice_joins());
        assert_eq!(twilio.colleagues().len(), 0, "{named}");
        assert!(twilio.conferences[CONFERENCE].over, "nobody is left waiting for nobody");
    }
}

/// TaskRouter has the last word on whether somebody is rung for it.
#[test]
fn a_queue_that_is_there_no_more_names_nothing() {
    let gone = "WQ99999999999999999999999999999999";
    let mut twilio = Twilio::to_a_queue();
    twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes["callToQueueSid"] = json!(gone);
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    assert_eq!(twilio.deliver(alice_joins()).status, 200, "Twilio need not call again");
    assert_eq!(twilio.record()["colleague"]["name"], "", "not what her browser calls it");
}

#[test]
fn only_whoever_is_offered_the_call_joins_at_his_own_address() {
    let (mut twilio, offered) = waiting();
    assert!(may_join(&mut twilio, BOB, "client:bob"));
    assert!(!may_join(&mut twilio, BOB, "client:eve"), "not his own address");
    assert!(!may_join(&mut twilio, EVE, "client:eve"), "she is not asked");
    twilio.reserve(&offered, BOB, "rejected");
    twilio.reserve(&offered, EVE, "pending");
    assert!(!may_join(&mut twilio, BOB, "client:bob"), "he has declined");
    assert!(may_join(&mut twilio, EVE, "client:eve"));
    twilio.accept(&offered, EVE);
    assert!(may_join(&mut twilio, EVE, "client:eve"), "TaskRouter may have been faster");
    assert_eq!(cleans_up(&mut twilio, ALICES_TASK, ALICE).0, 200);
    assert!(!may_join(&mut twilio, EVE, "client:eve"), "the call is over");
}

#[test]
fn the_caller_is_told_who_took_the_call_on_both_her_screens() {
    let (mut twilio, offered) = waiting();
    twilio.accept(&offered, BOB);
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    assert_eq!(twilio.deliver(bob_joins()).status, 200);
    let record = twilio.record();
    assert_eq!((&record["state"], &record["queue"]), (&json!("active"), &json!(BILLING)));
    assert_eq!(
        record["colleague"],
        json!({
            "workerSid": BOB, "taskSid": offered, "name": "Bob Baker", "address": "client:bob",
        })
    );
    assert_eq!(twilio.tasks[ALICES_TASK].attributes["name"], "Bob Baker", "Flex's own list");
    // It is asked once, and stays so when somebody else comes in besides.
    let eves_leg = "CAeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee";
    twilio.join(eves_leg, &format!("worker-{EVE}"));
    assert_eq!(twilio.deliver(leg("participant-join", 3, eves_leg, EVE)).status, 200);
    assert_eq!(twilio.record()["colleague"]["name"], "Bob Baker");
}

#[test]
fn one_of_a_queue_cannot_end_the_call_unless_he_has_taken_it() {
    let (mut twilio, offered) = waiting();
    for who in [BOB, EVE] {
        let (status, refusal) = cleans_up(&mut twilio, &offered, who);
        assert_eq!((status, &refusal["code"]), (403, &json!("forbidden")), "{who}");
    }
    assert_eq!(twilio.record()["state"], "ringing");
    // His leg has failed on its way into the call.
    twilio.accept(&offered, BOB);
    assert_eq!(cleans_up(&mut twilio, &offered, EVE).0, 403);
    let (status, reply) = cleans_up(&mut twilio, &offered, BOB);
    assert_eq!((status, &reply["endReason"]), (200, &json!("unreachable")));
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn a_caller_who_gives_up_frees_whoever_is_asked() {
    let (mut twilio, offered) = waiting();
    assert_eq!(cleans_up(&mut twilio, ALICES_TASK, ALICE).0, 200);
    assert_eq!(twilio.status(&offered), "canceled");
    assert_eq!(twilio.left(), [""; 0]);
}

#[test]
fn any_worker_is_told_of_the_queues_and_nobody_else() {
    let mut twilio = Twilio::new();
    let reply = twilio.run("queues", json!({}), Some(EVE));
    assert_eq!((reply.status, reply.content_type), (200, "application/json"));
    assert_eq!(
        body(&reply)["queues"],
        json!([
            { "sid": BILLING, "name": "Billing", "waiting": 2, "available": 3 },
            { "sid": "WQcccccccccccccccccccccccccccccccc", "name": "support", "waiting": 0, "available": 0 },
        ]),
        "in the order of their names, and nothing of who waits or works there"
    );
    assert_eq!(twilio.log, ["token token", "get queues", "get numbers"]);
    let mut twilio = Twilio::new();
    assert_eq!(twilio.run("queues", json!({}), None).status, 403);
    assert_eq!(twilio.log, ["token token"], "TaskRouter is asked for workers alone");
}

#[test]
fn queues_that_cannot_be_read_are_a_failure_and_no_empty_list() {
    for number in [1, 2] {
        let mut twilio = Twilio::new();
        twilio.trouble.insert(number, Trouble::Refused(401));
        assert_eq!(twilio.run("queues", json!({}), Some(EVE)).status, 502);
    }
}
