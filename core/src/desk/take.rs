//! Each fact goes to the part of the desk that it is about.

use alloc::vec;
use alloc::vec::Vec;

use super::directory::Refusal;
use super::internal_call::Callee;
use super::{
    Availability, Capability, Desk, Effect, Event, Failure, Offer, OfferStatus, Reason, RequestId,
    Setup, Tab, Wake, number,
};
use crate::id::WorkerSid;
use crate::multi_call;
use crate::wire::{CallRecord, MissedCall};

impl Desk {
    /// What is to be done about one fact, before what the desk does after each.
    pub(super) fn take(&mut self, now: u64, event: Event) -> Vec<Effect> {
        let is_line = matches!(event, Event::MultiCall(_));
        let mut effects = self.told(now, event);
        if is_line {
            // What it lets go on has waited already.
            return effects;
        }
        effects.extend(self.directory.stir(now));
        self.calls.keep(&effects);
        self.lines.gate(now, effects)
    }

    fn told(&mut self, now: u64, event: Event) -> Vec<Effect> {
        let mut next = || number(&mut self.requests);
        match event {
            Event::FieldWanted => self.field_wanted(),
            Event::FieldFocused => self.field_focused(now),
            Event::Typed(text) => self.directory.typed(text),
            Event::KeyPressed(key) => {
                let picked = self.directory.key(key);
                self.picked(picked)
            }
            Event::OptionPicked(worker) => {
                let picked = self.directory.pick(&worker);
                self.picked(picked)
            }
            Event::ListClosed => self.list_closed(),
            Event::RowsSeen(places) => {
                self.directory.see(places);
                Vec::new()
            }
            Event::Cleared => self.directory.clear(),
            Event::Remembered(familiar) => self.directory.remember(familiar),
            Event::StarPressed(worker) => self.directory.star(&worker),
            Event::TabPicked(tab) => {
                self.queues.show(tab);
                Vec::new()
            }
            Event::QueuesWanted => perhaps(self.queues.wanted(now, next())),
            Event::QueueTyped(text) => {
                self.queues.typed(text);
                Vec::new()
            }
            Event::QueuePicked(queue) => {
                self.queues.pick(queue);
                Vec::new()
            }
            Event::MissedWanted => perhaps(self.missed.wanted(next())),
            Event::MissedCleared(clearing) => perhaps(self.missed.clear(clearing, next())),
            Event::MissedFetched { request, calls } => {
                perhaps(self.missed.fetched(now, request, calls, next()))
            }
            Event::CallPressed => self.call_pressed(now),
            Event::ColleagueCalled(worker) => self.colleague_called(now, worker),
            Event::WaitPressed(worker) => self.wait_pressed(now, &worker),
            Event::WaitGivenUp(worker) => {
                self.waiting.give_up(&worker);
                self.directory.wait_for(self.waiting.workers());
                Vec::new()
            }
            Event::CancelPressed => self.calls.cancel(&mut next),
            Event::DeclinePressed { reservation, why } => {
                self.calls.decline(&reservation, why, next())
            }
            Event::NoticeDismissed => {
                self.calls.dismiss();
                Vec::new()
            }
            Event::SetUp(setup) => self.set_up(now, setup),
            Event::NotSetUp(reason) => self.not_set_up(reason),
            Event::CapabilitiesOff(off) => self.capabilities_off(off),
            Event::TemplateFound { template, can_mend } => template.found(can_mend),
            Event::FunctionsAre { release, can_mend } => self.releases.heard(&release, can_mend),
            Event::ActivitiesKnown { activities, settings, can_mend } => {
                settings.told(&activities, can_mend)
            }
            Event::OwnPresenceChanged(presence) => {
                self.calls.own_presence(presence);
                Vec::new()
            }
            Event::PhoneChanged { connected } => {
                self.calls.phone(connected);
                Vec::new()
            }
            Event::MicrophoneChecked { request, microphone } => {
                self.calls.microphone(now, request, microphone)
            }
            // Each leg is told apart.
            Event::LineChanged { .. } if self.lines.are_on() => Vec::new(),
            Event::LineChanged { busy } => self.calls.line(now, busy),
            Event::LegChanged { reservation, up } => self.calls.leg(now, &reservation, up),
            Event::MultiCall(event) => self.line_told(now, event),
            Event::ColleaguesFetched { request, colleagues, more } => {
                self.directory.fetched(now, request, colleagues, more)
            }
            Event::ColleaguesChanged(colleagues) => self.directory.changed(colleagues),
            Event::RoomChanged { worker, has_room } => {
                self.directory.room(&worker, has_room);
                Vec::new()
            }
            Event::Ranked { query, hits, matching } => {
                self.directory.ranked(&query, hits, matching);
                Vec::new()
            }
            Event::QueuesFetched { request, queues } => {
                let is_awaited = self.calls.awaited_queue().is_some();
                perhaps(self.queues.fetched(now, request, queues, is_awaited))
            }
            Event::TaskCreated { request, task } => {
                self.calls.task_created(request, task, &mut next)
            }
            Event::RequestFailed { request, why } => self.request_failed(now, request, why),
            Event::Answered { request } => self.calls.answered(request),
            Event::ReservationChanged(offer) => self.reservation_changed(now, offer),
            Event::RecordChanged(record) => self.record_changed(now, *record),
            Event::RecordUnreadable { call } => self.calls.record_unreadable(now, &call),
            Event::ParticipantsLost { task } => self.calls.participants_lost(&task),
            Event::Woken(Wake::FetchAgain) => self.directory.again(now, next()),
            Event::Woken(Wake::ListStill) => self.directory.still(now),
            Event::Woken(Wake::WaitOver) => {
                let effects = self.waiting.over(now);
                self.directory.wait_for(self.waiting.workers());
                effects
            }
            Event::Woken(Wake::LookAtQueues) => perhaps(self.queues.woken(now, next())),
            Event::Woken(wake) => self.calls.woken(now, &wake, &mut next),
        }
    }

