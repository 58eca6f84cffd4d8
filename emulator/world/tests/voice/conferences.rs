//! Conferences: who hears whom, when one starts and ends, and who is told.

use crate::scene::{Scene, join, sid};

#[test]
fn a_conference_starts_when_two_are_there_one_of_whom_may_start_it() {
    const MAY: &str = "waitUrl='http://x/ring.wav' waitMethod='GET'";
    const MAY_NOT: &str = "startConferenceOnEnter='false' waitUrl='http://x/ring.wav'";
    for (first, second, bob_then_hears, starts) in [
        (MAY, MAY_NOT, "bob talks in room", true),
        (MAY_NOT, MAY, "bob talks in room", true),
        (MAY, MAY, "bob talks in room", true),
        (MAY_NOT, MAY_NOT, "bob hears ring.wav", false),
    ] {
        let mut scene = Scene::new();
        scene.talk("client:alice", &join("room", first));
        assert_eq!(scene.orders().last().unwrap(), "alice hears ring.wav", "{first}");
        assert_eq!(scene.room("room")["status"], "init");
        scene.talk("client:bob", &join("room", second));
        assert_eq!(scene.orders().last().unwrap(), bob_then_hears, "{first} then {second}");
        let status = if starts { "in-progress" } else { "init" };
        assert_eq!(scene.room("room")["status"], status, "{first} then {second}");
    }
}

#[test]
fn who_waits_hears_music_unless_the_twiml_names_something_else() {
    for (attributes, heard) in [
        ("", "alice hears music"),
        ("waitUrl=''", "alice hears nothing"),
        ("waitUrl='http://x/a.mp3?b=c'", "alice hears a.mp3?b=c"),
    ] {
        let mut scene = Scene::new();
        scene.talk("client:alice", &join("room", attributes));
        scene.expect(&["ring alice from +15551230000", heard]);
    }
}

#[test]
fn wait_twiml_plays_and_begins_again() {
    let mut scene = Scene::new();
    scene.talk("client:alice", &join("room", "waitUrl='http://x/wait'"));
    scene.expect(&["ring alice from +15551230000", "POST http://x/wait", "alice hears nothing"]);
    scene.give("http://x/wait", "<Response><Play>tune.mp3</Play><Pause length='2'/></Response>");
    scene.expect(&["alice hears tune.mp3"]);
    scene.wait(3);
    scene.expect(&["alice hears nothing"]);
    scene.wait(2);
    scene.expect(&["POST http://x/wait"]);
}

#[test]
fn leaving_ends_a_conference_by_rule() {
    const ENDS: &str = "endConferenceOnExit='true'";
    for (alice, bob, who_leaves, rest) in [
        ("", "", "alice", vec!["hang up alice"]),
        (ENDS, "", "alice", vec!["hang up alice", "hang up bob"]),
        (ENDS, "", "bob", vec!["hang up bob"]),
        ("", ENDS, "bob", vec!["hang up bob", "hang up alice"]),
    ] {
        let mut scene = Scene::new();
        let a = scene.talk("client:alice", &join("room", alice));
        let b = scene.talk("client:bob", &join("room", bob));
        scene.skip();
        scene.world.leg_hung_up(if who_leaves == "alice" { &a } else { &b });
        assert_eq!(scene.orders(), rest, "{alice}/{bob}: {who_leaves} leaves");
        let room = scene.room("room");
        let ended = rest.len() == 2;
        let reason = room["reason_conference_ended"].as_str();
        assert_eq!(reason, ended.then_some("participant-with-end-conference-on-exit-left"));
    }
}

#[test]
fn the_last_to_leave_ends_the_conference_and_frees_its_name() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ""));
    let first = scene.conference("room").unwrap();
    scene.world.leg_hung_up(&alice);
    let room = scene.room("room");
    assert_eq!(room["status"], "completed");
    assert_eq!(room["reason_conference_ended"], "last-participant-left");
    assert_eq!(room["call_sid_ending_conference"], alice.as_str());
    scene.talk("client:bob", &join("room", ""));
    assert_ne!(scene.conference("room").unwrap(), first);
}

const ALL: &str = "statusCallback='http://x/first' \
                   statusCallbackEvent='start end join leave mute hold modify announcement'";

#[test]
fn the_first_participant_says_who_is_told_and_of_what() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ALL));
    scene.skip();
    let other = "statusCallback='http://x/second' statusCallbackEvent='join'";
    let bob = scene.talk("client:bob", &join("room", other));
    scene.expect(&[
        "ring bob from +15551230000",
        "tell first: participant-join bob",
        "tell first: conference-start",
        "alice talks in room",
        "bob talks in room",
    ]);
    scene.world.leg_hung_up(&bob);
    scene.expect(&["hang up bob", "tell first: participant-leave bob"]);
    scene.world.leg_hung_up(&alice);
    scene.expect(&[
        "hang up alice",
        "tell first: participant-leave alice",
        "tell first: conference-end",
    ]);
}

