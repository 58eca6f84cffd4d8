//! What happens to tasks and offers, and the events that tell of it.

use std::time::Duration;

use serde_json::Value;

use super::queue::Step;
use super::task::{Reservation, ReservationStatus, Task, TaskStatus};
use crate::exchange::Fault;
use crate::journal::{Arrow, Lane};
use crate::order::Order;
use crate::sid::{Sid, SidKind};
use crate::time::Time;
use crate::world::World;

/// How soon TaskRouter looks again for somebody after something has changed. Never at once: whoever
/// made the task has its identifier before anybody is offered it.
const SOON: Duration = Duration::from_millis(20);

/// How long a worker who let a task pass is left in peace with it.
const PEACE: Duration = Duration::from_secs(1);

/// What a new task is made from.
#[derive(Debug)]
pub(super) struct NewTask {
    pub(super) attributes: Value,
    pub(super) channel: &'static str,
    pub(super) workflow: Sid,
    pub(super) priority: u32,
    pub(super) timeout_s: u64,
    pub(super) routing_target: Option<Sid>,
    pub(super) ignore_capacity: bool,
    pub(super) queue: Option<Sid>,
    pub(super) virtual_start: Option<Time>,
}

/// Seconds that a task lives unless its maker says otherwise: a day.
pub(super) const DAY_S: u64 = 86_400;

impl World {
    /// Makes a task; TaskRouter looks for somebody a moment later.
    pub(super) fn create_task(&mut self, new: NewTask) -> Sid {
        let sid = self.mint(SidKind::WT);
        let steps = self.steps_of(&new);
        let queue = steps.first().map(|step| step.queue.clone());
        let priority = steps.first().and_then(|step| step.priority).unwrap_or(new.priority);
        let unrouted = steps.is_empty();
        let task = Task {
            sid: sid.clone(),
            attributes: new.attributes,
            status: TaskStatus::Pending,
            reason: None,
            priority,
            own_priority: new.priority,
            timeout_s: new.timeout_s,
            channel: new.channel,
            workflow: new.workflow,
            steps,
            queue: queue.unwrap_or_else(|| self.taskrouter.account.queue.clone()),
            queue_entered: self.now,
            routing_target: new.routing_target,
            ignore_capacity: new.ignore_capacity,
            transfer: None,
            refused: Default::default(),
            version: 0,
            created: self.now,
            updated: self.now,
            virtual_start: new.virtual_start.unwrap_or(self.now),
        };
        self.taskrouter.tasks.insert(sid.clone(), task);
        if unrouted {
            self.cancel_task(&sid, "Task did not match any filter of its workflow");
        }
        self.look_soon();
        sid
    }

    fn steps_of(&self, new: &NewTask) -> Vec<Step> {
        let target = new.routing_target.as_ref();
        let queue = target.filter(|target| target.is(SidKind::WQ)).or(new.queue.as_ref());
        let workflow = target.filter(|target| target.is(SidKind::WW));
        let worker = target.is_some_and(|target| target.is(SidKind::WK));
        match queue {
            Some(queue) => vec![Step::in_queue(queue.clone())],
            None if worker => vec![Step::in_queue(self.taskrouter.account.queue.clone())],
            None => {
                let workflow = workflow.unwrap_or(&new.workflow);
                let workflow = self.taskrouter.workflows.get(workflow);
                workflow.map(|workflow| workflow.steps(&new.attributes)).unwrap_or_default()
            }
        }
    }

    /// Offers are to be looked at again a moment later.
    pub(super) fn look_soon(&mut self) {
        self.look_at(self.now + SOON);
    }

    pub(super) fn look_at(&mut self, at: Time) {
        let earlier = self.taskrouter.look_at.map_or(at, |planned| planned.min(at));
        self.taskrouter.look_at = Some(earlier);
    }

