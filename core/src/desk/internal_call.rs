//! Calling a colleague and being called: from the press of Call to the end of the wrap-up.

mod answer;
mod half;
mod order;
mod place;
mod projection;
mod server;
mod telephone;
mod told;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use half::{Half, Role};
pub(super) use place::Callee;
use server::Server;

use super::{
    Action, CallState, Effect, Failure, NewTask, Offer, OfferStatus, Offered, Presence, Reason,
    RequestId, Setup, Verdict, Wake, address,
};
use crate::id::{QueueSid, ReservationSid, TaskSid, WorkerSid};
use crate::pii::Pii;
use crate::wire::{CallRecord, DeclineReason};

/// TaskRouter brings the caller's task back within this time, or routing is not set up.
const UNRESERVED_MS: u64 = 15_000;
/// Flex answers the caller's own task by itself within this time.
const UNANSWERED_MS: u64 = 2_000;
/// So often it is looked at; Flex is asked to answer it whenever the agent's phone is connected.
const ACCEPT_TRIES: u32 = 7;
/// A task of which nobody knows whether it was made comes back within this time, or it was not.
const UNCLEAR_MS: u64 = 5_000;
/// Calls that nobody looks after are looked for at most this often.
const SWEEP_MS: u64 = 60_000;
/// What the last page left in the middle of a call is old enough after this time: the network's
/// grace, and the time after which the server takes a call for forgotten.
const LEFT_BEHIND_MS: u64 = 95_000;

/// The internal calls of one agent.
#[derive(Clone, Debug, Default)]
pub(super) struct InternalCalls {
    setup: Option<Setup>,
    /// Calls can no longer be placed or answered; one that is there is still brought to its end.
    off: bool,
    presence: Presence,
    line_busy: bool,
    phone_lost: bool,
    /// From the press of Call until the task comes back. Invariant: at most one.
    attempt: Option<Attempt>,
    /// The queue that he has called last, unless it was a colleague.
    called_queue: Option<QueueSid>,
    /// Orders that were not waited for any longer: should a task come of one, it is ended.
    abandoned: Vec<RequestId>,
    /// Tasks that were given up before they came back; they are not answered any more.
    given_up: Vec<TaskSid>,
    /// This agent's half of each internal call that he has a reservation for.
    halves: Vec<Half>,
    told: Option<Reason>,
    /// Whom the agent tried to reach last.
    tried: Option<WorkerSid>,
    server: Server,
    swept_at: u64,
}

#[derive(Clone, Debug)]
struct Attempt {
    request: RequestId,
    name: Pii<String>,
    /// What is ordered once the microphone is found to be usable.
    held_back: Option<Box<NewTask>>,
    task: Option<TaskSid>,
    given_up: bool,
    /// Nobody knows whether its task was made.
    unclear: bool,
    /// The dialpad, which says why nothing came of it, may not be open.
    aloud: bool,
}

impl InternalCalls {
    pub(super) fn set_up(&mut self, setup: Setup) {
        self.presence = setup.presence;
        self.setup = Some(setup);
        self.off = false;
    }

    pub(super) fn not_set_up(&mut self) {
        self.off = true;
    }

    pub(super) fn is_set_up(&self) -> bool {
        self.able().is_some()
    }

    /// What placing and answering need, while they are possible.
    fn able(&self) -> Option<&Setup> {
        self.setup.as_ref().filter(|_| !self.off)
    }

    pub(super) fn own_presence(&mut self, presence: Presence) {
        self.presence = presence;
    }

    /// The agent's line is taken, or free again: then the leg of whatever call he is in has gone.
    pub(super) fn line(&mut self, now: u64, busy: bool) -> Vec<Effect> {
        let gone = core::mem::replace(&mut self.line_busy, busy) && !busy;
        let halves = self.halves.iter_mut().filter(|half| half.is_live());
        halves.filter_map(|half| half.line(now, busy, gone)).collect()
    }

