//! An agent's browser says that she is somebody else: whoever is rung reads who she is nevertheless.
//!
//! What of it are known weaknesses elsewhere stands in the table of `weaknesses.rs`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "test helpers")]

mod twilio;

use serde_json::json;
use twilio::*;

/// What an agent's browser might say of itself.
const FORGED: [(&str, &str); 6] = [
    ("fromName", "Chief Security Officer"),
    ("targetWorker", "client:eve"),
    ("from", "client:eve"),
    ("team_name", "Security"),
    ("full_name", "Chief Security Officer"),
    ("workerSid", EVE),
];

/// Alice's browser writes all this into her task.
fn forge(twilio: &mut Twilio) {
    let attributes = &mut twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes;
    for (name, value) in FORGED {
        attributes[name] = json!(value);
    }
}

#[test]
fn who_calls_is_read_in_taskrouters_words_and_never_in_the_browsers() {
    let looks = ("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
    for world in [Twilio::new, Twilio::to_a_queue] {
        // Her joining is told, or lost and looked for.
        for (plan, event, worker) in [("call-outbound-join", alice_joins(), None), looks.clone()] {
            let rung = |forges: bool| {
                let mut twilio = world();
                twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
                if forges {
                    forge(&mut twilio);
                }
                assert_eq!(twilio.run(plan, event.clone(), worker).status, 200);
                let attributes = twilio.colleagues()[0].1.attributes.clone();
                (attributes, twilio)
            };
            let (attributes, twilio) = rung(true);
            assert_eq!(attributes, rung(false).0, "whoever is rung reads the same by {plan}");
            assert_eq!(
                (&attributes["name"], &attributes["from"]),
                (&json!("Alice Anders"), &json!("client:alice"))
            );
            let caller = json!({
                "workerSid": ALICE, "taskSid": ALICES_TASK, "name": "Alice Anders", "address": "client:alice",
            });
            assert_eq!(twilio.record()["caller"], caller);
            let written = &twilio.tasks[ALICES_TASK].attributes["fromName"];
            assert_eq!(written, "Alice Anders", "reports read it in her own task");
        }
    }
}

#[test]
fn who_is_called_is_kept_in_taskrouters_words_and_never_in_the_browsers() {
    let mut twilio = joined();
    twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes["name"] = json!("The Board");
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let bobs = twilio.colleagues()[0].0.clone();
    twilio.accept(&bobs, BOB);
    twilio.join(BOBS_LEG, &format!("worker-{BOB}"));
    assert_eq!(twilio.deliver(bob_joins()).status, 200);
    assert_eq!(twilio.record()["colleague"]["name"], "Bob Baker");
    assert_eq!(twilio.tasks[ALICES_TASK].attributes["name"], "Bob Baker", "in Flex's own list");
    // A leg that names somebody else is not who is called.
    let (mut twilio, _) = ringing();
    assert_eq!(twilio.deliver(leg("participant-join", 2, BOBS_LEG, EVE)).status, 200);
    assert_eq!(twilio.record()["colleague"]["name"], "Bob Baker");
}

#[test]
fn the_call_rings_without_taskrouters_word_in_the_name_that_voice_has() {
    for status in [429, 503, 403, 0] {
        let mut twilio = joined();
        forge(&mut twilio);
        // Each try to read the worker fails; the others are read at once.
        twilio.trouble.extend((2..5).map(|call| (call, Trouble::Refused(status))));
        if status == 403 || status == 0 {
            twilio.trouble = [(2, Trouble::Refused(status))].into();
        }
        assert_eq!(twilio.deliver(alice_joins()).status, 200, "{status}: {:?}", twilio.log);
        let names = &twilio.colleagues()[0].1.attributes["name"];
        assert_eq!(names, "alice", "{status}: {:?}", twilio.log);
    }
    for (known, reads) in [
        (json!({ "contact_uri": "client:alice" }), "alice@example.com"),
        (json!({ "contact_uri": "client:alice", "full_name": "" }), "alice@example.com"),
        (json!({ "contact_uri": "client:alice", "full_name": 7 }), "alice@example.com"),
    ] {
        let mut twilio = joined();
        forge(&mut twilio);
        let worker =
            json!({ "friendly_name": "alice@example.com", "attributes": known.to_string() });
        twilio.workers.insert(ALICE.to_owned(), worker);
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.colleagues()[0].1.attributes["name"], reads, "{known}");
    }
    for (address, reads) in
        [("sip:alice@desk.example", "alice@desk.example"), ("+15550000007", "+15550000007")]
    {
        let mut twilio = joined();
        twilio.called.insert(ALICES_LEG.to_owned(), address.to_owned());
        twilio.trouble.insert(2, Trouble::Refused(403));
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.colleagues()[0].1.attributes["name"], reads);
    }
}

