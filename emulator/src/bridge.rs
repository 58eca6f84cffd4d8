//! TaskRouter's event bridge: the SDK's requests by POST, its events by socket.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::header::{HeaderMap, IF_MATCH};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use twilio_world::{Arrow, BridgeRequest, Fault, Lane, Method, Reply, Sid, TokenInfo};

use crate::app::App;
use crate::faults::{self, Line, Place};
use crate::rest;
use crate::socket::{Frame, Outbox, serve};

/// The SDK gives its socket up when nothing has come for 30 s.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// The open sockets of every worker.
#[derive(Debug, Default)]
pub(crate) struct BridgeSockets {
    state: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    numbers: u64,
    workers: BTreeMap<Sid, BTreeMap<u64, Outbox>>,
}

impl BridgeSockets {
    fn locked(&self) -> MutexGuard<'_, Open> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn join(&self, worker: &Sid, outbox: Outbox) -> u64 {
        let mut state = self.locked();
        state.numbers += 1;
        let number = state.numbers;
        state.workers.entry(worker.clone()).or_default().insert(number, outbox);
        number
    }

    /// Takes one socket off; whether it was the worker's last.
    fn leave(&self, worker: &Sid, number: u64) -> bool {
        let mut state = self.locked();
        let Some(sockets) = state.workers.get_mut(worker) else { return false };
        sockets.remove(&number);
        let last = sockets.is_empty();
        if last {
            state.workers.remove(worker);
        }
        last
    }

    /// Pushes an event to every socket of a worker.
    pub(crate) fn push(&self, worker: &Sid, event_type: &str, payload: &Value) {
        let event = json!({ "event_type": event_type, "payload": payload }).to_string();
        for outbox in self.locked().workers.get(worker).into_iter().flat_map(BTreeMap::values) {
            outbox.text(event.clone());
        }
    }
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/v1/wschannels", post(request).merge(get(connect))).fallback(other)
}

async fn other(State(app): State<App>, uri: axum::http::Uri) -> Response {
    crate::hosts::missing(&app, &format!("https://event-bridge.twilio.com{uri}"))
}

/// One request of the SDK.
#[derive(Deserialize)]
struct Asked {
    url: String,
    method: String,
    #[serde(default)]
    params: Value,
    token: String,
}

async fn request(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    // The SDK does not say that its body is JSON.
    let Ok(asked) = serde_json::from_slice::<Asked>(&body) else {
        return rest::shown(Fault::new(400, 20001, "the body is not a request").into());
    };
    let Some(info) = app.look(|world| world.token(&asked.token)) else {
        return rest::shown(unauthorised());
    };
    let method = match asked.method.as_str() {
        "DELETE" => Method::Delete,
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => {
            return rest::shown(Fault::new(405, 20004, format!("{other} is not allowed")).into());
        }
    };
    // The SDK sends parameters as an object; older ones as its text.
    let params = match asked.params.as_str() {
        Some(text) => serde_json::from_str(text).unwrap_or(Value::Null),
        None => asked.params,
    };
    let header =
        |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let request = BridgeRequest {
        method,
        url: asked.url,
        params,
        if_match: header(IF_MATCH.as_str()),
        api_version: header("apiversion").unwrap_or_default(),
    };
    let struck = faults::Asked {
        identity: &info.identity,
        ..faults::Asked::at(Place::Bridge, &asked.method, &request.url)
    };
    faults::answer(&app, struck, async { perform(&app, &info, &asked.method, &request) }).await
}

/// Lets the world answer a request of the SDK.
fn perform(app: &App, info: &TokenInfo, method: &str, request: &BridgeRequest) -> Response {
    let reply = app.with(|world| {
        let reply = world.bridge(&info.worker, request);
        let asked = format!("bridge {method} {}", request.url);
        app.exchanges.ask("event-bridge.twilio.com", &asked, reply.status);
        let what = format!("{method} {} → {}", request.url, reply.status);
        // Lists are long and tell nothing that the world's snapshot does not.
        let told = if request.method == Method::Get { &Value::Null } else { &reply.body };
        let detail = json!({ "params": request.params, "reply": told });
        let browser = Lane::Browser(info.identity.clone());
        let arrow = Arrow::answered(browser, Lane::TaskRouter, reply.status);
        world.note_arrow("bridge", &info.identity, &what, detail, arrow);
        reply
    });
    // The SDK reads the message of an error at the top of the body.
    let body = if reply.status < 400 { json!({ "payload": reply.body }) } else { reply.body };
    rest::shown(Reply { body, ..reply })
}

fn unauthorised() -> Reply {
    let fault = Fault::new(401, 20104, "Access Token expired or expiration date invalid");
    Reply::from(fault)
}

#[derive(Deserialize)]
struct Connecting {
    token: String,
}

async fn connect(
    State(app): State<App>,
    Query(asked): Query<Connecting>,
    Extension(line): Extension<Line>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let Some(info) = app.look(|world| world.token(&asked.token)) else {
        return rest::shown(unauthorised());
    };
    let sockets = app.sockets.clone();
    serve(upgrade, line, &sockets, |inbox, outbox| Box::pin(session(app, info, inbox, outbox)))
}

/// Serves one socket of a worker until it closes.
pub async fn session(app: App, info: TokenInfo, mut inbox: mpsc::Receiver<Frame>, outbox: Outbox) {
    let worker = info.worker;
    let number = app.bridges.join(&worker, outbox.clone());
    let init = app.with(|world| {
        world.worker_connected(&worker);
        let account = world.account();
        let lifetime = info.expires.0.saturating_sub(app.clock.now().0);
        json!({
            "event_type": "init",
            "payload": {
                "channel_id": worker,
                "account_sid": account.sid,
                "workspace_sid": account.workspace,
                "token_lifetime": lifetime,
            },
        })
    });
    outbox.text(init.to_string());
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    loop {
        tokio::select! {
            _ = heartbeat.tick() => outbox.text(" "),
            // The SDK says nothing here but its own heartbeat.
            frame = inbox.recv() => if frame.is_none() { break },
        }
    }
    if app.bridges.leave(&worker, number) {
        app.with(|world| world.worker_disconnected(&worker));
    }
}
