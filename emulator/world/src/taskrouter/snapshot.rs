//! What the emulator's page and tests are told of TaskRouter.

use serde_json::{Value, json};

use super::task::TaskStatus;
use crate::world::World;

impl World {
    pub(crate) fn snapshot_taskrouter(&self) -> Value {
        let router = &self.taskrouter;
        let workers = router.workers.values().filter(|worker| !worker.made_up).map(|worker| {
            let channels = worker.channels.iter().map(|channel| {
                json!({
                    "available": channel.available,
                    "capacity": channel.capacity,
                    "in_use": router.in_use(&worker.sid, channel.name),
                    "name": channel.name,
                })
            });
            json!({
                "activity": worker.activity.name,
                "activity_since": worker.activity_since.0,
                "channels": channels.collect::<Vec<_>>(),
                "connected": worker.connected,
                "contact_uri": worker.attributes["contact_uri"],
                "identity": worker.identity,
                "name": worker.full_name(),
                "roles": worker.roles,
                "sid": worker.sid,
                "team": worker.attributes["team_name"],
            })
        });
        let tasks = router.tasks.values().map(|task| {
            json!({
                "age_s": self.now.seconds().saturating_sub(task.created.seconds()),
                "attributes": task.attributes,
                "channel": task.channel,
                "priority": task.priority,
                "queue": router.queues.get(&task.queue).map(|queue| &queue.name),
                "reason": task.reason,
                "routing_target": task.routing_target,
                "sid": task.sid,
                "status": task.status.name(),
                "timeout_s": task.timeout_s,
                "version": task.version,
                "workflow": router.workflows.get(&task.workflow).map(|workflow| &workflow.name),
            })
        });
        let reservations = router.reservations.values().map(|offer| {
            json!({
                "sid": offer.sid,
                "status": offer.status.name(),
                "task": offer.task,
                "worker": self.identity_of(&offer.worker),
                "worker_sid": offer.worker,
            })
        });
        json!({
            "extra_workers": self.setup.extra_workers,
            "queues": router.queues.values().map(|queue| &queue.name).collect::<Vec<_>>(),
            "reservations": reservations.collect::<Vec<_>>(),
            "tasks": tasks.collect::<Vec<_>>(),
            "workers": workers.collect::<Vec<_>>(),
        })
    }

    /// Tasks that are not over. A task that wraps up is left to an agent who is away: he finds it
    /// when he comes back.
    pub(crate) fn left_over_taskrouter(&self) -> Vec<String> {
        let router = &self.taskrouter;
        let open = router.tasks.values().filter(|task| !task.status.is_final());
        let found = open.filter_map(|task| {
            let offers = router.reservations.values().filter(|offer| offer.task == task.sid);
            let workers = offers.filter(|offer| offer.status.is_open());
            let workers: Vec<_> = workers.filter_map(|o| router.workers.get(&o.worker)).collect();
            let away = !workers.is_empty() && workers.iter().all(|worker| !worker.connected);
            if task.status == TaskStatus::Wrapping && away {
                return None;
            }
            let names: Vec<&str> = workers.iter().map(|worker| worker.full_name()).collect();
            let with = if names.is_empty() {
                String::new()
            } else {
                format!(" with {}", names.join(", "))
            };
            Some(format!("task {} is {}{with}", task.sid, task.status.name()))
        });
        found.collect()
    }
}
