//! TaskRouter's instructions: the calls and conferences of tasks.

use serde_json::{Value, json};
use twilio_world::{CustomerCall, Party, Reaction, Sid};

use crate::scene::{OURS, Scene, join, refusal, sid};

const CUSTOMER: &str = "+15559990007";

/// A customer waits, and Alice is offered his task.
fn waiting() -> (Scene, Sid, Sid) {
    let mut scene = Scene::with_tasks();
    let customer =
        CustomerCall { from: CUSTOMER.to_owned(), name: "Carol".to_owned(), tone_hz: 440 };
    let (task, call) = scene.world.customer_calls(customer);
    scene.expect(&["+15559990007 speaks 440 Hz", "+15559990007 hears music"]);
    scene.wait_ms(20);
    scene.expect(&["alice: reservation.created"]);
    assert_eq!(scene.task_of("alice"), task);
    (scene, task, call)
}

/// What Flex's own AcceptTask sends.
fn accept() -> Value {
    json!({
        "Instruction": "conference",
        "EndConferenceOnExit": true,
        "EndConferenceOnCustomerExit": true,
        "ConferenceRecord": false,
        "To": "client:alice",
    })
}

/// Alice and the customer talk.
fn connected() -> (Scene, Sid, Sid, Sid) {
    let (mut scene, task, customer) = waiting();
    assert_eq!(scene.decide("alice", accept()).status, 200);
    let alice = scene.call_to("client:alice");
    scene.world.leg_ringing(&alice);
    scene.world.leg_answered(&alice);
    scene.skip();
    (scene, task, customer, alice)
}

fn attributes(scene: &mut Scene, task: &Sid) -> Value {
    let workspace = scene.world.account().workspace.clone();
    let mut request = scene.request(twilio_world::Method::Get, "", &[]);
    request.host = "taskrouter.twilio.com".to_owned();
    request.path = format!("/v1/Workspaces/{workspace}/Tasks/{task}");
    let reply = scene.world.rest(&request);
    serde_json::from_str(reply.body["attributes"].as_str().unwrap()).unwrap()
}

/// An item of Flex's own map of the task's conference.
fn item(scene: &Scene, task: &Sid, key: &str) -> Value {
    let name = format!("{task}.CS");
    scene.world.snapshot()["sync"]["flex"]["maps"][name][key].clone()
}

#[test]
fn a_customer_is_brought_to_the_agent_who_accepts() {
    let (mut scene, task, customer) = waiting();
    assert_eq!(scene.decide("alice", accept()).status, 200);
    scene.expect(&["ring alice from +15559990007"]);
    let alice = scene.call_to("client:alice");
    assert_eq!(item(&scene, &task, "conf_status")["status"], "started");
    assert_eq!(item(&scene, &task, alice.as_str())["status"], "joining");
    scene.world.leg_ringing(&alice);
    scene.world.leg_answered(&alice);
    let room = task.as_str();
    scene.expect(&[
        "alice hears music",
        &format!("alice talks in {room}"),
        &format!("+15559990007 talks in {room}"),
        "alice: task.updated",
        "alice: reservation.accepted",
    ]);
    let conference = scene.conference(room).unwrap();
    let found = attributes(&mut scene, &task);
    assert_eq!(
        found["conference"],
        json!({
            "sid": conference,
            "room_name": task,
            "participants": { "worker": alice, "customer": customer },
        })
    );
    assert_eq!(found["name"], "Carol");
    let worker = item(&scene, &task, alice.as_str());
    for (key, value) in [
        ("conference_sid", json!(conference)),
        ("connecting", json!(false)),
        ("end_conference_on_exit", json!(true)),
        ("hold", json!(false)),
        ("muted", json!(false)),
        ("participant_type", json!("worker")),
        ("status", json!("joined")),
        ("worker_sid", json!(scene.world.worker_of("alice"))),
    ] {
        assert_eq!(worker[key], value, "{key}");
    }
    assert_eq!(item(&scene, &task, customer.as_str())["participant_type"], "customer");
}

