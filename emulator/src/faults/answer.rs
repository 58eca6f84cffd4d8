//! Requests that are answered wrongly: late, never, with an error, with rubbish.

use std::future::{Future, pending};
use std::io;

use axum::Json;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{StatusCode, header::HeaderName};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use twilio_world::{Fault, Reply};

use super::book::Asked;
use super::rule::{Deed, Place, Wrong};
use crate::app::App;

/// Answers a request by doing `work`, unless a fault strikes.
///
/// Where the fault comes before the work, the work is never begun.
pub(crate) async fn answer(
    app: &App,
    asked: Asked<'_>,
    work: impl Future<Output = Response>,
) -> Response {
    let Some(strike) = app.faults.strike(app, &asked) else { return work.await };
    let Deed::Answer(wrong) = strike.deed else { return work.await };
    if let Wrong::Delay(wait) = wrong {
        if strike.after_work {
            let response = work.await;
            tokio::time::sleep(wait).await;
            return response;
        }
        tokio::time::sleep(wait).await;
        return work.await;
    }
    if strike.after_work {
        work.await;
    }
    match wrong {
        Wrong::BadJson => rubbish(CONTENT_TYPE, "application/json", "{\"success\":tr"),
        Wrong::Delay(_) | Wrong::Hang => pending().await,
        Wrong::Empty => StatusCode::OK.into_response(),
        Wrong::Html => rubbish(
            CONTENT_TYPE,
            "text/html; charset=utf-8",
            "<!doctype html><title>Log in to this network</title><p>Please log in.",
        ),
        Wrong::Redirect => (StatusCode::FOUND, [(LOCATION, "/elsewhere")]).into_response(),
        Wrong::Reset => reset(),
        Wrong::Status(status) => refused(asked.place, status),
    }
}

fn rubbish(name: HeaderName, value: &'static str, body: &'static str) -> Response {
    ([(name, value)], body).into_response()
}

/// Twilio's APIs word their errors as JSON, the Functions' gateway as text.
fn refused(place: Place, status: u16) -> Response {
    let status = StatusCode::from_u16(status).expect("a fault's status is from 400 to 599");
    let message = status.canonical_reason().unwrap_or("A fault");
    if place == Place::Functions {
        return (status, message).into_response();
    }
    let code = 20_000 + u32::from(status.as_u16());
    let body = Reply::from(Fault::new(status.as_u16(), code, message)).body;
    (status, Json(body)).into_response()
}

/// No answer: the connection ends before a byte of it is sent.
///
/// A body that fails at once takes the head, which is not on its way yet, along with it.
pub(super) fn reset() -> Response {
    let fails = stream::iter([Err::<Vec<u8>, _>(io::Error::other("cut off by a fault"))]);
    Response::new(Body::from_stream(fails))
}
