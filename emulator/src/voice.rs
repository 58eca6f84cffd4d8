//! Voice signalling: rings the agents' browsers, takes their answers, keeps legs over reconnects.

mod legs;

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use axum::routing::any;
use axum::{Extension, Router};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use twilio_media::{Answer, MediaEvent};
use twilio_world::{Arrow, Lane, Sid, SidKind};

use crate::app::App;
use crate::clock;
use crate::faults::{Asked, Line, Place, Signal};
use crate::rest::pairs;
use crate::socket::{Frame, Outbox, serve};
pub(crate) use legs::VoiceSockets;
use legs::{Alone, Claim, Leg};

/// The SDK gives its socket up when nothing has come for 15 s.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long a lost browser may take to come back, unless it says otherwise.
const GRACE: Duration = Duration::from_secs(30);

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/signal", any(connect))
}

async fn connect(
    State(app): State<App>,
    Extension(line): Extension<Line>,
    upgrade: WebSocketUpgrade,
) -> Response {
    let sockets = app.sockets.clone();
    serve(upgrade, line, &sockets, |inbox, outbox| Box::pin(session(app, inbox, outbox)))
}

/// One message as the SDK reads it.
pub(crate) fn message(kind: &str, payload: Value) -> String {
    json!({ "type": kind, "version": "1.6", "payload": payload }).to_string()
}

/// Speaks with one `Device` until its socket closes.
pub async fn session(app: App, mut inbox: mpsc::Receiver<Frame>, outbox: Outbox) {
    let socket = app.voice.open(outbox.clone());
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    // The first tick is at once; nobody waits for it.
    heartbeat.tick().await;
    loop {
        let frame = tokio::select! {
            _ = heartbeat.tick() => {
                outbox.text("\n");
                continue;
            }
            frame = inbox.recv() => frame,
        };
        match frame {
            None => break,
            Some(Frame::Binary(_)) => {}
            // The SDK answers each heartbeat with the same.
            Some(Frame::Text(text)) if text.trim().is_empty() => {}
            Some(Frame::Text(text)) => match serde_json::from_str::<Value>(&text) {
                Ok(heard) => {
                    let conversation = Conversation { app: &app, socket, outbox: &outbox };
                    conversation.hear(&heard).await;
                }
                Err(_) => outbox.text(refusal(&Value::Null, 31100, "the message is not JSON")),
            },
        }
    }
    for alone in app.voice.close(socket) {
        tokio::spawn(wait_for_return(app.clone(), alone));
    }
}

/// Gives a leg up if its browser has not come back in time.
async fn wait_for_return(app: App, alone: Alone) {
    clock::until(&app, app.clock.now() + alone.grace).await;
    if app.voice.is_alone(&alone) {
        lose(&app, &alone.call);
    }
}

fn lose(app: &App, call: &Sid) {
    drop_leg(app, call);
    app.with(|world| world.leg_lost(call));
}

fn drop_leg(app: &App, call: &Sid) {
    app.voice.remove(call);
    app.media.drop_leg(call.as_str());
}

fn refusal(call: &Value, code: u32, why: &str) -> String {
    message("error", json!({ "callsid": call, "error": { "code": code, "message": why } }))
}

/// What the sound tells of legs, carried to the world, until the emulator ends.
pub(crate) async fn follow_media(app: App, mut events: mpsc::UnboundedReceiver<MediaEvent>) {
    while let Some(event) = events.recv().await {
        match event {
            MediaEvent::Connected { leg } => {
                app.note("voice", &leg, "media is up", json!({}));
            }
            MediaEvent::Lost { leg } => {
                app.note("voice", &leg, "media is lost", json!({}));
                let call = Sid::parse(SidKind::CA, &leg);
                if let Some(call) = call.filter(|call| app.voice.is_answered(call)) {
                    app.voice.tell_owner(&call, "hangup");
                    lose(&app, &call);
                }
            }
        }
    }
}

/// Rings every registered browser of an identity.
pub(crate) async fn ring(app: &App, call: Sid, identity: String, parameters: Value) {
    let offer = match app.media.offer(call.as_str()).await {
        Ok(offer) => offer,
        Err(why) => {
            app.note("voice", &identity, &why.to_string(), json!({}));
            app.with(|world| world.leg_failed_to_ring(&call));
            return;
        }
    };
    let reconnect = format!("reconnect-{call}");
    let invite = message(
        "invite",
        json!({
            "callsid": call, "sdp": offer, "reconnect": reconnect, "parameters": parameters,
        }),
    );
    let rung = app.voice.ring(&call, &identity, reconnect, &invite);
    let told = Arrow::told(Lane::Voice, Lane::Browser(identity.clone()));
    app.note_arrow(
        "voice",
        &identity,
        &format!("invite {call} to {rung} sockets"),
        parameters,
        told,
    );
    if rung == 0 {
        app.media.drop_leg(call.as_str());
        app.with(|world| world.leg_failed_to_ring(&call));
    } else {
        app.with(|world| world.leg_ringing(&call));
    }
}

