//! Calls to browsers and telephones: rung, answered, refused, connected.

use std::time::Duration;

use twilio_world::{Fetched, Party, Reaction};

use crate::scene::{OURS, Scene, join};

#[test]
fn how_a_call_to_a_browser_ends_before_it_begins() {
    for (what, status) in [
        ("declines", "busy"),
        ("has no browser", "no-answer"),
        ("lets it ring", "no-answer"),
        ("loses its socket", "no-answer"),
        ("is cancelled", "canceled"),
    ] {
        let mut scene = Scene::new();
        let call = scene.call("client:bob", "<Response><Pause/></Response>");
        scene.expect(&["ring bob from +15551230000"]);
        scene.world.leg_ringing(&call);
        assert_eq!(scene.get(&format!("Calls/{call}")).body["status"], "ringing");
        match what {
            "declines" => scene.world.leg_rejected(&call),
            "has no browser" => scene.world.leg_failed_to_ring(&call),
            "lets it ring" => scene.wait(60),
            "loses its socket" => scene.world.leg_lost(&call),
            _ => assert_eq!(
                scene.post(&format!("Calls/{call}"), &[("Status", "completed")]).status,
                200
            ),
        }
        scene.expect(&["stop ringing bob"]);
        assert_eq!(scene.get(&format!("Calls/{call}")).body["status"], status, "{what}");
        scene.world.leg_answered(&call);
        scene.expect(&[]);
    }
}

#[test]
fn what_a_telephone_does_when_it_rings() {
    let after = |seconds| Reaction::Answers(Duration::from_secs(seconds));
    for (reaction, at_3_s, at_60_s) in [
        (after(2), "in-progress", "in-progress"),
        (after(10), "ringing", "in-progress"),
        (Reaction::Busy, "busy", "busy"),
        (Reaction::Fails, "failed", "failed"),
        (Reaction::Rings, "ringing", "no-answer"),
    ] {
        let mut scene = Scene::new();
        scene.world.party_will("+15559990001", Party { reaction, tone_hz: 500 });
        let call = scene.call("+15559990001", "<Response><Pause length='600'/></Response>");
        for (seconds, status) in [(3, at_3_s), (57, at_60_s)] {
            scene.wait(seconds);
            let found = scene.get(&format!("Calls/{call}")).body["status"].clone();
            assert_eq!(found, status, "{reaction:?} after {seconds} s");
        }
    }
}

#[test]
fn a_call_runs_its_verbs_and_hangs_up() {
    let mut scene = Scene::new();
    let twiml = "<Response><Say>Hello</Say><Play loop='2'>http://x/a.wav</Play>\
                 <Pause length='4'/><Redirect method='GET'>http://x/next</Redirect></Response>";
    scene.talk("client:bob", twiml);
    scene.expect(&["ring bob from +15551230000", "bob hears nothing"]);
    scene.wait(1);
    scene.expect(&["bob hears a.wav"]);
    scene.wait(6);
    scene.expect(&["bob hears nothing"]);
    scene.wait(4);
    scene.expect(&["GET http://x/next"]);
    scene.give("http://x/next", "<Response/>");
    scene.expect(&["hang up bob"]);
}

#[test]
fn twiml_is_asked_for_with_all_that_twilio_sends() {
    let mut scene = Scene::new();
    let form = [("To", "client:bob"), ("From", OURS), ("Url", "http://x/start?a=b")];
    let call = crate::scene::sid(&scene.post("Calls", &form).body["sid"]);
    scene.world.leg_answered(&call);
    scene.expect(&["ring bob from +15551230000", "bob hears nothing", "POST http://x/start?a=b"]);
    let account = scene.world.account().sid.clone();
    for (name, value) in [
        ("AccountSid", account.as_str()),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", call.as_str()),
        ("CallStatus", "in-progress"),
        ("Called", "client:bob"),
        ("Caller", OURS),
        ("Direction", "outbound-api"),
        ("From", OURS),
        ("To", "client:bob"),
    ] {
        assert_eq!(scene.sent(name), Some(value), "{name}");
    }
}

#[test]
fn no_twiml_ends_the_call() {
    let bad = |status| Ok(Fetched { status, body: "<Response><Pause/></Response>".to_owned() });
    for answer in [bad(404), bad(500), Err("connection refused".to_owned())] {
        let mut scene = Scene::new();
        scene.talk("client:bob", "<Response><Redirect>http://x/next</Redirect></Response>");
        scene.skip();
        scene.answer("http://x/next", answer);
        scene.expect(&["hang up bob"]);
    }
}

#[test]
fn an_address_may_ask_to_be_tried_again() {
    let failed = || Ok(Fetched { status: 503, body: String::new() });
    let mut scene = Scene::new();
    scene
        .talk("client:bob", "<Response><Redirect>http://x/n#rc=1&amp;rp=5xx</Redirect></Response>");
    scene.skip();
    scene.answer("http://x/n", failed());
    scene.expect(&["POST http://x/n"]);
    scene.answer("http://x/n", failed());
    scene.expect(&["hang up bob"]);
}

