//! One agent's browser: what he may do, what happens next, what he sees.

mod action;
mod activities;
mod address;
mod conference;
mod directory;
mod effect;
mod event;
mod familiar;
mod internal_call;
mod lines;
mod missed;
mod queues;
mod reason;
mod release;
mod take;
mod template;
mod view;
mod waiting;

use alloc::string::String;
use alloc::vec::Vec;

pub use action::{Action, Verdict};
pub use activities::{Activity, ActivitySettings};
pub use address::is_telephone;
pub use conference::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus};
pub use effect::{Effect, NewTask, RequestId, Wake};
pub use event::{
    Colleague, Event, Failure, Hit, ListKey, Microphone, Offer, OfferStatus, Queue, Setup,
};
pub use familiar::{Familiar, Readiness, Section};
pub use reason::{Capability, Reason};
pub use release::RELEASE;
pub use template::Template;
pub use view::{
    Availability, CallState, Choices, Count, Finder, Missed, MissedEntry, Offered, Presence,
    QueueFinder, QueuesState, Suggestion, Tab, Talk, View, Waited,
};

use crate::pii::Pii;
use directory::Directory;
use internal_call::InternalCalls;
use lines::Lines;
use missed::MissedList;
use queues::Queues;
use release::Releases;
use waiting::Waiting;

/// One agent's browser.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    availability: Availability,
    directory: Directory,
    queues: Queues,
    calls: InternalCalls,
    lines: Lines,
    waiting: Waiting,
    releases: Releases,
    missed: MissedList,
    requests: u32,
}

impl Desk {
    /// Takes in one fact and says what to do about it, in order.
    ///
    /// `now` is the browser's clock in milliseconds; the desk itself has none.
    pub fn handle(&mut self, now: u64, event: Event) -> Vec<Effect> {
        let mut effects = self.take(now, event);
        let Desk { directory, calls, lines, waiting, .. } = self;
        let may_ask = || calls.can_be_disturbed() && lines.view().is_empty();
        effects.extend(waiting.stir(now, directory, may_ask));
        effects
    }

    /// Says, at once, whether Flex may go on with an action of its own.
    pub fn judge(&mut self, now: u64, action: &Action) -> (Verdict, Vec<Effect>) {
        let Desk { calls, lines, requests, .. } = self;
        if let Some(judged) = lines.judge(now, action) {
            return judged;
        }
        let (verdict, effects) = calls.judge(now, action, &mut || number(requests));
        calls.keep(&effects);
        (verdict, lines.gate(now, effects))
    }

    /// The team of the colleague with this address, if both are known.
    pub fn team(&self, address: &Pii<String>) -> Option<&str> {
        self.directory.team(address)
    }

    /// What can be done about what the agent is told.
    fn choices(&self) -> Option<Choices> {
        let colleague = self.directory.colleague(self.calls.told_about()?)?;
        let worker = colleague.worker.clone();
        let can_wait = self.waiting.has_room_for(&worker);
        Some(Choices { worker, can_wait, team: colleague.team.clone() })
    }

    /// What a screen needs, as plain data.
    pub fn view(&self) -> View {
        let ready = self.availability == Availability::Ready;
        let is_chosen = match self.queues.tab() {
            Tab::Agent => self.directory.chosen().is_some(),
            Tab::Queue => self.queues.chosen().is_some(),
        };
        let awaited = self.calls.awaited_queue().and_then(|queue| self.queues.known(queue));
        View {
            availability: self.availability.clone(),
            tab: self.queues.tab(),
            has_tabs: self.queues.has_tabs(),
            finder: self.directory.finder(),
            queues: self.queues.finder(),
            awaited: awaited.cloned(),
            call: self.calls.state(self.lines.shown()),
            lines: self.lines.view(),
            offered: self.calls.offered(),
            choices: self.choices(),
            waiting: self.waiting.view(),
            missed: self.missed.view(&self.directory),
            can_call: ready && is_chosen && !self.calls.is_busy(),
            can_cancel: self.calls.can_cancel(),
        }
    }
}

fn number(requests: &mut u32) -> RequestId {
    *requests = requests.wrapping_add(1);
    RequestId(*requests)
}
