//! The line between an agent's browser and everything else, which can be cut.

use std::collections::BTreeSet;
use std::future::{Future, pending};

use axum::response::Response;
use tokio::sync::watch;

use super::answer::reset;
use super::book::Asked;
use super::rule::Place;
use crate::app::App;

/// Over what a request has come. All that a page asks, it asks of its own agent's host.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The agent; empty if it was no agent's page.
    identity: String,
    cut: watch::Receiver<BTreeSet<String>>,
}

impl Line {
    /// The line of this agent's browser, or of nobody's.
    pub(crate) fn of(app: &App, identity: &str) -> Line {
        Line { identity: identity.to_owned(), cut: app.faults.cut.subscribe() }
    }

    pub(crate) fn identity(&self) -> &str {
        &self.identity
    }

    fn is_cut(&self) -> bool {
        self.cut.borrow().contains(&self.identity)
    }

    /// Ends when the line is cut; at once if it is.
    pub(crate) async fn until_cut(mut self) {
        let cut = self.cut.wait_for(|cut| cut.contains(&self.identity)).await.is_ok();
        if !cut {
            // The emulator is going down, and nothing is cut any more.
            pending().await
        }
    }

    /// Carries one request and its answer; without an answer if the line is or gets cut.
    pub(crate) async fn carry(
        self,
        app: &App,
        (method, path): (&str, &str),
        answering: impl Future<Output = Response>,
    ) -> Response {
        if self.is_cut() {
            let asked = Asked::at(Place::Network, method, path);
            app.faults.strike(app, &Asked { identity: &self.identity, ..asked });
            return reset();
        }
        tokio::select! {
            response = answering => response,
            () = self.until_cut() => reset(),
        }
    }
}