    /// The agent's leg of one call is up, or has gone.
    pub(super) fn leg(&mut self, now: u64, reservation: &ReservationSid, up: bool) -> Vec<Effect> {
        let half = self.half_of(reservation).filter(|half| half.is_live());
        half.and_then(|half| half.leg(now, up)).into_iter().collect()
    }

    /// Keeps the orders for the server that are among these effects, until it has answered them.
    pub(super) fn keep(&mut self, effects: &[Effect]) {
        self.server.keep(effects);
    }

    /// Looks for what was left before the page was loaded, now and when all of it is old enough.
    pub(super) fn start(&mut self, now: u64, request: RequestId) -> [Effect; 2] {
        let again = Effect::WakeAt { at: now + LEFT_BEHIND_MS, wake: Wake::Sweep };
        [self.sweep(now, request), again]
    }

    /// Has the server look for calls that nobody looks after.
    fn sweep(&mut self, now: u64, request: RequestId) -> Effect {
        self.swept_at = now;
        Effect::Reconcile { request, task: None }
    }

    pub(super) fn answered(&mut self, request: RequestId) -> Vec<Effect> {
        self.server.answered(request);
        if let Some(half) = self.halves.iter_mut().find(|h| h.is_ordering(request)) {
            return self.setup.as_ref().and_then(|s| half.ordered(s)).into_iter().collect();
        }
        let half = self.halves.iter_mut().find(|h| h.leaving == Some(request));
        half.and_then(Half::left_out).map(Effect::Notify).into_iter().collect()
    }

    pub(super) fn phone(&mut self, connected: bool) {
        self.phone_lost = !connected;
    }

    /// He cannot call anybody now, since he is doing so, or is in the one call that he can have.
    pub(super) fn is_busy(&self) -> bool {
        let several = self.setup.as_ref().is_some_and(|setup| setup.multi_call);
        let taken = |half: &Half| half.is_live() && !(several && half.is_talking());
        self.attempt.is_some() || self.halves.iter().any(taken)
    }

    /// A call is on its way out, of which TaskRouter has not told yet.
    pub(super) fn is_placing(&self) -> bool {
        self.attempt.is_some()
    }

    /// He could place a call, and is on none: none rings either.
    pub(super) fn can_be_disturbed(&self) -> bool {
        let taken = |half: &Half| half.is_live() || half.can_be_declined();
        let on_call = self.line_busy || self.is_placing() || self.halves.iter().any(taken);
        self.is_set_up() && self.presence != Presence::Offline && !on_call
    }

    pub(super) fn can_cancel(&self) -> bool {
        self.attempt.as_ref().is_some_and(|a| !a.given_up)
            || self.halves.iter().any(Half::is_unanswered_attempt)
    }

    /// How the call stands that the agent looks at, if there are several; else his call.
    pub(super) fn state(&self, shown: Option<&ReservationSid>) -> CallState {
        if let Some(attempt) = self.attempt.as_ref().filter(|a| !a.given_up) {
            return CallState::Placing { name: attempt.name.clone() };
        }
        let setup = self.setup.as_ref();
        let is_shown = |half: &&Half| {
            half.is_unanswered_attempt()
                || shown.is_none_or(|shown| *shown == half.offer.reservation)
        };
        let mut states = self.halves.iter().filter(is_shown).map(|half| half.state(setup));
        let state = states.find(|state| *state != CallState::Idle);
        match (state, &self.told) {
            (Some(state), _) => state,
            (None, Some(reason)) => CallState::Told(reason.clone()),
            (None, None) => CallState::Idle,
        }
    }

    /// The queue of which the agent awaits somebody, whom he called in this page.
    pub(super) fn awaited_queue(&self) -> Option<&QueueSid> {
        self.called_queue.as_ref().filter(|_| self.can_cancel())
    }

