//! Which host answers what, and that nothing is accepted silently.

mod common;

use axum::body::Body;
use base64::Engine;
use common::{Emulator, to};
use serde_json::json;

#[tokio::test]
async fn what_is_not_there_is_answered_501_by_name_and_logged() {
    let emulator = Emulator::start();
    for address in [
        "example.com/any/thing?x=1",
        "lookups.twilio.com/v2/PhoneNumbers",
        "flex-api.twilio.com/v1/Unheard",
        "assets.flex.twilio.com/unheard.js",
        "eventgw.us1.twilio.com/v9/Unheard",
        "functions.localhost:4000/features/x",
    ] {
        let answer = emulator.get(address).await;
        assert_eq!(answer.status, 501, "{address}");
        assert_eq!(answer.json()["code"], 20501, "{address}");
    }
    let missing = emulator.log().await;
    assert_eq!(missing.iter().filter(|line| line.starts_with("missing")).count(), 6, "{missing:?}");
    assert!(missing[0].ends_with("GET https://example.com/any/thing?x=1"), "{missing:?}");
}

#[tokio::test]
async fn a_page_reaches_every_host_through_its_own_origin() {
    let emulator = Emulator::start();
    let answer =
        emulator.get("bob.localhost:4000/_host/status.twilio.com/api/v2/summary.json").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["components"][0]["status"], "operational");
}

#[tokio::test]
async fn flex_can_be_shown_in_six_languages() {
    let emulator = Emulator::start();
    let base = "assets.flex.twilio.com/assets/locales/releases/flex-ui/2.17.1";
    let all = emulator.get(&format!("{base}/available_locales.json")).await.json();
    let tags: Vec<_> =
        all.as_array().unwrap().iter().filter_map(|one| one["tag"].as_str()).collect();
    assert_eq!(tags, ["en-US", "es-ES", "es-MX", "pt-BR", "th", "zh-Hans"]);
    for tag in tags {
        let answer = emulator.get(&format!("{base}/{tag}.json")).await;
        assert_eq!((answer.status, answer.json()), (200, json!({ "strings": {} })), "{tag}");
    }
    for unknown in ["de-DE.json", "th"] {
        assert_eq!(emulator.get(&format!("{base}/{unknown}")).await.status, 501, "{unknown}");
    }
}

#[tokio::test]
async fn flex_boots_only_with_a_token_that_holds() {
    let emulator = Emulator::start();
    let token = emulator.token("alice").await;
    for (address, inside) in [
        ("flex-api.twilio.com/v1/Configuration", "flex_instance_sid"),
        ("flex.twilio.com/api/v1/Session", "features"),
    ] {
        let good = emulator.get_as(&token, address).await;
        assert_eq!(good.status, 200, "{address}");
        assert!(!good.json()[inside].is_null(), "{address}");
        let bad = emulator.get_as("made-up", address).await;
        assert_eq!((bad.status, &bad.json()["code"]), (401, &json!(20003)), "{address}");
    }
    for (token, status) in [(token.as_str(), 200), ("made-up", 401)] {
        let request = to("POST", "flex-api.twilio.com/v1/Accounts/AC/Tokens/Info")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("Token={token}")));
        assert_eq!(emulator.send(request.unwrap()).await.status, status);
    }
}

#[tokio::test]
async fn flex_sdk_s_stray_bracket_is_forgiven() {
    let emulator = Emulator::start();
    let token = emulator.token("alice").await;
    let encoded = base64::engine::general_purpose::STANDARD.encode(format!("token:{token}"));
    let request = to("GET", "flex-api.twilio.com/v1/Configuration")
        .header("authorization", format!("Basic {encoded})"))
        .body(Body::empty());
    assert_eq!(emulator.send(request.unwrap()).await.status, 200);
}

#[tokio::test]
async fn who_knows_the_account_s_password_reads_the_configuration_and_nobody_else_does() {
    let emulator = Emulator::start();
    let account = format!("AC{:032x}", 1);
    for (password, status) in [("0123456789abcdef0123456789abcdef", 200), ("a guess", 401)] {
        let known = format!("{account}:{password}");
        let encoded = base64::engine::general_purpose::STANDARD.encode(known);
        let request = to("GET", "flex-api.twilio.com/v1/Configuration")
            .header("authorization", format!("Basic {encoded}"))
            .body(Body::empty());
        assert_eq!(emulator.send(request.unwrap()).await.status, status, "{password}");
    }
}

#[tokio::test]
async fn the_account_s_rest_wants_the_account_s_password() {
    let emulator = Emulator::start();
    let workspaces = "taskrouter.twilio.com/v1/Workspaces";
    assert_eq!(emulator.get(workspaces).await.status, 401);
    let request = to("POST", "sync.twilio.com/v1/Services/IS/Documents")
        .header("content-type", "text/plain")
        .body(Body::from("?"));
    assert_eq!(emulator.send(request.unwrap()).await.status, 415);
}

#[tokio::test]
async fn unknown_controls_name_the_known_ones() {
    let emulator = Emulator::start();
    let answer = emulator.get("localhost:4000/_control/wrold").await;
    assert_eq!(answer.status, 404);
    assert!(answer.text.contains("world, log, left-over"), "{}", answer.text);
}

#[tokio::test]
async fn the_clock_moves_the_world_and_nothing_else() {
    let emulator = Emulator::start();
    let now = |answer: common::Answer| answer.json()["now"].as_u64().unwrap();
    let before = now(emulator.get("localhost/_control/world").await);
    let after = emulator.post("localhost/_control/clock", json!({ "advance_ms": 3_600_000 })).await;
    assert!(now(after) >= before + 3_600_000);
}
