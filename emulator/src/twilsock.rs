//! Twilsock: Twilio's socket for notifications, and for HTTP requests inside messages.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router};
use serde_json::{Value, json};
use thiserror::Error;
use tokio::sync::mpsc;
use twilio_world::{Fault, Method, Reply, Request, Service};

use crate::app::App;
use crate::faults::Line;
use crate::live::Connection;
use crate::rest::pairs;
use crate::socket::{Frame, Outbox, serve};
use crate::sync_door;

/// Why bytes are no Twilsock message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CodecError {
    /// The first line is not `TWILSOCK V3.0 <length>`.
    #[error("the first line is not TWILSOCK V3.0 and a length")]
    FirstLine,
    /// The header is cut short or is not a JSON object.
    #[error("the header is not a JSON object of the length given")]
    Header,
    /// The payload is shorter than the header says.
    #[error("the payload is shorter than the header says")]
    Payload,
}

/// A message as bytes; the header's `payload_size` is filled in.
pub fn encode(mut header: Value, payload: &[u8]) -> Vec<u8> {
    header["payload_size"] = json!(payload.len());
    let header = header.to_string();
    let mut message = format!("TWILSOCK V3.0 {}\r\n{header}\r\n", header.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

/// Header and payload of a message.
///
/// # Errors
/// The bytes are not one whole message.
pub fn decode(message: &[u8]) -> Result<(Value, &[u8]), CodecError> {
    let end = message.windows(2).position(|pair| pair == b"\r\n").ok_or(CodecError::FirstLine)?;
    let line = std::str::from_utf8(&message[..end]).map_err(|_| CodecError::FirstLine)?;
    let length = line.strip_prefix("TWILSOCK V3.0 ").and_then(|length| length.parse().ok());
    let length: usize = length.ok_or(CodecError::FirstLine)?;
    let rest = &message[end + 2..];
    let header = rest.get(..length).ok_or(CodecError::Header)?;
    let header: Value = serde_json::from_slice(header).map_err(|_| CodecError::Header)?;
    if !header.is_object() {
        return Err(CodecError::Header);
    }
    let size = header["payload_size"].as_u64().unwrap_or(0) as usize;
    if size == 0 {
        return Ok((header, &[]));
    }
    let after = rest.get(length..).and_then(|rest| rest.strip_prefix(b"\r\n"));
    let payload = after.and_then(|rest| rest.get(..size)).ok_or(CodecError::Payload)?;
    Ok((header, payload))
}

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/v3/wsconnect", any(connect))
}

async fn connect(
    State(app): State<App>,
    Extension(line): Extension<Line>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let sockets = app.sockets.clone();
    serve(upgrade, line, &sockets, |inbox, outbox| Box::pin(session(app, inbox, outbox)))
}

/// Speaks Twilsock with one client until it leaves.
pub async fn session(app: App, mut inbox: mpsc::Receiver<Frame>, outbox: Outbox) {
    // Whom it speaks for is known after `init`.
    let mut connection = None;
    while let Some(frame) = inbox.recv().await {
        let Frame::Binary(bytes) = frame else { continue };
        let (header, payload) = match decode(&bytes) {
            Ok(message) => message,
            Err(why) => {
                app.note("sync", "a browser", &format!("Twilsock: {why}"), json!({}));
                let close = json!({ "method": "close", "status": { "code": 406, "status": "NOT_ACCEPTABLE" } });
                outbox.binary(encode(close, &[]));
                break;
            }
        };
        match header["method"].as_str().unwrap_or_default() {
            "init" => match begin(&app, &header, &outbox) {
                Some(begun) => connection = Some(begun),
                None => break,
            },
            "update" => {
                let known = named_token(&header)
                    .is_some_and(|token| app.look(|world| world.token(token)).is_some());
                reply(&outbox, &header, if known { OK } else { REFUSED });
            }
            "message" => match &connection {
                Some(connection) => exchange(&app, connection, &header, payload),
                None => reply(&outbox, &header, REFUSED),
            },
            "ping" => reply(&outbox, &header, OK),
            // Acknowledgements of our pushes, and the client's own statistics: a named sink.
            "reply" | "telemetry.v1" => {}
            "close" => break,
            other => {
                app.note("missing", "a browser", &format!("Twilsock's {other}"), header.clone());
                reply(&outbox, &header, (501, "NOT_IMPLEMENTED"));
            }
        }
    }
    if let Some(connection) = connection {
        app.sync.leave(&connection);
    }
}

const OK: (u16, &str) = (200, "OK");
const REFUSED: (u16, &str) = (401, "UNAUTHORIZED");

fn reply(outbox: &Outbox, to: &Value, (code, status): (u16, &str)) {
    let header = json!({
        "method": "reply",
        "id": to["id"],
        "status": { "code": code, "status": status },
    });
    outbox.binary(encode(header, &[]));
}

fn named_token(header: &Value) -> Option<&str> {
    header["token"].as_str()
}

/// Answers `init`; `None` if the token does not hold.
fn begin(app: &App, header: &Value, outbox: &Outbox) -> Option<Connection> {
    let info = named_token(header).and_then(|token| app.look(|world| world.token(token)));
    let Some(info) = info else {
        let refusal = json!({
            "method": "reply",
            "id": header["id"],
            "status": {
                "code": 401, "status": "UNAUTHORIZED", "errorCode": 20104,
                "description": "Access Token expired or expiration date invalid",
            },
        });
        outbox.binary(encode(refusal, &[]));
        return None;
    };
    let empty = Vec::new();
    let registrations = header["registrations"].as_array().unwrap_or(&empty);
    let types: BTreeSet<String> = registrations
        .iter()
        .flat_map(|registration| registration["message_types"].as_array().into_iter().flatten())
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let connection = app.sync.join(&info.identity, types, outbox.clone());
    let storage = json!({ "storage_id": format!("storage-{}", info.identity) });
    let answer = json!({
        "method": "reply",
        "id": header["id"],
        "status": { "code": 200, "status": "OK" },
        "continuation_token": format!("continuation-{}", connection.number),
        "continuation_token_status": {
            "reissued": true, "reissue_reason": "MISSING", "reissue_message": "",
        },
        "capabilities": ["client_update", "telemetry.v1"],
        "offline_storage": { "flex_insights": storage, "data_sync": storage },
        "init_registrations": registrations,
        "debug_info": {},
    });
    outbox.binary(encode(answer, &[]));
    Some(connection)
}

/// Carries one HTTP request to the host it names and sends its answer back.
fn exchange(app: &App, connection: &Connection, header: &Value, payload: &[u8]) {
    let asked = &header["http_request"];
    let reply = match request(asked, payload) {
        Ok(request) => {
            let host = request.host.clone();
            let method = format!("{:?}", request.method).to_uppercase();
            let what = format!("Twilsock {method} {}", request.path);
            let reply = answer(app, connection, header, request);
            app.exchanges.ask(&host, &what, reply.status);
            reply
        }
        Err(fault) => Reply::from(fault),
    };
    let status = if reply.status < 300 { "OK" } else { "ERROR" };
    let answer = json!({
        "method": "reply",
        "id": header["id"],
        "status": { "code": 200, "status": "OK" },
        "http_status": { "code": reply.status, "status": status },
        "http_header": { "Content-Type": ["application/json"] },
        "payload_type": "application/json",
    });
    let body = if reply.body.is_null() { Vec::new() } else { reply.body.to_string().into_bytes() };
    connection.outbox.binary(encode(answer, &body));
}

fn answer(app: &App, connection: &Connection, header: &Value, request: Request) -> Reply {
    let host = request.host.clone();
    let grant = header["active_grant"].as_str().unwrap_or_default();
    if host.starts_with("cds.") {
        let service = match grant {
            "flex_insights" => Service::Flex,
            "data_sync" => Service::Customer,
            // Conversations keeps its objects in a service of its own, which holds nothing here.
            "ip_messaging" => return Fault::new(404, 54100, "the chat service is empty").into(),
            other => return named_missing(app, &format!("Sync for the product {other}")),
        };
        return sync_door::answer(app, connection, service, &request);
    }
    if host.starts_with("aim.") && request.path == "/Client/v2/Configuration" {
        return Reply::ok(conversations(&connection.identity));
    }
    if request.path == "/v1/Telemetry/Events" {
        return Reply::ok(json!({}));
    }
    named_missing(
        app,
        &format!("{:?} https://{host}{} over Twilsock", request.method, request.path),
    )
}

fn named_missing(app: &App, what: &str) -> Reply {
    app.note("missing", "emulator", what, json!({}));
    Fault::not_implemented(what).into()
}

/// How the Conversations SDK is to behave; there are no conversations.
fn conversations(identity: &str) -> Value {
    json!({
        "identity": identity,
        "user_infos_to_subscribe": 100,
        "notification_debounce": {},
        "reachability_enabled": false,
        "read_horizon_update_in_batch": false,
        "http_cache_interval": "PT0S",
        "consumption_report_interval": "PT5S",
        "user_info": "user",
        "my_conversations": "conversations",
        "channels": {},
        "conversations": {},
        "pagination_limit": 100,
        "typing_timeout": 5,
    })
}

/// The HTTP request inside a message.
fn request(asked: &Value, payload: &[u8]) -> Result<Request, Fault> {
    let text = |name: &str| asked[name].as_str().unwrap_or_default();
    let method = match text("method") {
        "DELETE" => Method::Delete,
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => return Err(Fault::new(405, 20004, format!("{other} is not allowed"))),
    };
    let (path, query) = text("path").split_once('?').unwrap_or((text("path"), ""));
    let mut query = pairs(query.as_bytes());
    for (name, value) in asked["params"].as_object().into_iter().flatten() {
        let first = value.as_array().and_then(|values| values.first()).unwrap_or(value);
        query.push((name.clone(), first.as_str().map_or_else(|| first.to_string(), str::to_owned)));
    }
    let headers = asked["headers"].as_object();
    let if_match = headers.and_then(|headers| {
        headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("if-match"))
            .map(|(_, value)| value)
    });
    let json = if payload.is_empty() {
        None
    } else {
        let body = serde_json::from_slice(payload);
        Some(body.map_err(|_| Fault::new(400, 20001, "the body is not JSON"))?)
    };
    Ok(Request {
        host: text("host").to_owned(),
        method,
        path: percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned(),
        query,
        form: Vec::new(),
        json,
        basic: None,
        if_match: if_match.and_then(Value::as_str).map(str::to_owned),
    })
}