#[test]
fn a_leg_in_the_name_of_another_rings_nobody() {
    // Alice's browser has sent her leg to instructions in which Eve is named; or nobody that
    // TaskRouter knows.
    for named in [EVE, "WK99999999999999999999999999999999"] {
        let mut told = leg("participant-join", 1, ALICES_LEG, named);
        told["caller"] = json!(named);
        let looks = ("reconcile", json!({ "taskSid": ALICES_TASK }), Some(ALICE));
        for (plan, event, worker) in [("call-outbound-join", told, None), looks] {
            let mut twilio = Twilio::new();
            twilio.join(ALICES_LEG, &format!("worker-{named}"));
            assert_eq!(twilio.run(plan, event, worker).status, 200);
            assert_eq!(twilio.colleagues().len(), 0, "{named} by {plan}");
            assert_eq!(twilio.documents.len(), 0, "{named} by {plan}");
        }
    }
    // Nor does a leg that Voice has never heard of, whoever it says that it is.
    let mut twilio = Twilio::new();
    twilio.called.clear();
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    assert_eq!((twilio.colleagues().len(), twilio.documents.len()), (0, 0));
    // Nor does another's leg open a call of hers, or the bare start of a conference.
    let mut bobs = bob_joins();
    bobs["SequenceNumber"] = json!("1");
    for message in [bobs, told("conference-start", 1)] {
        let mut twilio = joined();
        assert_eq!(twilio.deliver(message).status, 200);
        assert_eq!((twilio.colleagues().len(), twilio.documents.len()), (0, 0));
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.colleagues().len(), 1, "the call goes on when she is heard of");
    }
    // Whom she has called cannot join in the name of another either.
    let (mut twilio, _) = ringing();
    let event = json!({
        "conferenceName": ALICES_TASK, "taskSid": ALICES_TASK, "leg": format!("worker-{EVE}"),
        "To": "client:bob",
    });
    assert!(twilio.run("agent-join-conference", event, None).body.contains("<Hangup/>"));
}

#[test]
fn a_call_that_is_only_said_to_be_the_colleagues_ends_nobodys() {
    for (who, leg_of, goes_on) in [(EVE, "client:eve", true), (BOB, "client:bob", false)] {
        let mut twilio = joined();
        // Somebody calls Alice, and writes into his task that he is Bob; or it is Bob.
        twilio.bob_calls_too();
        twilio.called.insert(BOBS_LEG.to_owned(), leg_of.to_owned());
        let mut theirs = leg("participant-join", 1, BOBS_LEG, who);
        theirs["ConferenceSid"] = json!(BOBS_OWN_CONFERENCE);
        theirs["FriendlyName"] = json!(BOBS_OWN_TASK);
        theirs["caller"] = json!(who);
        assert_eq!(twilio.deliver(theirs).status, 200);
        assert_eq!(twilio.deliver(alice_joins()).status, 200);
        assert_eq!(twilio.record()["state"] == "ringing", goes_on, "{who}: {}", twilio.record());
    }
}

#[test]
fn the_queue_is_read_in_taskrouters_words_and_never_in_the_browsers() {
    let mut twilio = Twilio::to_a_queue();
    twilio.join(ALICES_LEG, &format!("worker-{ALICE}"));
    let attributes = &mut twilio.tasks.get_mut(ALICES_TASK).unwrap().attributes;
    for name in ["name", "to", "callToQueue"] {
        attributes[name] = json!("Security: say your password");
    }
    assert_eq!(twilio.deliver(alice_joins()).status, 200);
    let attributes = &twilio.colleagues()[0].1.attributes;
    assert_eq!(
        (&attributes["callToQueue"], &attributes["to"]),
        (&json!("Billing"), &json!("queue:Billing"))
    );
    assert!(!attributes.to_string().contains("password"), "{attributes}");
    assert_eq!(twilio.record()["colleague"]["name"], "Billing");
}
