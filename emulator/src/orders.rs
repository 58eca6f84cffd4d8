//! Carries out what the world orders, one after the other.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, USER_AGENT};
use serde_json::json;
use tokio::sync::mpsc;
use twilio_media::MediaRoute;
use twilio_world::{Arrow, Fetched, Lane, MediaOrder, Method, Order, Route, Sid, Sound};

use crate::app::App;
use crate::client::ClientError;
use crate::faults;
use crate::signature::sign;
use crate::sound::Sounds;
use crate::voice;

/// Carries out orders until the emulator ends.
pub(crate) async fn run(app: App, mut inbox: mpsc::UnboundedReceiver<Order>) {
    let mut routes = Routes::default();
    while let Some(order) = inbox.recv().await {
        match order {
            Order::Bridge { worker, event_type, payload } => {
                app.bridges.push(&worker, &event_type, &payload);
            }
            Order::CancelInvite { call, identity } => voice::cancel(&app, &call, &identity),
            Order::Fetch { id, call: _, method, url, form } => {
                let app = app.clone();
                tokio::spawn(async move {
                    let answer = ask(&app, "twiml", method, &url, &form).await;
                    let answer = answer.map(|(status, body)| Fetched { status, body });
                    app.with(|world| world.twiml_fetched(id, answer));
                });
            }
            Order::HangUp { call, identity: _ } => voice::hang_up(&app, &call),
            Order::IndexChanged { index, key } => app.sync.index_changed(&app, index, &key),
            Order::Invite { call, identity, parameters } => {
                voice::ring(&app, call, identity, parameters).await;
            }
            Order::Media(MediaOrder::Route { call, route }) => routes.lay(&app, call, route),
            Order::Media(MediaOrder::Synth { call, tone_hz }) => {
                app.media.synth(call.as_str(), tone_hz);
            }
            Order::Sync { object, object_type, push } => {
                for identity in app.sync.object_changed(object.as_str(), object_type, &push) {
                    let what = push["event_type"].as_str().unwrap_or(object_type);
                    let arrow = Arrow::told(Lane::Sync, Lane::Browser(identity.clone()));
                    app.note_arrow("sync", &identity, what, push["event"].clone(), arrow);
                }
            }
            Order::Webhook { id, method, url, form } => {
                let app = app.clone();
                tokio::spawn(async move {
                    let answer = ask(&app, "webhook", method, &url, &form).await;
                    app.with(|world| world.webhook_answered(id, answer.map(|(status, _)| status)));
                });
            }
        }
    }
}

/// Where each leg was sent last. A sound that arrives late must not undo a later route.
#[derive(Debug, Default)]
struct Routes {
    latest: HashMap<Sid, tokio::task::AbortHandle>,
}

impl Routes {
    fn lay(&mut self, app: &App, call: Sid, route: Route) {
        if let Some(earlier) = self.latest.remove(&call) {
            earlier.abort();
        }
        let route = match route {
            Route::Playing(Sound::HoldMusic) => {
                MediaRoute::Play { samples: Sounds::hold_music(), looped: true }
            }
            Route::Playing(Sound::Url(url)) => {
                // Silence, not the old room, while the sound is on its way.
                app.media.route(call.as_str(), MediaRoute::Silence);
                let task = tokio::spawn(play(app.clone(), call.clone(), url));
                self.latest.insert(call, task.abort_handle());
                return;
            }
            Route::Room { conference, muted, coaching } => MediaRoute::Room {
                room: conference.to_string(),
                muted,
                coach: coaching.map(|leg| leg.to_string()),
            },
            Route::Silence => MediaRoute::Silence,
        };
        app.media.route(call.as_str(), route);
    }
}

async fn play(app: App, call: Sid, url: String) {
    match app.sounds.file(&app.client, &url).await {
        Ok(samples) => {
            app.media.route(call.as_str(), MediaRoute::Play { samples, looped: true });
        }
        Err(why) => app.note("webhook", "emulator", &why.to_string(), json!({})),
    }
}

/// Asks an address as Twilio does, and as faults let it; the error is a sentence.
async fn ask(
    app: &App,
    kind: &str,
    method: Method,
    url: &str,
    form: &[(String, String)],
) -> Result<(u16, String), String> {
    faults::deliver(app, method.word(), url, form, || send(app, kind, method, url, form)).await
}

/// Asks an address, signed.
async fn send(
    app: &App,
    kind: &str,
    method: Method,
    url: &str,
    form: &[(String, String)],
) -> Result<(u16, String), String> {
    let begun = app.clock.now();
    let answer = match request(app, method, url, form) {
        Ok(request) => app.client.ask(request).await,
        Err(error) => Err(ClientError::NoAnswer { url: url.to_owned(), reason: error.to_string() }),
    };
    let ended = app.clock.now();
    let answer = answer.map(|(status, body)| (status, String::from_utf8_lossy(&body).into_owned()));
    let answer = answer.map_err(|error| error.to_string());
    let outcome = match &answer {
        Ok((status, _)) => status.to_string(),
        Err(why) => why.clone(),
    };
    let body = answer.as_ref().map(|(_, body)| body.clone()).unwrap_or_default();
    let what = format!("{} {url} → {outcome}", method.word());
    let status = answer.as_ref().ok().map(|(status, _)| *status);
    let arrow = Arrow { status, ..Arrow::told(Lane::Voice, Lane::Functions) };
    let arrow = arrow.between(begun, ended);
    app.note_arrow(kind, "functions", &what, json!({ "form": form, "body": body }), arrow);
    answer
}

/// A request with Twilio's signature. By GET the parameters travel in the query.
fn request(
    app: &App,
    method: Method,
    url: &str,
    form: &[(String, String)],
) -> Result<Request<Body>, axum::http::Error> {
    let token = app.look(|world| world.account().auth_token.clone());
    let encoded = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let builder = Request::builder().method(method.word()).header(USER_AGENT, "TwilioProxy/1.1");
    if method == Method::Post {
        let builder = builder
            .uri(url)
            .header("x-twilio-signature", sign(&token, url, form))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8");
        return builder.body(Body::from(encoded));
    }
    let joint = if url.contains('?') { '&' } else { '?' };
    let url = if form.is_empty() { url.to_owned() } else { format!("{url}{joint}{encoded}") };
    let signature = sign(&token, &url, &[]);
    builder.uri(url).header("x-twilio-signature", signature).body(Body::empty())
}
