//! Webhooks and requests for TwiML that go astray on their way to the Functions.

mod common;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{Emulator, to};
use emulator::FunctionsChild;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use twilio_world::{Setup, Time, World};

/// An emulator whose Functions are this test: it learns which call statuses arrive.
struct Scene {
    emulator: Emulator,
    port: u16,
    arrived: mpsc::UnboundedReceiver<String>,
}

impl Scene {
    async fn start() -> Scene {
        let (tell, arrived) = mpsc::unbounded_channel();
        let told = async move |request: Request| {
            let body = axum::body::to_bytes(request.into_body(), usize::MAX).await.unwrap();
            let mut form = form_urlencoded::parse(&body);
            let status = form.find(|(name, _)| name == "CallStatus").expect("a call's status");
            tell.send(status.1.into_owned()).expect("the test listens");
            "<Response><Pause length='60'/></Response>"
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let router = Router::new().fallback(told);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Scene { emulator: Emulator::with(port, FunctionsChild::none()), port, arrived }
    }

    async fn arm(&self, fault: &Value) {
        let answer = self.emulator.post("localhost/_control/fault", fault.clone()).await;
        assert_eq!(answer.status, 200, "{fault}: {}", answer.text);
    }

    /// A form to the account's REST.
    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Value {
        let world = World::new(Setup::default(), Time(0));
        let account = world.account();
        let basic = STANDARD.encode(format!("{}:{}", account.sid, account.auth_token));
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request =
            to("POST", &format!("api.twilio.com/2010-04-01/Accounts/{}/{path}", account.sid))
                .header("authorization", format!("Basic {basic}"))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(form));
        self.emulator.send(request.unwrap()).await.json()
    }

    /// Twilio dials a customer and tells `/status` of it; gives the call.
    async fn dial(&self, overrides: &str) -> String {
        let callback = format!("http://functions.localhost:{}/status{overrides}", self.port);
        let form = [
            ("To", "+15557654321"),
            ("From", "+15551230000"),
            ("Twiml", "<Response><Pause length='60'/></Response>"),
            ("StatusCallback", callback.as_str()),
            ("StatusCallbackEvent", "initiated"),
            ("StatusCallbackEvent", "completed"),
        ];
        let call = self.post("Calls.json", &form).await;
        call["sid"].as_str().unwrap_or_else(|| panic!("no call: {call}")).to_owned()
    }

    async fn cancel(&self, call: &str) {
        self.post(&format!("Calls/{call}.json"), &[("Status", "canceled")]).await;
    }

    /// Waits until so many lines of the log have one of these words.
    async fn logged(&self, count: usize, words: &[&str]) -> Vec<String> {
        loop {
            let log = self.emulator.log().await;
            let has = |line: &&String| words.iter().any(|words| line.contains(words));
            if log.iter().filter(has).count() >= count {
                return log;
            }
            tokio::task::yield_now().await;
        }
    }

    /// What has arrived since the last time.
    fn heard(&mut self) -> String {
        let mut heard = Vec::new();
        while let Ok(status) = self.arrived.try_recv() {
            heard.push(status);
        }
        heard.join(" ")
    }
}

/// What Twilio knows in the end of every webhook that it has sent.
const TOLD: [&str; 2] = [" answered 200", " was not delivered"];

#[tokio::test]
async fn each_webhook_goes_astray_in_each_way() {
    let lose = json!({ "do": "lose_answer", "event": "queued", "times": 1 });
    let once = json!({ "do": "drop", "times": 1 });
    // The address's own overrides; the fault; what has arrived when the second webhook is sent and
    // what arrives then, each with how many ends of deliveries Twilio knows by that time.
    for (overrides, fault, first, second) in [
        ("", json!({ "do": "drop", "event": "ringing" }), ("queued", 1), ("canceled", 2)),
        ("", json!({ "do": "drop", "path": "/other" }), ("queued", 1), ("canceled", 2)),
        ("", json!({ "do": "drop", "event": "queued" }), ("", 1), ("canceled", 2)),
        ("", json!({ "do": "drop", "nth": 2 }), ("queued", 1), ("", 2)),
        ("", json!({ "do": "drop" }), ("", 1), ("", 2)),
        ("", json!({ "do": "double" }), ("queued queued", 1), ("canceled canceled", 2)),
        (
            "",
            json!({ "do": "double", "delay_ms": 1, "times": 1 }),
            ("queued queued", 1),
            ("canceled", 2),
        ),
        (
            "",
            json!({ "do": "delay", "delay_ms": 600_000, "event": "queued" }),
            ("", 0),
            ("canceled", 1),
        ),
        ("", json!({ "do": "delay", "delay_ms": 1 }), ("queued", 1), ("canceled", 2)),
        ("", json!({ "do": "hold_until_next" }), ("", 0), ("canceled queued", 2)),
        (
            "",
            json!({ "do": "hold_until_next", "event": "queued" }),
            ("", 0),
            ("canceled queued", 2),
        ),
        ("", lose.clone(), ("queued", 1), ("canceled", 2)),
        ("#rc=1", once.clone(), ("queued", 2), ("canceled", 3)),
        ("#rc=1", lose, ("queued queued", 2), ("canceled", 3)),
        ("#rc=1&rp=5xx", once, ("", 1), ("canceled", 2)),
    ] {
        let mut scene = Scene::start().await;
        let mut rule = json!({ "where": "webhook" });
        rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        scene.arm(&rule).await;
        let call = scene.dial(overrides).await;
        let (heard, told) = first;
        if told == 0 {
            scene.logged(1, &["strikes webhook"]).await;
        }
        scene.logged(told, &TOLD).await;
        assert_eq!(scene.heard(), heard, "{overrides} {rule}");
        scene.cancel(&call).await;
        let (heard, told) = second;
        scene.logged(told, &TOLD).await;
        assert_eq!(scene.heard(), heard, "{overrides} {rule}");
    }
}

#[tokio::test]
async fn a_held_webhook_is_sent_when_its_fault_is_taken_away() {
    for away in ["faults/clear", "fault/f1"] {
        let mut scene = Scene::start().await;
        scene.arm(&json!({ "where": "webhook", "do": "hold_until_next" })).await;
        scene.dial("").await;
        scene.logged(1, &["f1 strikes webhook: POST /status queued"]).await;
        assert_eq!(scene.heard(), "");
        let method = if away == "fault/f1" { "DELETE" } else { "POST" };
        let request = to(method, &format!("localhost/_control/{away}")).body(Body::empty());
        assert_eq!(scene.emulator.send(request.unwrap()).await.status, 200);
        scene.logged(1, &TOLD).await;
        assert_eq!(scene.heard(), "queued", "{away}");
    }
}

#[tokio::test]
async fn a_request_for_twiml_is_lost_once_and_for_all() {
    let mut scene = Scene::start().await;
    scene.arm(&json!({ "where": "webhook", "path": "/twiml", "do": "drop" })).await;
    let url = format!("http://functions.localhost:{}/twiml", scene.port);
    let form = [("To", "+15557654321"), ("From", "+15551230000"), ("Url", url.as_str())];
    scene.post("Calls.json", &form).await;
    scene.emulator.post("localhost/_control/clock", json!({ "advance_ms": 60_000 })).await;
    let log = scene.logged(1, &["no TwiML (11200): it was lost on its way (f1)"]).await;
    assert_eq!(scene.heard(), "");
    assert_eq!(log.iter().filter(|line| line.starts_with("fault ")).count(), 1, "{log:?}");
}
