//! Who is offered what, when, and what follows from the answer.

use serde_json::json;
use twilio_world::{ActivitySetup, Method};

use crate::floor::Floor;

#[test]
fn a_callers_own_task_comes_back_to_him_whatever_he_does() {
    for activity in ["Available", "Break", "Offline"] {
        let mut floor = Floor::new();
        floor.set_activity("alice", activity);
        floor.told();
        let task = floor.create_own("alice");
        assert_eq!(floor.told(), "", "the task's identifier is told before it is offered");
        floor.pass(50);
        assert_eq!(floor.told(), "alice reservation.created");
        assert_eq!(floor.state(&task), "reserved: alice pending");
    }
}

#[test]
fn a_colleagues_task_goes_to_the_worker_whose_address_it_names() {
    let mut floor = Floor::new();
    let task = floor.create_for("client:bob", "45");
    floor.pass(50);
    assert_eq!(floor.told(), "bob reservation.created");
    assert_eq!(floor.answer("bob", "accepted").status, 200);
    assert_eq!(floor.told(), "bob reservation.accepted");
    assert_eq!(floor.state(&task), "assigned: bob accepted");
    let path = format!("/Tasks/{task}");
    let done = |status: &'static str| [("AssignmentStatus", status), ("Reason", "over")];
    floor.post(&path, &done("wrapping"));
    assert_eq!(floor.told(), "bob task.wrapup, bob reservation.wrapup");
    floor.post(&path, &done("completed"));
    assert_eq!(floor.told(), "bob task.completed, bob reservation.completed");
    assert_eq!(floor.state(&task), "completed: bob completed");
}

#[test]
fn nobody_is_asked_who_is_not_available_or_has_no_room() {
    let mut floor = Floor::new();
    floor.set_activity("bob", "Break");
    let first = floor.create_for("client:bob", "45");
    floor.pass(40_000);
    assert_eq!(floor.state(&first), "pending");
    floor.set_activity("bob", "Available");
    let second = floor.create_for("client:bob", "45");
    floor.pass(1_000);
    assert_eq!(floor.state(&first), "reserved: bob pending");
    assert_eq!(floor.state(&second), "pending", "one voice task at a time");
    floor.answer("bob", "accepted");
    let path = format!("/Tasks/{first}");
    floor.post(&path, &[("AssignmentStatus", "wrapping")]);
    floor.pass(1_000);
    assert_eq!(floor.state(&second), "pending", "wrapping up takes room too");
    floor.post(&path, &[("AssignmentStatus", "completed"), ("Reason", "over")]);
    floor.pass(1_000);
    assert_eq!(floor.state(&second), "reserved: bob pending");
}

#[test]
fn an_activity_that_the_set_up_adds_is_one_to_be_asked_in_if_it_says_so() {
    let mut floor = Floor::with(|setup| {
        let added = [("Training", true), ("Lunch", false)];
        let activity =
            |(name, available): (&str, bool)| ActivitySetup { name: name.into(), available };
        setup.activities = added.map(activity).to_vec();
    });
    assert_eq!(floor.get("/Activities?Available=true").body["activities"][1]["sid"], {
        let account = floor.world.account();
        json!(account.activity_named("Training").unwrap().sid)
    });
    floor.set_activity("bob", "Lunch");
    let task = floor.create_for("client:bob", "45");
    floor.pass(1_000);
    assert_eq!(floor.state(&task), "pending");
    floor.set_activity("bob", "Training");
    floor.pass(1_000);
    assert_eq!(floor.state(&task), "reserved: bob pending");
}

#[test]
fn a_task_that_nobody_accepts_ends_with_its_own_time() {
    let mut floor = Floor::new();
    let task = floor.create_for("client:bob", "45");
    floor.pass(44_999);
    assert_eq!(floor.state(&task), "reserved: bob pending");
    floor.told();
    floor.pass(1);
    assert_eq!(floor.told(), "bob task.canceled, bob reservation.canceled");
    assert_eq!(floor.state(&task), "canceled: bob canceled");
    let reply = floor.get(&format!("/Tasks/{task}"));
    assert_eq!(reply.body["reason"], "Task TTL Exceeded");
}

