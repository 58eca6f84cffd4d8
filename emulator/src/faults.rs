//! Faults on purpose: what is late, lost, doubled, refused or gone, as data that can be armed.
//!
//! A fault says where it is, what it strikes and what it does; [`reading`] reads it into a
//! [`rule`] and [`book`] decides. The doors ask at the few places where something can go wrong:
//! requests in [`answer`], Twilio's webhooks in [`webhook`], an agent's whole network in [`line`],
//! what his browser says to Voice where that is heard.

mod answer;
mod book;
mod door;
mod line;
mod pattern;
mod reading;
mod rule;
mod webhook;

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use thiserror::Error;
use tokio::sync::watch;
use twilio_world::{Arrow, Lane, Time};

use crate::app::App;
use crate::clock;
pub(crate) use answer::answer;
pub(crate) use book::Asked;
use book::{Book, Strike};
pub(crate) use door::routes;
pub(crate) use line::Line;
use rule::{Deed, Rule, RuleError};
pub(crate) use rule::{Place, Signal};
use webhook::Held;
pub(crate) use webhook::deliver;

/// Why a fault could not be armed.
#[derive(Debug, Error)]
enum Refusal {
    #[error("nobody in this world is called {0}")]
    Nobody(String),
    #[error("the Functions were not started by this emulator, so it cannot restart them")]
    NotOurs,
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// All faults of a running emulator.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    book: Mutex<Book>,
    held: Held,
    /// The agents whose network is cut.
    cut: watch::Sender<BTreeSet<String>>,
}

impl Faults {
    fn locked(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fault that strikes, if any. Each strike is a line in the log.
    fn strike(&self, app: &App, asked: &Asked<'_>) -> Option<Strike> {
        let strike = self.locked().strike(asked, app.clock.now())?;
        let who = if asked.identity.is_empty() { "emulator" } else { asked.identity };
        let what = format!("{} strikes {}: {asked}", strike.id, asked.place);
        let what = what.trim_end_matches([':', ' ']);
        let detail = json!({ "fault": strike.id, "rule": strike.written, "call": asked.call });
        app.note_arrow("fault", who, what, detail, asked.arrow());
        Some(strike)
    }

    /// What becomes of a browser's message to Voice, if a fault strikes it.
    pub(crate) fn signal(&self, app: &App, asked: &Asked<'_>) -> Option<Signal> {
        match self.strike(app, asked)?.deed {
            Deed::Voice(signal) => Some(signal),
            Deed::Answer(_)
            | Deed::Cut
            | Deed::Expire
            | Deed::Outdate
            | Deed::Restart
            | Deed::Webhook(_) => None,
        }
    }

    fn shown(&self, app: &App) -> Value {
        self.locked().shown(app.clock.now())
    }
}

/// Arms a fault, or lets it strike if it is one that strikes at once. Gives its id.
fn arm(app: &App, written: Value) -> Result<String, Refusal> {
    let rule = Rule::read(&written)?;
    let identity = rule.wanted.identity.as_ref().map_or("", |identity| &identity.0).to_owned();
    if !identity.is_empty() && app.look(|world| world.worker_of(&identity)).is_none() {
        return Err(Refusal::Nobody(identity));
    }
    let (place, deed, lasts) = (rule.place, rule.deed, rule.lasts);
    if deed == Deed::Restart && !app.functions.restart() {
        return Err(Refusal::NotOurs);
    }
    // What strikes at once has then struck once and is spent.
    let at_once = matches!(deed, Deed::Expire | Deed::Outdate | Deed::Restart);
    let rule = Rule { times: if at_once { Some(1) } else { rule.times }, ..rule };
    app.note("control", "control", "a fault is armed", written.clone());
    let now = app.clock.now();
    let id = app.faults.locked().arm(rule, written, now);
    if deed == Deed::Expire {
        app.with(|world| world.expire_tokens(&identity));
    }
    if deed == Deed::Outdate {
        app.with(|world| world.outdate_tokens(&identity));
    }
    if at_once || deed == Deed::Cut {
        app.faults.strike(app, &Asked { identity: &identity, ..Asked::at(place, "", "") });
    }
    if deed == Deed::Cut {
        lay_lines(app);
        if let Some(lasts) = lasts {
            tokio::spawn(heal(app.clone(), now + lasts));
        }
    }
    Ok(id)
}

/// Takes a fault away and undoes what can be undone; whether there was one of that id.
fn remove(app: &App, id: &str) -> bool {
    let removed = app.faults.locked().remove(id);
    app.faults.held.release(id);
    lay_lines(app);
    removed
}

/// Takes all faults away.
fn clear(app: &App) {
    app.faults.locked().clear();
    app.faults.held.release_all();
    lay_lines(app);
}

/// Cuts and heals the networks of agents as the faults now say.
fn lay_lines(app: &App) {
    let faults = &app.faults;
    // Held until the sound is told, so that two changes cannot pass each other.
    let book = faults.locked();
    let cut = book.cut(app.clock.now());
    let before = faults.cut.send_replace(cut.clone());
    for identity in before.symmetric_difference(&cut) {
        for call in app.voice.calls_of(identity) {
            if cut.contains(identity) {
                app.media.cut(call.as_str());
            } else {
                app.media.heal(call.as_str());
            }
        }
    }
    drop(book);
    for identity in before.difference(&cut) {
        let browser = || Lane::Browser(identity.clone());
        let arrow = Arrow::told(browser(), browser());
        app.note_arrow("fault", identity, "the network is back", json!({}), arrow);
    }
}

/// Heals networks when their time has come, by the emulator's clock.
async fn heal(app: App, due: Time) {
    clock::until(&app, due).await;
    lay_lines(&app);
}
