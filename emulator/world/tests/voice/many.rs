//! Several calls of one agent: each is held, muted and ended by itself.

use serde_json::{Value, json};
use twilio_world::{CustomerCall, Setup, Sid, WorkerSetup};

use crate::scene::Scene;

/// One of Alice's calls.
struct Line {
    reservation: String,
    task: Sid,
    customer: Sid,
    alice: Sid,
}

/// Alice, who alone is there and has room for six, talks to so many customers.
fn calls(count: usize) -> (Scene, Vec<Line>) {
    let alice = WorkerSetup {
        voice_capacity: Some(6),
        ..WorkerSetup::named("alice", "Alice Anders", "Sales")
    };
    let mut scene = Scene::of(Setup { workers: vec![alice], ..Setup::default() });
    let lines = (0..count).map(|number| call(&mut scene, number)).collect();
    scene.skip();
    (scene, lines)
}

fn call(scene: &mut Scene, number: usize) -> Line {
    let from = format!("+1555000000{number}");
    let name = format!("Customer {number}");
    let (task, customer) = scene.world.customer_calls(CustomerCall { from, name, tone_hz: 880 });
    scene.wait_ms(20);
    scene.skip();
    assert_eq!(scene.task_of("alice"), task, "she is offered it whatever calls she has");
    let accept = json!({
        "Instruction": "conference",
        "EndConferenceOnExit": true,
        "EndConferenceOnCustomerExit": true,
        "To": "client:alice",
    });
    assert_eq!(scene.decide("alice", accept).status, 200);
    let alice = scene.call_to("client:alice");
    scene.world.leg_ringing(&alice);
    scene.world.leg_answered(&alice);
    Line {
        reservation: reservation(scene, &task)["sid"].as_str().unwrap().into(),
        task,
        customer,
        alice,
    }
}

fn reservation(scene: &Scene, task: &Sid) -> Value {
    let snapshot = scene.world.snapshot();
    let all = snapshot["taskrouter"]["reservations"].as_array().unwrap();
    all.iter().find(|one| one["task"] == json!(task)).unwrap().clone()
}

/// What Flex's own maps say of a leg in each call: the worker's, or the customer's.
fn told(scene: &Scene, lines: &[Line], of: impl Fn(&Line) -> &Sid, key: &str) -> Vec<Value> {
    let snapshot = scene.world.snapshot();
    let maps = &snapshot["sync"]["flex"]["maps"];
    let of = |line: &Line| maps[format!("{}.CS", line.task)][of(line).as_str()][key].clone();
    lines.iter().map(of).collect()
}

#[test]
fn holding_one_customer_holds_no_other() {
    let (mut scene, lines) = calls(3);
    for hold in [true, false] {
        let params = json!({ "TaskSid": lines[1].task, "Hold": hold });
        assert_eq!(scene.own("alice", "CustomerParticipant", "v2", params).status, 200);
        let heard = if hold { "hears music" } else { "talks in" };
        let orders = scene.orders();
        assert_eq!(orders.len(), 1, "{orders:?}");
        assert!(orders[0].starts_with(&format!("+15550000001 {heard}")), "{orders:?}");
        let held = told(&scene, &lines, |line| &line.customer, "hold");
        assert_eq!(held, [json!(false), json!(hold), json!(false)]);
    }
}

#[test]
fn an_agent_is_muted_in_the_call_of_one_reservation() {
    let (mut scene, lines) = calls(2);
    let params = json!({ "ReservationSid": lines[0].reservation, "Mute": true });
    assert_eq!(scene.own("alice", "WorkerParticipant", "v2", params).status, 200);
    assert_eq!(scene.orders(), [format!("alice listens in {}", lines[0].task)]);
    let muted = told(&scene, &lines, |line| &line.alice, "muted");
    assert_eq!(muted, [json!(true), json!(false)]);
}

#[test]
fn calls_end_in_any_order_and_each_by_itself() {
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (mut scene, lines) = calls(3);
        // Whoever is on hold can be hung up on, and hangs up, as anybody.
        for line in &lines[1..] {
            let params = json!({ "TaskSid": line.task, "Hold": true });
            assert_eq!(scene.own("alice", "CustomerParticipant", "v2", params).status, 200);
        }
        for (turn, ends) in order.into_iter().enumerate() {
            match turn {
                1 => scene.world.party_hangs_up(&lines[ends].customer),
                _ => scene.world.leg_hung_up(&lines[ends].alice),
            }
            for (at, line) in lines.iter().enumerate() {
                let over = order[..=turn].contains(&at);
                let wanted = if over { "wrapping" } else { "accepted" };
                assert_eq!(reservation(&scene, &line.task)["status"], wanted, "{order:?}");
            }
        }
    }
}
