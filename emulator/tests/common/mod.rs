//! A running emulator without a network, and how tests ask it.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::PathBuf;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use emulator::{App, Frame, FunctionsChild, Outbox, Settings, router, voice_session};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tower::ServiceExt;
use twilio_world::Setup;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }
}

pub(crate) struct Emulator {
    pub(crate) app: App,
    pub(crate) router: Router,
}

impl Emulator {
    pub(crate) fn start() -> Emulator {
        Emulator::with(4000, FunctionsChild::none())
    }

    pub(crate) fn with(port: u16, functions: FunctionsChild) -> Emulator {
        Emulator::of(Setup::default(), port, functions)
    }

    pub(crate) fn of(setup: Setup, port: u16, functions: FunctionsChild) -> Emulator {
        let flex_ui = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let plugin = Some(flex_ui.join("plugin.js"));
        let settings = Settings { port, flex_ui, plugin };
        let app = App::start(setup, settings, functions).expect("a loopback socket");
        Emulator { router: router(app.clone()), app }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("no error type");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a whole body");
        let text = String::from_utf8_lossy(&body).into_owned();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// GET of an address such as `flex.twilio.com/api/v1/Session`.
    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.send(to("GET", address).body(Body::empty()).expect("a request")).await
    }

    /// GET with Flex's own authentication.
    pub(crate) async fn get_as(&self, token: &str, address: &str) -> Answer {
        let request = to("GET", address).header("x-flex-jwe", token);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// POST of JSON.
    pub(crate) async fn post(&self, address: &str, body: Value) -> Answer {
        let request = to("POST", address).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// What the page of this agent was told.
    pub(crate) async fn page(&self, identity: &str) -> Value {
        let html = self.get(&format!("{identity}.localhost:4000/")).await.text;
        let begin = html.find("emulator-page\">").expect("the page's data") + 15;
        let end = begin + html[begin..].find("</script>").expect("its end");
        serde_json::from_str(&html[begin..end]).expect("JSON")
    }

    /// A log-in token of this agent.
    pub(crate) async fn token(&self, identity: &str) -> String {
        let page = self.page(identity).await;
        page["login"]["token"].as_str().expect("a token").to_owned()
    }

    /// What the log says, one line each: `kind who what`.
    pub(crate) async fn log(&self) -> Vec<String> {
        let log = self.get("localhost:4000/_control/log").await.json();
        let line = |entry: &Value| {
            let part = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
            format!("{} {} {}", part("kind"), part("who"), part("what"))
        };
        log.as_array().expect("a list").iter().map(line).collect()
    }
}

/// A request to `HOST/PATH`, the host named by the header.
pub(crate) fn to(method: &str, address: &str) -> axum::http::request::Builder {
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    Request::builder().method(method).uri(format!("/{path}")).header("host", host)
}

/// The browser's end of a socket.
pub(crate) struct Browser {
    speak: mpsc::Sender<Frame>,
    hear: mpsc::UnboundedReceiver<Frame>,
}

impl Browser {
    /// Both ends of a socket: the session's inbox and outbox, and the browser.
    pub(crate) fn connect() -> (mpsc::Receiver<Frame>, Outbox, Browser) {
        let (speak, inbox) = mpsc::channel(16);
        let (outbox, hear) = Outbox::new();
        (inbox, outbox, Browser { speak, hear })
    }

    pub(crate) async fn say(&self, frame: Frame) {
        self.speak.send(frame).await.expect("the session listens");
    }

    /// The next thing heard that is not a heartbeat; `None` when the session has ended.
    pub(crate) async fn hear(&mut self) -> Option<Frame> {
        loop {
            match self.hear.recv().await {
                Some(Frame::Text(text)) if text.trim().is_empty() => {}
                other => return other,
            }
        }
    }

    /// A message of the Voice SDK.
    pub(crate) async fn signal(&self, kind: &str, payload: Value) {
        let message = json!({ "type": kind, "version": "1.6", "payload": payload });
        self.say(Frame::Text(message.to_string())).await;
    }

    /// The next message to the Voice SDK or the TaskRouter SDK.
    pub(crate) async fn told(&mut self) -> Value {
        match self.hear().await {
            Some(Frame::Text(text)) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("not a message: {other:?}"),
        }
    }
}

/// An answer such as a browser gives to this offer.
pub(crate) fn answer_to(offer: &str) -> String {
    let mid = offer.lines().find_map(|line| line.strip_prefix("a=mid:")).expect("a mid").trim();
    description(mid, "abcd", "active")
}

/// An offer such as a browser makes, of a connection with this name.
pub(crate) fn offer(ufrag: &str) -> String {
    description("0", ufrag, "actpass")
}

fn description(mid: &str, ufrag: &str, setup: &str) -> String {
    let fingerprint = ["AB"; 32].join(":");
    [
        "v=0",
        "o=- 1 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        &format!("a=group:BUNDLE {mid}"),
        "m=audio 9 UDP/TLS/RTP/SAVPF 0",
        "c=IN IP4 0.0.0.0",
        &format!("a=mid:{mid}"),
        "a=sendrecv",
        "a=rtcp-mux",
        &format!("a=ice-ufrag:{ufrag}"),
        "a=ice-pwd:0123456789012345678901",
        &format!("a=fingerprint:sha-256 {fingerprint}"),
        &format!("a=setup:{setup}"),
        "a=rtpmap:0 PCMU/8000",
        "",
    ]
    .join("\r\n")
}

/// A `Device` that has said who it is and may be rung.
pub(crate) async fn registered(emulator: &Emulator, identity: &str) -> Browser {
    let mut browser = listening(emulator, identity).await;
    browser.signal("register", json!({ "media": { "audio": true } })).await;
    assert_eq!(browser.told().await["type"], "ready");
    browser
}

/// A `Device` that has said who it is and is not to be rung.
pub(crate) async fn listening(emulator: &Emulator, identity: &str) -> Browser {
    let (inbox, outbox, mut browser) = Browser::connect();
    tokio::spawn(voice_session(emulator.app.clone(), inbox, outbox));
    let token = emulator.token(identity).await;
    browser.signal("listen", json!({ "token": token, "reconnectTimeout": 0 })).await;
    let connected = browser.told().await;
    assert_eq!(connected["type"], "connected");
    assert_eq!(connected["payload"]["token"]["identity"], identity);
    browser
}

/// A customer calls and Alice's reservation is accepted with Flex's own instruction.
pub(crate) async fn accepted_customer_call(emulator: &Emulator, customer: Value) {
    let away = json!({ "identity": "bob", "activity": "Break" });
    emulator.post("localhost/_control/worker", away).await;
    emulator.post("localhost/_control/customer-call", customer).await;
    let token = emulator.token("alice").await;
    let bridge = async |method: &str, url: &str, params: Value| {
        let body = json!({ "url": url, "method": method, "params": params, "token": token });
        let request = Request::post("/v1/wschannels")
            .header("host", "event-bridge.twilio.com")
            .header("apiversion", "v2")
            .body(Body::from(body.to_string()));
        emulator.send(request.expect("a request")).await.json()["payload"].clone()
    };
    let configuration =
        emulator.get_as(&token, "flex-api.twilio.com/v1/Configuration").await.json();
    let workspace = configuration["taskrouter_workspace_sid"].as_str().expect("a SID").to_owned();
    let info = to("POST", "flex-api.twilio.com/v1/Accounts/AC/Tokens/Info")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("Token={token}")));
    let info = emulator.send(info.expect("a request")).await.json();
    let worker = info["worker_sid"].as_str().expect("a SID");
    let reservations = format!("Workspaces/{workspace}/Workers/{worker}/Reservations");
    let reservation = loop {
        let offered = bridge("GET", &reservations, json!({ "Active": "true" })).await;
        let offers = offered["contents"].as_array().expect("a list").iter();
        let mut pending = offers.filter(|offer| offer["reservation_status"] == "pending");
        if let Some(offer) = pending.next() {
            break offer["sid"].as_str().expect("a SID").to_owned();
        }
        tokio::task::yield_now().await;
    };
    let instruction = json!({
        "Instruction": "conference", "EndConferenceOnExit": true,
        "EndConferenceOnCustomerExit": true, "To": "client:alice",
    });
    bridge("POST", &format!("{reservations}/{reservation}"), instruction).await;
}

/// Waits until the world's log has a line with these words.
pub(crate) async fn logged(emulator: &Emulator, words: &str) {
    logged_times(emulator, words, 1).await;
}

/// Waits until the world's log has so many lines with these words.
pub(crate) async fn logged_times(emulator: &Emulator, words: &str, times: usize) {
    while emulator.log().await.iter().filter(|line| line.contains(words)).count() < times {
        tokio::task::yield_now().await;
    }
}
