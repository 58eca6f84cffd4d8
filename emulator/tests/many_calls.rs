//! Several calls of one agent at once, each at a `Device` of its own.

mod common;

use common::{
    Browser, Emulator, accepted_customer_call, listening, logged, logged_times, offer, registered,
};
use emulator::FunctionsChild;
use serde_json::{Value, json};
use twilio_world::{Setup, WorkerSetup};

const DANA: &str = "+15550000001";
const ERIK: &str = "+15550000002";

/// Alice has room for six calls.
fn roomy() -> Emulator {
    let alice = WorkerSetup {
        voice_capacity: Some(6),
        ..WorkerSetup::named("alice", "Alice Anders", "Sales")
    };
    let setup = Setup {
        workers: vec![alice, WorkerSetup::named("bob", "Bob Baker", "Billing")],
        ..Setup::default()
    };
    Emulator::of(setup, 4000, FunctionsChild::none())
}

/// A call of Alice's: its SID and the token by which another `Device` may have it.
async fn rung(device: &mut Browser) -> (Value, Value, String) {
    let invite = device.told().await;
    assert_eq!(invite["type"], "invite", "{invite}");
    let payload = &invite["payload"];
    let sdp = payload["sdp"].as_str().expect("an offer").to_owned();
    (payload["callsid"].clone(), payload["reconnect"].clone(), sdp)
}

/// Alice talks to Dana over Flex's own `Device`, and to Erik over a further one.
async fn two_calls(emulator: &Emulator) -> ([Browser; 2], [Value; 2], Value) {
    let mut own = registered(emulator, "alice").await;
    accepted_customer_call(emulator, json!({ "from": DANA, "tone_hz": 880 })).await;
    let (dana, _, sdp) = rung(&mut own).await;
    let answer = json!({ "callsid": dana, "sdp": common::answer_to(&sdp) });
    own.signal("answer", answer).await;
    logged(emulator, "reservation.accepted").await;

    accepted_customer_call(emulator, json!({ "from": ERIK, "tone_hz": 920 })).await;
    let (erik, token, _) = rung(&mut own).await;
    let mut further = listening(emulator, "alice").await;
    let invite = json!({ "callsid": erik, "reconnect": token, "sdp": offer("efgh") });
    further.signal("invite", invite).await;
    let answer = further.told().await;
    assert_eq!(answer["type"], "answer", "{answer}");
    assert!(answer["payload"]["sdp"].is_string(), "{answer}");
    let cancel = own.told().await;
    assert_eq!((&cancel["type"], &cancel["payload"]["callsid"]), (&json!("cancel"), &erik));
    logged_times(emulator, "reservation.accepted", 2).await;
    ([own, further], [dana, erik], token)
}

/// The calls that are live, of whomever.
async fn live(emulator: &Emulator) -> Vec<String> {
    let world = emulator.get("localhost/_control/world").await.json();
    let calls = world["voice"]["calls"].as_array().expect("a list").iter();
    let live = calls.filter(|call| call["status"] == "in-progress");
    live.map(|call| call["sid"].as_str().expect("a SID").to_owned()).collect()
}

#[tokio::test]
async fn a_second_call_goes_to_a_further_device_and_each_ends_by_itself() {
    for ends in [0, 1] {
        let emulator = roomy();
        let (mut devices, calls, _) = two_calls(&emulator).await;
        assert_eq!(live(&emulator).await.len(), 4, "two agents' legs and two customers");
        let (stays, other) = (1 - ends, &calls[1 - ends]);
        // A call is hung up by the device that has it, and by no other one.
        devices[stays].signal("hangup", json!({ "callsid": calls[ends] })).await;
        devices[stays].signal("reinvite", json!({ "callsid": calls[ends], "sdp": "" })).await;
        assert_eq!(devices[stays].told().await["payload"]["error"]["code"], 31481);
        assert_eq!(live(&emulator).await.len(), 4);

        devices[ends].signal("hangup", json!({ "callsid": calls[ends] })).await;
        logged(&emulator, "reservation.wrapup").await;
        let left = live(&emulator).await;
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left.iter().any(|call| call == other), "{left:?}");
    }
}

