//! Who is offered which task, and what happens when time runs out.

use serde_json::{Value, json};

use super::TaskRouter;
use super::task::{ReservationStatus, Task, TaskStatus};
use super::worker::Worker;
use crate::expression::Scope;
use crate::sid::{Sid, SidKind};
use crate::time::Time;
use crate::world::World;

/// How long a task that has ended can still be asked for.
const REMEMBERED_MS: u64 = 5 * 60 * 1000;

/// What the passing of time brings about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// An ended task is forgotten.
    Forget(Sid),
    /// An offer was not taken up in time.
    Lapse(Sid),
    /// Waiting tasks are to be offered.
    Look,
    /// A task has waited too long in one step of its workflow.
    Step(Sid),
    /// A task has waited too long altogether.
    TimeToLive(Sid),
}

impl TaskRouter {
    /// When an offer, a task or a renewed offer is due.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        self.next_due().map(|(at, _)| at)
    }

    fn next_due(&self) -> Option<(Time, Due)> {
        let look = self.look_at.map(|at| (at, Due::Look));
        let lapses = self.reservations.values();
        let lapses = lapses.filter_map(|r| Some((r.lapses()?, Due::Lapse(r.sid.clone()))));
        let tasks = self.tasks.values().flat_map(|task| {
            let sid = &task.sid;
            let forgotten = task.status.is_final().then(|| Time(task.updated.0 + REMEMBERED_MS));
            [
                task.gives_up().map(|at| (at, Due::TimeToLive(sid.clone()))),
                task.moves_on().map(|at| (at, Due::Step(sid.clone()))),
                forgotten.map(|at| (at, Due::Forget(sid.clone()))),
            ]
        });
        look.into_iter().chain(lapses).chain(tasks.flatten()).min()
    }
}

impl World {
    pub(crate) fn advance_taskrouter(&mut self) {
        while let Some((at, due)) = self.taskrouter.next_due() {
            if at > self.now {
                break;
            }
            match due {
                Due::Forget(task) => self.taskrouter.forget(&task),
                Due::Lapse(reservation) => {
                    self.move_reservation(&reservation, ReservationStatus::Timeout)
                        .expect("only a pending reservation lapses");
                }
                Due::Look => self.look(),
                Due::Step(task) => self.next_step(&task),
                Due::TimeToLive(task) => self.cancel_task(&task, "Task TTL Exceeded"),
            }
        }
    }

    /// Offers every waiting task, the most urgent first.
    fn look(&mut self) {
        self.taskrouter.look_at = None;
        for task in self.taskrouter.waiting() {
            if let Some(worker) = self.taskrouter.somebody_for(&task, self.now) {
                self.offer(&task, &worker);
            }
        }
        if let Some(again) = self.taskrouter.end_of_peace(self.now) {
            self.look_at(again);
        }
    }

    /// Leads a task to the next step of its workflow; after the last one it is cancelled.
    fn next_step(&mut self, task: &Sid) {
        let Some(found) = self.taskrouter.tasks.get_mut(task) else { return };
        found.steps.remove(0);
        found.queue_entered = self.now;
        let Some(step) = found.steps.first() else {
            self.cancel_task(task, "Task timed out of its workflow");
            return;
        };
        found.queue = step.queue.clone();
        found.priority = step.priority.unwrap_or(found.own_priority);
        found.changed(self.now);
        self.look_soon();
    }
}

impl TaskRouter {
    /// The tasks that nobody is being asked about, by priority and then by age.
    fn waiting(&self) -> Vec<Sid> {
        let pending = |task: &&Task| task.status == TaskStatus::Pending;
        let mut waiting: Vec<&Task> = self.tasks.values().filter(pending).collect();
        waiting.sort_by_key(|task| {
            (std::cmp::Reverse(task.priority), task.virtual_start, task.created, task.sid.clone())
        });
        waiting.into_iter().map(|task| task.sid.clone()).collect()
    }