    /// Whom the agent can answer or decline.
    pub(super) fn offered(&self) -> Vec<Offered> {
        // Who of a queue does not take a call is nobody's concern: the next one is asked.
        let by_name = |half: &&Half| half.can_be_declined() && half.offer.queue.is_none();
        let waiting = self.halves.iter().filter(by_name);
        let offered = waiting.map(|half| Offered {
            reservation: half.offer.reservation.clone(),
            name: half.offer.peer.clone(),
        });
        offered.collect()
    }

    /// The agent declines a colleague's call and says why.
    pub(super) fn decline(
        &mut self,
        reservation: &ReservationSid,
        why: DeclineReason,
        request: RequestId,
    ) -> Vec<Effect> {
        let half = self.half_of(reservation).filter(|half| half.can_be_declined());
        let half = half.filter(|half| half.offer.queue.is_none());
        half.map(|half| half.refuse(request, Some(why))).unwrap_or_default()
    }

    /// An order failed. What was waiting for it goes on without it.
    pub(super) fn failed(
        &mut self,
        now: u64,
        request: RequestId,
        why: Failure,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        if let Some(attempt) = self.attempt.as_mut().filter(|a| a.request == request) {
            if why == Failure::Unreachable {
                // It may have been made all the same; then it comes back as a reservation.
                if core::mem::replace(&mut attempt.unclear, true) {
                    return Vec::new();
                }
                let wake = Wake::Unreserved { request };
                return vec![Effect::WakeAt { at: now + UNCLEAR_MS, wake }];
            }
            let given_up = self.attempt.take().is_some_and(|a| a.given_up);
            return if given_up { Vec::new() } else { self.tell_loudly(Reason::CallFailed) };
        }
        if let Some(half) = self.halves.iter_mut().find(|h| h.answering == Some(request)) {
            return match why {
                // Twilio may call him all the same; `Wake::AnswerStuck` tells.
                Failure::Unreachable => Vec::new(),
                Failure::Gone | Failure::Refused => {
                    let reservation = half.offer.reservation.clone();
                    self.answer_failed(&reservation, next)
                }
            };
        }
        if let Some(half) = self.halves.iter_mut().find(|h| h.is_ordering(request)) {
            return half.order_failed(why, next());
        }
        let mut effects = self.server.failed(now, request, why);
        let unheard = self.server.unheard(request);
        let half = self.halves.iter().find(|h| Some(&h.offer.task) == unheard);
        effects.extend(half.and_then(Half::wrap_up_alone));
        if let Some(half) = self.halves.iter_mut().find(|h| h.declining == Some(request)) {
            // The server cannot be asked now; TaskRouter can, so that at least it stops ringing.
            half.declining = None;
            let reject = Effect::Reject { reservation: half.offer.reservation.clone() };
            effects.insert(0, reject);
        } else if let (Failure::Gone | Failure::Refused, Some(half)) =
            (why, self.halves.iter_mut().find(|h| h.leaving == Some(request)))
        {
            // The call was answered after all: the server has to see that this leg has gone.
            half.leaving = None;
            let task = Some(half.offer.task.clone());
            effects.push(Effect::Reconcile { request: next(), task });
        }
        effects
    }

    /// The agent's leg will not come: a caller's attempt is over, a colleague may try again.
    fn answer_failed(
        &mut self,
        reservation: &ReservationSid,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let Some(half) = self.half_of(reservation) else { return Vec::new() };
        half.answering = None;
        match half.role() {
            Role::Caller => {
                let cleanup = half.give_up(next());
                let mut effects = self.tell_loudly(Reason::CallFailed);
                effects.extend(cleanup);
                effects
            }
            Role::Callee => vec![Effect::Notify(Reason::AnswerFailed)],
        }
    }

