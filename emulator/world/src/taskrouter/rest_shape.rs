//! Workers, tasks and offers as the REST API words them: ISO dates, addresses, subresources.

use serde_json::{Value, json};

use super::queue::{Queue, Workflow};
use super::task::{Reservation, Task};
use super::worker::{Channel, Worker, task_channel};
use super::{Activity, TaskRouter};
use crate::time::Time;

impl TaskRouter {
    /// The address of something in the workspace.
    pub(super) fn url(&self, path: &str) -> String {
        let workspace = &self.account.workspace;
        format!("https://taskrouter.twilio.com/v1/Workspaces/{workspace}{path}")
    }

    pub(super) fn rest_worker(&self, worker: &Worker) -> Value {
        let url = self.url(&format!("/Workers/{}", worker.sid));
        json!({
            "account_sid": self.account.sid,
            "activity_name": worker.activity.name,
            "activity_sid": worker.activity.sid,
            "attributes": worker.attributes.to_string(),
            "available": worker.activity.available,
            "date_created": worker.created.iso(),
            "date_status_changed": worker.activity_since.iso(),
            "date_updated": worker.updated.iso(),
            "friendly_name": worker.identity,
            "links": {
                "channels": format!("{url}/WorkerChannels"),
                "activity": self.url(&format!("/Activities/{}", worker.activity.sid)),
                "reservations": format!("{url}/Reservations"),
                "workspace": self.url(""),
            },
            "sid": worker.sid,
            "url": url,
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn rest_channel(&self, worker: &Worker, channel: &Channel) -> Value {
        json!({
            "account_sid": self.account.sid,
            "assigned_tasks": self.in_use(&worker.sid, channel.name),
            "available": channel.available,
            "available_capacity_percentage": self.free_percentage(worker, channel.name),
            "configured_capacity": channel.capacity,
            "date_created": worker.created.iso(),
            "date_updated": channel.updated.iso(),
            "sid": channel.sid,
            "task_channel_sid": channel.task_channel,
            "task_channel_unique_name": channel.name,
            "url": self.url(&format!("/Workers/{}/Channels/{}", worker.sid, channel.sid)),
            "worker_sid": worker.sid,
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn rest_activity(&self, activity: &Activity) -> Value {
        json!({
            "account_sid": self.account.sid,
            "available": activity.available,
            "date_created": self.began.iso(),
            "date_updated": self.began.iso(),
            "friendly_name": activity.name,
            "links": { "workspace": self.url("") },
            "sid": activity.sid,
            "url": self.url(&format!("/Activities/{}", activity.sid)),
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn rest_queue(&self, queue: &Queue) -> Value {
        json!({
            "account_sid": self.account.sid,
            "assignment_activity_name": null,
            "assignment_activity_sid": null,
            "date_created": queue.created.iso(),
            "date_updated": queue.updated.iso(),
            "friendly_name": queue.name,
            "links": { "workspace": self.url("") },
            "max_reserved_workers": 1,
            "reservation_activity_name": null,
            "reservation_activity_sid": null,
            "sid": queue.sid,
            "target_workers": queue.target_workers,
            "task_order": "FIFO",
            "url": self.url(&format!("/TaskQueues/{}", queue.sid)),
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn rest_workspace(&self) -> Value {
        let url = self.url("");
        let offline = self.account.activities.first();
        let (name, sid) = (offline.map(|a| &a.name), offline.map(|a| &a.sid));
        let links = [
            ("activities", "Activities"),
            ("cumulative_statistics", "CumulativeStatistics"),
            ("events", "Events"),
            ("real_time_statistics", "RealTimeStatistics"),
            ("statistics", "Statistics"),
            ("task_channels", "TaskChannels"),
            ("task_queues", "TaskQueues"),
            ("tasks", "Tasks"),
            ("workers", "Workers"),
            ("workflows", "Workflows"),
        ];
        let links = links.map(|(name, path)| (name.to_owned(), json!(format!("{url}/{path}"))));
        json!({
            "account_sid": self.account.sid,
            "date_created": self.began.iso(),
            "date_updated": self.began.iso(),
            "default_activity_name": name,
            "default_activity_sid": sid,
            "event_callback_url": null,
            "events_filter": null,
            "friendly_name": "Flex Task Assignment",
            "links": Value::Object(links.into_iter().collect()),
            "multi_task_enabled": true,
            "prioritize_queue_order": "FIFO",
            "sid": self.account.workspace,
            "timeout_activity_name": name,
            "timeout_activity_sid": sid,
            "url": url,
        })
    }

    pub(super) fn rest_workflow(&self, workflow: &Workflow) -> Value {
        json!({
            "account_sid": self.account.sid,
            "assignment_callback_url": null,
            "configuration": workflow.configuration,
            "date_created": workflow.created.iso(),
            "date_updated": workflow.updated.iso(),
            "document_content_type": "application/json",
            "fallback_assignment_callback_url": null,
            "friendly_name": workflow.name,
            "links": { "workspace": self.url("") },
            "sid": workflow.sid,
            "task_reservation_timeout": workflow.reservation_timeout_s,
            "url": self.url(&format!("/Workflows/{}", workflow.sid)),
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn rest_task(&self, task: &Task, now: Time) -> Value {
        let workflow = self.workflows.get(&task.workflow).map(|workflow| &workflow.name);
        let queue = self.queues.get(&task.queue).map(|queue| &queue.name);
        let url = self.url(&format!("/Tasks/{}", task.sid));
        json!({
            "account_sid": self.account.sid,
            "addons": "{}",
            "age": now.seconds().saturating_sub(task.created.seconds()),
            "assignment_status": task.status.name(),
            "attributes": task.attributes.to_string(),
            "date_created": task.created.iso(),
            "date_updated": task.updated.iso(),
            "ignore_capacity": task.ignore_capacity,
            "links": {
                "reservations": format!("{url}/Reservations"),
                "task_queue": self.url(&format!("/TaskQueues/{}", task.queue)),
                "workflow": self.url(&format!("/Workflows/{}", task.workflow)),
                "workspace": self.url(""),
            },
            "priority": task.priority,
            "reason": task.reason,
            "routing_target": task.routing_target,
            "sid": task.sid,
            "task_channel_sid": task_channel(task.channel),
            "task_channel_unique_name": task.channel,
            "task_queue_entered_date": task.queue_entered.iso(),
            "task_queue_friendly_name": queue,
            "task_queue_sid": task.queue,
            "timeout": task.timeout_s,
            "url": url,
            "virtual_start_time": task.virtual_start.iso(),
            "workflow_friendly_name": workflow,
            "workflow_sid": task.workflow,
            "workspace_sid": self.account.workspace,
        })
    }

    pub(super) fn rest_reservation(&self, reservation: &Reservation) -> Value {
        let worker = self.workers.get(&reservation.worker);
        let task = self.url(&format!("/Tasks/{}", reservation.task));
        json!({
            "account_sid": self.account.sid,
            "date_created": reservation.created.iso(),
            "date_updated": reservation.updated.iso(),
            "links": {
                "task": task,
                "worker": self.url(&format!("/Workers/{}", reservation.worker)),
                "workspace": self.url(""),
            },
            "reservation_status": reservation.status.name(),
            "sid": reservation.sid,
            "task_sid": reservation.task,
            "url": format!("{task}/Reservations/{}", reservation.sid),
            "worker_name": worker.map(|worker| &worker.identity),
            "worker_sid": reservation.worker,
            "workspace_sid": self.account.workspace,
        })
    }
}
