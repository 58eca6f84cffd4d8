//! The witness at the mixer: who really heard whom, frame by frame.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use twilio_media::{Change, Testimony};

use super::who;
use crate::app::App;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/witness", get(so_far))
        .route("/witness/begin", post(begin))
        .route("/witness/end", post(end))
}

async fn begin(State(app): State<App>) -> Json<Value> {
    app.media.watch();
    Json(json!({}))
}

async fn so_far(State(app): State<App>) -> Response {
    told(&app, app.media.witnessed().await)
}

async fn end(State(app): State<App>) -> Response {
    told(&app, app.media.watched().await)
}

fn told(app: &App, seen: Option<Testimony>) -> Response {
    let Some(Testimony { frames, skipped, lost, changes }) = seen else {
        let why = "nobody watches: POST witness/begin first";
        return (StatusCode::CONFLICT, why).into_response();
    };
    let legs = changes.iter().flat_map(|change| change.speaker.iter().chain([&change.hearer]));
    let people: BTreeMap<&String, String> = legs.map(|leg| (leg, who(app, leg))).collect();
    let shown = |Change { frame, speaker, hearer, begins }: &Change| json!({ "frame": frame, "speaker": speaker, "hearer": hearer, "begins": begins });
    let all: Vec<Value> = changes.iter().map(shown).collect();
    let body = json!({
        "frames": frames, "skipped": skipped, "lost": lost, "changes": all, "who": people,
    });
    Json(body).into_response()
}
