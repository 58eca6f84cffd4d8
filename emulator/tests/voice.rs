//! Voice signalling between the emulator and browsers that are channels.

mod common;

use common::{Browser, Emulator, accepted_customer_call, logged, registered};
use emulator::voice_session;
use serde_json::{Value, json};

#[tokio::test]
async fn a_device_says_who_it_is_before_anything_else() {
    let emulator = Emulator::start();
    let (inbox, outbox, mut browser) = Browser::connect();
    tokio::spawn(voice_session(emulator.app.clone(), inbox, outbox));
    browser.signal("register", json!({ "media": { "audio": true } })).await;
    assert_eq!(browser.told().await["payload"]["error"]["code"], 31201);
    browser.signal("listen", json!({ "token": "made-up" })).await;
    assert_eq!(browser.told().await["payload"]["error"]["code"], 31204);
    browser.signal("hangup", json!({ "callsid": "CA0" })).await;
    assert_eq!(browser.told().await["payload"]["error"]["code"], 31201);
}

#[tokio::test]
async fn every_device_of_an_agent_rings_and_the_first_to_answer_has_the_call() {
    let emulator = Emulator::start();
    let mut first = registered(&emulator, "alice").await;
    let mut second = registered(&emulator, "alice").await;
    let mut bob = registered(&emulator, "bob").await;
    accepted_customer_call(&emulator, json!({})).await;

    let invite = first.told().await;
    assert_eq!(invite["type"], "invite");
    assert_eq!(second.told().await, invite);
    let call = invite["payload"]["callsid"].clone();
    assert_eq!(invite["payload"]["parameters"]["CallSid"], call);

    let sdp = common::answer_to(invite["payload"]["sdp"].as_str().unwrap());
    second.signal("answer", json!({ "callsid": call, "sdp": sdp })).await;
    let cancel = first.told().await;
    assert_eq!((&cancel["type"], &cancel["payload"]["callsid"]), (&json!("cancel"), &call));
    first.signal("answer", json!({ "callsid": call, "sdp": sdp })).await;
    let late = first.told().await;
    assert_eq!(late["payload"]["error"]["code"], 31481, "the call is already answered");

    second.signal("hangup", json!({ "callsid": call })).await;
    logged(&emulator, "reservation.wrapup").await;
    // Bob's device was told nothing: the next thing it hears is the answer to its own question.
    bob.signal("reinvite", json!({ "callsid": call, "sdp": sdp })).await;
    assert_eq!(bob.told().await["payload"]["error"]["code"], 31481);
}

#[tokio::test]
async fn a_device_that_declines_stops_the_ringing_everywhere() {
    let emulator = Emulator::start();
    let mut first = registered(&emulator, "alice").await;
    let mut second = registered(&emulator, "alice").await;
    accepted_customer_call(&emulator, json!({})).await;
    let call = first.told().await["payload"]["callsid"].clone();
    assert_eq!(second.told().await["payload"]["callsid"], call);
    first.signal("reject", json!({ "callsid": call })).await;
    assert_eq!(second.told().await["type"], "cancel");
}

#[tokio::test]
async fn a_call_whose_browser_does_not_come_back_is_lost() {
    let emulator = Emulator::start();
    let mut alice = registered(&emulator, "alice").await;
    accepted_customer_call(&emulator, json!({})).await;
    let invite = alice.told().await;
    let sdp = common::answer_to(invite["payload"]["sdp"].as_str().unwrap());
    let call = invite["payload"]["callsid"].clone();
    alice.signal("answer", json!({ "callsid": call, "sdp": sdp })).await;
    logged(&emulator, "reservation.accepted").await;
    drop(alice);
    logged(&emulator, "reservation.wrapup").await;
}

#[tokio::test]
async fn a_call_goes_on_at_another_device_that_knows_its_token() {
    let emulator = Emulator::start();
    let mut first = registered(&emulator, "alice").await;
    accepted_customer_call(&emulator, json!({})).await;
    let invite = first.told().await["payload"].clone();
    let sdp = common::answer_to(invite["sdp"].as_str().unwrap());
    let call = invite["callsid"].clone();
    first.signal("answer", json!({ "callsid": call, "sdp": sdp })).await;
    logged(&emulator, "reservation.accepted").await;

    let mut second = registered(&emulator, "alice").await;
    let mut stranger = registered(&emulator, "bob").await;
    let take = |token: &Value| json!({ "callsid": call, "reconnect": token, "sdp": sdp });
    second.signal("invite", take(&json!("guessed"))).await;
    assert_eq!(second.told().await["payload"]["error"]["code"], 31481);
    stranger.signal("invite", take(&invite["reconnect"])).await;
    assert_eq!(stranger.told().await["payload"]["error"]["code"], 31481);

    // The same connection: only the signalling moved, so there is no SDP to answer with.
    second.signal("invite", take(&invite["reconnect"])).await;
    let answer = second.told().await;
    assert_eq!(answer["type"], "answer", "{answer}");
    assert_eq!(answer["payload"].get("sdp"), None);
    assert_eq!(first.told().await["type"], "hangup");
}