#[test]
fn only_what_was_asked_for_is_told() {
    for (events, told) in [
        ("", vec!["conference-start", "conference-end"]),
        (
            "statusCallbackEvent='join end'",
            vec!["participant-join", "participant-join", "conference-end"],
        ),
        ("statusCallbackEvent='leave'", vec!["participant-leave", "participant-leave"]),
    ] {
        let mut scene = Scene::new();
        let attributes = format!("statusCallback='http://x/all' {events}");
        let alice = scene.talk("client:alice", &join("room", &attributes));
        let bob = scene.talk("client:bob", &join("room", ""));
        scene.world.leg_hung_up(&alice);
        scene.world.leg_hung_up(&bob);
        let lines = scene.orders();
        let heard: Vec<_> = lines
            .iter()
            .filter_map(|line| line.strip_prefix("tell all: "))
            .map(|line| line.split(' ').next().unwrap())
            .collect();
        assert_eq!(heard, told, "{events}");
    }
}

#[test]
fn a_callback_tells_all_about_the_participant() {
    let mut scene = Scene::new();
    let attributes = format!("{ALL} participantLabel='worker-WK1' endConferenceOnExit='true'");
    let alice = scene.talk("client:alice", &join("WT1", &attributes));
    let conference = scene.conference("WT1").unwrap();
    scene.skip();
    let account = scene.world.account().sid.clone();
    for (name, value) in [
        ("AccountSid", account.as_str()),
        ("CallSid", alice.as_str()),
        ("Coaching", "false"),
        ("ConferenceSid", conference.as_str()),
        ("EndConferenceOnExit", "true"),
        ("FriendlyName", "WT1"),
        ("Hold", "false"),
        ("Muted", "false"),
        ("ParticipantLabel", "worker-WK1"),
        ("SequenceNumber", "1"),
        ("StartConferenceOnEnter", "true"),
        ("StatusCallbackEvent", "participant-join"),
        ("Timestamp", "Sun, 01 Mar 2026 12:00:00 +0000"),
    ] {
        assert_eq!(scene.sent(name), Some(value), "{name}");
    }
    scene.world.leg_hung_up(&alice);
    scene.skip();
    assert_eq!(scene.sent("StatusCallbackEvent"), Some("conference-end"));
    assert_eq!(scene.sent("CallSidEndingConference"), Some(alice.as_str()));
    let reason = Some("participant-with-end-conference-on-exit-left");
    assert_eq!(scene.sent("ReasonConferenceEnded"), reason);
    assert_eq!(scene.sent("SequenceNumber"), Some("3"));
}

/// Alice and Bob talk; events go to `all`.
fn talking() -> (Scene, String, String) {
    let mut scene = Scene::new();
    scene.talk("client:alice", &join("room", &ALL.replace("first", "all")));
    let bob = scene.talk("client:bob", &join("room", "participantLabel='bob'"));
    let conference = scene.conference("room").unwrap();
    scene.skip();
    (scene, format!("Conferences/{conference}"), bob.to_string())
}

#[test]
fn participants_are_held_muted_and_coached_by_rest() {
    let (mut scene, room, bob) = talking();
    for (form, lines) in [
        (vec![("Hold", "true")], vec!["tell all: participant-hold bob", "bob hears music"]),
        (vec![("Hold", "true")], vec![]),
        (vec![("Hold", "true"), ("HoldUrl", "http://x/h.wav")], vec!["bob hears h.wav"]),
        (vec![("Hold", "false")], vec!["tell all: participant-unhold bob", "bob talks in room"]),
        (vec![("Muted", "true")], vec!["tell all: participant-mute bob", "bob listens in room"]),
        (vec![("Muted", "false")], vec!["tell all: participant-unmute bob", "bob talks in room"]),
        (vec![("EndConferenceOnExit", "true")], vec!["tell all: participant-modify bob"]),
        (vec![("EndConferenceOnExit", "true")], vec![]),
        (vec![("AnnounceUrl", "http://x/news.mp3")], vec!["bob hears news.mp3"]),
    ] {
        let reply = scene.post(&format!("{room}/Participants/bob"), &form);
        assert_eq!((reply.status, &reply.body["call_sid"]), (200, &bob.clone().into()), "{form:?}");
        scene.expect(&lines);
    }
    scene.wait(3);
    scene.expect(&["tell all: announcement-end bob", "bob talks in room"]);
}

#[test]
fn a_coach_is_heard_by_one_alone() {
    let (mut scene, room, bob) = talking();
    let coach = scene.talk("client:sue", &join("room", "muted='true'"));
    scene.skip();
    let path = format!("{room}/Participants/{coach}");
    let form = [("Muted", "false"), ("Coaching", "true"), ("CallSidToCoach", bob.as_str())];
    scene.post(&path, &form);
    scene.expect(&[
        "tell all: participant-unmute sue",
        "tell all: participant-modify sue",
        "sue coaches bob in room",
    ]);
    let legs = scene.world.snapshot()["voice"]["conferences"][0]["legs"].clone();
    let hears = |at: usize| legs[at]["hears"].as_array().unwrap().len();
    assert_eq!((hears(0), hears(1), hears(2)), (1, 2, 2), "alice does not hear the coach");
    let stranger = [("Coaching", "true"), ("CallSidToCoach", "CA00000000000000000000000000000000")];
    assert_eq!(scene.post(&path, &stranger).status, 400);
}