#[test]
fn an_offer_that_lapses_or_is_rejected_comes_again_after_a_second() {
    for (refuse, event) in [(None, "timeout"), (Some("rejected"), "rejected")] {
        let mut floor = Floor::with(|setup| setup.reservation_timeout_s = 10);
        let task = floor.create_for("client:bob", "45");
        floor.pass(100);
        floor.told();
        match refuse {
            Some(status) => assert_eq!(floor.answer("bob", status).status, 200),
            None => drop(floor.pass(9_920)),
        }
        assert_eq!(floor.told(), format!("bob reservation.{event}"));
        assert_eq!(floor.state(&task), format!("pending: bob {event}"));
        floor.pass(900);
        assert_eq!(floor.told(), "", "he is left in peace for a second");
        floor.pass(200);
        assert_eq!(floor.told(), "bob reservation.created");
        assert_eq!(floor.state(&task), format!("reserved: bob {event}, bob pending"));
    }
}

#[test]
fn a_customers_task_goes_to_the_next_agent_when_the_first_refuses() {
    let mut floor = Floor::new();
    let workflow = floor.world.account().workflow.to_string();
    let form = [("WorkflowSid", workflow.as_str()), ("TaskChannel", "voice")];
    floor.post("/Tasks", &form);
    floor.pass(50);
    assert_eq!(floor.told(), "alice reservation.created");
    floor.answer("alice", "rejected");
    floor.pass(50);
    assert_eq!(floor.told(), "alice reservation.rejected, bob reservation.created");
    floor.answer("bob", "rejected");
    floor.pass(2_000);
    assert_eq!(
        floor.told(),
        "bob reservation.rejected, alice reservation.created",
        "whoever refused first is asked first again"
    );
}

#[test]
fn the_more_urgent_task_is_offered_first_then_the_older() {
    let mut floor = Floor::new();
    floor.set_activity("bob", "Break");
    floor.set_activity("alice", "Break");
    let workflow = floor.world.account().workflow.to_string();
    let mut tasks = Vec::new();
    for priority in ["0", "5", "5"] {
        let form =
            [("WorkflowSid", workflow.as_str()), ("TaskChannel", "voice"), ("Priority", priority)];
        let reply = floor.post("/Tasks", &form);
        tasks.push(crate::floor::sid(&reply.body["sid"]));
        floor.pass(1_000);
    }
    for wanted in [
        "pending | reserved: alice pending | pending",
        "pending | assigned: alice accepted | reserved: bob pending",
    ] {
        if wanted.starts_with("pending | reserved") {
            floor.set_activity("alice", "Available");
        } else {
            floor.answer("alice", "accepted");
            floor.set_activity("bob", "Available");
        }
        floor.pass(100);
        let states: Vec<String> = tasks.iter().map(|task| floor.state(task)).collect();
        assert_eq!(states.join(" | "), wanted);
    }
}

#[test]
fn without_its_filter_the_internal_workflow_is_for_nobody() {
    let mut floor = Floor::with(|setup| setup.internal_call_filter = false);
    let task = floor.create_for("client:bob", "45");
    floor.pass(50);
    assert_eq!(floor.state(&task), "canceled");
    assert_eq!(floor.told(), "");
}