#[tokio::test]
async fn each_device_keeps_its_call_over_a_new_token() {
    let emulator = roomy();
    let (mut devices, calls, token) = two_calls(&emulator).await;
    let fresh = emulator.token("alice").await;
    for device in &mut devices {
        device.signal("listen", json!({ "token": fresh })).await;
        assert_eq!(device.told().await["type"], "connected");
    }
    // The SDK then claims its running call by the connection that it has.
    let claim = json!({ "callsid": calls[1], "reconnect": token, "sdp": offer("efgh") });
    devices[1].signal("invite", claim).await;
    let answer = devices[1].told().await;
    assert_eq!((&answer["type"], answer["payload"].get("sdp")), (&json!("answer"), None));
    assert_eq!(live(&emulator).await.len(), 4);
}

#[tokio::test]
async fn a_device_that_goes_takes_its_own_call_with_it_and_no_other() {
    for goes in [0, 1] {
        let emulator = roomy();
        let (devices, calls, _) = two_calls(&emulator).await;
        let [own, further] = devices;
        let (gone, kept) = if goes == 0 { (own, further) } else { (further, own) };
        drop(gone);
        logged(&emulator, "reservation.wrapup").await;
        let left = live(&emulator).await;
        assert!(left.iter().any(|call| *call == calls[1 - goes]), "{left:?}");
        assert_eq!(left.len(), 2, "{left:?}");
        drop(kept);
    }
}

#[tokio::test]
async fn the_witness_says_who_is_heard_by_whom() {
    let emulator = roomy();
    assert_eq!(emulator.get("localhost/_control/witness").await.status, 409);
    emulator.post("localhost/_control/witness/begin", json!({})).await;
    let customer = json!({ "from": DANA, "tone_hz": 880 });
    let called = emulator.post("localhost/_control/customer-call", customer).await.json();
    let seen = loop {
        let seen = emulator.get("localhost/_control/witness").await.json();
        if seen["changes"].as_array().is_some_and(|changes| !changes.is_empty()) {
            break seen;
        }
        tokio::task::yield_now().await;
    };
    let first = &seen["changes"][0];
    assert_eq!((&first["speaker"], &first["hearer"]), (&Value::Null, &called["call"]));
    assert_eq!((&first["begins"], &seen["lost"]), (&json!(true), &json!(0)));
    assert_eq!(seen["who"][called["call"].as_str().unwrap()], DANA);
    let end = emulator.post("localhost/_control/witness/end", json!({})).await;
    assert!(end.json()["frames"].as_u64() >= first["frame"].as_u64());
    assert_eq!(emulator.get("localhost/_control/witness").await.status, 409);
}

#[tokio::test]
async fn a_device_is_refused_or_not_heard_where_a_fault_says_so() {
    let emulator = roomy();
    let mut own = registered(&emulator, "alice").await;
    accepted_customer_call(&emulator, json!({ "from": DANA, "tone_hz": 880 })).await;
    let (dana, token, _) = rung(&mut own).await;
    let arm = async |fault: Value| {
        let armed = emulator.post("localhost/_control/fault", fault).await;
        assert_eq!(armed.status, 200, "{}", armed.text);
    };
    arm(json!({ "where": "voice", "do": "refuse", "identity": "alice", "event": "invite", "times": 1 })).await;
    arm(json!({ "where": "voice", "do": "refuse", "event": "listen" })).await;
    let invite = json!({ "callsid": dana, "reconnect": token, "sdp": offer("efgh") });
    own.signal("invite", invite.clone()).await;
    let refused = own.told().await;
    assert_eq!((&refused["type"], &refused["payload"]["callsid"]), (&json!("hangup"), &dana));
    assert_eq!(refused["payload"]["error"]["code"], 31005);
    own.signal("listen", json!({ "token": emulator.token("alice").await })).await;
    assert_eq!(own.told().await["payload"]["error"]["code"], 31201);
    // The call rings on, and whoever may have it next has it.
    arm(json!({ "where": "voice", "do": "drop", "event": "invite", "times": 1 })).await;
    own.signal("invite", invite.clone()).await;
    own.signal("invite", invite).await;
    assert_eq!(own.told().await["type"], "answer");
}
