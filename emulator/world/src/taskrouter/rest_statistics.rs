//! TaskRouter's REST API: how many wait and work in each queue.

use serde_json::{Map, Value, json};

use super::TaskRouter;
use super::params::Params;
use super::queue::Queue;
use super::rest::page;
use super::task::{Task, TaskStatus};
use super::worker::Worker;
use crate::exchange::{Fault, Reply, Request};
use crate::time::Time;
use crate::world::World;

/// What a task can be and still be in its queue, as the statistics name it.
const COUNTED: [TaskStatus; 4] =
    [TaskStatus::Assigned, TaskStatus::Pending, TaskStatus::Reserved, TaskStatus::Wrapping];

impl World {
    /// The shape is that of the example in Twilio's OpenAPI document; its schema has an object
    /// without fields there.
    pub(super) fn rest_queue_statistics(&self, request: &Request) -> Result<Reply, Fault> {
        let known = [
            "EndDate",
            "FriendlyName",
            "Minutes",
            "Page",
            "PageSize",
            "PageToken",
            "SplitByWaitTime",
            "StartDate",
            "TaskChannel",
        ];
        let params = Params::of_query(request, &known)?;
        // These are about the past alone, of which the emulator keeps nothing.
        let past = ["EndDate", "Minutes", "SplitByWaitTime", "StartDate"];
        if let Some(name) = past.into_iter().find(|name| params.has(name)) {
            return Err(Fault::not_implemented(format_args!("{name} of statistics")));
        }
        let (name, channel) = (params.text("FriendlyName")?, params.text("TaskChannel")?);
        let router = &self.taskrouter;
        let wanted = router.queues.values().filter(|queue| name.is_none_or(|n| queue.name == n));
        let items = wanted.map(|queue| {
            json!({
                "account_sid": router.account.sid,
                "cumulative": null,
                "realtime": router.now_in(queue, channel, self.now),
                "task_queue_sid": queue.sid,
                "workspace_sid": router.account.workspace,
            })
        });
        page(request, &params, "task_queues_statistics", items.collect())
    }
}

impl TaskRouter {
    /// What a queue is like now; of one task channel, if one is named.
    fn now_in(&self, queue: &Queue, channel: Option<&str>, now: Time) -> Value {
        let here = |task: &&Task| {
            task.queue == queue.sid && channel.is_none_or(|channel| task.channel == channel)
        };
        let tasks: Vec<&Task> = self.tasks.values().filter(here).collect();
        let counted = COUNTED.map(|status| {
            let so_many = tasks.iter().filter(|task| task.status == status).count();
            (status.name().to_owned(), json!(so_many))
        });
        let waits = tasks.iter().filter(|task| task.status.waits());
        let longest = waits.min_by_key(|task| task.created);
        let has = |worker: &&Worker| queue.has(&self.worker_in_expressions(worker));
        let workers: Vec<&Worker> = self.workers.values().filter(has).collect();
        let activities = self.account.activities.iter().map(|activity| {
            let so_many = workers.iter().filter(|worker| worker.activity.sid == activity.sid);
            json!({
                "friendly_name": activity.name,
                "sid": activity.sid,
                "workers": so_many.count(),
            })
        });
        json!({
            "activity_statistics": activities.collect::<Vec<_>>(),
            "longest_task_waiting_age":
                longest.map_or(0, |task| now.seconds().saturating_sub(task.created.seconds())),
            "longest_task_waiting_sid": longest.map(|task| &task.sid),
            "tasks_by_status": counted.into_iter().collect::<Map<_, _>>(),
            // Whoever is in such an activity counts, has he room for a task or not.
            "total_available_workers":
                workers.iter().filter(|worker| worker.activity.available).count(),
            "total_eligible_workers": workers.len(),
            "total_tasks": tasks.iter().filter(|task| !task.status.is_final()).count(),
        })
    }
}
