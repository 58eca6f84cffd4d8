//! A task for a queue: who of it is asked, who is not, and what the statistics say of it.

use serde_json::{Value, json};
use twilio_world::{QueueSetup, Sid, SidKind};

use crate::floor::{Floor, sid};

/// Alice, Bob and Sue all belong to the one further queue.
fn floor() -> Floor {
    let mut floor = Floor::with(|setup| {
        let workers = "roles HAS 'agent' OR roles HAS 'supervisor'".to_owned();
        setup.queues.push(QueueSetup { name: "Helpers".into(), workers });
    });
    floor.set_activity("sue", "Available");
    floor.told();
    floor
}

fn helpers() -> Sid {
    Sid::numbered(SidKind::WQ, 2)
}

/// A task for whoever of the queue comes next, as a server makes it.
fn create_for_helpers(floor: &mut Floor, timeout: &str) -> Sid {
    let workflow = floor.world.account().internal_call_workflow.to_string();
    let form = [
        ("WorkflowSid", workflow.as_str()),
        ("TaskChannel", "voice"),
        ("Timeout", timeout),
        ("RoutingTarget", helpers().as_str()),
        ("Attributes", r#"{"client_call":true}"#),
    ]
    .map(|(name, value)| (name, value.to_owned()));
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, &**value)).collect();
    let reply = floor.post("/Tasks", &form);
    assert_eq!(reply.status, 201, "{}", reply.body);
    sid(&reply.body["sid"])
}

fn numbers(floor: &mut Floor) -> Value {
    let reply = floor.get("/TaskQueues/Statistics?TaskChannel=voice");
    assert_eq!(reply.status, 200, "{}", reply.body);
    let all = reply.body["task_queues_statistics"].as_array().cloned().unwrap_or_default();
    let queue = helpers();
    let of = all.iter().find(|its| its["task_queue_sid"] == queue.as_str());
    of.expect("every queue has some")["realtime"].clone()
}

#[test]
fn the_agents_of_a_queue_are_asked_one_after_the_other_and_its_caller_is_not() {
    let mut floor = floor();
    let own = floor.create_own("alice");
    floor.pass(50);
    floor.answer("alice", "accepted");
    let task = create_for_helpers(&mut floor, "300");
    floor.pass(50);
    assert_eq!(floor.state(&task), "reserved: bob pending", "no filter of the workflow is asked");
    floor.answer("bob", "rejected");
    floor.pass(50);
    assert_eq!(floor.state(&task), "reserved: bob rejected, sue pending");
    floor.answer("sue", "accepted");
    assert_eq!(floor.state(&task), "assigned: bob rejected, sue accepted");
    assert_eq!(floor.state(&own), "assigned: alice accepted", "her own task takes her room");
}

#[test]
fn a_caller_with_room_for_another_call_is_asked_for_his_own() {
    let mut floor = floor();
    let capacity = [("Capacity", "2")];
    let path = format!("/Workers/{}/WorkerChannels/voice", floor.worker("alice"));
    assert_eq!(floor.post(&path, &capacity).status, 200);
    for away in ["bob", "sue"] {
        floor.set_activity(away, "Break");
    }
    floor.create_own("alice");
    floor.pass(50);
    floor.answer("alice", "accepted");
    let task = create_for_helpers(&mut floor, "300");
    floor.pass(50);
    assert_eq!(floor.state(&task), "reserved: alice pending", "TaskRouter cannot know");
}

#[test]
fn nobody_of_a_queue_comes_and_the_task_ends_in_time() {
    let mut floor = floor();
    for away in ["alice", "bob", "sue"] {
        floor.set_activity(away, "Break");
    }
    let task = create_for_helpers(&mut floor, "20");
    floor.pass(19_000);
    assert_eq!(floor.state(&task), "pending");
    floor.pass(2_000);
    assert_eq!(floor.state(&task), "canceled");
}

#[test]
fn the_statistics_of_a_queue_count_who_waits_and_who_is_available() {
    let mut floor = floor();
    let now = numbers(&mut floor);
    assert_eq!((&now["total_available_workers"], &now["total_tasks"]), (&json!(3), &json!(0)));
    floor.set_activity("sue", "Break");
    for _ in 0..3 {
        create_for_helpers(&mut floor, "300");
    }
    floor.pass(5_000);
    let now = numbers(&mut floor);
    assert_eq!(
        now["tasks_by_status"],
        json!({ "assigned": 0, "pending": 1, "reserved": 2, "wrapping": 0 })
    );
    assert_eq!(now["longest_task_waiting_age"], 5);
    assert_eq!(
        (&now["total_available_workers"], &now["total_eligible_workers"]),
        (&json!(2), &json!(3))
    );
    let away = |name: &str| {
        let all = now["activity_statistics"].as_array().cloned().unwrap_or_default();
        all.into_iter().find(|one| one["friendly_name"] == name).map(|one| one["workers"].clone())
    };
    assert_eq!((away("Break"), away("Available")), (Some(json!(1)), Some(json!(2))));
    let of_chat = floor.get("/TaskQueues/Statistics?TaskChannel=chat&FriendlyName=Helpers");
    assert_eq!(of_chat.body["task_queues_statistics"][0]["realtime"]["total_tasks"], 0);
    assert_eq!(floor.get("/TaskQueues/Statistics?Minutes=5").status, 501, "nothing is kept");
}
