//! One agent's browser: what he may do, what happens next, what he sees.

mod action;
mod conference;
mod effect;
mod event;
mod reason;
mod view;

use alloc::vec::Vec;

pub use action::{Action, Verdict};
pub use conference::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus};
pub use effect::{Effect, NewTask, RequestId, Wake};
pub use event::{Colleague, Event, Failure, Hit, ListKey, Offer, OfferStatus, Setup};
pub use reason::Reason;
pub use view::{Availability, CallState, Count, Finder, Presence, Suggestion, View};

/// One agent's browser.
#[derive(Debug, Default)]
pub struct Desk {
    view: View,
}

impl Desk {
    /// Takes in one fact and says what to do about it, in order.
    ///
    /// `now` is the browser's clock in milliseconds; the desk itself has none.
    pub fn handle(&mut self, _now: u64, event: Event) -> Vec<Effect> {
        if event == Event::Cleared {
            self.view = View::default();
        }
        Vec::new()
    }

    /// Says, at once, whether Flex may go on with an action of its own.
    pub fn judge(&mut self, _now: u64, action: &Action) -> (Verdict, Vec<Effect>) {
        match action {
            Action::ShowParticipantsFailure => (Verdict::Replace, Vec::new()),
            Action::Accept(_)
            | Action::Reject(_)
            | Action::EndForAll { .. }
            | Action::Control { .. } => (Verdict::Proceed, Vec::new()),
        }
    }

    /// What a screen needs, as plain data.
    pub fn view(&self) -> View {
        self.view.clone()
    }
}
