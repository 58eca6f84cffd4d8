//! One agent's browser: what he may do, what happens next, what he sees.

mod action;
mod address;
mod conference;
mod directory;
mod effect;
mod event;
mod familiar;
mod internal_call;
mod lines;
mod reason;
mod view;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub use action::{Action, Verdict};
pub use address::is_telephone;
pub use conference::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus};
pub use effect::{Effect, NewTask, RequestId, Wake};
pub use event::{Colleague, Event, Failure, Hit, ListKey, Microphone, Offer, OfferStatus, Setup};
pub use familiar::{Familiar, Section};
pub use reason::{Capability, Reason};
pub use view::{Availability, CallState, Count, Finder, Offered, Presence, Suggestion, Talk, View};

use crate::pii::Pii;
use directory::Directory;
use internal_call::InternalCalls;
use lines::Lines;

/// One agent's browser.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    availability: Availability,
    directory: Directory,
    calls: InternalCalls,
    lines: Lines,
    requests: u32,
}

impl Desk {
    /// Takes in one fact and says what to do about it, in order.
    ///
    /// `now` is the browser's clock in milliseconds; the desk itself has none.
    pub fn handle(&mut self, now: u64, event: Event) -> Vec<Effect> {
        let Desk { availability, directory, calls, lines, requests } = self;
        let mut next = || number(requests);
        let mut effects = match event {
            Event::FieldFocused if *availability == Availability::Ready => {
                let mut effects = directory.put_in_order();
                effects.extend(directory.refresh(now, next()));
                effects
            }
            Event::FieldFocused => Vec::new(),
            Event::Typed(text) => directory.typed(text),
            Event::KeyPressed(key) => tell(calls, directory.key(key)),
            Event::OptionPicked(worker) => tell(calls, directory.pick(&worker)),
            Event::ListClosed => {
                directory.close();
                Vec::new()
            }
            Event::Cleared => directory.clear(),
            Event::Remembered(familiar) => directory.remember(familiar),
            Event::StarPressed(worker) => directory.star(&worker),
            Event::CallPressed => {
                let placed = directory.chosen().map(|chosen| calls.place(now, chosen, next()));
                let mut effects = placed.unwrap_or_default();
                // Whom he tried to reach he may want to try again.
                effects.extend(directory.met_chosen());
                effects
            }
            Event::CancelPressed => calls.cancel(&mut next),
            Event::DeclinePressed { reservation, why } => calls.decline(&reservation, why, next()),
            Event::NoticeDismissed => {
                calls.dismiss();
                Vec::new()
            }
            Event::SetUp(setup) => {
                let first = !calls.is_set_up();
                *availability = Availability::Ready;
                lines.turn(setup.multi_call);
                calls.set_up(setup);
                let mut effects = directory.refresh(now, next());
                if first {
                    effects.extend(calls.start(now, next()));
                }
                effects
            }
            Event::NotSetUp(reason) => {
                *availability = Availability::NotSetUp(reason.clone());
                calls.not_set_up();
                vec![Effect::Notify(reason)]
            }
            Event::CapabilitiesOff(off) => {
                if off.contains(&Capability::Calls) {
                    calls.not_set_up();
                }
                // Without either nobody can be called; the first says more than the second.
                let needed = [Capability::Calls, Capability::Colleagues];
                if let Some(lacks) = needed.into_iter().find(|needed| off.contains(needed)) {
                    let reason = Reason::CapabilitiesOff { off: vec![lacks] };
                    *availability = Availability::NotSetUp(reason);
                }
                vec![Effect::Notify(Reason::CapabilitiesOff { off })]
            }
            Event::OwnPresenceChanged(presence) => {
                calls.own_presence(presence);
                Vec::new()
            }
            Event::PhoneChanged { connected } => {
                calls.phone(connected);
                Vec::new()
            }
            Event::MicrophoneChecked { request, microphone } => {
                calls.microphone(now, request, microphone)
            }
            // Each leg is told apart.
            Event::LineChanged { .. } if lines.are_on() => Vec::new(),
            Event::LineChanged { busy } => calls.line(now, busy),
            Event::LegChanged { reservation, up } => calls.leg(now, &reservation, up),
            // What it lets go on has waited already.
            Event::MultiCall(event) => {
                let mut effects = lines.handle(now, event);
                for request in lines.refused() {
                    effects.extend(calls.failed(now, request, Failure::Refused, &mut next));
                }
                return effects;
            }
            Event::ColleaguesFetched { request, colleagues, more } => {
                directory.fetched(now, request, colleagues, more)
            }
            Event::ColleaguesChanged(colleagues) => directory.changed(colleagues),
            Event::RoomChanged { worker, has_room } => {
                directory.room(&worker, has_room);
                Vec::new()
            }
            Event::Ranked { query, hits, matching } => {
                directory.ranked(&query, hits, matching);
                Vec::new()
            }
            Event::TaskCreated { request, task } => calls.task_created(request, task, &mut next),
            Event::RequestFailed { request, why } => match directory.failed(now, request) {
                Some(effects) => effects,
                None => calls.failed(now, request, why, &mut next),
            },
            Event::Answered { request } => calls.answered(request),
            Event::ReservationChanged(offer) => {
                let accepted = offer.joins.is_some() && offer.status == OfferStatus::Accepted;
                let met = accepted.then(|| directory.met(&offer.from)).flatten();
                let mut effects = calls.reservation(now, offer, &mut next);
                effects.extend(met);
                effects
            }
            Event::RecordChanged(record) => calls.record(now, *record),
            Event::RecordUnreadable { call } => calls.record_unreadable(now, &call),
            Event::ParticipantsLost { task } => calls.participants_lost(&task),
            Event::Woken(Wake::FetchAgain) => directory.again(now, next()),
            Event::Woken(Wake::ListStill) => directory.still(now),
            Event::Woken(wake) => calls.woken(now, &wake, &mut next),
        };
        effects.extend(directory.stir(now));
        calls.keep(&effects);
        lines.gate(now, effects)
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

    /// What a screen needs, as plain data.
    pub fn view(&self) -> View {
        let ready = self.availability == Availability::Ready;
        View {
            availability: self.availability.clone(),
            finder: self.directory.finder(),
            call: self.calls.state(self.lines.shown()),
            lines: self.lines.view(),
            offered: self.calls.offered(),
            can_call: ready && self.directory.chosen().is_some() && !self.calls.is_busy(),
            can_cancel: self.calls.can_cancel(),
        }
    }
}

fn number(requests: &mut u32) -> RequestId {
    *requests = requests.wrapping_add(1);
    RequestId(*requests)
}

fn tell(
    calls: &mut InternalCalls,
    (effects, refusal): (Vec<Effect>, Option<Reason>),
) -> Vec<Effect> {
    if let Some(reason) = refusal {
        calls.tell(reason);
    }
    effects
}
