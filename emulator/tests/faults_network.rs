//! An agent's network is cut and healed, over real connections: nothing comes back on them.

mod common;

use axum::body::Body;
use common::{Emulator, to};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// An emulator that listens.
struct Scene {
    emulator: Emulator,
    port: u16,
}

impl Scene {
    async fn start() -> Scene {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let emulator = Emulator::start();
        let router = emulator.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Scene { emulator, port }
    }

    async fn arm(&self, fault: Value) -> String {
        let answer = self.emulator.post("localhost/_control/fault", fault).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["id"].as_str().expect("an id").to_owned()
    }

    async fn cut(&self, identity: &str) -> String {
        self.arm(json!({ "where": "network", "identity": identity, "do": "cut" })).await
    }

    async fn take_away(&self, fault: &str) {
        let request = to("DELETE", &format!("localhost/_control/fault/{fault}"));
        let answer = self.emulator.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// A browser's connection that has asked for one thing.
    async fn ask(&self, request: &str) -> TcpStream {
        let mut connection = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        connection.write_all(request.as_bytes()).await.unwrap();
        connection
    }

    /// The first line of the answer; empty if there is none.
    async fn get(&self, host: &str, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        rest_of(self.ask(&request).await).await.lines().next().unwrap_or_default().to_owned()
    }

    /// Opens a socket of TaskRouter's SDK and waits for its first event.
    async fn socket(&self, identity: &str) -> TcpStream {
        let token = self.emulator.token(identity).await;
        let mut connection = self
            .ask(&format!(
                "GET /_host/event-bridge.twilio.com/v1/wschannels?token={token} HTTP/1.1\r\n\
                 Host: {identity}.localhost:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                 Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                self.port
            ))
            .await;
        let (mut heard, mut buffer) = (String::new(), [0; 1024]);
        while !heard.contains(r#""event_type":"init""#) {
            let length = connection.read(&mut buffer).await.unwrap();
            assert!(length > 0, "closed after {heard}");
            heard.push_str(&String::from_utf8_lossy(&buffer[..length]));
        }
        connection
    }

    async fn logged(&self, words: &str) -> Vec<String> {
        loop {
            let log = self.emulator.log().await;
            if log.iter().any(|line| line.contains(words)) {
                return log;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// All that still comes on a connection until it ends.
async fn rest_of(mut connection: TcpStream) -> String {
    let mut heard = Vec::new();
    // An end by force is an end too.
    let _ = connection.read_to_end(&mut heard).await;
    String::from_utf8_lossy(&heard).into_owned()
}

const GOOD: &str = "HTTP/1.1 200 OK";

#[tokio::test]
async fn what_a_cut_off_browser_asks_is_never_answered() {
    let scene = Scene::start().await;
    let status = "/_host/status.twilio.com/api/v2/summary.json";
    assert_eq!(scene.get("bob.localhost", status).await, GOOD);
    let cut = scene.cut("bob").await;
    for (host, path, wanted) in [
        ("bob.localhost", status, ""),
        ("BOB.localhost:4000", status, ""),
        ("bob.localhost", "/", ""),
        ("bob.localhost", "/_agent/start.js", ""),
        ("alice.localhost", status, GOOD),
        ("localhost", "/_control/world", GOOD),
    ] {
        assert_eq!(scene.get(host, path).await, wanted, "{host}{path}");
    }
    let log = scene.emulator.log().await;
    let strikes = log.iter().filter(|line| line.starts_with("fault bob f1 strikes network"));
    assert_eq!(strikes.count(), 5, "the cut itself and four requests: {log:?}");
    scene.take_away(&cut).await;
    assert_eq!(scene.get("bob.localhost", status).await, GOOD);
    scene.logged("fault bob the network is back").await;
}

#[tokio::test]
async fn the_sockets_of_a_cut_off_browser_end_and_can_be_opened_again() {
    let scene = Scene::start().await;
    let (bobs, mut alices) = (scene.socket("bob").await, scene.socket("alice").await);
    let seconds = scene.socket("bob").await;
    let cut = scene.cut("bob").await;
    for socket in [bobs, seconds] {
        // Text frames of one space are heartbeats, which may still have been on their way.
        let heard = rest_of(socket).await.replace("\u{fffd}\u{1} ", "");
        assert_eq!(heard, "", "no farewell");
    }
    scene.take_away(&cut).await;
    let again = scene.socket("bob").await;
    scene.emulator.post("localhost/_control/customer-call", json!({})).await;
    // Alice's socket has been open all the while.
    let mut byte = [0];
    assert_eq!(alices.read(&mut byte).await.unwrap(), 1);
    drop(again);
}

#[tokio::test]
async fn what_is_on_its_way_is_lost_when_the_network_is_cut() {
    let scene = Scene::start().await;
    scene.arm(json!({ "where": "functions", "identity": "bob", "do": "hang" })).await;
    let path = "/_host/functions.localhost/features/reconcile";
    let request = format!("GET {path} HTTP/1.1\r\nHost: bob.localhost\r\n\r\n");
    let waits = scene.ask(&request).await;
    scene.logged("fault bob f1 strikes functions").await;
    scene.cut("bob").await;
    assert_eq!(rest_of(waits).await, "");
}

#[tokio::test]
async fn a_network_heals_by_itself_when_its_time_has_come() {
    let scene = Scene::start().await;
    let brief = json!({ "where": "network", "identity": "bob", "do": "cut", "for_ms": 30_000 });
    scene.arm(brief).await;
    scene.emulator.post("localhost/_control/clock", json!({ "advance_ms": 29_000 })).await;
    assert_eq!(scene.get("bob.localhost", "/_agent/start.js").await, "");
    scene.emulator.post("localhost/_control/clock", json!({ "advance_ms": 1_000 })).await;
    scene.logged("fault bob the network is back").await;
    assert_eq!(scene.get("bob.localhost", "/_agent/start.js").await, GOOD);
}

#[tokio::test]
async fn two_cuts_are_healed_by_taking_both_away() {
    let scene = Scene::start().await;
    let cuts = [scene.cut("bob").await, scene.cut("bob").await];
    for (cut, wanted) in cuts.iter().zip(["", GOOD]) {
        scene.take_away(cut).await;
        assert_eq!(scene.get("bob.localhost", "/_agent/start.js").await, wanted, "{cut}");
    }
}

#[tokio::test]
async fn a_request_that_is_reset_gets_not_a_byte() {
    let scene = Scene::start().await;
    scene.arm(json!({ "where": "functions", "do": "reset" })).await;
    assert_eq!(scene.get("functions.localhost", "/features/reconcile").await, "");
}
