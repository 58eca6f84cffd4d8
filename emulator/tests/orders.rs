//! What the world orders reaches the Functions: signed, at their public address, played to the leg.

mod common;

use std::sync::Arc;
use std::sync::Mutex;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Request as HttpRequest;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use common::{Browser, Emulator};
use emulator::{FunctionsChild, voice_session};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// What the stand-in Functions were asked, in order: method, path and body.
type Asked = Arc<Mutex<Vec<String>>>;

/// One second of 600 Hz as a WAV file.
fn wav() -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(8000_u32.to_le_bytes());
    file.extend(16_000_u32.to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(16_000_u32.to_le_bytes());
    for n in 0..8000 {
        let sample = (f64::from(n) * 600.0 / 8000.0 * std::f64::consts::TAU).sin() * 8000.0;
        file.extend((sample as i16).to_le_bytes());
    }
    file
}

async fn answered(State((asked, port)): State<(Asked, u16)>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let line = format!("{} {} {}", parts.method, parts.uri, String::from_utf8_lossy(&body));
    asked.lock().unwrap().push(line);
    match parts.uri.path() {
        "/ring.wav" => ([(CONTENT_TYPE, "audio/wav")], wav()).into_response(),
        _ => {
            let ring = format!("http://functions.localhost:{port}/ring.wav");
            let twiml = format!("<Response><Play loop=\"0\">{ring}</Play></Response>");
            ([(CONTENT_TYPE, "text/xml")], twiml).into_response()
        }
    }
}

/// An emulator that listens on a port of its own, with stand-in Functions.
async fn listening() -> (Emulator, u16, Asked) {
    let asked = Asked::default();
    let here = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = here.local_addr().unwrap().port();
    let functions = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let child =
        FunctionsChild::at(functions.local_addr().unwrap().port(), vec!["/twiml".to_owned()]);
    let stand_in = Router::new().fallback(answered).with_state((asked.clone(), port));
    tokio::spawn(async move { axum::serve(functions, stand_in).await });
    let emulator = Emulator::with(port, child);
    let router = emulator.router.clone();
    tokio::spawn(async move { axum::serve(here, router).await });
    (emulator, port, asked)
}

/// One request of the TaskRouter SDK in Alice's name.
async fn bridge(emulator: &Emulator, token: &str, url: &str, params: Value) -> Value {
    let body = json!({ "url": url, "method": "POST", "params": params, "token": token });
    let request = HttpRequest::post("/v1/wschannels")
        .header("host", "event-bridge.twilio.com")
        .header("apiversion", "v1")
        .body(Body::from(body.to_string()));
    let answer = emulator.send(request.unwrap()).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["payload"].clone()
}

async fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> T {
    loop {
        if let Some(found) = look().await {
            return found;
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_agent_s_leg_runs_signed_twiml_and_hears_the_sound_it_names() {
    let (emulator, port, asked) = listening().await;
    let token = emulator.token("alice").await;
    let (inbox, outbox, mut alice) = Browser::connect();
    tokio::spawn(voice_session(emulator.app.clone(), inbox, outbox));
    alice.signal("listen", json!({ "token": token })).await;
    alice.signal("register", json!({ "media": { "audio": true } })).await;
    assert_eq!(alice.told().await["type"], "connected");
    assert_eq!(alice.told().await["type"], "ready");

    let configuration =
        emulator.get_as(&token, "flex-api.twilio.com/v1/Configuration").await.json();
    let workspace = configuration["taskrouter_workspace_sid"].as_str().unwrap();
    let snapshot = emulator.get("localhost/_control/world").await.json();
    let worker = snapshot["taskrouter"]["workers"][0]["sid"].as_str().unwrap();
    let task = json!({
        "WorkflowSid": configuration["taskrouter_target_workflow_sid"],
        "TaskQueueSid": configuration["taskrouter_target_taskqueue_sid"],
        "RoutingTarget": worker,
        "TaskChannelUniqueName": "voice",
        "Attributes": { "direction": "outbound", "client_call": true },
    });
    let workspace = format!("Workspaces/{workspace}");
    bridge(&emulator, &token, &format!("{workspace}/Tasks"), task).await;
    let reservation = until(async || {
        let world = emulator.get("localhost/_control/world").await.json();
        world["taskrouter"]["reservations"][0]["sid"].as_str().map(str::to_owned)
    })
    .await;
    let call = json!({
        "Instruction": "call",
        "CallFrom": "client:alice",
        "CallTo": "client:alice",
        "CallUrl": format!("http://functions.localhost:{port}/twiml?taskSid=1"),
        "CallAccept": true,
    });
    let reservation = format!("{workspace}/Workers/{worker}/Reservations/{reservation}");
    bridge(&emulator, &token, &reservation, call).await;

    let invite = alice.told().await["payload"].clone();
    let sdp = common::answer_to(invite["sdp"].as_str().unwrap());
    alice.signal("answer", json!({ "callsid": invite["callsid"], "sdp": sdp })).await;
    until(async || {
        let asked = asked.lock().unwrap().clone();
        (asked.len() == 2).then_some(())
    })
    .await;
    let asked = asked.lock().unwrap().clone();
    assert!(asked[0].starts_with("POST /twiml?taskSid=1 "), "{asked:?}");
    let call = invite["callsid"].as_str().unwrap();
    assert!(asked[0].contains(&format!("CallSid={call}")), "{asked:?}");
    assert_eq!(asked[1], "GET /ring.wav ");
    let log = emulator.log().await;
    assert!(!log.iter().any(|line| line.contains("not signed")), "{log:?}");

    let hears = until(async || {
        let legs = emulator.get("localhost/_control/tones?hz=350,600").await.json();
        let heard = legs[0]["hears"].clone();
        (heard["600"].as_f64()? > -30.0).then_some(heard)
    })
    .await;
    assert!(hears["350"].as_f64().unwrap() < -48.0, "{hears}");
}