#[test]
fn flex_holds_and_mutes_by_taskrouter() {
    let (mut scene, task, customer, alice) = connected();
    let offer = scene.world.snapshot()["taskrouter"].clone();
    let reservation = offer["reservations"][0]["sid"].clone();
    let room = task.as_str();
    let customer_talks = format!("+15559990007 talks in {room}");
    for (path, params, who, lines, key, value) in [
        (
            "CustomerParticipant",
            json!({ "TaskSid": task, "Hold": true, "HoldMethod": "GET" }),
            &customer,
            vec!["+15559990007 hears music"],
            "hold",
            true,
        ),
        (
            "CustomerParticipant",
            json!({ "TaskSid": task, "Hold": true, "HoldUrl": "http://x/own.wav", "HoldMethod": "GET" }),
            &customer,
            vec!["+15559990007 hears own.wav"],
            "hold",
            true,
        ),
        (
            "CustomerParticipant",
            json!({ "TaskSid": task, "Hold": false }),
            &customer,
            vec![customer_talks.as_str()],
            "hold",
            false,
        ),
        (
            "WorkerParticipant",
            json!({ "ReservationSid": reservation, "Mute": true }),
            &alice,
            vec![&format!("alice listens in {room}")],
            "muted",
            true,
        ),
        (
            "WorkerParticipant",
            json!({ "ReservationSid": reservation, "EndConferenceOnExit": false }),
            &alice,
            vec![],
            "end_conference_on_exit",
            false,
        ),
    ] {
        let reply = scene.own("alice", path, "v2", params.clone());
        assert_eq!(reply.status, 200, "{params}: {}", reply.body);
        assert_eq!(scene.orders(), lines, "{params}");
        assert_eq!(item(&scene, &task, who.as_str())[key], value, "{params}");
    }
}

#[test]
fn either_may_end_a_customers_call_and_the_agent_wraps_up() {
    for (who, lines) in [
        (
            "alice",
            [
                "hang up alice",
                "alice: reservation.wrapup",
                "alice: task.wrapup",
                "hang up +15559990007",
            ],
        ),
        (
            "customer",
            [
                "hang up +15559990007",
                "alice: reservation.wrapup",
                "alice: task.wrapup",
                "hang up alice",
            ],
        ),
    ] {
        let (mut scene, task, customer, alice) = connected();
        match who {
            "alice" => scene.world.leg_hung_up(&alice),
            _ => scene.world.party_hangs_up(&customer),
        }
        scene.expect(&lines);
        for call in [&customer, &alice] {
            assert_eq!(item(&scene, &task, call.as_str())["status"], "left", "{who}");
        }
        assert_eq!(item(&scene, &task, "conf_status")["status"], "completed");
        assert_eq!(scene.decide("alice", json!({ "ReservationStatus": "completed" })).status, 200);
        assert_eq!(scene.world.left_over(), Vec::<String>::new(), "{who}");
    }
}

#[test]
fn a_customer_who_hangs_up_early_takes_his_task_with_him() {
    let (mut scene, _, customer) = waiting();
    assert_eq!(scene.decide("alice", accept()).status, 200);
    scene.skip();
    scene.world.party_hangs_up(&customer);
    scene.expect(&[
        "hang up +15559990007",
        "alice: task.canceled",
        "alice: reservation.canceled",
        "stop ringing alice",
    ]);
    assert_eq!(scene.world.left_over(), Vec::<String>::new());
}

#[test]
fn a_worker_who_is_not_reached_lets_the_task_pass() {
    for (what, event) in [
        ("declines", "alice: reservation.rejected"),
        ("has no browser", "alice: reservation.timeout"),
    ] {
        let (mut scene, task, _) = waiting();
        scene.decide("alice", accept());
        scene.skip();
        let alice = scene.call_to("client:alice");
        if what == "declines" {
            scene.world.leg_rejected(&alice);
        } else {
            scene.world.leg_failed_to_ring(&alice);
        }
        scene.expect(&["stop ringing alice", event]);
        assert_eq!(scene.conference(task.as_str()), None, "{what}");
        scene.wait_ms(20);
        scene.expect(&["bob: reservation.created"]);
    }
}

/// Alice is offered a task of her own making, with these attributes.
fn own_task(attributes: Value) -> Scene {
    let mut scene = Scene::with_tasks();
    let account = scene.world.account().clone();
    let worker = scene.world.worker_of("alice").unwrap();
    let params = json!({
        "Attributes": attributes,
        "RoutingTarget": worker,
        "TaskChannelUniqueName": "voice",
        "TaskQueueSid": account.queue,
        "WorkflowSid": account.workflow,
    });
    let reply = scene.bridge("alice", "Tasks", "v1", params);
    assert_eq!(reply.status, 200, "{}", reply.body);
    scene.wait_ms(20);
    scene.expect(&["alice: reservation.created"]);
    scene
}

#[test]
fn a_task_without_a_call_cannot_be_conferenced() {
    for (attributes, code) in
        [(json!({}), 40142), (json!({ "call_sid": "CA00000000000000000000000000000000" }), 40144)]
    {
        let mut scene = own_task(attributes.clone());
        assert_eq!(refusal(&scene.decide("alice", accept())), (400, code.into()), "{attributes}");
        scene.expect(&[]);
    }
}

