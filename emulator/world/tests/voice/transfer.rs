//! Transfers of a customer's call, to a colleague and to a queue.

use serde_json::{Value, json};
use twilio_world::{CustomerCall, Method, Order, Reply, Setup, Sid, SidKind};

use crate::scene::{Scene, refusal, sid};

const CUSTOMER: &str = "+15559990007";

/// Alice talks to a customer and may transfer him to Bob, who is there, or to Eve, who is not.
struct Desk {
    scene: Scene,
    task: Sid,
    customer: Sid,
    alice: Sid,
    /// What was told since the last time, by worker and event.
    told: Vec<(String, String, Value)>,
}

/// What Flex's own AcceptTask sends.
fn accept(who: &str) -> Value {
    json!({
        "Instruction": "conference",
        "EndConferenceOnExit": true,
        "EndConferenceOnCustomerExit": true,
        "To": format!("client:{who}"),
    })
}

impl Desk {
    fn new() -> Desk {
        let mut setup = Setup::default();
        setup.workers[0].voice_capacity = Some(2);
        setup.workers[1].voice_capacity = Some(2);
        setup.workers[1].activity = Some("Break".into());
        let mut eve = twilio_world::WorkerSetup::named("eve", "Eve Ersson", "Sales");
        eve.activity = Some("Break".into());
        setup.workers.push(eve);
        let mut scene = Scene::of(setup);
        let customer =
            CustomerCall { from: CUSTOMER.to_owned(), name: "Carol".to_owned(), tone_hz: 440 };
        let (task, customer) = scene.world.customer_calls(customer);
        scene.wait_ms(20);
        scene.skip();
        assert_eq!(scene.decide("alice", accept("alice")).status, 200);
        let alice = scene.call_to("client:alice");
        scene.world.leg_answered(&alice);
        scene.skip();
        let mut desk = Desk { scene, task, customer, alice, told: Vec::new() };
        desk.set_activity("bob", "Available");
        desk.listen();
        desk
    }

    fn set_activity(&mut self, who: &str, activity: &str) {
        let account = self.scene.world.account();
        let sid = account.activity_named(activity).unwrap().sid.clone();
        let reply = self.scene.own(who, "", "v1", json!({ "ActivitySid": sid }));
        assert_eq!(reply.status, 200, "{}", reply.body);
    }

    /// Takes in what was told; the offers are to be answered by the scene.
    fn listen(&mut self) -> Vec<String> {
        let orders = self.scene.world.take_orders();
        self.told.clear();
        for order in orders {
            let Order::Bridge { worker, event_type, payload } = order else { continue };
            let who = self.scene.world.identity_of(&worker).unwrap();
            if event_type == "reservation.created" {
                self.scene.offered(&who, &payload);
            }
            self.told.push((who, event_type, payload));
        }
        self.told.iter().map(|(who, event, _)| format!("{who} {event}")).collect()
    }

    /// What this worker was told by this event.
    fn payload(&self, who: &str, event: &str) -> &Value {
        let found = self.told.iter().find(|(w, e, _)| w == who && e == event);
        &found.unwrap_or_else(|| panic!("{who} was not told {event}")).2
    }

    fn reservation(&self, who: &str) -> Sid {
        let snapshot = self.scene.world.snapshot();
        let offers = snapshot["taskrouter"]["reservations"].as_array().unwrap().clone();
        let last = offers.iter().rfind(|offer| offer["worker"] == who);
        sid(&last.unwrap()["sid"])
    }

    fn worker(&self, who: &str) -> Sid {
        self.scene.world.worker_of(who).unwrap()
    }

    fn transfer_to(&mut self, to: &Sid, mode: &str) -> Reply {
        let reservation = self.reservation("alice");
        let params = json!({
            "ReservationSid": reservation, "TaskSid": self.task, "To": to, "Mode": mode,
        });
        self.scene.own("alice", "Transfers", "v2", params)
    }

    /// Alice has just asked for it.
    fn transferred(to: &str, mode: &str) -> Desk {
        let mut desk = Desk::new();
        let to = match to {
            "the queue" => desk.scene.world.account().queue.clone(),
            who => desk.worker(who),
        };
        let reply = desk.transfer_to(&to, mode);
        assert_eq!(reply.status, 200, "{}", reply.body);
        desk.told.push(("alice".into(), "reply".into(), reply.body));
        desk
    }

