//! Transfers: somebody's task is offered to another worker, or to a queue.
//!
//! What TaskRouter does is known from the integration tests of its SDK (twilio-taskrouter.js),
//! which run against it, and from the guide for agents who use Flex.

use serde_json::{Value, json};

use super::TaskRouter;
use super::task::{Reservation, ReservationStatus, TaskStatus};
use crate::sid::{Sid, SidKind};
use crate::time::Time;
use crate::world::World;

/// One transfer of a task.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(super) sid: Sid,
    pub(super) task: Sid,
    /// The reservation that is to be given up, and whose it is.
    pub(super) reservation: Sid,
    pub(super) worker: Sid,
    pub(super) queue: Sid,
    pub(super) workflow: Sid,
    pub(super) mode: Mode,
    /// A worker or a queue.
    pub(super) to: Sid,
    pub(super) status: TransferStatus,
    pub(super) failed_reason: Option<&'static str>,
    pub(super) created: Time,
    pub(super) updated: Time,
}

/// What becomes of the worker who transfers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// He is taken out of the call at once.
    Cold,
    /// He stays, and leaves when he wants to.
    Warm,
}

/// How far a transfer has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TransferStatus {
    Canceled,
    Complete,
    Failed,
    Initiated,
}

impl TransferStatus {
    pub(super) fn name(self) -> &'static str {
        match self {
            TransferStatus::Canceled => "canceled",
            TransferStatus::Complete => "complete",
            TransferStatus::Failed => "failed",
            TransferStatus::Initiated => "initiated",
        }
    }
}

impl Transfer {
    /// Whether it is of this task.
    pub(super) fn is_of(&self, task: &Sid) -> bool {
        self.task == *task
    }

    fn to_queue(&self) -> bool {
        self.to.is(SidKind::WQ)
    }

    /// As reservations have it in them.
    fn within_reservation(&self) -> Value {
        let mut shape = json!({
            "date_created": self.created.seconds(),
            "date_updated": self.updated.seconds(),
            "initiating_queue_sid": self.queue,
            "initiating_reservation_sid": self.reservation,
            "initiating_worker_sid": self.worker,
            "initiating_workflow_sid": self.workflow,
            "sid": self.sid,
            "transfer_mode": match self.mode {
                Mode::Cold => "COLD",
                Mode::Warm => "WARM",
            },
            "transfer_status": self.status.name(),
            "transfer_to": self.to,
            "transfer_type": if self.to_queue() { "QUEUE" } else { "WORKER" },
        });
        if let Some(reason) = self.failed_reason {
            shape["transfer_failed_reason"] = json!(reason);
        }
        shape
    }
}

impl TaskRouter {
    /// The queue to which the task is being transferred.
    pub(super) fn transfer_queue(&self, task: &Sid) -> Option<&Sid> {
        let open = self.transfer_of(task).filter(|transfer| transfer.to_queue());
        open.map(|transfer| &transfer.to)
    }

    /// Whether the task is being transferred by this worker, who has not left it.
    pub(super) fn hands_over(&self, task: &Sid, worker: &Sid) -> bool {
        let open = self.transfer_of(task);
        open.is_some_and(|transfer| transfer.mode == Mode::Warm && transfer.worker == *worker)
    }

    fn transfer_of(&self, task: &Sid) -> Option<&Transfer> {
        self.transfers.get(self.tasks.get(task)?.transfer.as_ref()?)
    }

    pub(super) fn bridge_transfer(&self, transfer: &Transfer) -> Value {
        let mut shape = transfer.within_reservation();
        shape["account_sid"] = json!(self.account.sid);
        shape["task_sid"] = json!(transfer.task);
        shape["workspace_sid"] = json!(self.account.workspace);
        shape
    }

    /// The transfers that a reservation has in it, under the SDK's names: the one that brought it,
    /// and the one by which it is to be given up. A name without a transfer must not be there.
    pub(super) fn transfers_of(&self, reservation: &Reservation) -> Vec<(&'static str, Value)> {
        let incoming = reservation.transfer.as_ref().and_then(|sid| self.transfers.get(sid));
        let outgoing = self.transfer_of(&reservation.task);
        let outgoing = outgoing.filter(|transfer| transfer.reservation == reservation.sid);
        [("task_transfer", incoming), ("active_outgoing_task_transfer", outgoing)]
            .into_iter()
            .filter_map(|(name, transfer)| Some((name, transfer?.within_reservation())))
            .collect()
    }

    /// Where a task stands that somebody has accepted and nobody is asked about any more.
    pub(super) fn task_by_offers(&self, task: &Sid) -> TaskStatus {
        let offers = self.reservations.values().filter(|offer| offer.task == *task);
        let statuses: Vec<_> = offers.map(|offer| offer.status).collect();
        if statuses.contains(&ReservationStatus::Accepted) {
            TaskStatus::Assigned
        } else if statuses.contains(&ReservationStatus::Wrapping) {
            TaskStatus::Wrapping
        } else {
            TaskStatus::Completed
        }
    }

    /// Where a task stands after one of its offers has become this.
    pub(super) fn task_after(&self, task: &Sid, offer: ReservationStatus) -> TaskStatus {
        use ReservationStatus as R;
        let waits = self.tasks.get(task).map(|task| task.status).filter(|status| status.waits());
        let by_offers = self.task_by_offers(task);
        match offer {
            R::Rejected | R::Timeout => {
                let is_over = self.transfer_of(task).is_none();
                let stays = by_offers == TaskStatus::Assigned && is_over;
                if stays { by_offers } else { TaskStatus::Pending }
            }
            // While somebody else is asked, it matters to nobody what the one does who has left.
            R::Completed | R::Wrapping => waits.unwrap_or(by_offers),
            R::Accepted | R::Canceled | R::Pending | R::Rescinded => by_offers,
        }
    }
}