    fn field_wanted(&mut self) -> Vec<Effect> {
        self.queues.show(Tab::Agent);
        self.directory.want(true);
        Vec::new()
    }

    fn field_focused(&mut self, now: u64) -> Vec<Effect> {
        if self.availability != Availability::Ready {
            return Vec::new();
        }
        self.directory.want(false);
        let mut effects = self.directory.put_in_order();
        effects.extend(self.directory.refresh(now, number(&mut self.requests)));
        effects
    }

    fn list_closed(&mut self) -> Vec<Effect> {
        self.directory.want(false);
        self.directory.close();
        Vec::new()
    }

    /// Somebody was picked; who cannot be is told about.
    fn picked(&mut self, (effects, refusal): (Vec<Effect>, Option<Refusal>)) -> Vec<Effect> {
        if let Some((worker, reason)) = refusal {
            self.calls.tell(worker, reason);
        }
        effects
    }

    fn call_pressed(&mut self, now: u64) -> Vec<Effect> {
        if self.queues.tab() == Tab::Agent {
            let chosen = self.directory.chosen().map(|chosen| chosen.worker.clone());
            return self.place(now, chosen);
        }
        let Some(queue) = self.queues.meant() else { return Vec::new() };
        let mut effects = self.calls.place(now, Callee::Queue(queue), number(&mut self.requests));
        effects.extend(self.queues.wanted(now, number(&mut self.requests)));
        effects
    }

    /// A colleague is called from elsewhere than the dialpad, which may not be seen.
    fn colleague_called(&mut self, now: u64, worker: WorkerSid) -> Vec<Effect> {
        if let Availability::NotSetUp(reason) = &self.availability {
            return vec![Effect::Notify(reason.clone())];
        }
        if self.directory.colleague(&worker).is_none() {
            self.calls.tell(worker.clone(), Reason::CallFailed);
        }
        let mut effects = self.place(now, Some(worker));
        effects.extend(self.calls.speak_up());
        effects
    }

    /// The agent calls this colleague, or is told why not.
    fn place(&mut self, now: u64, worker: Option<WorkerSid>) -> Vec<Effect> {
        let Desk { directory, calls, requests, .. } = self;
        let Some(colleague) = worker.as_ref().and_then(|worker| directory.colleague(worker)) else {
            return Vec::new();
        };
        let worker = colleague.worker.clone();
        let mut effects = calls.place(now, Callee::Colleague(colleague), number(requests));
        if calls.is_placing() {
            self.meet(&mut effects, &worker);
        } else {
            // Whom he tried to reach he may want to try again.
            effects.extend(directory.met(&worker));
        }
        effects
    }