    fn cancel(&mut self, transfer: &str) -> Reply {
        let params = json!({ "TaskSid": self.task, "TransferStatus": "canceled" });
        self.scene.own("alice", &format!("Transfers/{transfer}"), "v2", params)
    }

    /// Bob accepts and his browser answers.
    fn bob_joins(&mut self) -> Sid {
        assert_eq!(self.scene.decide("bob", accept("bob")).status, 200);
        let bob = self.scene.call_to("client:bob");
        self.scene.world.leg_answered(&bob);
        bob
    }

    /// The task, and the offers of it.
    fn state(&self) -> String {
        let snapshot = self.scene.world.snapshot();
        let router = &snapshot["taskrouter"];
        let tasks = router["tasks"].as_array().unwrap();
        let offers = router["reservations"].as_array().unwrap();
        let told = |value: &Value| value.as_str().unwrap().to_owned();
        let offers: Vec<String> = offers
            .iter()
            .map(|offer| format!("{} {}", told(&offer["worker"]), told(&offer["status"])))
            .collect();
        format!("{}: {}", told(&tasks[0]["status"]), offers.join(", "))
    }

    /// Who is in the conference, those on hold in brackets.
    fn room(&self) -> String {
        let snapshot = self.scene.world.snapshot();
        let map = snapshot["sync"]["flex"]["maps"][format!("{}.CS", self.task)].clone();
        let calls = snapshot["voice"]["calls"].as_array().unwrap().clone();
        let name = |call: &str| {
            let leg = calls.iter().find(|leg| leg["sid"] == call).unwrap();
            let far = if leg["direction"] == "inbound" { &leg["from"] } else { &leg["to"] };
            far.as_str().unwrap().trim_start_matches("client:").to_owned()
        };
        let there = map.as_object().unwrap().iter().filter(|(_, item)| item["status"] == "joined");
        let names = there.map(|(call, item)| match item["hold"] == true {
            true => format!("({})", name(call)),
            false => name(call),
        });
        names.collect::<Vec<_>>().join(" ")
    }

