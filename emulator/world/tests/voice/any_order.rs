//! Whatever happens to calls, in any order: nobody is left behind, nothing is released twice.

use std::collections::BTreeMap;

use proptest::prelude::*;
use twilio_world::{MediaOrder, Order, Sid};

use crate::scene::{Scene, join, sid};

/// One thing that happens; numbers choose among the calls that were made.
#[derive(Clone, Debug)]
enum Step {
    Add,
    Answer(usize),
    Call(usize),
    Complete,
    HangUp(usize),
    Hold(usize, bool),
    Kick(usize),
    Lose(usize),
    Reject(usize),
    Send(usize, usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let call = 0..6usize;
    prop_oneof![
        1 => Just(Step::Add),
        3 => (0..DOCUMENTS.len()).prop_map(Step::Call),
        4 => call.clone().prop_map(Step::Answer),
        1 => Just(Step::Complete),
        1 => call.clone().prop_map(Step::HangUp),
        1 => (call.clone(), any::<bool>()).prop_map(|(call, hold)| Step::Hold(call, hold)),
        1 => call.clone().prop_map(Step::Kick),
        1 => call.clone().prop_map(Step::Lose),
        1 => call.clone().prop_map(Step::Reject),
        1 => (call, 0..DOCUMENTS.len()).prop_map(|(call, document)| Step::Send(call, document)),
        1 => (1..40u64).prop_map(Step::Wait),
    ]
}

const DOCUMENTS: [&str; 6] = [
    "<Conference>room</Conference>",
    "<Conference startConferenceOnEnter='false'>room</Conference>",
    "<Conference endConferenceOnExit='true' statusCallback='http://x/c'>room</Conference>",
    "<Client>bob</Client>",
    "<Number>+15559990001</Number><Client>eve</Client>",
    "<Conference coach='CA00000000000000000000000000000000' muted='true'>room</Conference>",
];

fn document(number: usize) -> String {
    format!("<Response><Dial>{}</Dial><Pause length='3'/></Response>", DOCUMENTS[number])
}

/// Alive legs as the doors see them: rung or speaking, until they are released.
#[derive(Default)]
struct Doors {
    open: BTreeMap<Sid, &'static str>,
}

impl Doors {
    fn carry_out(&mut self, scene: &mut Scene) {
        for order in scene.world.take_orders() {
            match order {
                Order::Invite { call, .. } => {
                    assert_eq!(self.open.insert(call, "browser"), None, "rung twice");
                }
                Order::Media(MediaOrder::Synth { call, .. }) => {
                    assert_eq!(self.open.insert(call, "party"), None, "made twice");
                }
                Order::HangUp { call, .. } | Order::CancelInvite { call, .. } => {
                    assert!(self.open.remove(&call).is_some(), "{call} is released without being");
                }
                Order::Media(MediaOrder::Route { call, .. }) => {
                    assert!(self.open.contains_key(&call), "{call} is routed without being");
                }
                Order::Bridge { .. }
                | Order::Fetch { .. }
                | Order::IndexChanged { .. }
                | Order::Sync { .. }
                | Order::Webhook { .. } => {}
            }
        }
    }
}

fn take(scene: &mut Scene, calls: &mut Vec<Sid>, step: Step) {
    let chosen = |number: usize| calls.get(number).cloned();
    let room = scene.conference("room");
    let seat =
        |call: Sid| room.clone().map(|room| format!("Conferences/{room}/Participants/{call}"));
    match step {
        Step::Add => {
            let to = format!("client:agent{}", calls.len());
            let form = [("From", "client:sue"), ("To", to.as_str())];
            let added = scene.post("Conferences/room/Participants", &form);
            calls.push(sid(&added.body["call_sid"]));
        }
        Step::Answer(n) => chosen(n).into_iter().for_each(|call| scene.world.leg_answered(&call)),
        Step::Call(n) => {
            let call = scene.call(&format!("client:agent{}", calls.len()), &document(n));
            calls.push(call);
        }
        Step::Complete => {
            if let Some(room) = room {
                scene.post(&format!("Conferences/{room}"), &[("Status", "completed")]);
            }
        }
        Step::HangUp(n) => chosen(n).into_iter().for_each(|call| scene.world.leg_hung_up(&call)),
        Step::Hold(n, hold) => {
            if let Some(path) = chosen(n).and_then(seat) {
                scene.post(&path, &[("Hold", if hold { "true" } else { "false" })]);
            }
        }
        Step::Kick(n) => {
            if let Some(path) = chosen(n).and_then(seat) {
                scene.delete(&path);
            }
        }
        Step::Lose(n) => chosen(n).into_iter().for_each(|call| scene.world.leg_lost(&call)),
        Step::Reject(n) => chosen(n).into_iter().for_each(|call| scene.world.leg_rejected(&call)),
        Step::Send(n, to) => {
            if let Some(call) = chosen(n) {
                scene.post(&format!("Calls/{call}"), &[("Twiml", &document(to))]);
            }
        }
        Step::Wait(seconds) => scene.wait(seconds),
    }
}

/// Every conference that goes on has somebody in it or on the way to it.
fn check_rooms(scene: &Scene) {
    let voice = scene.world.snapshot()["voice"].clone();
    for room in voice["conferences"].as_array().unwrap() {
        let legs = room["legs"].as_array().unwrap().len();
        assert_eq!(room["status"] == "completed", legs == 0, "{room}");
    }
}

proptest! {
    #[test]
    fn nobody_is_left_behind(steps in prop::collection::vec(step(), 1..40)) {
        let mut scene = Scene::new();
        let mut doors = Doors::default();
        let mut calls = Vec::new();
        for step in steps {
            take(&mut scene, &mut calls, step);
            doors.carry_out(&mut scene);
            check_rooms(&scene);
        }
        // Browsers go home; whoever they have called, or nobody answers, ends by itself.
        for call in &calls {
            scene.world.leg_hung_up(call);
        }
        scene.wait(60);
        doors.carry_out(&mut scene);
        prop_assert_eq!(scene.world.left_over(), Vec::<String>::new());
        prop_assert_eq!(doors.open.len(), 0);
    }
}

#[test]
fn a_twice_ended_call_is_released_once() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ""));
    scene.skip();
    scene.world.leg_hung_up(&alice);
    scene.world.leg_lost(&alice);
    scene.world.leg_rejected(&alice);
    scene.expect(&["hang up alice"]);
}
