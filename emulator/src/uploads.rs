//! Where files are uploaded: `serverless-upload.twilio.com` takes them in for the world, and
//! `flex-plugin-upload.us1.twilio.com` looks a plugin's sources through.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::header::{AUTHORIZATION, HeaderMap};
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};
use twilio_world::{Arrow, Lane, Upload};

use crate::app::App;
use crate::faults::{self, Asked, Place};
use crate::rest;

const HOST: &str = "serverless-upload.twilio.com";
/// Somewhat more than Twilio's own limit for one file.
const MOST_BYTES: usize = 32 * 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/Plugin/Validate", post(validated))
        .fallback(answer)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// Twilio looks for what Flex no longer has and for what reaches into its pages; here all is well.
async fn validated(_sources: Bytes) -> Json<Value> {
    Json(json!({
        "request_id": "1",
        "api_compatibility": [],
        "version_compatibility": [{ "current_version": "2.17.1", "warnings": [] }],
        "dom_manipulation": [],
        "errors": [],
    }))
}

async fn answer(
    State(app): State<App>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    parts: Multipart,
) -> Response {
    let asked = Asked { host: HOST, ..Asked::at(Place::Rest, method.as_str(), uri.path()) };
    // Read before any fault strikes: whoever is answered while it still sends hears a broken line.
    let read = read(parts, uri.path()).await;
    let work = async {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let basic = header.and_then(rest::basic);
        match read {
            Ok(upload) => taken_in(&app, &Upload { basic, ..upload }),
            Err(why) => (StatusCode::BAD_REQUEST, why).into_response(),
        }
    };
    faults::answer(&app, asked, work).await
}

fn taken_in(app: &App, upload: &Upload) -> Response {
    let reply = app.with(|world| {
        let reply = world.upload(upload);
        let what = format!("POST {} → {}", upload.at, reply.status);
        let detail = json!({ "path": upload.path, "bytes": upload.content.len() });
        let arrow = Arrow::answered(Lane::Twilio, Lane::Twilio, reply.status);
        world.note_arrow("rest", HOST, &what, detail, arrow);
        reply
    });
    rest::shown(reply)
}

async fn read(mut parts: Multipart, at: &str) -> Result<Upload, String> {
    let mut upload = Upload {
        basic: None,
        at: at.to_owned(),
        path: String::new(),
        visibility: String::new(),
        content: Vec::new(),
    };
    while let Some(part) = parts.next_field().await.map_err(|error| error.to_string())? {
        let name = part.name().unwrap_or_default().to_owned();
        let content = part.bytes().await.map_err(|error| error.to_string())?;
        let text = || String::from_utf8_lossy(&content).into_owned();
        match name.as_str() {
            "Path" => upload.path = text(),
            "Visibility" => upload.visibility = text(),
            "Content" => upload.content = content.to_vec(),
            _ => return Err(format!("the part {name} is unknown here")),
        }
    }
    Ok(upload)
}
