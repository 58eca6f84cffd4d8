//! Twilio's REST hosts: HTTP in, the world's plain values, HTTP out.

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, ETAG, HeaderMap, IF_MATCH};
use axum::http::{HeaderValue, Method as HttpMethod, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use twilio_world::{Arrow, Fault, Lane, Method, Reply, Request};

use crate::app::App;
use crate::faults::{self, Asked, Place};
use crate::hosts::AskedHost;

/// `api`, `iam`, `serverless`, `sync` and `taskrouter.twilio.com`.
pub(crate) fn routes() -> Router<App> {
    Router::new().fallback(answer)
}

/// Marks an answer whose exchange is kept whole, so that it is not listed once more.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeptWhole;

pub(crate) async fn answer(
    State(app): State<App>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    method: HttpMethod,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let asked = Asked { host: &host, ..Asked::at(Place::Rest, method.as_str(), uri.path()) };
    let work = async {
        let reply = match parse(&host, &method, &uri, &headers, &body) {
            Ok(request) => app.with(|world| {
                let reply = world.rest(&request);
                app.exchanges.keep(&request, &reply);
                let what = format!("{method} {} → {}", uri.path(), reply.status);
                let told = if request.method == Method::Get { &Value::Null } else { &reply.body };
                let detail = json!({ "query": request.query, "form": request.form, "reply": told });
                let arrow = Arrow::answered(Lane::Functions, Lane::of_host(&host), reply.status);
                world.note_arrow("rest", &host, &what, detail, arrow);
                reply
            }),
            Err(fault) => Reply::from(fault),
        };
        shown(reply)
    };
    let mut response = faults::answer(&app, asked, work).await;
    response.extensions_mut().insert(KeptWhole);
    response
}

/// An HTTP request as the world takes it.
fn parse(
    host: &str,
    method: &HttpMethod,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Request, Fault> {
    let method = match method.as_str() {
        "DELETE" => Method::Delete,
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => return Err(Fault::new(405, 20004, format!("{other} is not allowed"))),
    };
    let header = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let kind = header(CONTENT_TYPE).unwrap_or_default();
    let json = if kind.starts_with("application/json") {
        let body = serde_json::from_slice(body);
        Some(body.map_err(|_| Fault::new(400, 20001, "the body is not JSON"))?)
    } else {
        None
    };
    let is_form = kind.starts_with("application/x-www-form-urlencoded");
    if !is_form && json.is_none() && !body.is_empty() {
        return Err(Fault::new(415, 20001, format!("a body of type {kind:?} is not accepted")));
    }
    Ok(Request {
        host: host.to_owned(),
        method,
        path: percent_decode_str(uri.path()).decode_utf8_lossy().into_owned(),
        query: pairs(uri.query().unwrap_or_default().as_bytes()),
        form: if is_form { pairs(body) } else { Vec::new() },
        json,
        basic: header(AUTHORIZATION).and_then(basic),
        if_match: header(IF_MATCH).map(str::to_owned),
    })
}

/// A reply of the world as an HTTP response.
pub(crate) fn shown(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if reply.body.is_null() {
        status.into_response()
    } else {
        (status, Json(reply.body)).into_response()
    };
    if let Some(etag) = reply.etag.and_then(|etag| HeaderValue::from_str(&etag).ok()) {
        response.headers_mut().insert(ETAG, etag);
    }
    response
}

/// Name and value pairs of a query or a form.
pub(crate) fn pairs(encoded: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded).into_owned().collect()
}

/// User and password of Basic authentication.
///
/// Flex's SDK leaves a closing bracket behind the Base64 text; real Twilio must forgive it.
pub(crate) fn basic(header: &str) -> Option<(String, String)> {
    let encoded = header.strip_prefix("Basic ")?.trim_end_matches(')');
    let decoded = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