    /// Flex answers the caller's task by itself, unless it comes while Flex's phone is not
    /// connected: then that is left to the agent, for whom there is no button.
    fn unanswered(
        &mut self,
        now: u64,
        reservation: &ReservationSid,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let phone_lost = self.phone_lost;
        let Some(half) = self.half_of(reservation).filter(|half| half.is_unanswered()) else {
            return Vec::new();
        };
        if half.elsewhere || half.unanswered >= ACCEPT_TRIES {
            return self.answer_failed(reservation, next);
        }
        half.unanswered += 1;
        let reservation = reservation.clone();
        let accept = Effect::Accept { reservation: reservation.clone() };
        let wake = Wake::Unanswered { reservation };
        let again = Effect::WakeAt { at: now + UNANSWERED_MS, wake };
        if phone_lost && !half.on_telephone { vec![again] } else { vec![accept, again] }
    }

    pub(super) fn woken(
        &mut self,
        now: u64,
        wake: &Wake,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        match wake {
            Wake::Unreserved { request } => {
                let Some(attempt) = self.attempt.take_if(|a| a.request == *request) else {
                    return Vec::new();
                };
                if attempt.task.is_none() {
                    self.abandoned.push(attempt.request);
                }
                if attempt.given_up {
                    return Vec::new();
                }
                let cleanup = attempt.task.map(|task| self.give_up(task, next()));
                let reason = if attempt.unclear { Reason::CallFailed } else { Reason::NoRouting };
                let mut effects = self.tell_loudly(reason);
                effects.extend(cleanup);
                effects
            }
            Wake::AnswerStuck { reservation } => {
                let line_busy = self.line_busy;
                let stuck = self.half_of(reservation).is_some_and(|half| half.is_stuck(line_busy));
                match stuck {
                    true => self.answer_failed(reservation, next),
                    false => Vec::new(),
                }
            }
            Wake::AskAgain { request } => self.server.again(*request),
            Wake::Unanswered { reservation } => self.unanswered(now, reservation, next),
            Wake::Sweep => vec![self.sweep(now, next())],
            Wake::ReadRecord { call } => {
                self.half_in(call).map(|h| h.follow()).into_iter().collect()
            }
            Wake::Reconcile { call } => {
                let Some(half) = self.half_in(call) else { return Vec::new() };
                let (mut effects, failed) = half.reconcile(now, next);
                effects.extend(failed.into_iter().flat_map(|reason| self.tell_loudly(reason)));
                effects
            }
            Wake::OrderStuck { request } => {
                let half = self.halves.iter_mut().find(|h| h.is_ordering(*request));
                half.map(|h| h.order_failed(Failure::Unreachable, next())).unwrap_or_default()
            }
            Wake::DropLeft { call } => self.show_again(call, true),
            Wake::Forget { call } => self.forget(call),
            Wake::FetchAgain | Wake::ListStill | Wake::LookAtQueues | Wake::WaitOver => Vec::new(),
        }
    }

    /// The agent presses Cancel: the attempt ends wherever it stands.
    pub(super) fn cancel(&mut self, next: &mut impl FnMut() -> RequestId) -> Vec<Effect> {
        if self.attempt.as_ref().is_some_and(|attempt| attempt.held_back.is_some()) {
            self.attempt = None;
            return Vec::new();
        }
        if let Some(attempt) = self.attempt.as_mut() {
            attempt.given_up = true;
            let Some(task) = attempt.task.clone() else {
                return Vec::new();
            };
            self.attempt = None;
            return vec![self.give_up(task, next())];
        }
        let unanswered = self.halves.iter_mut().find(|h| h.is_unanswered_attempt());
        unanswered.map(|half| half.give_up(next())).unwrap_or_default()
    }

    pub(super) fn reservation(
        &mut self,
        now: u64,
        offer: Offer,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let mut effects = self.meet(now, &offer, next);
        let setup = self.setup.clone();
        let Some(half) = self.half_of(&offer.reservation) else { return effects };
        match setup {
            Some(setup) => effects.extend(half.advance(now, &offer, &setup, next)),
            None => half.offer = offer.clone(),
        }
        let before = self.halves.len();
        self.halves.retain(|h| !h.is_over());
        if self.halves.len() < before && now >= self.swept_at + SWEEP_MS {
            effects.push(self.sweep(now, next()));
        }
        effects
    }

