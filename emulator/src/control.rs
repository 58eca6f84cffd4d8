//! The control interface: what tests and the emulator's own page see and do.
//!
//! JSON under `http://localhost:PORT/_control/`. To look:
//!
//! - `GET world`: everything that is there now.
//! - `GET log?since=N`: what has happened, from this running number on.
//! - `GET left-over`: what finished calls have left behind, one sentence each; faults are not told.
//! - `GET sockets`: how many sockets of agents' browsers are open.
//! - `POST exchanges/take`: gives all requests to Twilio's hosts since the last time, to be held
//!   against what Twilio publishes: `whole` with query, form and reply for REST, else `asked`.
//! - `GET levels`: what every leg says and hears, by its loudest tones.
//! - `GET tones?hz=440,620`: how loud these tones are at every leg.
//! - `GET witness`: who has really heard whom since `POST witness/begin`, as changes: from `frame`
//!   on (of 20 ms) `hearer` hears `speaker`, or no longer (`begins`). A leg is heard when its own
//!   sound in what is sent to the hearer is above -48 dBFS; without a `speaker` it is a sound that
//!   is played to the hearer. `POST witness/end` tells the same and ends it.
//! - `GET stream?since=N`: server-sent events `world` and `log`, whenever there is news.
//! - `GET faults`: every fault as it was written, whether it is still `armed`, how often there
//!   was something for it (`met`) and how often it has `struck`.
//!
//! To do:
//!
//! - `POST customer-call {from?, name?, tone_hz?}` gives `{task, call}`.
//! - `POST customer-message {name}` gives `{task}`: of the chat channel, without a conversation.
//! - `POST phone {address, will, after_ms?, tone_hz?}`: what the telephone at this number or SIP
//!   address does whenever it rings: `answer`, `ring` (until somebody acts), `busy` or `fail`.
//! - `POST party-answer {call}`, `party-decline {call}`, `party-hang-up {call}`: somebody acts at a
//!   customer's or a phone agent's telephone; `{address}` names the live call there as well.
//! - `POST worker {identity, activity}`: an agent's activity.
//! - `POST clock {advance_ms}`: moves the world's timers, and the end of faults, ahead.
//! - `POST fault {…}` arms a fault and gives `{id}`; 400 says what was needed instead.
//! - `DELETE fault/ID` takes a fault away: a cut network is healed, a held webhook is sent.
//! - `POST faults/clear` takes all away.
//!
//! A fault says where it is, what it does, what it strikes, and how often. Of several that are
//! due, the first one written strikes. Every strike is a line of kind `fault` in the log.
//!
//! | `where` | what it strikes | `do` |
//! |---|---|---|
//! | `webhook` | status callbacks and requests for TwiML, by `path`, `event`, `label`, `call`, `identity` | `drop`, `double` (`delay_ms?` apart), `delay` (`delay_ms`), `hold_until_next` (the next to the same path overtakes it), `lose_answer` |
//! | `rest` | requests to Twilio's REST, by `host`, `method`, `path` | `status` (`status`), `delay` (`delay_ms`), `hang`, `reset` |
//! | `bridge` | requests of an agent's Flex to TaskRouter, by `identity`, `method`, `path` | the same |
//! | `functions` | requests to the Functions, by `identity` (of the asking browser), `method`, `path` | the same, and `html`, `empty`, `redirect`, `bad_json` |
//! | `functions` | their process | `restart`, at once |
//! | `network` | all that the browser of `identity` asks, its sockets, its calls' sound | `cut` |
//! | `voice` | what an agent's browser says to Voice, by `event` (`listen`, `invite`, …), `identity`, `call` | `drop`, `refuse` |
//! | `token` | the Flex tokens of `identity` | `expire`, or `outdate` all but the newest; at once |
//!
//! In `path`, `event`, `label` and `call`, `*` is part of one segment and `**` anything. An event is
//! Twilio's `StatusCallbackEvent`, or its `CallStatus` where there is none. For all but
//! `restart`, `cut`, `expire` and `outdate`: `nth` (the first occurrence that it strikes; 1),
//! `times` (how often; no end) and `for_ms` (how long it is armed; until taken away), the last of
//! them for `cut` too. With `after_work: true` the wrong answer comes after the work was done.
//! Browsers ask again by themselves when a connection that they have used before is `reset`.

mod parties;
mod witness;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde_json::{Value, json};
use twilio_world::{BridgeRequest, Fault, Method, Reply, Sid, SidKind};

use crate::app::App;
use crate::{faults, rest};

/// The stream tells of changes at most this often.
const PACE: Duration = Duration::from_millis(100);

pub(crate) fn routes() -> Router<App> {
    let control = Router::new()
        .route("/world", get(world))
        .route("/log", get(log))
        .route("/left-over", get(left_over))
        .route("/sockets", get(sockets))
        .route("/exchanges/take", post(exchanges))
        .route("/levels", get(levels))
        .route("/tones", get(tones))
        .route("/stream", get(live))
        .route("/worker", post(worker))
        .route("/clock", post(clock))
        .merge(faults::routes())
        .merge(parties::routes())
        .merge(witness::routes())
        .route("/{*other}", any(unknown));
    Router::new().nest("/_control", control)
}

async fn unknown(uri: Uri) -> Response {
    let there = "world, log, left-over, sockets, levels, tones, witness, stream, faults; by POST exchanges/take, customer-call, \
                 phone, party-answer, party-decline, party-hang-up, worker, witness/begin, witness/end, clock, \
                 fault, faults/clear; by DELETE fault/{id}";
    (StatusCode::NOT_FOUND, format!("there is no {uri}; there is {there}")).into_response()
}

