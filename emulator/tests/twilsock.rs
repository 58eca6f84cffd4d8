//! Twilsock and Sync over it: codec, log-in, subscriptions, live queries.

mod common;

use common::{Browser, Emulator};
use emulator::{CodecError, Frame, FunctionsChild, decode, encode, twilsock_session};
use proptest::prelude::*;
use serde_json::{Value, json};
use twilio_world::Setup;

proptest! {
    #[test]
    fn what_is_encoded_is_decoded(id in ".*", payload in prop::collection::vec(any::<u8>(), 0..300)) {
        let message = encode(json!({ "method": "reply", "id": id }), &payload);
        let (header, decoded) = decode(&message).unwrap();
        prop_assert_eq!(&header["id"], &json!(id));
        prop_assert_eq!(decoded, payload.as_slice());
    }

    #[test]
    fn a_message_cut_short_is_refused(payload in prop::collection::vec(any::<u8>(), 1..50), cut in 1_usize..50) {
        let message = encode(json!({ "method": "message" }), &payload);
        let cut = &message[..message.len().saturating_sub(cut)];
        prop_assert!(decode(cut).is_err());
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }
}

#[test]
fn what_is_no_message_is_refused_by_reason() {
    for (bytes, why) in [
        (&b"GET / HTTP/1.1\r\n\r\n"[..], CodecError::FirstLine),
        (b"TWILSOCK V3.0 x\r\n{}\r\n", CodecError::FirstLine),
        (b"TWILSOCK V3.0 99\r\n{}\r\n", CodecError::Header),
        (b"TWILSOCK V3.0 2\r\n[]\r\n", CodecError::Header),
        (b"TWILSOCK V3.0 18\r\n{\"payload_size\":9}\r\nabc", CodecError::Payload),
    ] {
        assert_eq!(decode(bytes).unwrap_err(), why);
    }
}

/// A client of Sync.
struct Client {
    browser: Browser,
    asked: u64,
    /// What was pushed while an answer was waited for.
    pushed: Vec<Value>,
}

impl Client {
    /// Connects with this token and gives the client and the answer's status.
    async fn connect(emulator: &Emulator, token: &str) -> (Client, u64) {
        let (inbox, outbox, browser) = Browser::connect();
        tokio::spawn(twilsock_session(emulator.app.clone(), inbox, outbox));
        let mut client = Client { browser, asked: 0, pushed: Vec::new() };
        let types = ["com.twilio.rtd.cds.document", "com.twilio.rtd.cds.map", "twilio.sync.event"];
        let init = json!({
            "method": "init", "id": "TM0", "token": token,
            "registrations": [{ "product": "data_sync", "type": "ers", "message_types": types }],
        });
        client.browser.say(Frame::Binary(encode(init, &[]))).await;
        let (header, _) = client.hear().await;
        (client, header["status"]["code"].as_u64().unwrap())
    }

    async fn hear(&mut self) -> (Value, Value) {
        let Some(Frame::Binary(bytes)) = self.browser.hear().await else { panic!("closed") };
        let (header, payload) = decode(&bytes).unwrap();
        (header, serde_json::from_slice(payload).unwrap_or(Value::Null))
    }

    /// An HTTP request inside a message: status and body.
    async fn ask(&mut self, grant: &str, method: &str, path: &str, body: Value) -> (u64, Value) {
        self.asked += 1;
        let id = format!("TM{}", self.asked);
        let header = json!({
            "method": "message", "id": id, "active_grant": grant,
            "http_request": { "host": "cds.us1.twilio.com", "method": method, "path": path },
        });
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.browser.say(Frame::Binary(encode(header, body.as_bytes()))).await;
        loop {
            let (header, payload) = self.hear().await;
            if header["method"] == "notification" {
                self.pushed.push(payload);
            } else {
                assert_eq!(header["id"], json!(id));
                return (header["http_status"]["code"].as_u64().unwrap(), payload);
            }
        }
    }

    async fn subscribe(&mut self, grant: &str, mut request: Value) -> Value {
        request["last_event_id"] = json!(request["last_event_id"].as_u64().unwrap_or(0));
        let body = json!({
            "event_protocol_version": 3, "action": "establish", "correlation_id": 7,
            "requests": [request],
        });
        let (status, _) = self.ask(grant, "POST", "/v4/Subscriptions", body).await;
        assert_eq!(status, 200);
        self.pushed.pop().expect("the outcome is pushed")
    }

    /// The next push.
    async fn push(&mut self) -> Value {
        loop {
            let (header, payload) = self.hear().await;
            if header["method"] == "notification" {
                return payload;
            }
        }
    }
}

#[tokio::test]
async fn only_a_token_that_holds_connects() {
    let emulator = Emulator::start();
    let (_, status) = Client::connect(&emulator, "made-up").await;
    assert_eq!(status, 401);
    let (mut client, status) = Client::connect(&emulator, &emulator.token("alice").await).await;
    assert_eq!(status, 200);
    let (status, body) = client.ask("flex_insights", "GET", "/v3/Maps/WT1.CS", Value::Null).await;
    assert_eq!((status, &body["code"]), (404, &json!(54200)));
    let (status, _) = client.ask("unheard", "GET", "/v3/Maps/WT1.CS", Value::Null).await;
    assert_eq!(status, 501);
}