    /// The worker who is to be asked now: whoever has not refused, then who has the most room,
    /// then who has been idle for longest.
    fn somebody_for(&self, task: &Sid, now: Time) -> Option<Sid> {
        let task = self.tasks.get(task)?;
        let in_peace = |worker: &Worker| task.refused.get(&worker.sid).is_some_and(|at| *at > now);
        let able = self.workers.values().filter(|worker| !in_peace(worker));
        able.filter(|worker| self.may_have(task, worker))
            .min_by_key(|worker| {
                let refused = task.refused.get(&worker.sid).copied();
                let room = self.free_percentage(worker, task.channel);
                (refused, std::cmp::Reverse(room), worker.idle_since, worker.sid.clone())
            })
            .map(|worker| worker.sid.clone())
    }

    fn may_have(&self, task: &Task, worker: &Worker) -> bool {
        if let Some(queue) = self.transfer_queue(&task.sid).and_then(|queue| self.queues.get(queue))
        {
            // Whoever is still in the call is not offered it once more.
            let able = !self.hands_over(&task.sid, &worker.sid) && self.has_room(task, worker);
            return able && queue.has(&self.worker_in_expressions(worker));
        }
        let target = task.routing_target.as_ref().filter(|target| target.is(SidKind::WK));
        if let Some(target) = target {
            return *target == worker.sid && (task.ignore_capacity || self.has_room(task, worker));
        }
        self.has_room(task, worker) && self.is_wanted(task, worker)
    }

    pub(super) fn has_room(&self, task: &Task, worker: &Worker) -> bool {
        let channel = worker.channel(task.channel);
        let open = channel.is_some_and(|channel| {
            channel.available && self.in_use(&worker.sid, task.channel) < channel.capacity
        });
        worker.activity.available && open
    }

    fn is_wanted(&self, task: &Task, worker: &Worker) -> bool {
        let Some(step) = task.steps.first() else { return false };
        let Some(queue) = self.queues.get(&step.queue) else { return false };
        let worker = self.worker_in_expressions(worker);
        let roots = [("task", &task.attributes), ("worker", &worker)];
        let scope = Scope::new(&roots, &task.attributes);
        queue.has(&worker) && step.expression.as_ref().is_none_or(|wanted| wanted.holds(scope))
    }

    /// A worker's attributes, and what TaskRouter itself knows of him under fixed names.
    pub(crate) fn worker_in_expressions(&self, worker: &Worker) -> Value {
        let mut view = worker.attributes.as_object().cloned().unwrap_or_default();
        let channels = worker.channels.iter().map(|channel| {
            let facts = json!({
                "assigned_tasks": self.in_use(&worker.sid, channel.name),
                "available": channel.available,
                "available_capacity_percentage": self.free_percentage(worker, channel.name),
                "configured_capacity": channel.capacity,
            });
            (channel.name.to_owned(), facts)
        });
        view.insert("channel".into(), Value::Object(channels.collect()));
        view.insert("sid".into(), json!(worker.sid));
        view.insert("friendly_name".into(), json!(worker.identity));
        view.insert("activity_name".into(), json!(worker.activity.name));
        Value::Object(view)
    }

    /// How many tasks of this kind the worker has or is offered.
    pub(crate) fn in_use(&self, worker: &Sid, channel: &str) -> u32 {
        let open = self.reservations.values();
        let open = open.filter(|r| r.worker == *worker && r.status.is_open());
        let same = open.filter(|r| self.tasks.get(&r.task).is_some_and(|t| t.channel == channel));
        u32::try_from(same.count()).unwrap_or(u32::MAX)
    }

    /// How much of the worker's room for tasks of this kind is free, in percent.
    pub(crate) fn free_percentage(&self, worker: &Worker, channel: &str) -> u32 {
        let capacity = worker.channel(channel).map_or(0, |channel| channel.capacity);
        let free = capacity.saturating_sub(self.in_use(&worker.sid, channel));
        (free * 100).checked_div(capacity).unwrap_or(0)
    }

    /// When a worker who has let a waiting task pass may be asked again.
    fn end_of_peace(&self, now: Time) -> Option<Time> {
        let pending = self.tasks.values().filter(|task| task.status == TaskStatus::Pending);
        pending.flat_map(|task| task.refused.values().copied()).filter(|at| *at > now).min()
    }

    /// Forgets an ended task, its offers and transfers.
    pub(super) fn forget(&mut self, task: &Sid) {
        self.tasks.remove(task);
        self.transfers.retain(|_, transfer| !transfer.is_of(task));
        self.reservations.retain(|_, reservation| reservation.task != *task);
    }
}
