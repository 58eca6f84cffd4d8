//! Voice's REST as a strict judge: credentials, parameters, lists, what is gone.

use twilio_world::Method;

use crate::scene::{OURS, Scene, join, refusal};

#[test]
fn only_the_account_itself_is_answered() {
    let mut scene = Scene::new();
    let account = scene.world.account().sid.to_string();
    for basic in
        [None, Some((account.clone(), "wrong".to_owned())), Some(("AC0".to_owned(), String::new()))]
    {
        let mut request = scene.request(Method::Get, "Calls", &[]);
        request.basic = basic;
        assert_eq!(refusal(&scene.world.rest(&request)), (401, 20003.into()));
    }
    let mut other = scene.request(Method::Get, "Calls", &[]);
    other.path = other.path.replace(&account, "AC00000000000000000000000000000009");
    assert_eq!(refusal(&scene.world.rest(&other)), (404, 20404.into()));
}

#[test]
fn bad_requests_are_refused_and_change_nothing() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ""));
    let conference = scene.conference("room").unwrap();
    scene.skip();
    let call = format!("Calls/{alice}");
    let room = format!("Conferences/{conference}");
    let participants = format!("{room}/Participants");
    let seat = format!("{participants}/{alice}");
    const GOOD: [(&str, &str); 2] = [("To", "client:bob"), ("From", OURS)];
    let with = |more: &[(&'static str, &'static str)]| [&GOOD[..], more].concat();
    for (path, form, status, code) in [
        (call.as_str(), vec![], 400, 20001),
        (&call, vec![("Status", "ended")], 400, 20001),
        (&call, vec![("Url", "not an address")], 400, 21205),
        (&call, vec![("Statuss", "completed")], 400, 20001),
        ("Calls", vec![("To", "client:bob")], 400, 21201),
        ("Calls", with(&[]), 400, 21205),
        ("Calls", with(&[("Twiml", "<Response/>"), ("Timeout", "4")]), 400, 20001),
        ("Calls", with(&[("Twiml", "<Response/>"), ("Record", "true")]), 501, 20501),
        ("Calls", vec![("To", "5551234"), ("From", OURS), ("Twiml", "<Response/>")], 400, 21211),
        (
            "Calls",
            vec![("To", "+15559990001"), ("From", "+15550000000"), ("Twiml", "<Response/>")],
            400,
            21210,
        ),
        (&room, vec![], 400, 20001),
        (&room, vec![("Status", "in-progress")], 400, 20001),
        (&participants, with(&[("Muted", "yes")]), 400, 20001),
        (&participants, with(&[("Coaching", "true")]), 400, 13240),
        (
            &participants,
            with(&[
                ("ConferenceStatusCallbackEvent", "join,end"),
                ("ConferenceStatusCallback", "http://x/"),
            ]),
            400,
            20001,
        ),
        (&seat, vec![], 400, 20001),
        (&seat, vec![("Hold", "1")], 400, 20001),
        (&seat, vec![("Muted", "TRUE")], 400, 20001),
        (&seat, vec![("Hold", "true"), ("HoldUrl", "music.wav")], 400, 21205),
        (&seat, vec![("Coaching", "true")], 400, 13240),
        (&seat, vec![("holdd", "true")], 400, 20001),
        ("Calls/CA00000000000000000000000000000000", vec![("Status", "completed")], 404, 20404),
        ("Conferences/room", vec![("Status", "completed")], 404, 20404),
        ("Recordings", vec![("A", "b")], 501, 20501),
    ] {
        let reply = scene.post(path, &form);
        assert_eq!(refusal(&reply), (status, code.into()), "{path} {form:?}: {}", reply.body);
        scene.expect(&[]);
    }
    assert_eq!(scene.room("room")["status"], "init");
}

#[test]
fn lists_come_page_by_page_newest_first() {
    let mut scene = Scene::new();
    for number in 0..5 {
        scene.call(&format!("client:agent{number}"), "<Response/>");
    }
    let whom = |body: &serde_json::Value| -> Vec<String> {
        let calls = body["calls"].as_array().unwrap();
        calls.iter().map(|call| call["to"].as_str().unwrap()[12..].to_owned()).collect()
    };
    let first = scene.get("Calls?PageSize=2").body;
    assert_eq!(whom(&first), ["4", "3"]);
    assert_eq!(
        (&first["start"], &first["end"], &first["page_size"]),
        (&0.into(), &1.into(), &2.into())
    );
    assert!(first["previous_page_uri"].is_null());
    let next = first["next_page_uri"].as_str().unwrap();
    assert!(next.ends_with("/Calls.json?PageSize=2&Page=1"), "{next}");
    assert_eq!(whom(&scene.get("Calls?PageSize=2&Page=1").body), ["2", "1"]);
    let last = scene.get("Calls?PageSize=2&Page=2").body;
    assert_eq!((whom(&last), last["next_page_uri"].is_null()), (vec!["0".to_owned()], true));
    assert_eq!(scene.get("Calls?Colour=red").status, 400);
}

#[test]
fn lists_are_filtered() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("one", ""));
    scene.talk("client:bob", &join("two", ""));
    scene.talk("client:eve", &join("two", "muted='true'"));
    let two = scene.conference("two").unwrap();
    scene.world.leg_hung_up(&alice);
    for (path, list, count) in [
        ("Conferences".to_owned(), "conferences", 2),
        ("Conferences?Status=in-progress".to_owned(), "conferences", 1),
        ("Conferences?FriendlyName=one&Status=completed".to_owned(), "conferences", 1),
        ("Conferences?FriendlyName=one&Status=init".to_owned(), "conferences", 0),
        ("Calls?Status=completed".to_owned(), "calls", 1),
        ("Calls?To=client:bob".to_owned(), "calls", 1),
        (format!("Conferences/{two}/Participants"), "participants", 2),
        (format!("Conferences/{two}/Participants?Muted=true"), "participants", 1),
        (format!("Conferences/{two}/Participants?Hold=true"), "participants", 0),
    ] {
        let body = scene.get(&path).body;
        assert_eq!(body[list].as_array().map(Vec::len), Some(count), "{path}");
    }
}

#[test]
fn an_ended_call_can_be_deleted_and_is_gone() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ""));
    let path = format!("Calls/{alice}");
    assert_eq!(scene.delete(&path).status, 409);
    scene.world.leg_hung_up(&alice);
    assert_eq!(scene.delete(&path).status, 204);
    assert_eq!(scene.get(&path).status, 404);
}

#[test]
fn what_is_left_over_is_said_in_words() {
    let mut scene = Scene::new();
    assert_eq!(scene.world.left_over(), Vec::<String>::new());
    let alice = scene.talk("client:alice", &join("room", ""));
    assert_eq!(
        scene.world.left_over(),
        [
            format!("the call {alice} of client:alice is in-progress"),
            "the conference room is init with 1 legs".to_owned(),
        ]
    );
}