#[tokio::test]
async fn a_subscriber_hears_what_another_client_writes_and_what_it_has_missed() {
    let emulator = Emulator::start();
    let (mut alice, _) = Client::connect(&emulator, &emulator.token("alice").await).await;
    let (mut bob, _) = Client::connect(&emulator, &emulator.token("bob").await).await;
    let grant = "data_sync";
    let document = json!({ "unique_name": "call", "data": { "state": "ringing" } });
    let (status, made) = alice.ask(grant, "POST", "/v3/Documents", document).await;
    assert_eq!(status, 201);

    let wanted = json!({
        "object_sid": made["sid"], "object_type": "document", "last_event_id": made["last_event_id"],
    });
    let outcome = alice.subscribe(grant, wanted.clone()).await;
    assert_eq!(outcome["event_type"], "subscription_established");
    assert_eq!(alice.pushed, Vec::<Value>::new(), "nothing was missed");

    let change = json!({ "data": { "state": "active" } });
    let (status, _) = bob.ask(grant, "POST", "/v3/Documents/call", change).await;
    assert_eq!(status, 200);
    let push = alice.push().await;
    assert_eq!(push["event_type"], "document_updated");
    assert_eq!(push["event"]["document_data"], json!({ "state": "active" }));

    bob.subscribe(grant, wanted).await;
    let missed: Vec<_> = bob.pushed.iter().map(|push| &push["event"]["document_data"]).collect();
    assert_eq!(missed, [&json!({ "state": "active" })]);

    let unknown = json!({ "object_sid": "ET0", "object_type": "document" });
    let outcome = bob.subscribe(grant, unknown).await;
    assert_eq!(outcome["event_type"], "subscription_failed");
    assert_eq!(outcome["error"]["code"], 54100);
}

/// Asks and listens: the query's SID and how many it found.
async fn live(client: &mut Client, query: &str) -> (Value, usize) {
    let body = json!({ "query_string": query, "type": "live_query" });
    let (status, first) =
        client.ask("flex_insights", "POST", "/v3/Insights/tr-worker/Items", body).await;
    assert_eq!(status, 200, "{first}");
    let subscription = json!({
        "object_sid": first["query_id"], "object_type": "live_query",
        "index_name": "tr-worker", "query_string": query,
    });
    let outcome = client.subscribe("flex_insights", subscription).await;
    assert_eq!(outcome["event_type"], "subscription_established", "{outcome}");
    (first["query_id"].clone(), first["items"].as_array().unwrap().len())
}

/// Of 300 workers the first 200 are found, and what they do is told; of one who comes after them
/// it is told where he is asked for.
#[tokio::test]
async fn a_live_query_tells_of_those_whom_it_has_found() {
    let setup = Setup { extra_workers: 300, ..Setup::default() };
    let emulator = Emulator::of(setup, 4000, FunctionsChild::none());
    let (mut alice, _) = Client::connect(&emulator, &emulator.token("alice").await).await;
    let (all, found) = live(&mut alice, "").await;
    assert_eq!(found, 200);
    let (late, found) = live(&mut alice, "data.friendly_name IN [\"worker00290\"]").await;
    assert_eq!(found, 1);
    // Nobody is told of the last but one, so the last is the next that is.
    for (identity, told) in [
        ("worker00290", Some(&late)),
        ("worker00005", Some(&all)),
        ("worker00285", None),
        ("bob", Some(&all)),
    ] {
        let asked = json!({ "identity": identity, "activity": "Break" });
        assert_eq!(emulator.post("localhost/_control/worker", asked).await.status, 200);
        if let Some(query) = told {
            assert_eq!(&alice.push().await["event"]["query_id"], query, "{identity}");
        }
    }
}

#[tokio::test]
async fn a_live_query_follows_the_activity_of_a_worker() {
    let emulator = Emulator::start();
    let (mut alice, _) = Client::connect(&emulator, &emulator.token("alice").await).await;
    let query = r#"data.activity_name == "Available""#;
    let body = json!({ "query_string": query, "type": "live_query" });
    let (status, first) =
        alice.ask("flex_insights", "POST", "/v3/Insights/tr-worker/Items", body).await;
    assert_eq!(status, 200, "{first}");
    assert_eq!(first["items"].as_array().unwrap().len(), 2, "{first}");
    let subscription = json!({
        "object_sid": first["query_id"], "object_type": "live_query",
        "index_name": "tr-worker", "query_string": query,
    });
    let outcome = alice.subscribe("flex_insights", subscription).await;
    assert_eq!(outcome["event_type"], "subscription_established", "{outcome}");

    let bob = emulator.page("bob").await["login"]["identity"].clone();
    for (activity, event) in
        [("Break", "live_query_item_removed"), ("Available", "live_query_item_updated")]
    {
        let asked = json!({ "identity": bob, "activity": activity });
        assert_eq!(emulator.post("localhost/_control/worker", asked).await.status, 200);
        let push = alice.push().await;
        assert_eq!(
            (&push["event_type"], &push["event"]["query_id"]),
            (&json!(event), &first["query_id"])
        );
    }
}