    /// The agent calls this colleague, or talks with him: he need not wait for him any longer.
    fn meet(&mut self, effects: &mut Vec<Effect>, worker: &WorkerSid) {
        self.waiting.give_up(worker);
        self.directory.wait_for(self.waiting.workers());
        effects.extend(self.directory.met(worker));
    }

    fn wait_pressed(&mut self, now: u64, worker: &WorkerSid) -> Vec<Effect> {
        let rang = self.calls.rang_in_vain(worker);
        self.calls.dismiss();
        let mut effects = Vec::new();
        if let Some(colleague) = self.directory.colleague(worker) {
            effects = self.waiting.wait(now, colleague, rang);
        }
        self.directory.wait_for(self.waiting.workers());
        effects
    }

    fn set_up(&mut self, now: u64, setup: Setup) -> Vec<Effect> {
        let mut next = || number(&mut self.requests);
        let first = !self.calls.is_set_up();
        let wants_missed = setup.missed_calls;
        self.availability = Availability::Ready;
        self.lines.turn(setup.multi_call);
        self.queues.set_up(&setup);
        self.calls.set_up(setup);
        let mut effects = self.directory.refresh(now, next());
        if first {
            effects.extend(self.calls.start(now, next()));
        }
        effects.extend(self.missed.set_up(wants_missed, next()));
        effects
    }

    fn not_set_up(&mut self, reason: Reason) -> Vec<Effect> {
        self.availability = Availability::NotSetUp(reason.clone());
        self.calls.not_set_up();
        vec![Effect::Notify(reason)]
    }

    fn capabilities_off(&mut self, off: Vec<Capability>) -> Vec<Effect> {
        if off.contains(&Capability::Calls) {
            self.calls.not_set_up();
        }
        // Without either nobody can be called; the first says more than the second.
        let needed = [Capability::Calls, Capability::Colleagues];
        if let Some(lacks) = needed.into_iter().find(|needed| off.contains(needed)) {
            let reason = Reason::CapabilitiesOff { off: vec![lacks] };
            self.availability = Availability::NotSetUp(reason);
        }
        vec![Effect::Notify(Reason::CapabilitiesOff { off })]
    }

    fn line_told(&mut self, now: u64, event: multi_call::Event) -> Vec<Effect> {
        let mut effects = self.lines.handle(now, event);
        for request in self.lines.refused() {
            effects.extend(
                self.calls
                    .failed(now, request, Failure::Refused, &mut || number(&mut self.requests)),
            );
        }
        effects
    }

    fn request_failed(&mut self, now: u64, request: RequestId, why: Failure) -> Vec<Effect> {
        if self.queues.has_failed(request) {
            let is_awaited = self.calls.awaited_queue().is_some();
            return perhaps(self.queues.later(now, is_awaited));
        }
        if self.missed.has_failed(request) {
            return Vec::new();
        }
        let failed = self.directory.failed(now, request);
        let next = &mut || number(&mut self.requests);
        failed.unwrap_or_else(|| self.calls.failed(now, request, why, next))
    }

    fn reservation_changed(&mut self, now: u64, offer: Offer) -> Vec<Effect> {
        let caller = offer.joins.as_ref().and_then(|_| self.directory.at(&offer.from));
        let caller = caller.map(|colleague| colleague.worker.clone());
        let accepted = offer.status == OfferStatus::Accepted;
        // Who of a queue does not take a call has missed nothing that was meant for him.
        let call = offer.joins.clone().filter(|_| offer.queue.is_none());
        let mut effects = self.calls.reservation(now, offer, &mut || number(&mut self.requests));
        let Some(caller) = caller else { return effects };
        if accepted {
            self.meet(&mut effects, &caller);
        }
        if let Some(call) = call {
            self.missed.missed(MissedCall { call, caller, at: now }, &effects);
        }
        effects
    }

    fn record_changed(&mut self, now: u64, record: CallRecord) -> Vec<Effect> {
        let cleared = self.missed.reached(&record, number(&mut self.requests));
        let call = record.conference_name.clone();
        let mut effects = self.calls.record(now, record);
        if let Some((line, name)) = self.calls.whom(&call) {
            self.lines.rename(&line, name);
        }
        effects.extend(cleared);
        effects
    }
}

/// What may ask for one thing to be done.
fn perhaps(effect: Option<Effect>) -> Vec<Effect> {
    effect.into_iter().collect()
}
