//! Webhooks that go astray: lost, doubled, late, overtaken, or answered in vain.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::Uri;
use tokio::sync::oneshot;
use twilio_world::{Sid, SidKind};

use super::Strike;
use super::book::Asked;
use super::rule::{Deed, Delivery, Place};
use crate::app::App;

/// Status and body; or why there was no answer.
type Answer = Result<(u16, String), String>;

/// Webhooks that wait to be overtaken.
#[derive(Debug, Default)]
pub(super) struct Held {
    waiting: Mutex<Vec<Waiting>>,
}

/// One of them; it goes on when this is dropped.
#[derive(Debug)]
struct Waiting {
    path: String,
    fault: String,
    _until_dropped: oneshot::Sender<()>,
}

impl Held {
    fn locked(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the next one to the same path was answered, or the fault is taken away.
    fn wait(&self, path: &str, fault: &str) -> impl Future<Output = ()> + use<> {
        let (sender, receiver) = oneshot::channel();
        let (path, fault) = (path.to_owned(), fault.to_owned());
        self.locked().push(Waiting { path, fault, _until_dropped: sender });
        async {
            // Nothing is ever sent: the sender is dropped.
            let _ = receiver.await;
        }
    }

    /// Takes those that wait at a path; they go on when what this gives is dropped.
    fn take(&self, path: &str) -> Vec<Waiting> {
        let mut waiting = self.locked();
        let (taken, left) = waiting.drain(..).partition(|one| one.path == path);
        *waiting = left;
        taken
    }

    pub(super) fn release(&self, fault: &str) {
        self.locked().retain(|one| one.fault != fault);
    }

    pub(super) fn release_all(&self) {
        self.locked().clear();
    }
}

/// Sends one of Twilio's requests to the Functions by `send`, unless a fault strikes.
///
/// What Twilio then learns is what this gives; whether it tries again is its own affair.
pub(crate) async fn deliver<S: Future<Output = Answer>>(
    app: &App,
    method: &str,
    url: &str,
    form: &[(String, String)],
    send: impl Fn() -> S,
) -> Answer {
    let uri: Uri = url.parse().unwrap_or_default();
    let named = |name: &str| {
        let pair = form.iter().find(|(known, _)| known == name);
        pair.map_or("", |(_, value)| value.as_str())
    };
    let identity = whose(app, named("ParticipantLabel"), named("CallSid"));
    let overtaken = app.faults.held.take(uri.path());
    let event = named("StatusCallbackEvent");
    let asked = Asked {
        identity: &identity,
        event: if event.is_empty() { named("CallStatus") } else { event },
        label: named("ParticipantLabel"),
        call: named("CallSid"),
        overtakes: !overtaken.is_empty(),
        ..Asked::at(Place::Webhook, method, uri.path())
    };
    let strike = app.faults.strike(app, &asked);
    let Some(Strike { id, deed: Deed::Webhook(delivery), .. }) = strike else {
        return send().await;
    };
    match delivery {
        Delivery::Delay(wait) => {
            tokio::time::sleep(wait).await;
            send().await
        }
        Delivery::Double(apart) => {
            let second = async {
                tokio::time::sleep(apart).await;
                send().await
            };
            let (first, _) = tokio::join!(send(), second);
            first
        }
        Delivery::Drop => Err(format!("it was lost on its way ({id})")),
        Delivery::HoldUntilNext => {
            app.faults.held.wait(uri.path(), &id).await;
            send().await
        }
        Delivery::LoseAnswer => {
            // It was answered, but nobody will ever know.
            let _ = send().await;
            Err(format!("its answer was lost ({id})"))
        }
    }
}

/// The agent whose leg it is about; empty if it is nobody's.
fn whose(app: &App, label: &str, call: &str) -> String {
    let call = Sid::parse(SidKind::CA, call);
    if let Some(identity) = call.and_then(|call| app.voice.who(&call)) {
        return identity;
    }
    let worker = label.strip_prefix("worker-").and_then(|sid| Sid::parse(SidKind::WK, sid));
    app.look(|world| {
        let identities = world.setup().workers.iter().map(|worker| worker.identity.clone());
        let mut found =
            identities.filter(|identity| worker.is_some() && world.worker_of(identity) == worker);
        found.next().unwrap_or_default()
    })
}
