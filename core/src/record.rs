//! One internal call as the server keeps it: facts in, what the server owes out.
//!
//! Facts arrive late, twice and out of order. So nothing is decided by the order of arrival:
//! facts are gathered, and what is to be done follows from what has been gathered. An effect is
//! given with every fact until a fact says that it is done; carrying it out twice does no harm.

mod legs;
mod notice;
mod orders;
mod stay;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

pub use legs::{ConferenceEvent, LegChange, LegEvent, LegSeen, Told};
pub use orders::LegVersion;

use crate::id::{CallSid, ConferenceSid, TaskSid, WorkerSid};
use crate::pii::Pii;
use crate::wire::{
    AnsweredRequest, CallRecord, CallState, CallerAttributes, ControlOp, ControlReply,
    DeclineReason, EndReason, LegKind, LegRole, LegStatus, PENDING_COLLEAGUE, Party, Pending, Work,
};

/// How long a colleague is rung unless the caller's task says otherwise, in seconds.
pub const RING_TIMEOUT_S: u32 = 45;

/// How long somebody of a queue is waited for unless the caller's task says otherwise, in seconds:
/// those who are rung one after the other may each take their time to decline.
pub const QUEUE_TIMEOUT_S: u32 = 300;

/// A Function lives ten seconds at most; a claim that is older has nobody behind it.
const CLAIM_LIFE_MS: u64 = 10_000;

/// The time that TaskRouter gets to take back an offer by itself.
const RING_GRACE_MS: u64 = 3_000;

/// The time that a leg gets from being accepted until it is in the conference.
const JOIN_GRACE_MS: u64 = 30_000;

/// How many answers are kept for repetitions.
const KEPT_REQUESTS: usize = 20;

/// One internal call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    call: CallRecord,
}

/// Who calls, as the server knows it: what his own browser says of him is shown to nobody.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The agent, once known.
    pub worker: Option<WorkerSid>,
    /// His name.
    pub name: Pii<String>,
    /// The address that his leg was called at.
    pub address: Pii<String>,
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// The caller wants no more.
    Canceled,
    /// The colleague's task was made, or was found.
    ColleagueTaskCreated(TaskSid),
    /// The colleague has accepted, and his leg has failed on its way into the call.
    ColleagueNotConnected,
    /// Nobody has made the colleague's task after all.
    ColleagueTaskMissing,
    /// TaskRouter will not make the colleague's task.
    ColleagueTaskRefused,
    /// The colleague's task was looked at.
    ColleagueTaskSeen(TaskSeen),
    /// The conference has told something.
    Conference(ConferenceEvent),
    /// The conference was looked at, and is over.
    ConferenceOver,
    /// The two were calling each other, and the other call was first.
    Crossed,
    /// Somebody has looked whether the two were calling each other.
    CrossingLooked,
    /// The colleague declined, perhaps with a reason.
    Declined(Option<DeclineReason>),
    /// A party has ended the call for all.
    EndedForAll,
    /// Twilio says that this leg is not in the conference any more.
    LegGone(CallSid),
    /// A leg whose state was in doubt was looked at.
    LegLooked {
        /// What it is like.
        leg: LegSeen,
        /// What was known of it before.
        after: LegVersion,
    },
    /// Twilio has carried out an order about a leg.
    LegOrdered {
        /// Which one.
        op: ControlOp,
        /// Who gave it; the server itself if nobody.
        by: Option<WorkerSid>,
        /// What the leg is like since.
        leg: LegSeen,
        /// What was known of it before.
        after: LegVersion,
    },
    /// The conference was looked at; these legs are in it and no others.
    LegsSeen {
        /// Which conference.
        conference: ConferenceSid,
        /// The legs that are in it.
        legs: Vec<LegSeen>,
    },
    /// Somebody has looked, and time has passed.
    Looked,
    /// The caller's task names the conference and the colleague's task.
    Mirrored,
    /// Whoever missed the call finds a notice of it, if anybody did.
    NoticeLeft,
    /// Whoever took the call was looked up.
    TakerSeen {
        /// His full name; none if TaskRouter does not know him.
        name: Option<Pii<String>>,
        /// His contact address.
        address: Option<Pii<String>>,
    },
    /// This task is wrapping, completed, canceled or gone.
    TaskClosed(TaskSid),
}

/// What the colleague's task looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskSeen {
    /// The colleague has accepted.
    Accepted,
    /// TaskRouter has taken it back.
    Canceled,
    /// Done with, or gone.
    Closed,
    /// Waits for the colleague, or is offered.
    Offered,
}