#[test]
fn a_participant_taken_out_goes_on_with_his_own_twiml() {
    let mut scene = Scene::new();
    scene.talk("client:alice", &join("room", ""));
    let twiml =
        "<Response><Dial action='http://x/after'><Conference>room</Conference></Dial></Response>";
    let bob = scene.talk("client:bob", twiml);
    let conference = scene.conference("room").unwrap();
    scene.skip();
    let path = format!("Conferences/{conference}/Participants/{bob}");
    assert_eq!(scene.delete(&path).status, 204);
    scene.expect(&["bob hears nothing", "POST http://x/after"]);
    assert_eq!(scene.sent("DialCallStatus"), Some("answered"));
    scene.give("http://x/after", "<Response><Hangup/></Response>");
    scene.expect(&["hang up bob"]);
    assert_eq!(scene.delete(&path).status, 404);
}

#[test]
fn completing_a_conference_lets_everybody_go() {
    let (mut scene, room, bob) = talking();
    assert_eq!(scene.post(&room, &[("Status", "completed")]).body["status"], "completed");
    scene.expect(&[
        "tell all: participant-leave alice",
        "tell all: participant-leave bob",
        "tell all: conference-end",
        "hang up alice",
        "hang up bob",
    ]);
    assert_eq!(scene.sent("ReasonConferenceEnded"), Some("conference-ended-via-api"));
    assert_eq!(scene.post(&room, &[("Status", "completed")]).status, 404);
    assert_eq!(scene.get(&format!("{room}/Participants/{bob}")).status, 404);
    assert_eq!(scene.world.left_over(), Vec::<String>::new());
}

#[test]
fn an_announcement_to_all_is_heard_by_all() {
    let (mut scene, room, _) = talking();
    scene.post(&room, &[("AnnounceUrl", "http://x/fire.wav")]);
    scene.expect(&["alice hears fire.wav", "bob hears fire.wav"]);
    scene.wait(3);
    scene.expect(&["tell all: announcement-end", "alice talks in room", "bob talks in room"]);
}

#[test]
fn a_participant_is_added_by_rest() {
    let (mut scene, room, _) = talking();
    let path = format!("{room}/Participants");
    let form = [
        ("From", crate::scene::OURS),
        ("To", "+15559990001"),
        ("Label", "external-1"),
        ("EndConferenceOnExit", "false"),
    ];
    let reply = scene.post(&path, &form);
    assert_eq!((reply.status, reply.body["status"].as_str()), (201, Some("ringing")));
    let added = sid(&reply.body["call_sid"]);
    scene.expect(&[]);
    scene.wait(1);
    scene.expect(&[
        "+15559990001 speaks 980 Hz",
        "tell all: participant-join +15559990001",
        "+15559990001 talks in room",
    ]);
    let participant = scene.get(&format!("{path}/external-1")).body;
    assert_eq!(
        (&participant["call_sid"], &participant["status"]),
        (&added.as_str().into(), &"connected".into())
    );
}

#[test]
fn a_participant_who_does_not_come_is_told_of_and_leaves_no_seat() {
    let (mut scene, room, _) = talking();
    let path = format!("{room}/Participants");
    let to_bob = [("From", "client:alice"), ("To", "client:eve"), ("Timeout", "5")];
    let eve = sid(&scene.post(&path, &to_bob).body["call_sid"]);
    scene.expect(&["ring eve from client:alice"]);
    scene.world.leg_ringing(&eve);
    assert_eq!(scene.get(&path).body["participants"].as_array().unwrap().len(), 3);
    scene.wait(5);
    scene.expect(&["stop ringing eve", "tell all: participant-leave eve"]);
    assert_eq!(scene.sent("ParticipantCallStatus"), Some("no-answer"));
    assert_eq!(scene.sent("ReasonParticipantLeft"), Some("participant_add_failed"));
    assert_eq!(scene.get(&path).body["participants"].as_array().unwrap().len(), 2);
}

#[test]
fn whoever_is_still_rung_into_an_ending_conference_stops_ringing() {
    let (mut scene, room, _) = talking();
    let form = [("From", "client:alice"), ("To", "client:eve")];
    let eve = sid(&scene.post(&format!("{room}/Participants"), &form).body["call_sid"]);
    scene.post(&room, &[("Status", "completed")]);
    assert!(scene.orders().contains(&"stop ringing eve".to_owned()));
    assert_eq!(scene.get(&format!("Calls/{eve}")).body["status"], "canceled");
}