#[test]
fn dial_connects_two_and_tells_its_action_how_it_went() {
    for (what, lines, status) in [
        ("declines", vec!["stop ringing bob", "POST http://x/after"], "busy"),
        ("lets it ring", vec!["stop ringing bob", "POST http://x/after"], "no-answer"),
        (
            "answers",
            vec![
                "alice talks in alice",
                "bob talks in alice",
                "hang up bob",
                "alice hears nothing",
                "POST http://x/after",
            ],
            "completed",
        ),
    ] {
        let mut scene = Scene::new();
        let dial = "<Response><Dial action='http://x/after' timeout='9'><Client>bob</Client></Dial></Response>";
        scene.talk("client:alice", dial);
        let calls = scene.get("Calls?To=client:bob").body;
        let bob = crate::scene::sid(&calls["calls"][0]["sid"]);
        scene.expect(&[
            "ring alice from +15551230000",
            "alice hears nothing",
            "ring bob from +15551230000",
        ]);
        match what {
            "declines" => scene.world.leg_rejected(&bob),
            "lets it ring" => scene.wait(9),
            _ => {
                scene.world.leg_answered(&bob);
                scene.world.leg_hung_up(&bob);
            }
        }
        scene.expect(&lines);
        assert_eq!(scene.sent("DialCallStatus"), Some(status), "{what}");
        assert_eq!(scene.sent("DialCallSid"), Some(bob.as_str()));
        scene.give("http://x/after", "<Response><Pause length='9'/></Response>");
        scene.expect(&[]);
    }
}

#[test]
fn of_several_who_ring_the_first_to_answer_is_connected() {
    let mut scene = Scene::new();
    let dial = "<Response><Dial><Client>bob</Client><Client>eve</Client></Dial></Response>";
    let alice = scene.talk("client:alice", dial);
    let eve = scene.get("Calls?To=client:eve").body["calls"][0]["sid"].clone();
    scene.skip();
    scene.world.leg_answered(&crate::scene::sid(&eve));
    scene.expect(&["stop ringing bob", "alice talks in alice", "eve talks in alice"]);
    scene.world.leg_hung_up(&alice);
    scene.expect(&["hang up alice", "hang up eve"]);
}

#[test]
fn the_action_is_told_even_when_the_caller_himself_hangs_up() {
    let mut scene = Scene::new();
    let twiml = join("room", "").replace("<Dial>", "<Dial action='http://x/after'>");
    let alice = scene.talk("client:alice", &twiml);
    scene.skip();
    scene.world.leg_hung_up(&alice);
    scene.expect(&["hang up alice", "POST http://x/after"]);
    assert_eq!(scene.sent("CallStatus"), Some("completed"));
    scene.give("http://x/after", "<Response><Dial>+15559990001</Dial></Response>");
    scene.expect(&[]);
}

#[test]
fn a_call_in_a_conference_can_be_sent_elsewhere() {
    let mut scene = Scene::new();
    let alice = scene.talk("client:alice", &join("room", ""));
    scene.talk("client:bob", &join("room", ""));
    scene.skip();
    let form = [("Twiml", "<Response><Play>http://x/bye.wav</Play></Response>")];
    assert_eq!(scene.post(&format!("Calls/{alice}"), &form).status, 200);
    scene.expect(&["alice hears bye.wav"]);
    scene.wait(3);
    scene.expect(&["hang up alice"]);
    assert_eq!(scene.post(&format!("Calls/{alice}"), &form).status, 400);
}

#[test]
fn a_call_that_dials_can_be_sent_elsewhere() {
    for answered in [false, true] {
        let mut scene = Scene::new();
        let dial = "<Response><Dial><Client>bob</Client></Dial></Response>";
        let alice = scene.talk("client:alice", dial);
        let bob = scene.call_to("client:bob");
        if answered {
            scene.world.leg_answered(&bob);
        }
        scene.skip();
        let form = [("Twiml", "<Response><Play>http://x/bye.wav</Play></Response>")];
        scene.post(&format!("Calls/{alice}"), &form);
        let gone = if answered { "hang up bob" } else { "stop ringing bob" };
        scene.expect(&[gone, "alice hears bye.wav"]);
    }
}

#[test]
fn a_call_may_last_only_so_long() {
    let mut scene = Scene::new();
    let form = [
        ("To", "client:bob"),
        ("From", OURS),
        ("Twiml", "<Response><Pause length='600'/></Response>"),
        ("TimeLimit", "30"),
    ];
    let call = crate::scene::sid(&scene.post("Calls", &form).body["sid"]);
    scene.world.leg_answered(&call);
    scene.skip();
    scene.wait(30);
    scene.expect(&["hang up bob"]);
    assert_eq!(scene.get(&format!("Calls/{call}")).body["duration"], "30");
}

#[test]
fn a_call_tells_its_own_callback() {
    for (events, told) in [
        (vec![], vec!["completed"]),
        (vec!["initiated", "ringing", "answered"], vec!["queued", "ringing", "in-progress"]),
        (vec!["initiated completed"], vec!["queued", "completed"]),
    ] {
        let mut scene = Scene::new();
        let mut form = vec![
            ("To", "client:bob"),
            ("From", OURS),
            ("Twiml", "<Response><Pause/></Response>"),
            ("StatusCallback", "http://x/status"),
        ];
        form.extend(events.iter().map(|event| ("StatusCallbackEvent", *event)));
        let call = crate::scene::sid(&scene.post("Calls", &form).body["sid"]);
        scene.world.leg_ringing(&call);
        scene.world.leg_answered(&call);
        scene.world.leg_hung_up(&call);
        let lines = scene.orders();
        let heard: Vec<_> =
            lines.iter().filter_map(|line| line.strip_prefix("tell status: ")).collect();
        let told: Vec<_> = told.iter().map(|status| format!("{status} bob")).collect();
        assert_eq!(heard, told, "{events:?}");
    }
}