/// Something for the server to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// End this task: to wrap-up if it was accepted, else canceled.
    CloseTask(TaskSid),
    /// End this task without wrap-up, so that its agent is free for the call that crossed it.
    CompleteTask(TaskSid),
    /// Make the colleague's task. Given once: the record's claim keeps others from it.
    CreateColleagueTask,
    /// End this conference.
    EndConference(ConferenceSid),
    /// Somebody was about to make the colleague's task and went silent: look whether it is there.
    FindColleagueTask,
    /// Look whether the colleague is calling the caller at this moment.
    FindCrossing,
    /// Leave a notice for whoever was rung and has not declined: he has missed the call.
    LeaveNotice,
    /// Look what this leg is like: messages and orders contradict each other.
    LookAtLeg {
        /// Where it is.
        conference: ConferenceSid,
        /// The leg.
        call: CallSid,
        /// What is known of it.
        after: LegVersion,
    },
    /// Look up the agent who took a queue's call.
    LookWhoTook(WorkerSid),
    /// Write the conference and the colleague's task into the caller's task.
    MirrorAttributes,
    /// Let this leg talk again: whoever held it is gone.
    Unhold {
        /// Where it is.
        conference: ConferenceSid,
        /// The leg.
        call: CallSid,
    },
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Effect::CloseTask(task) => write!(f, "close {task}"),
            Effect::CompleteTask(task) => write!(f, "complete {task}"),
            Effect::CreateColleagueTask => f.write_str("create the colleague's task"),
            Effect::EndConference(conference) => write!(f, "end {conference}"),
            Effect::FindCrossing => f.write_str("find a crossing call"),
            Effect::FindColleagueTask => f.write_str("find the colleague's task"),
            Effect::LeaveNotice => f.write_str("leave a notice"),
            Effect::LookAtLeg { call, .. } => write!(f, "look at {call}"),
            Effect::LookWhoTook(worker) => write!(f, "look who {worker} is"),
            Effect::MirrorAttributes => f.write_str("mirror the call into the caller's task"),
            Effect::Unhold { call, .. } => write!(f, "unhold {call}"),
        }
    }
}

impl Record {
    /// A call that is only known by its caller's task, and who calls.
    pub fn new(
        caller_task: TaskSid,
        attributes: &CallerAttributes,
        caller: Caller,
        now: u64,
    ) -> Record {
        let calls = Party {
            worker_sid: caller.worker,
            task_sid: Some(caller_task.clone()),
            name: caller.name,
            address: caller.address,
        };
        let is_called = Party {
            worker_sid: None,
            task_sid: None,
            name: attributes.name.clone(),
            address: attributes.to.clone(),
        };
        let queue = attributes.call_to_queue_sid.clone();
        let (usual, longest) = match queue {
            Some(_) => (QUEUE_TIMEOUT_S, 3_600),
            None => (RING_TIMEOUT_S, 120),
        };
        let ring_timeout_s = attributes.ring_timeout.unwrap_or(usual).clamp(5, longest);
        // Nobody of a queue is called by name, so nobody of it can be calling back, or miss what
        // was meant for him.
        let work = Work {
            crossing_looked: queue.is_some(),
            owes_notice: queue.is_none() && attributes.missed_calls == Some(true),
            ..Work::default()
        };
        Record {
            call: CallRecord {
                v: 1,
                conference_name: caller_task,
                conference_sid: None,
                state: CallState::Setup,
                end_reason: None,
                end_note: None,
                seq: 0,
                created_at: now,
                updated_at: now,
                answered_at: None,
                ring_timeout_s,
                queue,
                caller: calls,
                colleague: is_called,
                legs: BTreeMap::new(),
                pending: BTreeMap::new(),
                work,
                requests: Vec::new(),
            },
        }
    }

    /// The call as it was stored.
    pub fn stored(call: CallRecord) -> Record {
        Record { call }
    }

    /// The call as it is to be stored.
    pub fn call(&self) -> &CallRecord {
        &self.call
    }

    /// Whether an agent's leg is in the conference.
    pub fn has_joined(&self, worker: &WorkerSid) -> bool {
        self.call
            .legs
            .values()
            .any(|leg| leg.status == LegStatus::Joined && leg.worker_sid.as_ref() == Some(worker))
    }

