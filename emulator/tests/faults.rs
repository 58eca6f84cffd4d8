//! Faults in requests: REST, the event bridge, the Functions; and how faults are armed.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{Answer, Emulator, to};
use emulator::FunctionsChild;
use futures_util::FutureExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use twilio_world::{Setup, Time, World};

/// Arms a fault; gives its id.
async fn arm(emulator: &Emulator, fault: Value) -> String {
    let answer = emulator.post("localhost/_control/fault", fault).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["id"].as_str().expect("an id").to_owned()
}

async fn faults(emulator: &Emulator) -> Value {
    emulator.get("localhost/_control/faults").await.json()
}

/// A request to Twilio's REST, authenticated, with a form if it is to be sent.
fn rest(address: &str, form: Option<&str>) -> Request<Body> {
    let world = World::new(Setup::default(), Time(0));
    let account = world.account();
    let basic = STANDARD.encode(format!("{}:{}", account.sid, account.auth_token));
    let address = address.replace("IS", account.sync_service.as_str());
    to(if form.is_some() { "POST" } else { "GET" }, &address)
        .header("authorization", format!("Basic {basic}"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.map_or(Body::empty(), |form| Body::from(form.to_owned())))
        .expect("a request")
}

const DOCUMENTS: &str = "sync.twilio.com/v1/Services/IS/Documents";

fn creation() -> Request<Body> {
    rest(DOCUMENTS, Some("UniqueName=a&Data=%7B%7D"))
}

/// Whether the document that `creation` makes is there.
async fn is_created(emulator: &Emulator) -> bool {
    emulator.send(rest(&format!("{DOCUMENTS}/a"), None)).await.status == 200
}

/// Whether the answer's body broke off, as when the connection ends.
async fn breaks_off(emulator: &Emulator, request: Request<Body>) -> bool {
    let response = emulator.router.clone().oneshot(request).await.expect("no error type");
    axum::body::to_bytes(response.into_body(), usize::MAX).await.is_err()
}

#[tokio::test]
async fn a_fault_is_armed_listed_and_taken_away() {
    let emulator = Emulator::start();
    assert_eq!(faults(&emulator).await, json!([]));
    let rule = json!({ "where": "rest", "do": "status", "status": 503, "times": 1 });
    assert_eq!(arm(&emulator, rule.clone()).await, "f1");
    assert_eq!(
        arm(&emulator, json!({ "where": "webhook", "do": "drop", "for_ms": 500 })).await,
        "f2"
    );
    assert_eq!(emulator.send(creation()).await.status, 503);
    let listed = faults(&emulator).await;
    let first = json!({
        "id": "f1", "rule": rule, "armed": false, "until": null, "met": 1, "struck": 1,
    });
    assert_eq!(listed[0], first);
    assert_eq!((&listed[1]["armed"], &listed[1]["struck"]), (&json!(true), &json!(0)));
    emulator.post("localhost/_control/clock", json!({ "advance_ms": 500 })).await;
    assert_eq!(faults(&emulator).await[1]["armed"], false);

    let without = async |id: &str| {
        let request = to("DELETE", &format!("localhost/_control/fault/{id}")).body(Body::empty());
        emulator.send(request.unwrap()).await.status
    };
    assert_eq!((without("f1").await, without("f1").await), (200, 404));
    assert_eq!(faults(&emulator).await.as_array().map(Vec::len), Some(1));
    emulator.post("localhost/_control/faults/clear", json!({})).await;
    assert_eq!(faults(&emulator).await, json!([]));
    assert_eq!(emulator.get("localhost/_control/left-over").await.json(), json!([]));
}

#[tokio::test]
async fn what_cannot_be_armed_is_told_what_was_needed() {
    let emulator = Emulator::start();
    for (fault, why) in [
        (json!({ "where": "rest" }), "not a fault: missing field `do`"),
        (json!({ "where": "rest", "do": "status" }), "`status` at rest needs `status`"),
        (
            json!({ "where": "network", "do": "cut", "identity": "zoe" }),
            "nobody in this world is called zoe",
        ),
        (
            json!({ "where": "functions", "do": "restart" }),
            "the Functions were not started by this emulator",
        ),
    ] {
        let Answer { status, text, .. } =
            emulator.post("localhost/_control/fault", fault.clone()).await;
        assert_eq!(status, 400, "{fault}");
        assert!(text.starts_with(why), "{fault}: {text}");
    }
    let no_json = to("POST", "localhost/_control/fault").body(Body::from("x")).unwrap();
    assert_eq!(emulator.send(no_json).await.status, 400);
    assert_eq!(faults(&emulator).await, json!([]));
    let unknown = emulator.get("localhost/_control/nothing").await.text;
    for path in ["faults", "fault", "faults/clear", "fault/{id}"] {
        assert!(unknown.contains(path), "{path} is not in {unknown}");
    }
}

#[tokio::test]
async fn rest_is_refused_before_the_work_or_after_it() {
    for (status, after_work) in
        [(412, false), (429, false), (500, false), (503, false), (503, true)]
    {
        let emulator = Emulator::start();
        let rule = json!({
            "where": "rest", "host": "sync.twilio.com", "method": "POST",
            "path": "/v1/Services/*/Documents", "times": 1,
            "do": "status", "status": status, "after_work": after_work,
        });
        arm(&emulator, rule).await;
        let answer = emulator.send(creation()).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["code"], 20_000 + u32::from(status));
        assert_eq!(is_created(&emulator).await, after_work, "{status}");
        let again = if after_work { 409 } else { 201 };
        assert_eq!(emulator.send(creation()).await.status, again, "it has struck once only");
        let log = emulator.log().await;
        let strikes: Vec<_> = log.iter().filter(|line| line.starts_with("fault ")).collect();
        assert_eq!(strikes.len(), 1, "{log:?}");
        assert!(
            strikes[0].starts_with("fault emulator f1 strikes rest: POST sync.twilio.com /v1/")
        );
    }
}

