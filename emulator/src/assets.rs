//! What Flex loads for its looks and its rings, and the named sinks of its telemetry.

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Extension, Json, Router};
use serde_json::{Value, json};

use crate::app::App;
use crate::hosts::{AskedHost, missing};
use crate::page::typed;
use crate::sound;

/// The languages that Flex can be shown in, by their tags.
const LOCALES: [(&str, &str); 6] = [
    ("en-US", "English (US)"),
    ("es-ES", "Español (España)"),
    ("es-MX", "Español (México)"),
    ("pt-BR", "Português (Brasil)"),
    ("th", "ไทย"),
    ("zh-Hans", "简体中文"),
];

/// Fonts, flags, countries and languages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/assets/locales/releases/flex-ui/{version}/available_locales.json", get(locales))
        .route("/assets/locales/releases/flex-ui/{version}/{file}", get(locale))
        .route("/assets/countries.json", get(countries))
        .route("/assets/flagPositions.json", get(async || Json(json!([]))))
        .fallback(looks)
}

async fn countries() -> Json<Value> {
    Json(json!([
        { "name": "United States", "code": "US", "dial_code": "+1", "flag": "US" },
        { "name": "Germany", "code": "DE", "dial_code": "+49", "flag": "DE" },
    ]))
}

async fn locales() -> Json<Value> {
    let one = |(tag, name): (&str, &str)| json!({ "tag": tag, "name": name });
    Json(LOCALES.map(one).into_iter().collect())
}

/// What Flex says in a language. Nothing of Twilio's is copied: Flex puts what is missing in
/// English, and knows the language all the same.
async fn locale(
    State(app): State<App>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    Path((_, file)): Path<(String, String)>,
    uri: Uri,
) -> Response {
    match file.strip_suffix(".json").filter(|tag| LOCALES.iter().any(|(known, _)| known == tag)) {
        Some(_) => Json(json!({ "strings": {} })).into_response(),
        None => missing(&app, &format!("https://{host}{uri}")),
    }
}

/// Style sheets and pictures are there, but empty: nothing of Twilio's is copied.
async fn looks(
    State(app): State<App>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    uri: Uri,
) -> Response {
    let path = uri.path();
    if path.ends_with(".css") || path.starts_with("/css") {
        return typed("text/css", "");
    }
    if path.ends_with(".svg") {
        return typed("image/svg+xml", r#"<svg xmlns="http://www.w3.org/2000/svg"/>"#);
    }
    missing(&app, &format!("https://{host}{uri}"))
}

/// The Voice SDK's rings and key tones, all of them a tenth of a second of silence. Without
/// them the SDK announces an incoming call two seconds late.
pub(crate) fn sounds() -> Router<App> {
    Router::new()
        .route("/sdk/js/client/sounds/{*file}", get(silence))
        .route("/js/client/sounds/{*file}", get(silence))
}

async fn silence(Path(_): Path<String>) -> Response {
    typed("audio/wav", sound::wav(&[0; 800]))
}

/// Where the Voice SDK reports how a call went. Nobody reads it.
pub(crate) fn sink() -> Router<App> {
    Router::new()
        .route("/v4/EndpointEvents", post(swallow))
        .route("/v4/EndpointMetrics", post(swallow))
        .fallback(any(unknown))
}

async fn swallow() -> Response {
    (StatusCode::OK, Json(json!({}))).into_response()
}

async fn unknown(
    State(app): State<App>,
    Extension(AskedHost(host)): Extension<AskedHost>,
    uri: Uri,
) -> Response {
    missing(&app, &format!("https://{host}{uri}"))
}
