//! One agent's half of an internal call: his reservation, his leg, and what the record says.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::order::Order;
use super::projection;
use crate::desk::{CallState, Effect, Offer, OfferStatus, Reason, RequestId, Setup, Wake};
use crate::id::TaskSid;
use crate::pii::Pii;
use crate::wire::{CallRecord, CallState as Stage, DeclineReason, EndReason};

/// An agent who was connected appears in the record within this time, or a message was lost.
const UNHEARD_MS: u64 = 5_000;
/// The server notices within this time by itself that an agent's leg has gone.
const LEG_GONE_MS: u64 = 2_000;
/// The server looks after a running call again after this time.
const LOOK_AGAIN_MS: u64 = 30_000;
/// So often it looks after a call while somebody is rung, who may have accepted and got lost on
/// his way.
const LOOK_WHILE_RINGING_MS: u64 = 25_000;
/// The server is given this time to notice by itself that nobody answered.
const GRACE_MS: u64 = 3_000;
/// How long a colleague is rung unless the configuration says otherwise.
const RING_S: u32 = 45;
/// Flex shows for this time that somebody has left.
const LEFT_SHOWN_MS: u64 = 5_000;
/// After this time the record is not asked any more why a call ended.
const REASON_MS: u64 = 5_000;
/// The first wait before a record that was not there is read again; it doubles.
const READ_AGAIN_MS: u64 = 250;

/// Which side of the call the agent is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Caller,
    Callee,
}

#[derive(Clone, Debug)]
pub(super) struct Half {
    pub(super) offer: Offer,
    /// The agent has answered; whether he could speak is being looked at.
    pub(super) checking: Option<RequestId>,
    pub(super) answering: Option<RequestId>,
    pub(super) declining: Option<RequestId>,
    /// The order to end a call whose leg has gone before it came into the call.
    pub(super) leaving: Option<RequestId>,
    /// The agent ended the attempt or declined: he need not be told how it ended.
    pub(super) given_up: bool,
    /// The agent placed this call, but not here: in another window, or here before the page was
    /// loaded anew.
    pub(super) elsewhere: bool,
    /// The task was completed before anybody talked, and not by the agent: the server has taken
    /// the call from him.
    taken: bool,
    /// So often Flex was found not to have answered the agent's own task.
    pub(super) unanswered: u32,
    /// His leg is a telephone, which his browser cannot hang up.
    pub(super) on_telephone: bool,
    /// Flex has shown long enough who left.
    pub(super) drop_left: bool,
    /// What the agent wants of a leg, until the server has answered.
    pub(super) order: Option<Order>,
    pub(super) record: Option<CallRecord>,
    since: u64,
    /// Since when they talk, if that is known.
    talking_since: Option<u64>,
    following: bool,
    unreadable: u32,
    answer_awaited: bool,
    /// When nobody will have answered, if anybody was rung.
    answer_due: Option<u64>,
    /// The agent's leg is up, where that is told of each call apart.
    leg_up: bool,
    /// The agent's leg was up, and has gone.
    leg_gone: bool,
    /// The next look is only for a call of which nothing is heard.
    early: bool,
    /// When the server is asked to look after the call; wake-ups for other times are old.
    look_at: Option<u64>,
}

impl Half {
    pub(super) fn new(now: u64, offer: Offer) -> Half {
        Half {
            offer,
            checking: None,
            answering: None,
            declining: None,
            leaving: None,
            given_up: false,
            elsewhere: false,
            taken: false,
            unanswered: 0,
            on_telephone: false,
            drop_left: false,
            order: None,
            record: None,
            since: now,
            talking_since: None,
            following: false,
            unreadable: 0,
            answer_awaited: false,
            answer_due: None,
            leg_up: false,
            leg_gone: false,
            early: false,
            look_at: None,
        }
    }

    pub(super) fn role(&self) -> Role {
        if self.offer.joins.is_some() { Role::Callee } else { Role::Caller }
    }

    /// The call: its caller's task.
    pub(super) fn call(&self) -> &TaskSid {
        self.offer.joins.as_ref().unwrap_or(&self.offer.task)
    }