#[tokio::test]
async fn rest_hangs_breaks_off_or_comes_late() {
    for (fault, broken, created) in [
        (json!({ "do": "hang" }), false, false),
        (json!({ "do": "hang", "after_work": true }), false, true),
        (json!({ "do": "reset" }), true, false),
        (json!({ "do": "reset", "after_work": true }), true, true),
        (json!({ "do": "delay", "delay_ms": 600_000 }), false, false),
        (json!({ "do": "delay", "delay_ms": 600_000, "after_work": true }), false, true),
    ] {
        let emulator = Emulator::start();
        let mut rule = json!({ "where": "rest", "path": "/v1/Services/*/Documents" });
        rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        arm(&emulator, rule).await;
        if broken {
            assert!(breaks_off(&emulator, creation()).await, "{fault}");
        } else {
            let mut answering = Box::pin(emulator.send(creation()));
            assert!((&mut answering).now_or_never().is_none(), "{fault}");
            assert_eq!(is_created(&emulator).await, created, "{fault}");
            assert!((&mut answering).now_or_never().is_none(), "{fault}");
        }
        assert_eq!(is_created(&emulator).await, created, "{fault}");
    }
    let emulator = Emulator::start();
    arm(&emulator, json!({ "where": "rest", "do": "delay", "delay_ms": 1 })).await;
    assert_eq!(emulator.send(creation()).await.status, 201, "late, but right");
}

/// One request of an agent's TaskRouter SDK.
async fn bridge(emulator: &Emulator, identity: &str, method: &str, url: &str) -> Answer {
    let token = emulator.token(identity).await;
    let body = json!({ "url": url, "method": method, "params": {}, "token": token });
    emulator.post("event-bridge.twilio.com/v1/wschannels", body).await
}

