//! Telephones of agents and customers, as tests and the emulator's page handle them.

mod common;

use common::{Answer, Emulator};
use serde_json::{Value, json};

const PHONE: &str = "sip:bob@example.com";

/// Rings the telephone, as a Function would.
async fn ring(emulator: &Emulator) -> Value {
    let account = twilio_world::World::new(twilio_world::Setup::default(), twilio_world::Time(0));
    let account = account.account();
    let form = format!("To={PHONE}&From=%2B15551230000&Twiml=<Response><Pause/></Response>");
    let path = format!("api.twilio.com/2010-04-01/Accounts/{}/Calls.json", account.sid);
    let basic = base64::Engine::encode(
        &base64::engine::general_purpose::STANDARD,
        format!("{}:{}", account.sid, account.auth_token),
    );
    let request = common::to("POST", &path)
        .header("authorization", format!("Basic {basic}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into());
    let answer = emulator.send(request.unwrap()).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()["sid"].clone()
}

async fn control(emulator: &Emulator, what: &str, body: Value) -> Answer {
    emulator.post(&format!("localhost/_control/{what}"), body).await
}

/// The status of the only call.
async fn status(emulator: &Emulator) -> String {
    let world = emulator.get("localhost/_control/world").await.json();
    world["voice"]["calls"][0]["status"].as_str().expect("a status").to_owned()
}

#[tokio::test]
async fn a_phone_that_is_told_to_ring_does_until_somebody_acts() {
    for (act, by_address, then) in [
        ("party-answer", true, "in-progress"),
        ("party-answer", false, "in-progress"),
        ("party-decline", true, "busy"),
        ("party-hang-up", true, "no-answer"),
    ] {
        let emulator = Emulator::start();
        control(&emulator, "phone", json!({ "address": PHONE, "will": "ring" })).await;
        let call = ring(&emulator).await;
        control(&emulator, "clock", json!({ "advance_ms": 5_000 })).await;
        assert_eq!(status(&emulator).await, "ringing");
        let meant = if by_address { json!({ "address": PHONE }) } else { json!({ "call": call }) };
        let acted = control(&emulator, act, meant).await;
        assert_eq!((acted.status, acted.json()["call"].clone()), (200, call), "{act}");
        assert_eq!(status(&emulator).await, then, "{act}");
    }
}

#[tokio::test]
async fn a_phone_does_by_itself_what_it_is_told_to() {
    for (will, then) in [("answer", "in-progress"), ("busy", "busy"), ("fail", "failed")] {
        let emulator = Emulator::start();
        let phone = json!({ "address": PHONE, "will": will, "after_ms": 2_000, "tone_hz": 300 });
        assert_eq!(control(&emulator, "phone", phone).await.status, 200);
        ring(&emulator).await;
        control(&emulator, "clock", json!({ "advance_ms": 2_000 })).await;
        assert_eq!(status(&emulator).await, then);
    }
}

#[tokio::test]
async fn a_phone_without_a_call_and_a_will_that_is_none_are_refused_in_words() {
    let emulator = Emulator::start();
    let nobody = control(&emulator, "party-answer", json!({ "address": PHONE })).await;
    assert_eq!(nobody.status, 404);
    assert!(nobody.text.contains(PHONE), "{}", nobody.text);
    let unknown = control(&emulator, "phone", json!({ "address": PHONE, "will": "sing" })).await;
    assert_eq!(unknown.status, 422);
    assert!(unknown.text.contains("sing"), "{}", unknown.text);
}