    fn complete(&mut self, who: &str) {
        let reservation = self.reservation(who);
        let params = json!({ "ReservationStatus": "completed" });
        let reply = self.scene.own(who, &format!("Reservations/{reservation}"), "v1", params);
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
}

#[test]
fn a_warm_transfer_holds_the_customer_and_brings_the_colleague_in() {
    let mut desk = Desk::transferred("bob", "WARM");
    assert_eq!(desk.room(), "(+15559990007) alice");
    assert_eq!(desk.state(), "reserved: alice accepted, bob pending");
    assert_eq!(desk.listen(), ["alice task.transfer-initiated", "bob reservation.created"]);
    desk.bob_joins();
    assert_eq!(
        desk.listen(),
        [
            "alice task.updated",
            "bob task.updated",
            "bob reservation.accepted",
            "alice task.transfer-completed",
            "alice task.updated",
            "bob task.updated",
        ]
    );
    assert_eq!(desk.room(), "(+15559990007) alice bob", "nobody but Flex takes him off hold");
    assert_eq!(desk.state(), "assigned: alice accepted, bob accepted");
    let off = json!({ "TaskSid": desk.task, "Hold": false });
    assert_eq!(desk.scene.own("bob", "CustomerParticipant", "v2", off).status, 200);
    let stays =
        json!({ "ReservationSid": desk.reservation("alice"), "EndConferenceOnExit": false });
    assert_eq!(desk.scene.own("alice", "WorkerParticipant", "v2", stays).status, 200);
    desk.scene.world.leg_hung_up(&desk.alice);
    assert_eq!(desk.listen(), ["alice reservation.wrapup"]);
    assert_eq!(desk.room(), "+15559990007 bob");
    assert_eq!(desk.state(), "assigned: alice wrapping, bob accepted");
    desk.complete("alice");
    assert_eq!(desk.state(), "assigned: alice completed, bob accepted");
    desk.scene.world.party_hangs_up(&desk.customer);
    assert_eq!(desk.state(), "wrapping: alice completed, bob wrapping");
    desk.complete("bob");
    assert_eq!(desk.state(), "completed: alice completed, bob completed");
    assert_eq!(desk.scene.world.left_over(), Vec::<String>::new());
}

#[test]
fn a_cold_transfer_takes_the_agent_out_at_once() {
    let mut desk = Desk::new();
    let stays =
        json!({ "ReservationSid": desk.reservation("alice"), "EndConferenceOnExit": false });
    assert_eq!(desk.scene.own("alice", "WorkerParticipant", "v2", stays).status, 200);
    let bob = desk.worker("bob");
    assert_eq!(desk.transfer_to(&bob, "COLD").status, 200);
    assert_eq!(
        desk.listen(),
        ["alice task.transfer-initiated", "bob reservation.created", "alice reservation.wrapup"]
    );
    let wraps_up = desk.payload("alice", "reservation.wrapup");
    assert_eq!(wraps_up["task"]["assignment_status"], "reserved");
    assert_eq!(desk.room(), "(+15559990007)");
    desk.complete("alice");
    assert_eq!(desk.state(), "reserved: alice completed, bob pending");
    desk.listen();
    desk.bob_joins();
    assert_eq!(desk.room(), "(+15559990007) bob");
    assert_eq!(desk.state(), "assigned: alice completed, bob accepted");
    let told = desk.listen();
    assert!(told.contains(&"alice task.transfer-completed".to_owned()), "{told:?}");
}

#[test]
fn an_agent_whose_leaving_ends_the_call_transfers_nothing() {
    // Flex makes it otherwise first, and TaskRouter does not do it for anybody.
    let desk = Desk::transferred("bob", "COLD");
    assert_eq!(desk.room(), "");
    assert_eq!(desk.state(), "wrapping: alice wrapping, bob canceled");
}

#[test]
fn whoever_the_transfer_is_for_and_who_makes_it_read_of_it() {
    let mut desk = Desk::transferred("bob", "WARM");
    let (alice, bob, task) = (desk.worker("alice"), desk.worker("bob"), desk.task.clone());
    let reservation = desk.reservation("alice");
    let reply = desk.told.pop().unwrap().2;
    desk.listen();
    let account = desk.scene.world.account().clone();
    assert!(Sid::parse(SidKind::TT, reply["sid"].as_str().unwrap()).is_some());
    let wanted = json!({
        "account_sid": account.sid,
        "date_created": reply["date_created"],
        "date_updated": reply["date_created"],
        "initiating_queue_sid": account.queue,
        "initiating_reservation_sid": reservation,
        "initiating_worker_sid": alice,
        "initiating_workflow_sid": account.workflow,
        "sid": reply["sid"],
        "task_sid": task,
        "transfer_mode": "WARM",
        "transfer_status": "initiated",
        "transfer_to": bob,
        "transfer_type": "WORKER",
        "workspace_sid": account.workspace,
    });
    assert_eq!(reply, wanted);
    assert!(reply["date_created"].is_u64(), "dates are in seconds");
    assert_eq!(*desk.payload("alice", "task.transfer-initiated"), wanted);
    let mut within = wanted;
    for name in ["account_sid", "task_sid", "workspace_sid"] {
        within.as_object_mut().unwrap().remove(name);
    }
    let offer = desk.payload("bob", "reservation.created");
    assert_eq!(offer["task_transfer"], within);
    assert_eq!(offer["task"]["assignment_status"], "reserved");
    assert_eq!(offer.get("active_outgoing_task_transfer"), None, "the SDK would read it");
    // Whoever loads his page anew is told again.
    for (who, worker, name) in
        [("alice", &alice, "active_outgoing_task_transfer"), ("bob", &bob, "task_transfer")]
    {
        let url = format!("Workspaces/{}/Workers/{worker}/Reservations", account.workspace);
        let list = twilio_world::BridgeRequest {
            method: Method::Get,
            url,
            params: json!({ "Active": "true" }),
            if_match: None,
            api_version: "v2".into(),
        };
        let reply = desk.scene.world.bridge(worker, &list);
        assert_eq!(reply.body["contents"][0][name], within, "{who}");
    }
    desk.bob_joins();
    desk.listen();
    let accepted = desk.payload("bob", "reservation.accepted");
    assert_eq!(accepted["task_transfer"]["transfer_status"], "complete");
    assert_eq!(accepted["task"]["assignment_status"], "assigned");
}

#[test]
fn a_colleague_who_declines_leaves_a_warm_transfer_as_it_was() {
    for (how, status, reason) in [
        ("declines", "rejected", "Transfer failed because the reservation was rejected"),
        ("lets it ring", "timeout", "Transfer failed because the reservation timed out"),
    ] {
        let mut desk = Desk::transferred("bob", "WARM");
        desk.listen();
        if how == "declines" {
            let rejected = json!({ "ReservationStatus": "rejected" });
            assert_eq!(desk.scene.decide("bob", rejected).status, 200);
        } else {
            desk.scene.wait(120);
        }
        let event = format!("bob reservation.{status}");
        assert_eq!(
            desk.listen(),
            [event.as_str(), "alice task.transfer-failed", "alice task.updated"],
            "{how}"
        );
        let told = desk.payload("bob", &event["bob ".len()..]);
        assert_eq!(told["task_transfer"]["transfer_status"], "failed");
        let told = desk.payload("alice", "task.transfer-failed");
        assert_eq!(told["transfer_failed_reason"], reason);
        assert_eq!(desk.payload("alice", "task.updated")["assignment_status"], "assigned");
        assert_eq!(desk.state(), format!("assigned: alice accepted, bob {status}"));
        assert_eq!(desk.room(), "(+15559990007) alice", "it is hers to take him off hold");
        desk.scene.wait(5);
        assert_eq!(desk.listen(), Vec::<String>::new(), "nobody else is asked");
    }
}

#[test]
fn a_cold_transfer_that_fails_goes_back_to_the_workflow() {
    let mut desk = Desk::new();
    let stays =
        json!({ "ReservationSid": desk.reservation("alice"), "EndConferenceOnExit": false });
    desk.scene.own("alice", "WorkerParticipant", "v2", stays);
    let bob = desk.worker("bob");
    desk.transfer_to(&bob, "COLD");
    desk.listen();
    desk.set_activity("eve", "Available");
    desk.scene.decide("bob", json!({ "ReservationStatus": "rejected" }));
    desk.scene.wait_ms(20);
    let told = desk.listen();
    let created: Vec<_> = told.iter().filter(|line| line.contains("created")).collect();
    assert_eq!(created, ["eve reservation.created"], "{told:?}");
    let offer = desk.payload("eve", "reservation.created");
    assert_eq!(offer.get("task_transfer"), None, "that one is over");
    assert_eq!(desk.room(), "(+15559990007)");
    desk.complete("alice");
    assert_eq!(desk.state(), "reserved: alice completed, bob rejected, eve pending");
    assert_eq!(desk.scene.decide("eve", accept("eve")).status, 200);
    let eve = desk.scene.call_to("client:eve");
    desk.scene.world.leg_answered(&eve);
    assert_eq!(desk.room(), "(+15559990007) eve");
}

#[test]
fn a_cancelled_transfer_is_withdrawn_even_while_the_colleague_is_rung() {
    for rings in [false, true] {
        let mut desk = Desk::transferred("bob", "WARM");
        let transfer = desk.told.pop().unwrap().2["sid"].as_str().unwrap().to_owned();
        desk.listen();
        if rings {
            desk.scene.decide("bob", accept("bob"));
            desk.scene.skip();
        }
        let reply = desk.cancel(&transfer);
        assert_eq!((reply.status, &reply.body["transfer_status"]), (200, &json!("canceled")));
        let stopped = |order: &Order| matches!(order, Order::CancelInvite { .. });
        let orders = desk.scene.world.take_orders();
        assert_eq!(orders.iter().any(stopped), rings);
        let events = orders.iter().filter_map(|order| {
            let Order::Bridge { event_type, payload, .. } = order else { return None };
            Some((event_type.as_str(), payload))
        });
        let events: Vec<_> = events.collect();
        let names: Vec<_> = events.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["reservation.canceled", "task.transfer-canceled", "task.updated"]);
        assert_eq!(events[0].1["task_transfer"]["transfer_status"], "canceled");
        assert_eq!(events[0].1["task"]["assignment_status"], "assigned");
        assert_eq!(desk.state(), "assigned: alice accepted, bob canceled");
        assert_eq!(desk.room(), "(+15559990007) alice");
        let again = desk.cancel(&transfer);
        let message = format!("Transfer {transfer} is already canceled . Cannot cancel transfer.");
        assert_eq!((again.status, &again.body["message"]), (400, &json!(message)));
        // She may try again.
        let bob = desk.worker("bob");
        assert_eq!(desk.transfer_to(&bob, "WARM").status, 200);
    }
}