impl World {
    /// The task waits for somebody again, beside whom has it.
    pub(super) fn open_transfer(&mut self, transfer: Transfer, priority: Option<u32>) {
        let task = transfer.task.clone();
        let Some(found) = self.taskrouter.tasks.get_mut(&task) else { return };
        found.transfer = Some(transfer.sid.clone());
        found.refused.clear();
        found.queue_entered = self.now;
        if let Some(priority) = priority {
            (found.priority, found.own_priority) = (priority, priority);
        }
        if transfer.to_queue() {
            found.queue = transfer.to.clone();
        }
        self.taskrouter.transfers.insert(transfer.sid.clone(), transfer);
        self.set_task(&task, TaskStatus::Pending);
    }

    /// The offer of a transferred task has been answered, or not in time. The transfer is over,
    /// unless it is to a queue, where another worker may take the task. Returns the event that the
    /// worker who transfers is to be told.
    pub(super) fn transfer_answered(&mut self, reservation: &Sid) -> Option<(Sid, &'static str)> {
        let found = self.taskrouter.reservations.get(reservation)?;
        let sid = found.transfer.clone()?;
        if found.status == ReservationStatus::Accepted {
            self.end_transfer(&sid, TransferStatus::Complete, None);
            return Some((sid, "task.transfer-completed"));
        }
        let (of_worker, of_queue) = refusal(found.status)?;
        let transfer = self.taskrouter.transfers.get_mut(&sid)?;
        if transfer.to_queue() {
            (transfer.failed_reason, transfer.updated) = (Some(of_queue), self.now);
            return Some((sid, "task.transfer-attempt-failed"));
        }
        self.end_transfer(&sid, TransferStatus::Failed, Some(of_worker));
        Some((sid, "task.transfer-failed"))
    }

    /// The conference of a task is over while somebody is still asked about it: he is not any more.
    /// The transfer is left as it is, and nobody is told of it.
    pub(super) fn abandon_transfer(&mut self, task: &Sid) {
        let waits = self.taskrouter.tasks.get(task).is_some_and(|task| task.status.waits());
        let mut offers = self.taskrouter.reservations.values().filter(|its| its.task == *task);
        let was_taken = |offer: &Reservation| {
            use ReservationStatus as R;
            matches!(offer.status, R::Accepted | R::Wrapping | R::Completed)
        };
        if !waits || !offers.any(was_taken) {
            return;
        }
        if let Some(task) = self.taskrouter.tasks.get_mut(task) {
            task.transfer = None;
        }
        let wraps_up = self.taskrouter.task_by_offers(task) == TaskStatus::Wrapping;
        self.withdraw(task, if wraps_up { TaskStatus::Wrapping } else { TaskStatus::Canceled });
        self.tell_task(task, if wraps_up { "task.wrapup" } else { "task.canceled" });
    }

    /// Nobody is asked about the task any more, which stands so from now on.
    pub(super) fn withdraw(&mut self, task: &Sid, stands: TaskStatus) {
        let pending = self
            .taskrouter
            .reservations
            .values()
            .filter(|offer| offer.task == *task && offer.status == ReservationStatus::Pending);
        let pending: Vec<Sid> = pending.map(|offer| offer.sid.clone()).collect();
        for offer in &pending {
            self.set_reservation(offer, ReservationStatus::Canceled);
        }
        self.set_task(task, stands);
        for offer in &pending {
            self.tell_reservation(offer);
        }
        self.voice_task_canceled(task);
    }

    pub(super) fn end_transfer(
        &mut self,
        sid: &Sid,
        status: TransferStatus,
        reason: Option<&'static str>,
    ) {
        let now = self.now;
        let Some(transfer) = self.taskrouter.transfers.get_mut(sid) else { return };
        (transfer.status, transfer.failed_reason, transfer.updated) = (status, reason, now);
        let of_task = self.taskrouter.tasks.get_mut(&transfer.task);
        of_task.into_iter().for_each(|task| task.transfer = None);
    }

    /// Tells the worker who transfers how far that is.
    pub(super) fn tell_transfer(&mut self, sid: &Sid, event: &str) {
        let Some(transfer) = self.taskrouter.transfers.get(sid) else { return };
        let payload = self.taskrouter.bridge_transfer(transfer);
        let worker = transfer.worker.clone();
        self.tell(&worker, event, payload);
    }
}

/// Why a transfer has failed that was offered to a worker, or to one worker of a queue: TaskRouter's
/// own words, but for the last ones, which nobody has written down.
fn refusal(offer: ReservationStatus) -> Option<(&'static str, &'static str)> {
    if offer == ReservationStatus::Rejected {
        let of_queue = "Transfer attempt failed on reservation reject because there are no more \
                        pending reservations";
        return Some(("Transfer failed because the reservation was rejected", of_queue));
    }
    let of_queue = "Transfer attempt failed on reservation timeout because there are no more \
                    pending reservations";
    let timed_out = offer == ReservationStatus::Timeout;
    timed_out.then_some(("Transfer failed because the reservation timed out", of_queue))
}
