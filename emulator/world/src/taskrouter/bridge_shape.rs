//! Workers, tasks and offers as the TaskRouter SDK reads them: dates in seconds, attributes as text,
//! and every key that the SDK insists on.

use serde_json::{Value, json};

use super::queue::Queue;
use super::task::{Reservation, Task};
use super::worker::{Channel, Worker, task_channel};
use super::{Activity, TaskRouter};
use crate::world::World;

impl World {
    pub(super) fn bridge_task(&self, task: &Task) -> Value {
        self.taskrouter.bridge_task(task, self.now.seconds())
    }

    /// With its task and transfers, as events and lists have it.
    pub(super) fn bridge_reservation(&self, reservation: &Reservation) -> Value {
        let mut shape = self.taskrouter.bare_reservation(reservation);
        let task = self.taskrouter.tasks.get(&reservation.task);
        shape["task"] = task.map_or(Value::Null, |task| self.bridge_task(task));
        shape["reservation_timeout"] = json!(reservation.timeout_s);
        shape["canceled_reason_code"] = Value::Null;
        for (name, transfer) in self.taskrouter.transfers_of(reservation) {
            shape[name] = transfer;
        }
        shape
    }
}

impl TaskRouter {
    pub(super) fn bridge_worker(&self, worker: &Worker) -> Value {
        json!({
            "account_sid": self.account.sid,
            "activity_name": worker.activity.name,
            "activity_sid": worker.activity.sid,
            "attributes": worker.attributes.to_string(),
            "available": worker.activity.available,
            "date_created": worker.created.seconds(),
            "date_status_changed": worker.activity_since.seconds(),
            "date_updated": worker.updated.seconds(),
            "friendly_name": worker.identity,
            "sid": worker.sid,
            "version": worker.version.to_string(),
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn bridge_activity(&self, activity: &Activity) -> Value {
        json!({
            "account_sid": self.account.sid,
            "available": activity.available,
            "date_created": self.began.seconds(),
            "date_updated": self.began.seconds(),
            "friendly_name": activity.name,
            "sid": activity.sid,
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn bridge_channel(&self, worker: &Worker, channel: &Channel) -> Value {
        json!({
            "account_sid": self.account.sid,
            "assigned_tasks": self.in_use(&worker.sid, channel.name),
            "available": channel.available,
            "available_capacity_percentage": self.free_percentage(worker, channel.name),
            "configured_capacity": channel.capacity,
            "date_created": worker.created.seconds(),
            "date_updated": channel.updated.seconds(),
            // The one date that the SDK takes in milliseconds.
            "last_reserved_time": channel.last_reserved.map(|at| at.0),
            "sid": channel.sid,
            "task_channel_sid": channel.task_channel,
            "task_channel_unique_name": channel.name,
            "worker_sid": worker.sid,
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn bridge_queue(&self, queue: &Queue) -> Value {
        json!({
            "account_sid": self.account.sid,
            "assignment_activity_name": "",
            "assignment_activity_sid": "",
            "date_created": queue.created.seconds(),
            "date_updated": queue.updated.seconds(),
            "friendly_name": queue.name,
            "lifo_queue": false,
            "max_reserved_workers": 1,
            "reservation_activity_name": "",
            "reservation_activity_sid": "",
            "sid": queue.sid,
            "target_workers": queue.target_workers,
            "task_order": "FIFO",
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn bridge_task(&self, task: &Task, now_s: u64) -> Value {
        let workflow = self.workflows.get(&task.workflow).map(|workflow| &workflow.name);
        let queue = self.queues.get(&task.queue).map(|queue| &queue.name);
        json!({
            "account_sid": self.account.sid,
            "addons": "{}",
            "age": now_s.saturating_sub(task.created.seconds()),
            "assignment_status": task.status.name(),
            "attributes": task.attributes.to_string(),
            "date_created": task.created.seconds(),
            "date_updated": task.updated.seconds(),
            "priority": task.priority,
            "queue_name": queue,
            "queue_sid": task.queue,
            "reason": task.reason,
            "routing_target": task.routing_target,
            "sid": task.sid,
            "task_channel_sid": task_channel(task.channel),
            "task_channel_unique_name": task.channel,
            "timeout": task.timeout_s,
            "version": task.version.to_string(),
            "virtual_start_time": task.virtual_start.seconds(),
            "workflow_name": workflow,
            "workflow_sid": task.workflow,
            "workspace_sid": self.account.workspace,
        })
    }

    /// Without its task, as the answer to a change has it: with the objects of an event in it, the
    /// SDK would read them into tasks and transfers and throw.
    pub(super) fn bare_reservation(&self, reservation: &Reservation) -> Value {
        let worker = self.workers.get(&reservation.worker);
        json!({
            "account_sid": self.account.sid,
            "date_created": reservation.created.seconds(),
            "date_updated": reservation.updated.seconds(),
            "reservation_status": reservation.status.name(),
            "sid": reservation.sid,
            "task_sid": reservation.task,
            "version": reservation.version.to_string(),
            "worker_name": worker.map(|worker| &worker.identity),
            "worker_sid": reservation.worker,
            "workspace_sid": self.account.workspace,
        })
    }
}