    /// Takes a reservation in that was not known, and settles what waited for it.
    fn meet(
        &mut self,
        now: u64,
        offer: &Offer,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        if offer.status.is_final() || self.half_of(&offer.reservation).is_some() {
            return Vec::new();
        }
        if self.is_own_call(offer) {
            return vec![Effect::Reject { reservation: offer.reservation.clone() }];
        }
        let mut half = Half::new(now, offer.clone());
        half.on_telephone = self.on_telephone().is_some();
        let mut effects = Vec::new();
        let own = half.role() == Role::Caller && half.is_live();
        if own {
            match self.attempt.take() {
                Some(attempt) if attempt.given_up => effects.extend(half.give_up(next())),
                Some(attempt) if attempt.task.as_ref().is_some_and(|t| *t != offer.task) => {
                    self.attempt = Some(attempt);
                    half.elsewhere = true;
                }
                None if self.abandoned.pop().is_some() => effects.extend(half.give_up(next())),
                None => half.elsewhere = true,
                Some(_) => {}
            }
        }
        if own && !half.given_up && offer.status == OfferStatus::Pending {
            let wait = if half.elsewhere { UNRESERVED_MS } else { UNANSWERED_MS };
            let wake = Wake::Unanswered { reservation: offer.reservation.clone() };
            effects.push(Effect::WakeAt { at: now + wait, wake });
        }
        half.given_up |= self.given_up.contains(&offer.task);
        self.halves.push(half);
        effects
    }

    /// The agent belongs to the queue that he calls, has room for one more call, and is offered his
    /// own.
    fn is_own_call(&self, offer: &Offer) -> bool {
        let mine = |half: &Half| {
            half.role() == Role::Caller && offer.joins.as_ref() == Some(&half.offer.task)
        };
        offer.queue.is_some() && self.halves.iter().any(mine)
    }

    pub(super) fn record(&mut self, now: u64, record: CallRecord) -> Vec<Effect> {
        let Some(setup) = self.setup.clone() else { return Vec::new() };
        let Some(half) = self.half_in(&record.conference_name) else { return Vec::new() };
        let colleague = record.colleague.worker_sid.clone();
        let (mut effects, outcome) = half.record(now, record, &setup);
        if half.is_over() {
            effects.extend(half.end(&setup));
        }
        self.halves.retain(|h| !h.is_over());
        if let Some(reason) = outcome {
            // The page may have been loaded anew since he was called.
            self.tried = colleague.or(self.tried.take());
            effects.extend(self.tell_loudly(reason));
        }
        effects
    }

    pub(super) fn record_unreadable(&mut self, now: u64, call: &TaskSid) -> Vec<Effect> {
        self.half_in(call).and_then(|h| h.read_later(now)).into_iter().collect()
    }

    pub(super) fn participants_lost(&mut self, task: &TaskSid) -> Vec<Effect> {
        let call = self.halves.iter().find(|h| h.offer.task == *task).map(|h| h.call().clone());
        call.map(|call| self.show_again(&call, false)).unwrap_or_default()
    }