    /// The agent is in this call or on his way into it.
    pub(super) fn is_live(&self) -> bool {
        match self.offer.status {
            OfferStatus::Accepted => true,
            OfferStatus::Pending => {
                self.role() == Role::Caller || self.checking.is_some() || self.answering.is_some()
            }
            OfferStatus::Wrapping
            | OfferStatus::Completed
            | OfferStatus::Canceled
            | OfferStatus::Rejected
            | OfferStatus::TimedOut => false,
        }
    }

    /// The agent called somebody who has not answered yet.
    pub(super) fn is_unanswered_attempt(&self) -> bool {
        self.role() == Role::Caller
            && self.is_live()
            && !self.given_up
            && is_before_talk(self.record.as_ref())
    }

    /// Nothing more will happen here, and there is nothing more to learn.
    pub(super) fn is_over(&self) -> bool {
        self.offer.status.is_final() && !self.is_reason_awaited()
    }

    /// The call was taken from its caller, and only the record can say why.
    pub(super) fn is_reason_awaited(&self) -> bool {
        let taken = match self.offer.status {
            OfferStatus::Canceled | OfferStatus::Rejected | OfferStatus::TimedOut => true,
            OfferStatus::Completed => self.taken,
            OfferStatus::Pending | OfferStatus::Accepted | OfferStatus::Wrapping => false,
        };
        let known = self.record.as_ref().is_some_and(|r| r.state == Stage::Ended);
        taken && self.role() == Role::Caller && !self.given_up && !known
    }

    /// A colleague is calling, and the agent has neither answered nor declined.
    pub(super) fn can_be_declined(&self) -> bool {
        self.role() == Role::Callee
            && self.offer.status == OfferStatus::Pending
            && self.answering.is_none()
            && !self.given_up
    }

    /// The agent has answered, and no leg has come.
    pub(super) fn is_stuck(&self, line_busy: bool) -> bool {
        let waits = self.offer.status == OfferStatus::Pending && self.answering.is_some();
        waits && !self.leg_up && !line_busy
    }

    /// Both are in the call.
    pub(super) fn is_talking(&self) -> bool {
        self.offer.status == OfferStatus::Accepted
            && self.record.as_ref().is_some_and(|r| r.state == Stage::Active)
    }

    pub(super) fn is_answering(&self) -> bool {
        self.checking.is_some() || self.answering.is_some()
    }

    /// The agent's own task waits for his leg, and nobody has asked for that.
    pub(super) fn is_unanswered(&self) -> bool {
        self.offer.status == OfferStatus::Pending && !self.is_answering() && !self.given_up
    }

    pub(super) fn state(&self, setup: Option<&Setup>) -> CallState {
        if !self.is_live() || self.given_up {
            return CallState::Idle;
        }
        let name = self.peer();
        match (self.role(), self.record.as_ref().map(|r| r.state)) {
            (_, Some(Stage::Ended)) => CallState::Idle,
            (_, Some(Stage::Active)) => self.connected(name, setup),
            (Role::Caller, Some(Stage::Ringing)) => CallState::Ringing { name, since: self.since },
            (Role::Caller, Some(Stage::Setup) | None) => CallState::Placing { name },
            (Role::Callee, _) if self.offer.status == OfferStatus::Accepted => {
                self.connected(name, setup)
            }
            (Role::Callee, _) => CallState::Idle,
        }
    }

    /// The other agent's name. Of a queue that the agent calls it is the queue's, until the record
    /// says who took the call.
    pub(super) fn peer(&self) -> Pii<String> {
        match &self.record {
            Some(record) if self.role() == Role::Caller => record.colleague.name.clone(),
            Some(_) | None => self.offer.peer.clone(),
        }
    }

    fn connected(&self, name: Pii<String>, setup: Option<&Setup>) -> CallState {
        let talk = setup.map(|setup| self.talk(setup)).unwrap_or_default();
        CallState::Connected { name, since: self.talking_since, talk }
    }

    /// The caller ends his attempt; also his leg goes, in case the server cannot be asked.
    pub(super) fn give_up(&mut self, request: RequestId) -> Vec<Effect> {
        self.given_up = true;
        let mut effects = vec![self.cleanup(request, None)];
        if self.offer.status == OfferStatus::Accepted && !self.on_telephone {
            effects.push(Effect::HangUp { reservation: self.offer.reservation.clone() });
        }
        effects
    }