    /// Whether an agent has, or ever had, a part in the call.
    pub fn concerns(&self, worker: &WorkerSid) -> bool {
        let parties = [&self.call.caller, &self.call.colleague].map(|party| &party.worker_sid);
        let legs = self.call.legs.values().map(|leg| &leg.worker_sid);
        parties.into_iter().chain(legs).any(|part| part.as_ref() == Some(worker))
    }

    /// Whether a leg that was rung at this address may join.
    pub fn expects(&self, address: &str) -> bool {
        self.call.state != CallState::Ended
            && [&self.call.caller, &self.call.colleague]
                .iter()
                .any(|party| party.address.reveal() == address)
    }

    /// Whether the call has ended and everything that its end asks for is done.
    pub fn is_over(&self) -> bool {
        let mut owed = Vec::new();
        self.owe(&mut owed);
        self.call.state == CallState::Ended && owed.is_empty()
    }

    /// What a request with this identifier was told before.
    pub fn answered(&self, request: &str) -> Option<&ControlReply> {
        let known = self.call.requests.iter().find(|answered| answered.id == request)?;
        Some(&known.reply)
    }

    /// Keeps what a request was told.
    pub fn remember(&mut self, request: &str, reply: ControlReply) {
        let kept = &mut self.call.requests;
        kept.push(AnsweredRequest { id: request.to_string(), reply });
        let surplus = kept.len().saturating_sub(KEPT_REQUESTS);
        kept.drain(..surplus);
    }

    /// Takes in one fact and says what the server owes now, in order.
    pub fn handle(&mut self, fact: Fact, now: u64) -> Vec<Effect> {
        let before = self.call.clone();
        let mut effects = self.take_in(fact, now);
        self.settle();
        self.claim(now, &mut effects);
        self.owe(&mut effects);
        if self.call.state == CallState::Active {
            self.call.answered_at.get_or_insert(now);
        }
        if self.call != before {
            self.call.updated_at = now;
        }
        effects
    }

    fn take_in(&mut self, fact: Fact, now: u64) -> Vec<Effect> {
        match fact {
            Fact::Canceled => {
                self.give_up(EndReason::Canceled);
            }
            Fact::ColleagueTaskCreated(task) => {
                self.call.work.claimed_at = None;
                if let Some(pending) = self.call.pending.get_mut(PENDING_COLLEAGUE) {
                    pending.task_sid = Some(task.clone());
                }
                self.call.colleague.task_sid = Some(task);
            }
            Fact::ColleagueNotConnected => {
                self.give_up(EndReason::Unreachable);
            }
            Fact::ColleagueTaskMissing => self.call.work.claimed_at = None,
            Fact::ColleagueTaskRefused => {
                self.call.work.claimed_at = None;
                self.give_up(EndReason::Unreachable);
            }
            Fact::ColleagueTaskSeen(seen) => self.look_at_offer(seen, now),
            Fact::Conference(event) => return self.listen(event),
            Fact::ConferenceOver => self.close_conference(),
            Fact::Crossed => {
                self.give_up(EndReason::Crossed);
            }
            Fact::CrossingLooked => self.call.work.crossing_looked = true,
            Fact::Declined(note) => {
                if self.give_up(EndReason::Declined) {
                    self.call.end_note = self.call.end_note.take().or(note);
                }
            }
            Fact::EndedForAll => self.call.state = CallState::Ended,
            Fact::LegGone(call) => self.miss(&call),
            Fact::LegLooked { leg, after } => self.look_at_leg(&leg, after),
            Fact::LegOrdered { op, by, leg, after } => self.ordered(op, by, &leg, after),
            Fact::LegsSeen { conference, legs } => self.see(conference, legs),
            Fact::Looked => {}
            Fact::Mirrored => self.call.work.mirrored = true,
            Fact::NoticeLeft => self.call.work.owes_notice = false,
            Fact::TakerSeen { name, address } => self.meet_taker(name, address),
            Fact::TaskClosed(task) => {
                let closed = &mut self.call.work.closed_tasks;
                if !closed.contains(&task) {
                    closed.push(task);
                    closed.sort();
                }
            }
        }
        Vec::new()
    }

    /// Ends the call. A reason that came later may outweigh the one that is there, so that the
    /// order of arrival does not decide what the caller reads.
    fn end(&mut self, reason: EndReason) {
        self.call.state = CallState::Ended;
        self.call.end_reason = self.call.end_reason.max(Some(reason));
    }

