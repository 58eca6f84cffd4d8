//! Tasks and reservations: the offers of a task to one worker.

use std::collections::BTreeMap;

use serde_json::Value;

use super::queue::Step;
use crate::sid::Sid;
use crate::time::Time;

/// One piece of work, such as a call.
#[derive(Clone, Debug)]
pub(crate) struct Task {
    pub(crate) sid: Sid,
    pub(crate) attributes: Value,
    pub(crate) status: TaskStatus,
    pub(crate) reason: Option<String>,
    pub(crate) priority: u32,
    /// The priority asked for at creation, used where the workflow's step names none.
    pub(crate) own_priority: u32,
    /// Seconds that it may wait before it is accepted.
    pub(crate) timeout_s: u64,
    /// The task channel's name.
    pub(crate) channel: &'static str,
    pub(crate) workflow: Sid,
    /// Where it waits: the steps of its workflow that are left, the current one first.
    pub(crate) steps: Vec<Step>,
    /// The queue of the current step, or of the last one.
    pub(crate) queue: Sid,
    pub(crate) queue_entered: Time,
    pub(crate) routing_target: Option<Sid>,
    pub(crate) ignore_capacity: bool,
    /// The transfer that is under way.
    pub(crate) transfer: Option<Sid>,
    /// Who refused it or let it pass, and when he may be asked again.
    pub(crate) refused: BTreeMap<Sid, Time>,
    pub(crate) version: u64,
    pub(crate) created: Time,
    pub(crate) updated: Time,
    pub(crate) virtual_start: Time,
}

/// Where a task stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskStatus {
    Assigned,
    Canceled,
    Completed,
    Pending,
    Reserved,
    Wrapping,
}

impl TaskStatus {
    pub(crate) const ALL: [TaskStatus; 6] = [
        TaskStatus::Assigned,
        TaskStatus::Canceled,
        TaskStatus::Completed,
        TaskStatus::Pending,
        TaskStatus::Reserved,
        TaskStatus::Wrapping,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            TaskStatus::Assigned => "assigned",
            TaskStatus::Canceled => "canceled",
            TaskStatus::Completed => "completed",
            TaskStatus::Pending => "pending",
            TaskStatus::Reserved => "reserved",
            TaskStatus::Wrapping => "wrapping",
        }
    }

    pub(crate) fn named(name: &str) -> Option<TaskStatus> {
        TaskStatus::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Still waits for somebody to accept it.
    pub(crate) fn waits(self) -> bool {
        matches!(self, TaskStatus::Pending | TaskStatus::Reserved)
    }

    /// Nothing more can happen to it.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, TaskStatus::Canceled | TaskStatus::Completed)
    }
}

impl Task {
    pub(crate) fn changed(&mut self, now: Time) {
        self.version += 1;
        self.updated = now;
    }

    /// When it will have waited too long; `None` once it waits no more.
    pub(crate) fn gives_up(&self) -> Option<Time> {
        let waits = self.status.waits() && self.transfer.is_none();
        waits.then(|| Time(self.created.0 + self.timeout_s * 1000))
    }

    /// When it goes to the next step of its workflow; `None` if the current one has no end.
    pub(crate) fn moves_on(&self) -> Option<Time> {
        if !self.status.waits() || self.transfer.is_some() {
            return None;
        }
        let seconds = self.steps.first()?.timeout_s?;
        Some(Time(self.queue_entered.0 + seconds * 1000))
    }
}

/// One offer of a task to a worker.
#[derive(Clone, Debug)]
pub(crate) struct Reservation {
    pub(crate) sid: Sid,
    pub(crate) task: Sid,
    pub(crate) worker: Sid,
    pub(crate) status: ReservationStatus,
    /// Seconds that it may stay pending.
    pub(crate) timeout_s: u64,
    /// The transfer that brought it.
    pub(crate) transfer: Option<Sid>,
    /// How the worker chose to take it up.
    pub(crate) instruction: Option<Instruction>,
    pub(crate) version: u64,
    pub(crate) created: Time,
    pub(crate) updated: Time,
}

/// How a call is brought to the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instruction {
    /// The worker is called and runs TwiML; `accept` takes the offer up when he answers.
    Call { accept: bool },
    /// The worker is called into a conference with the customer.
    Conference,
}

/// Where an offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReservationStatus {
    Accepted,
    Canceled,
    Completed,
    Pending,
    Rejected,
    Rescinded,
    Timeout,
    Wrapping,
}

impl ReservationStatus {
    pub(crate) const ALL: [ReservationStatus; 8] = [
        ReservationStatus::Accepted,
        ReservationStatus::Canceled,
        ReservationStatus::Completed,
        ReservationStatus::Pending,
        ReservationStatus::Rejected,
        ReservationStatus::Rescinded,
        ReservationStatus::Timeout,
        ReservationStatus::Wrapping,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            ReservationStatus::Accepted => "accepted",
            ReservationStatus::Canceled => "canceled",
            ReservationStatus::Completed => "completed",
            ReservationStatus::Pending => "pending",
            ReservationStatus::Rejected => "rejected",
            ReservationStatus::Rescinded => "rescinded",
            ReservationStatus::Timeout => "timeout",
            ReservationStatus::Wrapping => "wrapping",
        }
    }

    pub(crate) fn named(name: &str) -> Option<ReservationStatus> {
        ReservationStatus::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The event that tells the worker of it.
    pub(crate) fn event(self) -> &'static str {
        match self {
            ReservationStatus::Accepted => "reservation.accepted",
            ReservationStatus::Canceled => "reservation.canceled",
            ReservationStatus::Completed => "reservation.completed",
            ReservationStatus::Pending => "reservation.created",
            ReservationStatus::Rejected => "reservation.rejected",
            ReservationStatus::Rescinded => "reservation.rescinded",
            ReservationStatus::Timeout => "reservation.timeout",
            ReservationStatus::Wrapping => "reservation.wrapup",
        }
    }

    /// Takes up the worker's capacity.
    pub(crate) fn is_open(self) -> bool {
        matches!(
            self,
            ReservationStatus::Accepted | ReservationStatus::Pending | ReservationStatus::Wrapping
        )
    }
}

impl Reservation {
    pub(crate) fn changed(&mut self, now: Time) {
        self.version += 1;
        self.updated = now;
    }

    /// When TaskRouter takes it back; `None` unless it is pending.
    pub(crate) fn lapses(&self) -> Option<Time> {
        let pending = self.status == ReservationStatus::Pending;
        pending.then(|| Time(self.created.0 + self.timeout_s * 1000))
    }
}
