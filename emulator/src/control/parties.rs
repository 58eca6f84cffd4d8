//! Telephones without a browser: customers, and agents whose address is a number or a SIP phone.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use twilio_world::{CustomerCall, Party, Reaction, Sid, World};

use crate::app::App;

/// How long a telephone rings before it is answered by itself, unless that is said.
const PICKED_UP_AFTER_MS: u64 = 1_000;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/customer-call", post(customer_call))
        .route("/customer-message", post(customer_message))
        .route("/phone", post(phone))
        .route("/party-answer", post(answer))
        .route("/party-decline", post(decline))
        .route("/party-hang-up", post(hang_up))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Customer {
    from: String,
    name: String,
    tone_hz: u32,
}

impl Default for Customer {
    fn default() -> Customer {
        Customer { from: "+15557654321".into(), name: "Carla Customer".into(), tone_hz: 1000 }
    }
}

/// A customer calls in.
async fn customer_call(State(app): State<App>, body: Option<Json<Customer>>) -> Json<Value> {
    let Customer { from, name, tone_hz } = body.map(|Json(body)| body).unwrap_or_default();
    let (task, call) = app.with(|world| {
        let called = world.customer_calls(CustomerCall { from, name, tone_hz });
        world.note("control", "control", "a customer calls", json!({}));
        called
    });
    Json(json!({ "task": task, "call": call }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Writer {
    name: String,
}

/// A customer writes.
async fn customer_message(
    State(app): State<App>,
    Json(Writer { name }): Json<Writer>,
) -> Json<Value> {
    let task = app.with(|world| {
        world.note("control", "control", "a customer writes", json!({}));
        world.customer_writes(&name)
    });
    Json(json!({ "task": task }))
}

/// What a telephone does when it rings.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Will {
    Answer,
    Busy,
    Fail,
    Ring,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phone {
    address: String,
    will: Will,
    after_ms: Option<u64>,
    tone_hz: Option<u32>,
}

/// Says what a telephone will do from now on.
async fn phone(State(app): State<App>, Json(phone): Json<Phone>) -> Json<Value> {
    let Phone { address, will, after_ms, tone_hz } = phone;
    let after = Duration::from_millis(after_ms.unwrap_or(PICKED_UP_AFTER_MS));
    let reaction = match will {
        Will::Answer => Reaction::Answers(after),
        Will::Busy => Reaction::Busy,
        Will::Fail => Reaction::Fails,
        Will::Ring => Reaction::Rings,
    };
    let tone_hz = tone_hz.unwrap_or(Party::default().tone_hz);
    app.with(|world| {
        world.party_will(&address, Party { reaction, tone_hz });
        world.note("control", "control", &format!("{address} will {will:?}"), json!({}));
    });
    Json(json!({}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Meant {
    #[serde(alias = "address")]
    call: String,
}

async fn answer(State(app): State<App>, Json(meant): Json<Meant>) -> Response {
    act(&app, &meant.call, "answers", World::leg_answered)
}

async fn decline(State(app): State<App>, Json(meant): Json<Meant>) -> Response {
    act(&app, &meant.call, "declines", World::leg_rejected)
}

async fn hang_up(State(app): State<App>, Json(meant): Json<Meant>) -> Response {
    act(&app, &meant.call, "hangs up", World::party_hangs_up)
}

/// Somebody acts at the telephone that is meant; 404 if no call is there.
fn act(app: &App, meant: &str, what: &str, act: impl FnOnce(&mut World, &Sid)) -> Response {
    let found = app.with(|world| {
        let call = world.party_on(meant)?;
        world.note("control", "control", &format!("{call} {what}"), json!({}));
        act(world, &call);
        Some(call)
    });
    match found {
        Some(call) => Json(json!({ "call": call })).into_response(),
        None => {
            let why = format!("{meant:?} is no live call of a telephone, nor the address of one");
            (StatusCode::NOT_FOUND, why).into_response()
        }
    }
}