    /// The agent declines; a caller who declines his own task ends his attempt.
    pub(super) fn refuse(&mut self, request: RequestId, why: Option<DeclineReason>) -> Vec<Effect> {
        if self.given_up {
            return Vec::new();
        }
        self.given_up = true;
        self.declining = Some(request);
        vec![self.cleanup(request, why)]
    }

    fn cleanup(&self, request: RequestId, why: Option<DeclineReason>) -> Effect {
        let (task, call) = (self.offer.task.clone(), self.call().clone());
        Effect::Cleanup { request, task, call, why }
    }

    /// The reservation is what `offer` says now.
    pub(super) fn advance(
        &mut self,
        now: u64,
        offer: &Offer,
        setup: &Setup,
        next: &mut impl FnMut() -> RequestId,
    ) -> Vec<Effect> {
        let before = self.offer.status;
        self.offer = offer.clone();
        let answers = (before, offer.status) == (OfferStatus::Pending, OfferStatus::Accepted);
        if answers && self.role() == Role::Callee {
            self.talking_since = Some(now);
        }
        self.taken |= offer.status == OfferStatus::Completed
            && matches!(before, OfferStatus::Pending | OfferStatus::Accepted)
            && is_before_talk(self.record.as_ref());
        match offer.status {
            OfferStatus::Pending => Vec::new(),
            OfferStatus::Accepted if self.following => Vec::new(),
            OfferStatus::Accepted => self.begin(now, next),
            OfferStatus::Wrapping if before == OfferStatus::Wrapping => Vec::new(),
            OfferStatus::Wrapping => self.wrap(now, setup),
            OfferStatus::Canceled
            | OfferStatus::Completed
            | OfferStatus::Rejected
            | OfferStatus::TimedOut
                if self.is_reason_awaited() =>
            {
                self.await_reason(now, before)
            }
            OfferStatus::Canceled | OfferStatus::TimedOut => {
                let missed = self.missed(now, setup).map(Effect::Notify);
                let mut effects = self.end(setup);
                effects.extend(missed);
                effects
            }
            OfferStatus::Completed | OfferStatus::Rejected => self.end(setup),
        }
    }

    /// The agent's leg is up: from here the record is the truth.
    fn begin(&mut self, now: u64, next: &mut impl FnMut() -> RequestId) -> Vec<Effect> {
        self.answering = None;
        let mut effects = vec![self.follow()];
        if self.given_up {
            effects.extend(self.give_up(next()));
        }
        self.early = !self.leg_gone;
        let wait = if self.leg_gone { LEG_GONE_MS } else { UNHEARD_MS };
        effects.push(self.look(now + wait));
        effects
    }

    /// The agent's line is busy or not; `gone` if it was busy before.
    pub(super) fn line(&mut self, now: u64, busy: bool, gone: bool) -> Option<Effect> {
        self.leg_gone = gone || (self.leg_gone && !busy);
        if !gone || self.offer.status != OfferStatus::Accepted {
            return None;
        }
        self.early = false;
        Some(self.look(now + LEG_GONE_MS))
    }

    /// The agent's leg of this call is up, or has gone.
    pub(super) fn leg(&mut self, now: u64, up: bool) -> Option<Effect> {
        let gone = core::mem::replace(&mut self.leg_up, up) && !up;
        self.line(now, up, gone)
    }

    /// Nobody but this agent sees that his leg has gone: his task would keep him from other calls
    /// for as long as the server is away, which puts the call right once it is back.
    pub(super) fn wrap_up_alone(&self) -> Option<Effect> {
        let gone = self.offer.status == OfferStatus::Accepted && self.leg_gone;
        gone.then(|| Effect::WrapUp { reservation: self.offer.reservation.clone() })
    }