#[tokio::test]
async fn the_bridge_refuses_one_agent_and_one_kind_of_request() {
    let emulator = Emulator::start();
    let world = World::new(Setup::default(), Time(0));
    let workspace = format!("Workspaces/{}", world.account().workspace);
    let (activities, workers) = (format!("{workspace}/Activities"), format!("{workspace}/Workers"));
    let rule = json!({
        "where": "bridge", "identity": "bob", "method": "GET", "path": "Workspaces/*/Activities",
        "do": "status", "status": 429,
    });
    arm(&emulator, rule).await;
    for (identity, url, wanted) in
        [("bob", &activities, 429), ("bob", &workers, 200), ("alice", &activities, 200)]
    {
        let answer = bridge(&emulator, identity, "GET", url).await;
        assert_eq!(answer.status, wanted, "{identity} {url}: {}", answer.text);
    }
    let refused = bridge(&emulator, "bob", "GET", &activities).await.json();
    assert_eq!(refused["code"], 20_429, "where the SDK reads it");
    let log = emulator.log().await.join("\n");
    assert!(log.contains("fault bob f1 strikes bridge: GET Workspaces/"), "{log}");
}

/// Functions that count what they are asked and answer `{"done":true}`.
async fn functions() -> (FunctionsChild, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let answer = async move || {
        count.fetch_add(1, Ordering::Relaxed);
        r#"{"done":true}"#
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = Router::new().fallback(answer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    (FunctionsChild::at(port, vec![]), asked)
}

#[tokio::test]
async fn the_functions_answer_rubbish() {
    let (child, asked) = functions().await;
    let emulator = Emulator::with(4321, child);
    for (fault, status, media_type, text) in [
        (json!({ "do": "status", "status": 502 }), 502, "text/plain; charset=utf-8", "Bad Gateway"),
        (json!({ "do": "html" }), 200, "text/html; charset=utf-8", "<!doctype html>"),
        (json!({ "do": "empty" }), 200, "", ""),
        (json!({ "do": "redirect" }), 302, "", ""),
        (json!({ "do": "bad_json" }), 200, "application/json", "{"),
    ] {
        for after_work in [false, true] {
            emulator.post("localhost/_control/faults/clear", json!({})).await;
            let mut rule = json!({
                "where": "functions", "path": "/features/**", "after_work": after_work,
            });
            rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
            arm(&emulator, rule).await;
            let before = asked.load(Ordering::Relaxed);
            let answer = emulator.get("functions.localhost:4321/features/reconcile").await;
            assert_eq!(answer.status, status, "{fault}");
            assert!(answer.text.starts_with(text), "{fault}: {}", answer.text);
            assert!(serde_json::from_str::<Value>(&answer.text).is_err(), "{fault}");
            let found =
                answer.headers.get("content-type").map_or("", |kind| kind.to_str().unwrap());
            assert_eq!(found, media_type, "{fault}");
            let done = asked.load(Ordering::Relaxed) - before;
            assert_eq!(done, usize::from(after_work), "{fault}");
            assert_eq!(answer.headers.contains_key("location"), status == 302, "{fault}");
        }
    }
    let elsewhere = emulator.get("functions.localhost:4321/internal-call/ringback.wav").await;
    assert_eq!(elsewhere.text, r#"{"done":true}"#);
}

#[tokio::test]
async fn the_functions_fail_one_agents_browser_alone() {
    let (child, _) = functions().await;
    let emulator = Emulator::with(4321, child);
    let rule = json!({ "where": "functions", "identity": "alice", "do": "status", "status": 503 });
    arm(&emulator, rule).await;
    for (address, wanted) in [
        ("alice.localhost:4321/_host/functions.localhost:4321/features/reconcile", 503),
        ("bob.localhost:4321/_host/functions.localhost:4321/features/reconcile", 200),
        ("functions.localhost:4321/features/reconcile", 200),
    ] {
        assert_eq!(emulator.get(address).await.status, wanted, "{address}");
    }
}

#[tokio::test]
async fn a_token_that_has_ended_is_refused_and_a_new_one_is_not() {
    let emulator = Emulator::start();
    let old = emulator.token("bob").await;
    let session = "flex.twilio.com/api/v1/Session";
    assert_eq!(emulator.get_as(&old, session).await.status, 200);
    arm(&emulator, json!({ "where": "token", "identity": "bob", "do": "expire" })).await;
    assert_eq!(emulator.get_as(&old, session).await.status, 401);
    let new = emulator.token("bob").await;
    assert_eq!(emulator.get_as(&new, session).await.status, 200);
    let spent = &faults(&emulator).await[0];
    assert_eq!((&spent["armed"], &spent["struck"]), (&json!(false), &json!(1)));
}
