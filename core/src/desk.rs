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
mod missed;
mod queues;
mod reason;
mod release;
mod view;
mod waiting;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

pub use action::{Action, Verdict};
pub use address::is_telephone;
pub use conference::{Conference, ConferenceStatus, Part, Participant, ParticipantStatus};
pub use effect::{Effect, NewTask, RequestId, Wake};
pub use event::{
    Colleague, Event, Failure, Hit, ListKey, Microphone, Offer, OfferStatus, Queue, Setup,
};
pub use familiar::{Familiar, Section};
pub use reason::{Capability, Reason};
pub use release::RELEASE;
pub use view::{
    Availability, CallState, Choices, Count, Finder, Missed, MissedEntry, Offered, Presence,
    QueueFinder, QueuesState, Suggestion, Tab, Talk, View, Waited,
};

use crate::id::WorkerSid;
use crate::pii::Pii;
use crate::wire::MissedCall;
use directory::{Directory, Refusal};
use internal_call::{Callee, InternalCalls};
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

    fn take(&mut self, now: u64, event: Event) -> Vec<Effect> {
        let Desk {
            availability,
            directory,
            queues,
            calls,
            lines,
            waiting,
            missed,
            releases,
            requests,
        } = self;
        let mut next = || number(requests);
        let mut effects = match event {
            Event::FieldWanted => {
                queues.show(Tab::Agent);
                directory.want(true);
                Vec::new()
            }
            Event::FieldFocused if *availability == Availability::Ready => {
                directory.want(false);
                let mut effects = directory.put_in_order();
                effects.extend(directory.refresh(now, next()));
                effects
            }
            Event::FieldFocused => Vec::new(),
            Event::Typed(text) => directory.typed(text),
            Event::KeyPressed(key) => tell(calls, directory.key(key)),
            Event::OptionPicked(worker) => tell(calls, directory.pick(&worker)),
            Event::ListClosed => {
                directory.want(false);
                directory.close();
                Vec::new()
            }
            Event::Cleared => directory.clear(),
            Event::Remembered(familiar) => directory.remember(familiar),
            Event::StarPressed(worker) => directory.star(&worker),
            Event::TabPicked(tab) => {
                queues.show(tab);
                Vec::new()
            }
            Event::QueuesWanted => queues.wanted(now, next()).into_iter().collect(),
            Event::QueueTyped(text) => {
                queues.typed(text);
                Vec::new()
            }
            Event::QueuePicked(queue) => {
                queues.pick(queue);
                Vec::new()
            }
            Event::MissedWanted => missed.wanted(next()).into_iter().collect(),
            Event::MissedCleared(clearing) => missed.clear(clearing, next()).into_iter().collect(),
            Event::MissedFetched { request, calls: told } => {
                missed.fetched(now, request, told);
                Vec::new()
            }
            Event::CallPressed if queues.tab() == Tab::Queue => match queues.meant() {
                Some(queue) => {
                    let mut effects = calls.place(now, Callee::Queue(queue), next());
                    effects.extend(queues.wanted(now, next()));
                    effects
                }
                None => Vec::new(),
            },
            Event::CallPressed => {
                let chosen = directory.chosen().map(|chosen| chosen.worker.clone());
                place(now, chosen, (calls, directory, waiting), next())
            }
            Event::ColleagueCalled(worker) => {
                if let Availability::NotSetUp(reason) = availability {
                    return vec![Effect::Notify(reason.clone())];
                }
                if directory.colleague(&worker).is_none() {
                    calls.tell(worker.clone(), Reason::CallFailed);
                }
                let mut effects = place(now, Some(worker), (calls, directory, waiting), next());
                effects.extend(calls.speak_up());
                effects
            }
            Event::WaitPressed(worker) => {
                let rang = calls.rang_in_vain(&worker);
                calls.dismiss();
                let mut effects = Vec::new();
                if let Some(colleague) = directory.colleague(&worker) {
                    effects = waiting.wait(now, colleague, rang);
                }
                effects.extend(directory.wait_for(waiting.workers()));
                effects
            }
            Event::WaitGivenUp(worker) => {
                waiting.give_up(&worker);
                directory.wait_for(waiting.workers())
            }
            Event::CancelPressed => calls.cancel(&mut next),
            Event::DeclinePressed { reservation, why } => calls.decline(&reservation, why, next()),
            Event::NoticeDismissed => {
                calls.dismiss();
                Vec::new()
            }
            Event::SetUp(setup) => {
                let first = !calls.is_set_up();
                let wants_missed = setup.missed_calls;
                *availability = Availability::Ready;
                lines.turn(setup.multi_call);
                queues.set_up(&setup);
                calls.set_up(setup);
                let mut effects = directory.refresh(now, next());
                if first {
                    effects.extend(calls.start(now, next()));
                }
                effects.extend(missed.set_up(wants_missed, next()));
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
            Event::FunctionsAre { release, can_mend } => releases.heard(&release, can_mend),
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
            Event::QueuesFetched { request, queues: told } => {
                let is_awaited = calls.awaited_queue().is_some();
                queues.fetched(now, request, told, is_awaited).into_iter().collect()
            }
            Event::TaskCreated { request, task } => calls.task_created(request, task, &mut next),
            Event::RequestFailed { request, .. } if queues.has_failed(request) => {
                let is_awaited = calls.awaited_queue().is_some();
                queues.later(now, is_awaited).into_iter().collect()
            }
            Event::RequestFailed { request, .. } if missed.has_failed(request) => Vec::new(),
            Event::RequestFailed { request, why } => match directory.failed(now, request) {
                Some(effects) => effects,
                None => calls.failed(now, request, why, &mut next),
            },
            Event::Answered { request } => calls.answered(request),
            Event::ReservationChanged(offer) => {
                let caller = offer.joins.as_ref().and_then(|_| directory.at(&offer.from));
                let caller = caller.map(|colleague| colleague.worker.clone());
                let accepted = offer.status == OfferStatus::Accepted;
                // Who of a queue does not take a call has missed nothing that was meant for him.
                let call = offer.joins.clone().filter(|_| offer.queue.is_none());
                let mut effects = calls.reservation(now, offer, &mut next);
                if let Some(caller) = caller {
                    if accepted {
                        meet(&mut effects, &caller, directory, waiting);
                    }
                    if let Some(call) = call {
                        missed.missed(MissedCall { call, caller, at: now }, &effects);
                    }
                }
                effects
            }
            Event::RecordChanged(record) => {
                let cleared = missed.reached(&record, next());
                let mut effects = calls.record(now, *record);
                effects.extend(cleared);
                effects
            }
            Event::RecordUnreadable { call } => calls.record_unreadable(now, &call),
            Event::ParticipantsLost { task } => calls.participants_lost(&task),
            Event::Woken(Wake::FetchAgain) => directory.again(now, next()),
            Event::Woken(Wake::ListStill) => directory.still(now),
            Event::Woken(Wake::WaitOver) => {
                let mut effects = waiting.over(now);
                effects.extend(directory.wait_for(waiting.workers()));
                effects
            }
            Event::Woken(Wake::LookAtQueues) => queues.woken(now, next()).into_iter().collect(),
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

/// The agent calls this colleague, or is told why not.
fn place(
    now: u64,
    worker: Option<WorkerSid>,
    (calls, directory, waiting): (&mut InternalCalls, &mut Directory, &mut Waiting),
    request: RequestId,
) -> Vec<Effect> {
    let Some(colleague) = worker.as_ref().and_then(|worker| directory.colleague(worker)) else {
        return Vec::new();
    };
    let worker = colleague.worker.clone();
    let mut effects = calls.place(now, Callee::Colleague(colleague), request);
    if calls.is_placing() {
        meet(&mut effects, &worker, directory, waiting);
    } else {
        // Whom he tried to reach he may want to try again.
        effects.extend(directory.met(&worker));
    }
    effects
}

/// The agent calls this colleague, or talks with him: he need not wait for him any longer.
fn meet(
    effects: &mut Vec<Effect>,
    worker: &WorkerSid,
    directory: &mut Directory,
    waiting: &mut Waiting,
) {
    waiting.give_up(worker);
    effects.extend(directory.wait_for(waiting.workers()));
    effects.extend(directory.met(worker));
}

fn number(requests: &mut u32) -> RequestId {
    *requests = requests.wrapping_add(1);
    RequestId(*requests)
}

fn tell(
    calls: &mut InternalCalls,
    (effects, refusal): (Vec<Effect>, Option<Refusal>),
) -> Vec<Effect> {
    if let Some((worker, reason)) = refusal {
        calls.tell(worker, reason);
    }
    effects
}