/// Takes back an invitation.
pub(crate) fn cancel(app: &App, call: &Sid, identity: &str) {
    let told = Arrow::told(Lane::Voice, Lane::Browser(identity.to_owned()));
    app.note_arrow("voice", identity, &format!("cancel {call}"), json!({}), told);
    app.voice.tell_ringing(call, "cancel", None);
    drop_leg(app, call);
}

/// Ends a leg from our side.
pub(crate) fn hang_up(app: &App, call: &Sid) {
    if let Some(identity) = app.voice.who(call) {
        let told = Arrow::told(Lane::Voice, Lane::Browser(identity.clone()));
        app.note_arrow("voice", &identity, &format!("hangup {call}"), json!({}), told);
    }
    app.voice.tell_owner(call, "hangup");
    app.voice.tell_ringing(call, "cancel", None);
    drop_leg(app, call);
}

/// One message of a browser, being answered.
struct Conversation<'a> {
    app: &'a App,
    socket: u64,
    outbox: &'a Outbox,
}

impl Conversation<'_> {
    async fn hear(&self, heard: &Value) {
        let payload = &heard["payload"];
        let kind = heard["type"].as_str().unwrap_or_default();
        self.app.exchanges.ask("voice-js.roaming.twilio.com", &format!("signal {kind}"), 200);
        match self.astray(kind, payload) {
            None => {}
            Some(Signal::Drop) => return,
            Some(Signal::Refuse) => return self.refuse(kind, payload),
        }
        match kind {
            "listen" => return self.listen(payload),
            "register" => return self.register(payload),
            _ => {}
        }
        let Some(identity) = self.app.voice.identity(self.socket) else {
            return self.outbox.text(refusal(&payload["callsid"], 31201, "Authentication failed"));
        };
        let named = payload["callsid"].as_str().unwrap_or_default();
        let told = Arrow::told(Lane::Browser(identity.clone()), Lane::Voice);
        self.app.note_arrow("voice", &identity, &format!("{kind} {named}"), json!({}), told);
        if kind == "invite" && !payload["reconnect"].is_string() {
            return self.call_out(&identity, payload).await;
        }
        let Some(call) = Sid::parse(SidKind::CA, named) else {
            return self.no_such_call(payload);
        };
        match kind {
            "answer" => self.answer(call, payload).await,
            "dtmf" => {
                let digits = payload["dtmf"].as_str().unwrap_or_default();
                self.app.with(|world| world.leg_dtmf(&call, digits));
            }
            "hangup" => {
                if self.app.voice.owner(&call) == Some(self.socket) {
                    drop_leg(self.app, &call);
                    self.app.with(|world| world.leg_hung_up(&call));
                }
            }
            "invite" => self.take_over(call, payload).await,
            "reinvite" => self.restart(call, payload).await,
            "reject" => {
                if self.app.voice.rings_at(&call, self.socket) {
                    self.app.voice.tell_ringing(&call, "cancel", Some(self.socket));
                    drop_leg(self.app, &call);
                    self.app.with(|world| world.leg_rejected(&call));
                }
            }
            other => {
                let why = format!("the emulator does not implement Voice's {other}");
                self.app.note("missing", &identity, &why, json!({}));
                self.outbox.text(refusal(&payload["callsid"], 31000, &why));
            }
        }
    }

    /// What a fault makes of a message.
    fn astray(&self, kind: &str, payload: &Value) -> Option<Signal> {
        let by_token = |token: &str| self.app.look(|world| world.token(token));
        let identity = match payload["token"].as_str() {
            Some(token) => by_token(token).map(|info| info.identity),
            None => self.app.voice.identity(self.socket),
        };
        let identity = identity.unwrap_or_default();
        let call = payload["callsid"].as_str().unwrap_or_default();
        let asked = Asked::at(Place::Voice, "", "");
        let asked = Asked { identity: &identity, event: kind, call, ..asked };
        self.app.faults.signal(self.app, &asked)
    }

    /// A fault refuses a message, as Voice would one that it cannot take.
    fn refuse(&self, kind: &str, payload: &Value) {
        let call = &payload["callsid"];
        if call.is_null() {
            return self.outbox.text(refusal(call, 31201, "Authentication failed"));
        }
        let error = json!({ "code": 31005, "message": format!("{kind} was refused") });
        self.outbox.text(message("hangup", json!({ "callsid": call, "error": error })));
    }

    fn listen(&self, payload: &Value) {
        let token = payload["token"].as_str().unwrap_or_default();
        let Some(info) = self.app.look(|world| world.token(token)) else {
            return self.outbox.text(refusal(&Value::Null, 31204, "AccessTokenInvalid"));
        };
        let grace = payload["reconnectTimeout"].as_u64().map_or(GRACE, Duration::from_secs);
        self.app.voice.listen(self.socket, &info.identity, grace);
        let ttl = info.expires.0.saturating_sub(self.app.clock.now().0) / 1000;
        self.outbox.text(message(
            "connected",
            json!({
                "region": "us1", "home": "us1", "edge": "roaming", "gateway": "emulator",
                "token": { "identity": info.identity, "ttl": ttl },
            }),
        ));
    }

    fn register(&self, payload: &Value) {
        let on = payload["media"]["audio"] == true;
        if self.app.voice.register(self.socket, on) {
            self.outbox.text(message(if on { "ready" } else { "offline" }, json!({})));
        } else {
            self.outbox.text(refusal(&Value::Null, 31201, "Authentication failed"));
        }
    }

    async fn answer(&self, call: Sid, payload: &Value) {
        let sdp = payload["sdp"].as_str().unwrap_or_default();
        if !self.app.voice.answer(&call, self.socket) {
            return self.no_such_call(payload);
        }
        if let Err(why) = self.app.media.accept_answer(call.as_str(), sdp).await {
            return self.broken(&call, &why.to_string());
        }
        self.app.voice.tell_ringing(&call, "cancel", Some(self.socket));
        self.app.with(|world| world.leg_answered(&call));
    }

    /// A call that goes on over this socket: after a lost one, or at another `Device`.
    async fn take_over(&self, call: Sid, payload: &Value) {
        let token = payload["reconnect"].as_str().unwrap_or_default();
        let claim = self.app.voice.claim(&call, token, self.socket);
        let Some(Claim { was_ringing, earlier }) = claim else {
            return self.no_such_call(payload);
        };
        let sdp = payload["sdp"].as_str().unwrap_or_default();
        let mut answer = json!({ "callsid": call, "reconnect": token });
        match self.app.media.answer(call.as_str(), sdp).await {
            Ok(Answer::Unchanged) => {}
            Ok(Answer::Sdp(sdp)) => answer["sdp"] = json!(sdp),
            Err(why) => return self.broken(&call, &why.to_string()),
        }
        self.outbox.text(message("answer", answer));
        if was_ringing {
            self.app.voice.tell_ringing(&call, "cancel", Some(self.socket));
            self.app.with(|world| world.leg_answered(&call));
        } else if let Some(earlier) = earlier {
            self.app.voice.tell(earlier, "hangup", &call);
        }
    }

    /// The browser changes its connection and keeps the call.
    async fn restart(&self, call: Sid, payload: &Value) {
        if self.app.voice.owner(&call) != Some(self.socket) {
            return self.no_such_call(payload);
        }
        let sdp = payload["sdp"].as_str().unwrap_or_default();
        match self.app.media.answer(call.as_str(), sdp).await {
            Ok(Answer::Sdp(sdp)) => {
                self.outbox.text(message("answer", json!({ "callsid": call, "sdp": sdp })));
            }
            Ok(Answer::Unchanged) => {}
            Err(why) => self.broken(&call, &why.to_string()),
        }
    }

    /// A browser calls by itself.
    async fn call_out(&self, identity: &str, payload: &Value) {
        let params = payload["twilio"]["params"].as_str().unwrap_or_default();
        let params = pairs(params.as_bytes());
        let call = match self.app.with(|world| world.outgoing_call(identity, &params)) {
            Ok(call) => call,
            Err(fault) => {
                let error = json!({ "code": 31000, "message": fault.message });
                let hangup = json!({ "callsid": payload["callsid"], "error": error });
                return self.outbox.text(message("hangup", hangup));
            }
        };
        let reconnect = format!("reconnect-{call}");
        self.app.voice.add(&call, Leg::outgoing(identity, self.socket, reconnect.clone()));
        let sdp = payload["sdp"].as_str().unwrap_or_default();
        match self.app.media.answer(call.as_str(), sdp).await {
            Ok(Answer::Sdp(sdp)) => {
                self.outbox.text(message("ringing", json!({ "callsid": call })));
                let answer = json!({ "callsid": call, "sdp": sdp, "reconnect": reconnect });
                self.outbox.text(message("answer", answer));
                self.app.with(|world| world.leg_answered(&call));
            }
            Ok(Answer::Unchanged) => self.broken(&call, "the call was there before it was made"),
            Err(why) => self.broken(&call, &why.to_string()),
        }
    }

    fn no_such_call(&self, payload: &Value) {
        let error = json!({ "code": 31481, "message": "Call does not exist" });
        self.outbox
            .text(message("hangup", json!({ "callsid": payload["callsid"], "error": error })));
    }

    /// The sound of a call could not be set up.
    fn broken(&self, call: &Sid, why: &str) {
        let error = json!({ "code": 31000, "message": why });
        self.outbox.text(message("hangup", json!({ "callsid": call, "error": error })));
        lose(self.app, call);
    }
}