async fn world(State(app): State<App>) -> Json<Value> {
    Json(app.look(|world| world.snapshot()))
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Since {
    since: usize,
}

async fn log(State(app): State<App>, Query(from): Query<Since>) -> Json<Value> {
    Json(app.look(|world| json!(world.log_since(from.since))))
}

async fn left_over(State(app): State<App>) -> Json<Value> {
    Json(app.look(|world| json!(world.left_over())))
}

async fn sockets(State(app): State<App>) -> Json<usize> {
    Json(app.sockets.count())
}

/// What was asked of Twilio's hosts since the last time.
async fn exchanges(State(app): State<App>) -> Json<Value> {
    Json(app.exchanges.take())
}

/// What every leg says and hears, by its loudest tones.
async fn levels(State(app): State<App>) -> Json<Value> {
    let legs = app.media.levels().await;
    let shown = |levels: &twilio_media::Levels| {
        let peaks = levels.peaks.iter().map(|(hz, dbfs)| json!({ "hz": hz, "dbfs": dbfs }));
        json!({ "dbfs": levels.dbfs, "peaks": peaks.collect::<Vec<_>>() })
    };
    let legs = legs.iter().map(|leg| {
        json!({
            "call": leg.leg,
            "who": who(&app, &leg.leg),
            "sends": shown(&leg.sends),
            "hears": shown(&leg.hears),
            "voices": leg.voices,
        })
    });
    Json(legs.collect())
}

#[derive(Deserialize)]
struct Asked {
    hz: String,
}

/// How loud certain tones are at every leg.
async fn tones(State(app): State<App>, Query(asked): Query<Asked>) -> Response {
    let hz: Result<Vec<u32>, _> = asked.hz.split(',').map(str::parse).collect();
    let Ok(hz) = hz else {
        return (StatusCode::BAD_REQUEST, "hz is a list such as 440,620").into_response();
    };
    let legs = app.media.tones(&hz).await;
    let named = |dbfs: &[f32]| -> Value {
        hz.iter().map(u32::to_string).zip(dbfs.iter().map(|dbfs| json!(dbfs))).collect()
    };
    let legs = legs.iter().map(|leg| {
        json!({
            "call": leg.leg,
            "who": who(&app, &leg.leg),
            "sends": named(&leg.sends),
            "hears": named(&leg.hears),
        })
    });
    Json(legs.collect::<Value>()).into_response()
}

/// The agent at a leg, or the number or address of a telephone.
fn who(app: &App, call: &str) -> String {
    let speaker =
        Sid::parse(SidKind::CA, call).and_then(|call| app.look(|world| world.speaker(&call)));
    speaker.unwrap_or_else(|| call.to_owned())
}

#[derive(Deserialize)]
struct Activity {
    identity: String,
    activity: String,
}

/// Sets an agent's activity, as the agent would.
async fn worker(State(app): State<App>, Json(asked): Json<Activity>) -> Response {
    let reply = app.with(|world| {
        let worker = world.worker_of(&asked.identity);
        let worker = worker.ok_or_else(|| Fault::not_found(&asked.identity))?;
        let account = world.account();
        let activity = account.activities.iter().find(|activity| activity.name == asked.activity);
        let activity = activity.ok_or_else(|| Fault::not_found(&asked.activity))?.sid.clone();
        let url = format!("Workspaces/{}/Workers/{worker}", account.workspace);
        let params = json!({ "ActivitySid": activity });
        let api_version = "v1".to_owned();
        let request =
            BridgeRequest { method: Method::Post, url, params, if_match: None, api_version };
        Ok(world.bridge(&worker, &request))
    });
    rest::shown(reply.unwrap_or_else(|fault: Fault| Reply::from(fault)))
}

#[derive(Deserialize)]
struct Ahead {
    advance_ms: u64,
}

/// Moves the world's timers, and nothing else, ahead.
async fn clock(State(app): State<App>, Json(ahead): Json<Ahead>) -> Json<Value> {
    app.clock.advance(Duration::from_millis(ahead.advance_ms));
    let now = app.with(|world| {
        world.note("control", "control", &format!("{} ms go by", ahead.advance_ms), json!({}));
        world.snapshot()["now"].clone()
    });
    Json(json!({ "now": now }))
}

/// Server-sent events: `world` with a snapshot and `log` with new lines, whenever there is news.
async fn live(
    State(app): State<App>,
    Query(from): Query<Since>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = app.changes.subscribe();
    let news = stream::unfold((app, changes, from.since, true), async |state| {
        let (app, mut changes, since, first) = state;
        if !first {
            changes.changed().await.ok()?;
            tokio::time::sleep(PACE).await;
        }
        changes.borrow_and_update();
        let (snapshot, lines, seen) = app.look(|world| {
            let lines = world.log_since(since);
            let seen = lines.last().map_or(since, |line| line.number);
            (world.snapshot(), json!(lines), seen)
        });
        let events = [("world", snapshot), ("log", lines)]
            .map(|(name, data)| Ok(Event::default().event(name).data(data.to_string())));
        Some((stream::iter(events), (app, changes, seen, false)))
    });
    let events = futures_util::StreamExt::flatten(news);
    Sse::new(events).keep_alive(KeepAlive::default())
}