#[test]
fn a_workflow_leads_through_its_steps_in_time() {
    let mut floor = Floor::new();
    let (workflow, queue) = {
        let account = floor.world.account();
        (account.workflow.to_string(), account.queue.to_string())
    };
    let configuration = json!({ "task_routing": {
        "filters": [{
            "filter_friendly_name": "Spanish",
            "expression": "language == 'es'",
            "targets": [
                { "queue": queue, "expression": "worker.team_name == 'Sales'", "timeout": "10" },
                { "queue": queue, "expression": "worker.team_name == 'Billing'", "priority": 7 },
            ],
        }],
    } });
    let path = format!("/Workflows/{workflow}");
    let reply = floor.post(&path, &[("Configuration", &configuration.to_string())]);
    assert_eq!(reply.status, 200, "{}", reply.body);
    floor.set_activity("alice", "Break");
    let form = [("WorkflowSid", workflow.as_str()), ("Attributes", r#"{"language":"es"}"#)];
    let task = crate::floor::sid(&floor.post("/Tasks", &form).body["sid"]);
    floor.pass(9_999);
    assert_eq!(floor.state(&task), "pending");
    floor.pass(100);
    assert_eq!(floor.state(&task), "reserved: bob pending");
    assert_eq!(floor.get(&format!("/Tasks/{task}")).body["priority"], 7);
}

#[test]
fn room_for_two_calls_takes_two_and_a_target_may_overrule_it() {
    let mut floor = Floor::with(|setup| setup.workers[1].voice_capacity = Some(2));
    let workflow = floor.world.account().internal_call_workflow.to_string();
    let bob = floor.worker("bob").to_string();
    let tasks: Vec<_> = (0..3).map(|_| floor.create_for("client:bob", "45")).collect();
    floor.pass(100);
    let states: Vec<String> = tasks.iter().map(|task| floor.state(task)).collect();
    assert_eq!(states.join(" | "), "reserved: bob pending | reserved: bob pending | pending");
    for (ignore, wanted) in [(Some("false"), "pending"), (None, "reserved: bob pending")] {
        let mut form = vec![("WorkflowSid", workflow.as_str()), ("RoutingTarget", &bob)];
        form.push(("TaskChannel", "voice"));
        form.extend(ignore.map(|ignore| ("IgnoreCapacity", ignore)));
        let task = crate::floor::sid(&floor.post("/Tasks", &form).body["sid"]);
        floor.pass(100);
        assert_eq!(floor.state(&task), wanted, "IgnoreCapacity={ignore:?}");
    }
}

#[test]
fn an_ended_task_is_forgotten_after_five_minutes() {
    let mut floor = Floor::new();
    let task = floor.create_for("client:bob", "45");
    floor.post(&format!("/Tasks/{task}"), &[("AssignmentStatus", "canceled"), ("Reason", "x")]);
    floor.pass(299_000);
    assert_eq!(floor.get(&format!("/Tasks/{task}")).status, 200);
    floor.pass(2_000);
    assert_eq!(floor.get(&format!("/Tasks/{task}")).status, 404);
    assert_eq!(floor.world.next_deadline(), None);
}

#[test]
fn what_is_left_over_is_told_unless_it_waits_for_an_agent_who_is_away() {
    let mut floor = Floor::new();
    let bob = floor.worker("bob");
    floor.world.worker_connected(&bob);
    let task = floor.create_for("client:bob", "45");
    let left = |floor: &mut Floor, wanted: &str| {
        floor.pass(100);
        let found = floor.world.left_over().join("; ");
        let wanted =
            if wanted.is_empty() { String::new() } else { format!("task {task} is {wanted}") };
        assert_eq!(found, wanted);
    };
    left(&mut floor, "reserved with Bob Baker");
    floor.answer("bob", "accepted");
    left(&mut floor, "assigned with Bob Baker");
    floor.post(&format!("/Tasks/{task}"), &[("AssignmentStatus", "wrapping")]);
    left(&mut floor, "wrapping with Bob Baker");
    floor.world.worker_disconnected(&bob);
    left(&mut floor, "");
    floor.world.worker_connected(&bob);
    floor.rest(Method::Delete, &format!("/Tasks/{task}"), &[], None);
    left(&mut floor, "");
}