    pub(super) fn judge(
        &mut self,
        now: u64,
        action: &Action,
        next: &mut impl FnMut() -> RequestId,
    ) -> (Verdict, Vec<Effect>) {
        match action {
            Action::Accept(offer) => (Verdict::Replace, self.accept(now, offer, next)),
            Action::Reject(offer) => {
                let mut effects = self.meet(now, offer, next);
                let Some(half) = self.half_of(&offer.reservation) else {
                    return (Verdict::Proceed, effects);
                };
                // TaskRouter asks the next agent of the queue; the call goes on.
                if half.offer.queue.is_some() {
                    return (Verdict::Proceed, effects);
                }
                effects.extend(half.refuse(next(), None));
                (Verdict::Replace, effects)
            }
            Action::EndForAll { reservation } => {
                let hang_up = Effect::HangUp { reservation: reservation.clone() };
                let mut effects = match self.on_telephone() {
                    Some(_) => Vec::new(),
                    None => vec![hang_up],
                };
                effects.extend(self.half_of(reservation).and_then(|h| h.end_for_all(next)));
                (Verdict::Replace, effects)
            }
            Action::HangUpElsewhere { reservation } => {
                self.at_telephone(now, Some(reservation), next)
            }
            Action::ActOn { .. }
            | Action::DialNumber
            | Action::HangUp { .. }
            | Action::Leave { .. }
            | Action::Resume { .. }
            | Action::ToggleHold => (Verdict::Proceed, Vec::new()),
            Action::ToggleMute => self.at_telephone(now, None, next),
            Action::Order { reservation, op, worker } => {
                let effects = match (self.setup.clone(), self.half_of(reservation)) {
                    (Some(setup), Some(half)) => {
                        half.order(now, *op, worker.as_ref(), &setup, next)
                    }
                    _ => vec![Effect::Notify(Reason::NotOnInternalCalls)],
                };
                (Verdict::Replace, effects)
            }
            Action::Control { .. } => {
                (Verdict::Replace, vec![Effect::Notify(Reason::NotOnInternalCalls)])
            }
            Action::ShowParticipantsFailure => {
                let ours = self.halves.iter().any(|h| h.offer.status == OfferStatus::Accepted);
                (if ours { Verdict::Replace } else { Verdict::Proceed }, Vec::new())
            }
        }
    }

    fn accept(
        &mut self,
        now: u64,
        offer: &Offer,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let mut effects = self.meet(now, offer, next);
        let Some(setup) = self.able().cloned() else {
            effects.push(Effect::Notify(Reason::AnswerFailed));
            return effects;
        };
        let phone_lost = self.phone_lost;
        let Some(half) = self.half_of(&offer.reservation) else { return effects };
        if phone_lost && half.role() == Role::Callee && address::is_browser(setup.address.as_ref())
        {
            effects.push(Effect::Notify(Reason::PhoneDisconnected));
        } else {
            effects.extend(half.answer(now, &setup, next));
        }
        effects
    }

    /// Nobody can say why the call was taken from its caller.
    fn forget(&mut self, call: &TaskSid) -> Vec<Effect> {
        let Some(setup) = self.setup.clone() else { return Vec::new() };
        let Some(half) = self.half_in(call).filter(|h| h.is_reason_awaited()) else {
            return Vec::new();
        };
        half.given_up = true;
        let mut effects = half.end(&setup);
        self.halves.retain(|h| !h.is_over());
        effects.extend(self.tell_loudly(Reason::CallFailed));
        effects
    }

    fn show_again(&mut self, call: &TaskSid, drop_left: bool) -> Vec<Effect> {
        let Some(setup) = self.setup.clone() else { return Vec::new() };
        let Some(half) = self.half_in(call) else { return Vec::new() };
        half.drop_left |= drop_left;
        half.show(&setup).into_iter().collect()
    }

    fn give_up(&mut self, task: TaskSid, request: RequestId) -> Effect {
        if !self.given_up.contains(&task) {
            self.given_up.push(task.clone());
        }
        Effect::Cleanup { request, call: task.clone(), task, why: None }
    }

    fn half_of(&mut self, reservation: &ReservationSid) -> Option<&mut Half> {
        self.halves.iter_mut().find(|h| h.offer.reservation == *reservation)
    }

    fn half_in(&mut self, call: &TaskSid) -> Option<&mut Half> {
        self.halves.iter_mut().find(|h| h.call() == call)
    }
}
