//! The control interface of faults: arm, list, take away.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::{arm, clear, remove};
use crate::app::App;

/// `fault`, `fault/{id}`, `faults` and `faults/clear`.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/fault", post(armed))
        .route("/fault/{id}", delete(removed))
        .route("/faults", get(listed))
        .route("/faults/clear", post(cleared))
}

async fn armed(State(app): State<App>, body: Option<Json<Value>>) -> Response {
    let Some(Json(written)) = body else {
        return (StatusCode::BAD_REQUEST, "the body must be a fault, as JSON").into_response();
    };
    match arm(&app, written) {
        Ok(id) => Json(json!({ "id": id })).into_response(),
        Err(why) => (StatusCode::BAD_REQUEST, why.to_string()).into_response(),
    }
}

async fn removed(State(app): State<App>, Path(id): Path<String>) -> Response {
    if remove(&app, &id) {
        app.note("control", "control", &format!("the fault {id} is taken away"), json!({}));
        return Json(json!({})).into_response();
    }
    (StatusCode::NOT_FOUND, format!("there is no fault {id}")).into_response()
}

async fn listed(State(app): State<App>) -> Json<Value> {
    Json(app.faults.shown(&app))
}

async fn cleared(State(app): State<App>) -> Json<Value> {
    clear(&app);
    app.note("control", "control", "all faults are taken away", json!({}));
    Json(json!({}))
}