#[test]
fn a_queue_asks_one_after_the_other_and_nobody_who_is_in_the_call() {
    let mut desk = Desk::transferred("the queue", "WARM");
    assert_eq!(desk.listen(), ["alice task.transfer-initiated"]);
    assert_eq!(desk.state(), "pending: alice accepted");
    desk.scene.wait_ms(20);
    assert_eq!(desk.listen(), ["bob reservation.created"]);
    let offer = desk.payload("bob", "reservation.created");
    assert_eq!(offer["task_transfer"]["transfer_type"], "QUEUE");
    desk.scene.decide("bob", json!({ "ReservationStatus": "rejected" }));
    assert_eq!(
        desk.listen(),
        ["bob reservation.rejected", "alice task.transfer-attempt-failed", "alice task.updated"]
    );
    let told = desk.payload("alice", "task.transfer-attempt-failed");
    assert_eq!(told["transfer_status"], "initiated");
    assert_eq!(desk.payload("alice", "task.updated")["assignment_status"], "pending");
    desk.scene.wait_ms(20);
    assert_eq!(desk.listen(), Vec::<String>::new(), "Alice has room, and is in the call");
    desk.set_activity("eve", "Available");
    desk.scene.wait_ms(20);
    assert_eq!(desk.listen().last().unwrap(), "eve reservation.created");
    assert_eq!(desk.state(), "reserved: alice accepted, bob rejected, eve pending");
}