    /// Ends a call that nobody has answered; one that was answered goes on.
    fn give_up(&mut self, reason: EndReason) -> bool {
        let unanswered = !self.colleague_was_there();
        if unanswered {
            self.end(reason);
        }
        unanswered
    }

    fn look_at_offer(&mut self, seen: TaskSeen, now: u64) {
        let Some(pending) = self.call.pending.get(PENDING_COLLEAGUE) else { return };
        let late_by = now.saturating_sub(pending.expires_at);
        match seen {
            TaskSeen::Canceled => self.end(EndReason::NoAnswer),
            TaskSeen::Offered if late_by >= RING_GRACE_MS => self.end(EndReason::NoAnswer),
            TaskSeen::Closed => self.end(EndReason::Unreachable),
            TaskSeen::Accepted => {
                // TaskRouter rings nobody else: whoever has accepted and does not come, because
                // his browser was closed on the way, say, would be waited for in vain.
                let since = *self.call.work.accepted_since.get_or_insert(now);
                if late_by.max(now.saturating_sub(since)) >= JOIN_GRACE_MS {
                    self.end(EndReason::Unreachable);
                }
            }
            TaskSeen::Offered => {}
        }
    }

    /// Claims the right to make the colleague's task, or takes over a claim with nobody behind it.
    fn claim(&mut self, now: u64, effects: &mut Vec<Effect>) {
        if self.call.colleague.task_sid.is_some() {
            return;
        }
        match self.call.work.claimed_at {
            Some(since) if now.saturating_sub(since) >= CLAIM_LIFE_MS => {
                self.call.work.claimed_at = Some(now);
                effects.push(Effect::FindColleagueTask);
            }
            Some(_) => {}
            None if self.call.state == CallState::Ringing && !self.colleague_was_there() => {
                self.call.work.claimed_at = Some(now);
                effects.push(Effect::CreateColleagueTask);
                let expires_at = now + u64::from(self.call.ring_timeout_s) * 1000;
                self.call.pending.insert(
                    PENDING_COLLEAGUE.to_string(),
                    Pending {
                        kind: LegKind::Agent,
                        task_sid: None,
                        name: self.call.colleague.name.clone(),
                        address: self.call.colleague.address.clone(),
                        since: now,
                        expires_at,
                    },
                );
            }
            None => {}
        }
    }

    /// From now on the call is one with him, by his own name, whoever else of the queue might have
    /// taken it.
    fn meet_taker(&mut self, name: Option<Pii<String>>, address: Option<Pii<String>>) {
        let (work, taker) = (&mut self.call.work, &mut self.call.colleague);
        let name = name.unwrap_or_else(|| taker.name.clone());
        // What the caller's task says of whom it is with may be old.
        work.mirrored &= work.taker_known || name == taker.name;
        work.taker_known = true;
        taker.name = name;
        taker.address = address.unwrap_or_else(|| taker.address.clone());
    }

    /// What follows from the state alone, and is not known to be done.
    fn owe(&self, effects: &mut Vec<Effect>) {
        let call = &self.call;
        let ended = call.state == CallState::Ended;
        if let (true, false, Some(sid)) = (ended, call.work.conference_over, &call.conference_sid) {
            effects.push(Effect::EndConference(sid.clone()));
        }
        for (party, role) in [(&call.colleague, LegRole::Callee), (&call.caller, LegRole::Caller)] {
            let Some(task) = &party.task_sid else { continue };
            if (ended || self.has_left(role)) && !call.work.closed_tasks.contains(task) {
                let crossed = call.end_reason == Some(EndReason::Crossed);
                effects.push(match role {
                    LegRole::Caller if crossed => Effect::CompleteTask(task.clone()),
                    LegRole::Added | LegRole::Callee | LegRole::Caller => {
                        Effect::CloseTask(task.clone())
                    }
                });
            }
        }
        // The last of all: what it takes is known once the colleague is rung no longer.
        if self.was_missed() {
            effects.push(Effect::LeaveNotice);
        }
        if !ended {
            self.owe_to_legs(effects);
        }
        let is_unknown = call.queue.is_some() && !call.work.taker_known && !ended;
        if let Some(taker) = call.colleague.worker_sid.as_ref().filter(|_| is_unknown) {
            effects.push(Effect::LookWhoTook(taker.clone()));
        }
        if !ended && call.colleague.task_sid.is_some() {
            if !call.work.crossing_looked {
                effects.push(Effect::FindCrossing);
            }
            if !call.work.mirrored {
                effects.push(Effect::MirrorAttributes);
            }
        }
    }
}