#[test]
fn an_outbound_task_dials_once_the_agent_is_there() {
    for (reaction, lines) in [
        (
            Party::default().reaction,
            vec!["+15559990001 speaks 980 Hz", "alice talks in ROOM", "+15559990001 talks in ROOM"],
        ),
        (Reaction::Busy, vec![]),
    ] {
        let attributes =
            json!({ "direction": "outbound", "from": OURS, "outbound_to": "+15559990001" });
        let mut scene = own_task(attributes);
        let task = scene.task_of("alice");
        scene.world.party_will("+15559990001", Party { reaction, tone_hz: 980 });
        assert_eq!(scene.decide("alice", accept()).status, 200);
        scene.expect(&["ring alice from +15551230000"]);
        let alice = scene.call_to("client:alice");
        scene.world.leg_answered(&alice);
        scene.expect(&["alice hears music", "alice: task.updated", "alice: reservation.accepted"]);
        let customer = scene.call_to("+15559990001");
        assert_eq!(item(&scene, &task, customer.as_str())["connecting"], true);
        scene.wait(1);
        let said: Vec<_> =
            scene.orders().iter().map(|line| line.replace(task.as_str(), "ROOM")).collect();
        assert_eq!(said, lines, "{reaction:?}");
        let talks = !lines.is_empty();
        let status = if talks { "joined" } else { "left" };
        assert_eq!(item(&scene, &task, customer.as_str())["status"], status);
        scene.world.leg_hung_up(&alice);
        let ended = ["hang up alice", "alice: reservation.wrapup", "alice: task.wrapup"];
        let said = scene.orders();
        assert_eq!(said[..3], ended);
        assert_eq!(said[3..], ["hang up +15559990001"][usize::from(!talks)..]);
    }
}

/// What the product sends for an internal call.
fn call_me() -> Value {
    json!({
        "Instruction": "call",
        "CallFrom": "client:alice",
        "CallUrl": "http://functions.localhost/join?taskSid=WT1",
        "CallAccept": true,
    })
}

#[test]
fn a_call_instruction_rings_accepts_and_runs_twiml() {
    let mut scene = own_task(json!({ "client_call": true }));
    let task = scene.task_of("alice");
    assert_eq!(scene.decide("alice", call_me()).status, 200);
    scene.expect(&["ring alice from client:alice"]);
    let alice = scene.call_to("client:alice");
    assert_eq!(attributes(&mut scene, &task)["worker_call_sid"], Value::Null);
    scene.wait_ms(49);
    scene.expect(&[]);
    scene.wait_ms(1);
    scene.expect(&["alice: task.updated"]);
    assert_eq!(attributes(&mut scene, &task)["worker_call_sid"], json!(alice));
    scene.world.leg_ringing(&alice);
    scene.world.leg_answered(&alice);
    scene.expect(&[
        "alice: reservation.accepted",
        "alice hears nothing",
        "POST http://functions.localhost/join?taskSid=WT1",
    ]);
    scene.give(
        "http://functions.localhost/join?taskSid=WT1",
        &join("WT1", "waitUrl='/ring.wav' statusCallback='joined' statusCallbackEvent='join end'"),
    );
    scene.expect(&["tell joined: participant-join alice", "alice hears ring.wav"]);
    scene.world.leg_hung_up(&alice);
    scene.expect(&["hang up alice", "tell joined: conference-end"]);
    scene.wait(60);
    scene.expect(&[]);
    let left = scene.world.left_over();
    assert!(left.iter().any(|line| line.contains(task.as_str())), "nobody wraps it up: {left:?}");
}

#[test]
fn a_call_instruction_that_fails_leaves_the_offer_as_it_is() {
    for what in ["declines", "has no browser", "lets it ring"] {
        let mut scene = own_task(json!({}));
        let mut params = call_me();
        params["CallTimeout"] = json!(9);
        assert_eq!(scene.decide("alice", params).status, 200);
        let alice = scene.call_to("client:alice");
        scene.wait_ms(50);
        scene.skip();
        match what {
            "declines" => scene.world.leg_rejected(&alice),
            "has no browser" => scene.world.leg_failed_to_ring(&alice),
            _ => scene.wait(9),
        }
        scene.expect(&["stop ringing alice"]);
        assert_eq!(scene.decide("alice", call_me()).status, 200, "may be tried again");
    }
}

#[test]
fn instructions_are_read_strictly() {
    for (key, value, status) in [
        ("CallAccept", json!("yes"), 400),
        ("CallUrl", json!("join"), 400),
        ("CallTo", json!("bob"), 400),
        ("CallTo", json!("+15559990001"), 400),
        ("CallTimeout", json!("soon"), 400),
        ("CallRecord", json!("record-from-answer"), 501),
        ("Colour", json!("red"), 400),
    ] {
        let mut scene = own_task(json!({}));
        let mut params = call_me();
        params[key] = value.clone();
        assert_eq!(scene.decide("alice", params).status, status, "{key}: {value}");
        scene.expect(&[]);
    }
}