#[test]
fn a_customer_who_hangs_up_ends_the_call_for_whoever_is_still_asked() {
    for (mode, ends) in [
        ("WARM", "wrapping: alice wrapping, bob canceled"),
        ("COLD", "canceled: alice completed, bob canceled"),
    ] {
        let mut desk = Desk::new();
        let reservation = desk.reservation("alice");
        let stays = json!({ "ReservationSid": reservation, "EndConferenceOnExit": false });
        desk.scene.own("alice", "WorkerParticipant", "v2", stays);
        let bob = desk.worker("bob");
        desk.transfer_to(&bob, mode);
        if mode == "COLD" {
            desk.complete("alice");
        }
        desk.listen();
        desk.scene.world.party_hangs_up(&desk.customer);
        desk.listen();
        let told = desk.payload("bob", "reservation.canceled");
        // TaskRouter's makers know that this is wrong.
        assert_eq!(told["task_transfer"]["transfer_status"], "initiated", "{mode}");
        assert_eq!(desk.state(), ends, "{mode}");
        if mode == "WARM" {
            desk.complete("alice");
        }
        assert_eq!(desk.scene.world.left_over(), Vec::<String>::new(), "{mode}");
    }
}

#[test]
fn transfers_that_make_no_sense_are_refused() {
    let mut desk = Desk::new();
    let (alice, bob, eve) = (desk.worker("alice"), desk.worker("bob"), desk.worker("eve"));
    for (to, mode, part) in [
        (&alice, "WARM", "no other worker"),
        (&eve, "WARM", "is not available"),
        (&bob, "LUKEWARM", "there is no `LUKEWARM`"),
        (&desk.task.clone(), "WARM", "no queue"),
        (&Sid::numbered(SidKind::WQ, 999), "COLD", "there is no queue"),
    ] {
        let reply = desk.transfer_to(to, mode);
        let message = reply.body["message"].as_str().unwrap();
        assert_eq!(reply.status, 400, "{message}");
        assert!(message.contains(part), "{message}");
    }
    // Bob has room for two.
    desk.set_activity("alice", "Break");
    for name in ["Dan", "Eva"] {
        let from = CUSTOMER.to_owned();
        desk.scene.world.customer_calls(CustomerCall { from, name: name.into(), tone_hz: 880 });
        desk.scene.wait_ms(20);
    }
    desk.listen();
    let reply = desk.transfer_to(&bob, "WARM");
    assert_eq!(reply.status, 400);
    assert!(reply.body["message"].as_str().unwrap().contains("capacity"), "{}", reply.body);
    assert_eq!(desk.room(), "+15559990007 alice", "and nobody was put on hold for it");
}

#[test]
fn an_offer_that_a_transfer_brought_takes_no_call_instruction() {
    let mut desk = Desk::transferred("bob", "WARM");
    desk.listen();
    let call = json!({
        "Instruction": "call", "CallFrom": "client:alice", "CallUrl": "http://x/join",
    });
    assert_eq!(refusal(&desk.scene.decide("bob", call)), (400, json!(40151)));
    let bob = desk.worker("bob");
    let again = desk.transfer_to(&bob, "WARM");
    assert_eq!(again.status, 400, "one at a time");
}