    /// Offers a task to a worker.
    pub(super) fn offer(&mut self, task: &Sid, worker: &Sid) {
        let sid = self.mint(SidKind::WR);
        let Some(offered) = self.taskrouter.tasks.get_mut(task) else { return };
        offered.status = TaskStatus::Reserved;
        offered.changed(self.now);
        let (channel, workflow) = (offered.channel, offered.workflow.clone());
        let transfer = offered.transfer.clone();
        let workflow = self.taskrouter.workflows.get(&workflow);
        let timeout_s = workflow
            .map_or(self.setup.reservation_timeout_s, |workflow| workflow.reservation_timeout_s);
        if let Some(worker) = self.taskrouter.workers.get_mut(worker) {
            worker.version += 1;
            let channels = worker.channels.iter_mut();
            for channel in channels.filter(|its| its.name == channel) {
                channel.last_reserved = Some(self.now);
            }
        }
        let reservation = Reservation {
            sid: sid.clone(),
            task: task.clone(),
            worker: worker.clone(),
            status: ReservationStatus::Pending,
            timeout_s,
            transfer,
            instruction: None,
            version: 0,
            created: self.now,
            updated: self.now,
        };
        self.taskrouter.reservations.insert(sid.clone(), reservation);
        self.tell_reservation(&sid);
    }

    /// Moves an offer on, and its task with it; 400 if it cannot go there from where it stands.
    pub(super) fn move_reservation(
        &mut self,
        reservation: &Sid,
        to: ReservationStatus,
    ) -> Result<(), Fault> {
        use ReservationStatus as R;
        let found = self.taskrouter.reservation(reservation)?;
        let (from, task) = (found.status, found.task.clone());
        let goes = matches!(
            (from, to),
            (R::Pending, R::Accepted | R::Rejected | R::Timeout)
                | (R::Accepted, R::Wrapping)
                | (R::Accepted | R::Wrapping, R::Completed)
        );
        if !goes {
            let (from, to) = (from.name(), to.name());
            let message = format!("the reservation {reservation} is {from}: it cannot become {to}");
            return Err(Fault::new(400, 20001, message));
        }
        self.set_reservation(reservation, to);
        let transfer = self.transfer_answered(reservation);
        let task_was = self.taskrouter.task(&task)?.status;
        let task_goes = self.taskrouter.task_after(&task, to);
        self.set_task(&task, task_goes);
        self.tell_reservation(reservation);
        if matches!(to, R::Rejected | R::Timeout) {
            self.leave_in_peace(reservation);
        } else if task_goes == TaskStatus::Wrapping && task_was != task_goes {
            self.tell_task(&task, "task.wrapup");
        } else if task_goes == TaskStatus::Completed {
            self.tell_task(&task, "task.completed");
        }
        if let Some((transfer, event)) = transfer {
            self.tell_transfer(&transfer, event);
            self.tell_task(&task, "task.updated");
        }
        Ok(())
    }

    /// The worker let the task pass: what rings for it stops, others are asked at once, he himself
    /// after a while.
    fn leave_in_peace(&mut self, reservation: &Sid) {
        let Some(reservation) = self.taskrouter.reservations.get(reservation) else { return };
        let (task, worker) = (reservation.task.clone(), reservation.worker.clone());
        let until = self.now + PEACE;
        if let Some(task) = self.taskrouter.tasks.get_mut(&task) {
            task.refused.insert(worker, until);
        }
        self.voice_task_canceled(&task);
    }

    /// Moves a task on, and its offers with it; 400 if it cannot go there from where it stands.
    pub(super) fn move_task(
        &mut self,
        task: &Sid,
        to: TaskStatus,
        reason: Option<String>,
    ) -> Result<(), Fault> {
        let found = self.taskrouter.task(task)?;
        let (from, offers_go) = match (found.status, to) {
            (TaskStatus::Pending | TaskStatus::Reserved, TaskStatus::Canceled) => {
                if found.transfer.is_some() {
                    return Err(Fault::not_implemented("cancelling a task under transfer"));
                }
                let reason = reason.unwrap_or_default();
                self.cancel_task(task, &reason);
                return Ok(());
            }
            (TaskStatus::Assigned, TaskStatus::Wrapping) => (to, ReservationStatus::Wrapping),
            (TaskStatus::Assigned | TaskStatus::Wrapping, TaskStatus::Completed) => {
                (to, ReservationStatus::Completed)
            }
            (from, to) => {
                let (from, to) = (from.name(), to.name());
                let message = format!("the task {task} is {from}: it cannot become {to}");
                return Err(Fault::new(400, 20001, message));
            }
        };
        let offers = self.taskrouter.open_offers(task);
        if let Some(task) = self.taskrouter.tasks.get_mut(task) {
            task.reason = reason.or(task.reason.take());
        }
        self.set_task(task, from);
        self.tell_task(
            task,
            if to == TaskStatus::Wrapping { "task.wrapup" } else { "task.completed" },
        );
        for offer in offers {
            self.set_reservation(&offer, offers_go);
            self.tell_reservation(&offer);
        }
        Ok(())
    }

