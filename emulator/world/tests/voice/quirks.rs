//! What surprises about Twilio's conferences, and has cost others calls.

use std::collections::BTreeSet;

use crate::scene::{Scene, join};

const ALL: &str = "statusCallback='http://x/first' \
                   statusCallbackEvent='start end join leave mute hold modify announcement'";
const ENDS: &str = "endConferenceOnExit='true' participantLabel='alice'";

/// Alice and Bob talk; whoever leaves, Alice's leaving ends it.
fn talking() -> (Scene, String, [twilio_world::Sid; 2]) {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", &format!("{ALL} {ENDS}")));
    let bob = scene.talk("client:bob", &join("room", "participantLabel='bob'"));
    let conference = scene.conference("room").unwrap();
    scene.skip();
    (scene, format!("Conferences/{conference}/Participants"), [alice, bob])
}

#[test]
fn whether_a_leaving_ends_the_conference_cannot_be_changed_on_hold() {
    let (mut scene, people, [alice, _]) = talking();
    let path = format!("{people}/alice");
    scene.post(&path, &[("Hold", "true")]);
    scene.skip();
    let reply = scene.post(&path, &[("EndConferenceOnExit", "false")]);
    assert_eq!(reply.status, 200, "it is said to be done");
    scene.expect(&[]);
    assert_eq!(scene.get(&path).body["end_conference_on_exit"], true, "and is not");

    scene.post(&path, &[("Hold", "false")]);
    scene.post(&path, &[("EndConferenceOnExit", "false")]);
    assert_eq!(scene.get(&path).body["end_conference_on_exit"], false, "off hold it can be");
    scene.world.leg_hung_up(&alice);
    assert_eq!(scene.room("room")["status"], "in-progress");
}

#[test]
fn a_held_participant_whose_leaving_ends_the_conference_ends_it_all_the_same() {
    let (mut scene, people, [alice, _]) = talking();
    scene.post(&format!("{people}/alice"), &[("Hold", "true")]);
    scene.post(&format!("{people}/alice"), &[("EndConferenceOnExit", "false")]);
    scene.world.leg_hung_up(&alice);
    assert_eq!(scene.room("room")["status"], "completed");
}

#[test]
fn the_first_participants_callback_is_told_after_he_has_left_too() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ALL));
    scene.talk("client:bob", &join("room", "statusCallback='http://x/second'"));
    scene.skip();
    scene.world.leg_hung_up(&alice);
    scene.talk("client:carol", &join("room", "statusCallback='http://x/third'"));
    scene.expect(&[
        "hang up alice",
        "tell first: participant-leave alice",
        "ring carol from +15551230000",
        "tell first: participant-join carol",
        "carol talks in room",
    ]);
}

#[test]
fn a_first_participant_without_a_callback_leaves_the_conference_without_one() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ""));
    let bob = scene.talk("client:bob", &join("room", ALL));
    scene.world.leg_hung_up(&alice);
    scene.world.leg_hung_up(&bob);
    let told: Vec<_> = scene.orders().into_iter().filter(|line| line.starts_with("tell")).collect();
    assert_eq!(told, Vec::<String>::new());
}

#[test]
fn the_name_of_an_ended_conference_begins_anew_with_its_own_callback_and_numbers() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ALL));
    scene.world.leg_hung_up(&alice);
    scene.skip();
    let again = ALL.replace("first", "again");
    scene.talk("client:bob", &join("room", &again));
    scene.expect(&[
        "ring bob from +15551230000",
        "tell again: participant-join bob",
        "bob hears music",
    ]);
    assert_eq!(scene.sent("SequenceNumber"), Some("1"));
}

#[test]
fn numbers_count_what_was_not_asked_for_as_well() {
    let mut scene = Scene::new();
    let few = "statusCallback='http://x/few' statusCallbackEvent='join leave'";
    let alice = scene.talk("client:alice", &join("room", few));
    assert_eq!(numbers(&mut scene), ["1"]);
    // The start of the conference has number 3.
    let bob = scene.talk("client:bob", &join("room", ""));
    assert_eq!(numbers(&mut scene), ["2"]);
    let people = format!("Conferences/{}/Participants", scene.conference("room").unwrap());
    scene.post(&format!("{people}/{bob}"), &[("Muted", "true")]);
    scene.post(&format!("{people}/{bob}"), &[("Hold", "true")]);
    scene.world.leg_hung_up(&alice);
    assert_eq!(numbers(&mut scene), ["6"]);
}

/// The numbers of what was told since the last time, of which only the last is remembered.
fn numbers(scene: &mut Scene) -> Vec<String> {
    let told = scene.orders().into_iter().filter(|line| line.starts_with("tell")).count();
    assert_eq!(told, 1);
    scene.sent("SequenceNumber").map(str::to_owned).into_iter().collect()
}

const EACH: [&str; 6] = [
    "AccountSid",
    "ConferenceSid",
    "FriendlyName",
    "SequenceNumber",
    "StatusCallbackEvent",
    "Timestamp",
];
const PERSON: [&str; 7] = [
    "CallSid",
    "Coaching",
    "EndConferenceOnExit",
    "Hold",
    "Muted",
    "ParticipantLabel",
    "StartConferenceOnEnter",
];

#[test]
fn each_event_carries_exactly_the_parameters_that_are_documented() {
    let (mut scene, people, [alice, bob]) = talking();
    let person = |more: &[&'static str]| [&EACH[..], &PERSON, more].concat();
    let bobs = format!("{people}/bob");
    for (form, wanted) in [
        ([("Hold", "true")], person(&[])),
        ([("Hold", "false")], person(&[])),
        ([("Muted", "true")], person(&[])),
        ([("Muted", "false")], person(&[])),
        ([("EndConferenceOnExit", "true")], person(&[])),
        ([("EndConferenceOnExit", "false")], person(&[])),
    ] {
        scene.post(&bobs, &form);
        scene.skip();
        assert_eq!(scene.sent_names(), set(&wanted), "{form:?}");
    }
    scene.post(&bobs, &[("AnnounceUrl", "http://x/news.mp3")]);
    scene.wait(3);
    scene.skip();
    assert_eq!(scene.sent("StatusCallbackEvent"), Some("announcement-end"));
    assert_eq!(scene.sent_names(), set(&person(&["AnnounceUrl"])));
    scene.world.leg_hung_up(&bob);
    scene.skip();
    assert_eq!(scene.sent("StatusCallbackEvent"), Some("participant-leave"));
    let left = person(&["ParticipantCallStatus", "ReasonParticipantLeft"]);
    assert_eq!(scene.sent_names(), set(&left));
    scene.world.leg_hung_up(&alice);
    scene.skip();
    assert_eq!(scene.sent("StatusCallbackEvent"), Some("conference-end"));
    let end = [
        "CallSidEndingConference",
        "ParticipantLabelEndingConference",
        "Reason",
        "ReasonConferenceEnded",
    ];
    assert_eq!(scene.sent_names(), set(&[&EACH[..], &end].concat()));
    assert_eq!(scene.sent("ParticipantLabelEndingConference"), Some("alice"));
}

fn set(names: &[&'static str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