    /// The call is over for this agent; the record may still tell why.
    fn wrap(&mut self, now: u64, setup: &Setup) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.following {
            effects.push(self.follow());
        }
        if setup.auto_complete {
            effects.push(Effect::Complete { reservation: self.offer.reservation.clone() });
        }
        effects.push(self.look(now + GRACE_MS));
        effects
    }

    fn await_reason(&mut self, now: u64, before: OfferStatus) -> Vec<Effect> {
        if before == self.offer.status {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if !self.following {
            effects.push(self.follow());
        }
        let call = self.call().clone();
        effects.push(Effect::WakeAt { at: now + REASON_MS, wake: Wake::Forget { call } });
        effects
    }

    /// Nothing more will happen here.
    pub(super) fn end(&mut self, setup: &Setup) -> Vec<Effect> {
        if !self.following {
            return Vec::new();
        }
        self.following = false;
        self.drop_left = true;
        let mut effects: Vec<_> = self.show(setup).into_iter().collect();
        effects.push(Effect::LeaveRecord { call: self.call().clone() });
        effects
    }

    /// What a colleague is told whose Flex has stopped ringing.
    fn missed(&self, now: u64, setup: &Setup) -> Option<Reason> {
        if self.role() == Role::Caller || self.given_up || self.following {
            return None;
        }
        let name = self.offer.peer.clone();
        let in_vain = now + 1_000 >= self.since + ring_ms(setup);
        match self.offer.status {
            OfferStatus::Canceled if !in_vain => Some(Reason::CallerGaveUp { name }),
            OfferStatus::Canceled | OfferStatus::TimedOut => Some(Reason::Missed { name }),
            OfferStatus::Pending
            | OfferStatus::Accepted
            | OfferStatus::Wrapping
            | OfferStatus::Completed
            | OfferStatus::Rejected => None,
        }
    }

    pub(super) fn follow(&mut self) -> Effect {
        self.following = true;
        Effect::FollowRecord { call: self.call().clone() }
    }

    pub(super) fn read_later(&mut self, now: u64) -> Option<Effect> {
        if !self.following {
            return None;
        }
        let wait = READ_AGAIN_MS << self.unreadable.min(5);
        self.unreadable += 1;
        let call = self.call().clone();
        Some(Effect::WakeAt { at: now + wait, wake: Wake::ReadRecord { call } })
    }

    /// Asks the server to look after the call, and again later while the call runs. Gives what
    /// the agent is told if his call has failed.
    pub(super) fn reconcile(
        &mut self,
        now: u64,
        next: &mut impl FnMut() -> RequestId,
    ) -> (Vec<Effect>, Option<Reason>) {
        let accepted = self.offer.status == OfferStatus::Accepted;
        let stage = self.record.as_ref().map(|record| record.state);
        if stage == Some(Stage::Ended) && !accepted {
            return (Vec::new(), None);
        }
        if self.look_at.take_if(|at| *at <= now).is_none() {
            return (Vec::new(), None);
        }
        let early = core::mem::take(&mut self.early);
        let mut effects = Vec::new();
        let mut failed = None;
        if accepted && self.leg_gone && !self.given_up && is_before_talk(self.record.as_ref()) {
            // A look would show a colleague who is still on his way.
            let request = next();
            self.given_up = true;
            self.leaving = Some(request);
            effects.push(self.cleanup(request, None));
            // A caller who was in the call has hung up himself.
            failed = (self.role() == Role::Caller && stage.is_none()).then_some(Reason::CallFailed);
        } else if !(early && stage == Some(Stage::Active)) {
            let task = Some(self.offer.task.clone());
            effects.push(Effect::Reconcile { request: next(), task });
        }
        if accepted {
            let ringing_until = self.answer_due.filter(|_| stage == Some(Stage::Ringing));
            effects.push(self.look(match ringing_until.filter(|due| now < *due) {
                Some(due) => due.min(now + LOOK_WHILE_RINGING_MS),
                None => now + LOOK_AGAIN_MS,
            }));
        }
        (effects, failed)
    }

    /// The server has ended the call into which the agent's leg never came.
    pub(super) fn left_out(&mut self) -> Option<Reason> {
        self.leaving = None;
        let name = self.offer.peer.clone();
        (self.role() == Role::Callee).then_some(Reason::NotConnected { name })
    }

    fn look(&mut self, at: u64) -> Effect {
        self.look_at = Some(at);
        Effect::WakeAt { at, wake: Wake::Reconcile { call: self.call().clone() } }
    }

    /// Takes in what the server knows, and says how the attempt ended if it has.
    pub(super) fn record(
        &mut self,
        now: u64,
        record: CallRecord,
        setup: &Setup,
    ) -> (Vec<Effect>, Option<Reason>) {
        let before = self.record.as_ref();
        let stale = before.is_some_and(|b| {
            b.state == Stage::Ended || record.state < b.state || record.updated_at < b.updated_at
        });
        if stale {
            return (Vec::new(), None);
        }
        let talked = before.is_some_and(|b| b.state == Stage::Active);
        if let (Stage::Active, Some(answered)) = (record.state, record.answered_at) {
            // The server's clock may differ from the browser's, so a span of it is used where
            // the agent was there when it began.
            let since = match before {
                Some(_) => now.saturating_sub(record.updated_at.saturating_sub(answered)),
                None => now.min(answered),
            };
            self.talking_since.get_or_insert(since);
        }
        self.unreadable = 0;
        if record.state == Stage::Ringing && !self.answer_awaited {
            self.since = now;
        }
        let mut effects: Vec<_> = self.await_answer(now, &record).into_iter().collect();
        let outcome = match record.state {
            Stage::Ended => self.outcome(&record, talked),
            Stage::Setup | Stage::Ringing | Stage::Active => None,
        };
        let ended = record.state == Stage::Ended;
        self.record = Some(record);
        effects.extend(self.show(setup));
        if ended {
            let call = self.call().clone();
            effects.push(Effect::WakeAt { at: now + LEFT_SHOWN_MS, wake: Wake::DropLeft { call } });
        }
        (effects, outcome)
    }

    /// The server's clock may differ from the browser's, so only spans of it are used.
    fn await_answer(&mut self, now: u64, record: &CallRecord) -> Option<Effect> {
        if self.role() == Role::Callee || record.state != Stage::Ringing || self.answer_awaited {
            return None;
        }
        self.answer_awaited = true;
        self.early = false;
        let last = record.pending.values().map(|p| p.expires_at).max()?;
        let rings = last.saturating_sub(record.updated_at);
        let due = now.saturating_add(rings).saturating_add(GRACE_MS);
        self.answer_due = Some(due);
        Some(self.look(due.min(now + LOOK_WHILE_RINGING_MS)))
    }

    fn outcome(&self, record: &CallRecord, talked: bool) -> Option<Reason> {
        if self.given_up {
            return None;
        }
        let name = self.offer.peer.clone();
        match (self.role(), record.end_reason?) {
            (_, EndReason::HungUp) => None,
            (Role::Callee, EndReason::Canceled) if !talked => Some(Reason::CallerGaveUp { name }),
            (Role::Callee, _) | (Role::Caller, EndReason::Canceled) => None,
            (Role::Caller, EndReason::Unreachable) => Some(Reason::CallFailed),
            (Role::Caller, EndReason::Crossed) => Some(Reason::ColleagueCalling { name }),
            (Role::Caller, EndReason::NoAnswer) => Some(Reason::NoAnswer { name }),
            (Role::Caller, EndReason::Declined) => {
                Some(Reason::Declined { name, why: record.end_note.clone() })
            }
        }
    }

    /// What Flex's own screens are to show of this call, once the agent is in it.
    pub(super) fn show(&self, setup: &Setup) -> Option<Effect> {
        if !matches!(self.offer.status, OfferStatus::Accepted | OfferStatus::Wrapping)
            && !self.drop_left
        {
            return None;
        }
        let record = self.record.as_ref()?;
        let task = self.offer.task.clone();
        let conference = projection::conference(record, task, setup, self.drop_left);
        Some(Effect::ShowConference(conference))
    }
}

pub(super) fn ring_ms(setup: &Setup) -> u64 {
    u64::from(setup.ring_timeout_s.unwrap_or(RING_S)) * 1_000
}

/// The stage in which a colleague may still be waited for.
pub(super) fn is_before_talk(record: Option<&CallRecord>) -> bool {
    record.is_none_or(|r| matches!(r.state, Stage::Setup | Stage::Ringing))
}