#[test]
fn a_cancelled_task_stops_ringing() {
    let mut scene = own_task(json!({}));
    let task = scene.task_of("alice");
    scene.decide("alice", call_me());
    scene.skip();
    let params = json!({ "AssignmentStatus": "canceled", "Reason": "never mind" });
    assert_eq!(scene.bridge("alice", &format!("Tasks/{task}"), "v1", params).status, 200);
    assert!(scene.orders().contains(&"stop ringing alice".to_owned()));
}

#[test]
fn an_agent_may_be_a_telephone() {
    let mut scene = own_task(json!({}));
    let mut params = call_me();
    (params["CallTo"], params["CallFrom"]) = (json!("+15559990001"), json!(OURS));
    assert_eq!(scene.decide("alice", params).status, 200);
    scene.wait(1);
    let said = scene.orders();
    assert!(said.contains(&"+15559990001 speaks 980 Hz".to_owned()), "{said:?}");
    assert!(said.contains(&"alice: reservation.accepted".to_owned()), "{said:?}");
}

#[test]
fn twiml_can_put_a_caller_into_the_queue() {
    let mut scene = Scene::with_tasks();
    let workflow = scene.world.account().workflow.clone();
    let twiml = format!(
        "<Response><Enqueue workflowSid='{workflow}' action='http://x/after' waitUrl='http://x/w.mp3'>\
         <Task>{{\"name\":\"Dan\"}}</Task></Enqueue></Response>"
    );
    scene.world.party_will("+15559990001", Party::default());
    let caller = scene.call("+15559990001", &twiml);
    scene.wait(1);
    scene.expect(&["+15559990001 speaks 980 Hz", "+15559990001 hears w.mp3"]);
    scene.wait_ms(20);
    scene.expect(&["alice: reservation.created"]);
    let task = scene.task_of("alice");
    let found = attributes(&mut scene, &task);
    assert_eq!((&found["name"], &found["call_sid"]), (&json!("Dan"), &json!(caller)));
    scene.decide("alice", accept());
    let alice = sid(&scene.get("Calls?To=client:alice").body["calls"][0]["sid"]);
    scene.world.leg_answered(&alice);
    scene.skip();
    scene.world.leg_hung_up(&alice);
    scene.expect(&[
        "hang up alice",
        "alice: reservation.wrapup",
        "alice: task.wrapup",
        "+15559990001 hears nothing",
        "POST http://x/after",
    ]);
    assert_eq!(scene.sent("QueueResult"), Some("bridged"));
}

/// What Flex's own MonitorCall sends.
fn monitor(scene: &Scene) -> Value {
    json!({
        "Instruction": "supervise",
        "Supervisor": scene.world.worker_of("sue"),
        "SupervisorMode": "monitor",
        "To": "client:sue",
    })
}

#[test]
fn a_supervisor_listens_and_nobody_hears_him() {
    let (mut scene, task, customer, _) = connected();
    let params = monitor(&scene);
    assert_eq!(scene.supervise("sue", "alice", params).status, 200);
    let sue = scene.call_to("client:sue");
    assert_eq!(item(&scene, &task, sue.as_str()), Value::Null, "Flex hears of who has joined");
    scene.skip();
    scene.world.leg_ringing(&sue);
    scene.world.leg_answered(&sue);
    scene.expect(&[&format!("sue listens in {}", task.as_str())]);
    let shown = item(&scene, &task, sue.as_str());
    assert_eq!(
        (&shown["participant_type"], &shown["status"]),
        (&json!("supervisor"), &json!("joined"))
    );
    scene.world.leg_hung_up(&sue);
    scene.expect(&["hang up sue"]);
    assert_eq!(item(&scene, &task, customer.as_str())["status"], "joined", "the others go on");
}

#[test]
fn nobody_but_a_supervisor_listens_and_he_no_otherwise() {
    let (mut scene, ..) = connected();
    let params = monitor(&scene);
    assert_eq!(scene.supervise("bob", "alice", params.clone()).status, 403);
    let mut of_another = params.clone();
    of_another["Supervisor"] = json!(scene.world.worker_of("bob"));
    assert_eq!(scene.supervise("sue", "alice", of_another).status, 403);
    let mut whisper = params.clone();
    whisper["SupervisorMode"] = json!("whisper");
    assert_eq!(scene.supervise("sue", "alice", whisper).status, 501);
    let (mut waits, ..) = waiting();
    assert_eq!(waits.supervise("sue", "alice", params).status, 404, "there is no conference yet");
}