    /// A task that nobody has accepted ends; what rings for it stops ringing.
    pub(super) fn cancel_task(&mut self, task: &Sid, reason: &str) {
        let waits = self.taskrouter.tasks.get(task).is_some_and(|task| task.status.waits());
        if !waits {
            return;
        }
        let offers = self.taskrouter.open_offers(task);
        if let Some(task) = self.taskrouter.tasks.get_mut(task) {
            task.reason = (!reason.is_empty()).then(|| reason.to_owned());
        }
        self.set_task(task, TaskStatus::Canceled);
        self.tell_task(task, "task.canceled");
        for offer in offers {
            self.set_reservation(&offer, ReservationStatus::Canceled);
            self.tell_reservation(&offer);
        }
        self.voice_task_canceled(task);
    }

    pub(super) fn set_task(&mut self, task: &Sid, status: TaskStatus) {
        if let Some(task) = self.taskrouter.tasks.get_mut(task) {
            task.status = status;
            task.changed(self.now);
        }
        self.look_soon();
    }

    pub(super) fn set_reservation(&mut self, reservation: &Sid, status: ReservationStatus) {
        let now = self.now;
        let Some(reservation) = self.taskrouter.reservations.get_mut(reservation) else { return };
        reservation.status = status;
        reservation.changed(now);
        if status == ReservationStatus::Completed {
            let worker = self.taskrouter.workers.get_mut(&reservation.worker);
            worker.into_iter().for_each(|worker| worker.idle_since = now);
        }
    }

    /// Tells the worker where an offer stands now.
    pub(super) fn tell_reservation(&mut self, reservation: &Sid) {
        let Some(found) = self.taskrouter.reservations.get(reservation) else { return };
        let (event, worker) = (found.status.event(), found.worker.clone());
        let payload = self.bridge_reservation(found);
        self.tell(&worker, event, payload);
        self.order(Order::IndexChanged { index: "tr-reservation", key: reservation.to_string() });
    }

    /// Tells all workers who have the task.
    pub(super) fn tell_task(&mut self, task: &Sid, event: &str) {
        let Some(found) = self.taskrouter.tasks.get(task) else { return };
        let payload = self.bridge_task(found);
        for worker in self.taskrouter.holders(task) {
            self.tell(&worker, event, payload.clone());
        }
        let offers = self.taskrouter.open_offers(task);
        for offer in offers {
            self.order(Order::IndexChanged { index: "tr-reservation", key: offer.to_string() });
        }
    }

    /// Pushes one event to a worker and writes it into the log.
    pub(super) fn tell(&mut self, worker: &Sid, event: &str, payload: Value) {
        let who = self.identity_of(worker).unwrap_or_default();
        let arrow = Arrow::told(Lane::TaskRouter, Lane::Browser(who.clone()));
        self.note_arrow("event", &who, event, payload.clone(), arrow);
        let event_type = event.to_owned();
        self.order(Order::Bridge { worker: worker.clone(), event_type, payload });
    }

    /// Replaces a task's attributes and tells the workers who have it.
    pub(super) fn set_task_attributes(&mut self, task: &Sid, attributes: Value) {
        if let Some(task) = self.taskrouter.tasks.get_mut(task) {
            task.attributes = attributes;
            task.changed(self.now);
        }
        self.tell_task(task, "task.updated");
    }
}
