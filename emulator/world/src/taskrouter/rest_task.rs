//! TaskRouter's REST API: tasks and their reservations.

use serde_json::json;

use super::change::{DAY_S, NewTask};
use super::instruction;
use super::params::{Params, check_version};
use super::queue::{expression_of, invalid};
use super::rest::{page, parsed};
use super::task::{ReservationStatus, Task, TaskStatus};
use super::task_change::channel_of;
use crate::exchange::{Fault, Method, Reply, Request};
use crate::expression::Scope;
use crate::rates::Limited;
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// Two weeks, in seconds.
const LONGEST_LIFE_S: u64 = 1_209_600;

/// Values with which `IgnoreCapacity` means yes; every other means no.
const YES: [&str; 3] = ["true", "1", "yes"];

impl World {
    pub(super) fn rest_tasks(&mut self, path: &[&str], request: &Request) -> Result<Reply, Fault> {
        match (request.method, path) {
            (Method::Get, []) => self.rest_list_tasks(request),
            (Method::Post, []) => self.rest_create_task(request),
            (_, [task]) => self.rest_one_task(&parsed(SidKind::WT, task)?, request),
            (_, [task, "Reservations", rest @ ..]) => {
                let task = parsed(SidKind::WT, task)?;
                self.taskrouter.task(&task)?;
                self.rest_reservations(Some(&task), None, rest, request)
            }
            (method, _) => Err(Fault::not_implemented(format_args!("{method:?} {}", request.path))),
        }
    }

    fn rest_create_task(&mut self, request: &Request) -> Result<Reply, Fault> {
        let known = [
            "Attributes",
            "IgnoreCapacity",
            "Priority",
            "RoutingTarget",
            "TaskChannel",
            "TaskQueueSid",
            "Timeout",
            "VirtualStartTime",
            "WorkflowSid",
        ];
        let params = Params::of_form(request, &known)?;
        if params.has("VirtualStartTime") {
            return Err(Fault::not_implemented("VirtualStartTime of tasks"));
        }
        let target = self.routing_target(&params)?;
        let to_worker = target.as_ref().is_some_and(|target| target.is(SidKind::WK));
        let ignore = params.text("IgnoreCapacity")?;
        if ignore.is_some() && !to_worker {
            return Err(invalid("IgnoreCapacity", "it goes with a worker as RoutingTarget only"));
        }
        let workflow = match params.sid("WorkflowSid", SidKind::WW)? {
            Some(workflow) => workflow,
            None => match target.as_ref().filter(|target| target.is(SidKind::WW)) {
                Some(workflow) => workflow.clone(),
                None => return Err(super::params::missing("WorkflowSid")),
            },
        };
        let queue = params.sid("TaskQueueSid", SidKind::WQ)?;
        self.check_way("WorkflowSid", &workflow, queue.as_ref())?;
        let task = self.create_task(NewTask {
            attributes: params.attributes()?.unwrap_or_else(|| json!({})),
            channel: channel_of(params.text("TaskChannel")?.unwrap_or("default"))?,
            workflow,
            priority: params.whole("Priority", 0, i32::MAX as u32)?.unwrap_or(0),
            timeout_s: params.whole("Timeout", 1, LONGEST_LIFE_S)?.unwrap_or(DAY_S),
            ignore_capacity: to_worker && ignore.is_none_or(|ignore| YES.contains(&ignore)),
            routing_target: target,
            queue,
            virtual_start: None,
        });
        let mut reply = self.task_with_etag(&task)?;
        reply.status = 201;
        Ok(reply)
    }

    /// `RoutingTarget`: a worker, a queue or a workflow that is there.
    fn routing_target(&self, params: &Params) -> Result<Option<Sid>, Fault> {
        let Some(text) = params.text("RoutingTarget")? else { return Ok(None) };
        let kinds = [SidKind::WK, SidKind::WQ, SidKind::WW];
        let sid = kinds.into_iter().find_map(|kind| Sid::parse(kind, text));
        let router = &self.taskrouter;
        let there = sid.filter(|sid| {
            router.workers.contains_key(sid)
                || router.queues.contains_key(sid)
                || router.workflows.contains_key(sid)
        });
        match there {
            Some(sid) => Ok(Some(sid)),
            None => Err(invalid(
                "RoutingTarget",
                format_args!("`{text}` is no worker, queue or workflow of this workspace"),
            )),
        }
    }

    fn task_with_etag(&self, task: &Sid) -> Result<Reply, Fault> {
        let task = self.taskrouter.task(task)?;
        let etag = format!("\"{}\"", task.version);
        Ok(Reply::ok(self.taskrouter.rest_task(task, self.now)).with_etag(etag))
    }

    fn rest_one_task(&mut self, task: &Sid, request: &Request) -> Result<Reply, Fault> {
        let version = self.taskrouter.task(task)?.version;
        match request.method {
            Method::Get => Params::none(request)?,
            Method::Post => {
                let known = [
                    "AssignmentStatus",
                    "Attributes",
                    "Priority",
                    "Reason",
                    "TaskChannel",
                    "VirtualStartTime",
                ];
                let params = Params::of_form(request, &known)?;
                if let Some(name) =
                    ["TaskChannel", "VirtualStartTime"].iter().find(|name| params.has(name))
                {
                    return Err(Fault::not_implemented(format_args!("changing a task's {name}")));
                }
                check_version(request.if_match.as_deref(), version)?;
                let priority = params.whole("Priority", 0, i32::MAX as u32)?;
                self.change_task(task, &params)?;
                if let Some(priority) = priority {
                    self.set_priority(task, priority);
                }
            }
            Method::Delete => {
                Params::none(request)?;
                check_version(request.if_match.as_deref(), version)?;
                self.cancel_task(task, "deleted");
                self.taskrouter.forget(task);
                return Ok(Reply::deleted());
            }
        }
        self.task_with_etag(task)
    }

    fn set_priority(&mut self, task: &Sid, priority: u32) {
        if let Some(task) = self.taskrouter.tasks.get_mut(task) {
            task.priority = priority;
            task.own_priority = priority;
            task.changed(self.now);
        }
        self.tell_task(task, "task.updated");
        self.look_soon();
    }

    fn rest_list_tasks(&mut self, request: &Request) -> Result<Reply, Fault> {
        let known = [
            "AssignmentStatus",
            "EvaluateTaskAttributes",
            "HasAddons",
            "Ordering",
            "Page",
            "PageSize",
            "PageToken",
            "Priority",
            "RoutingTarget",
            "TaskQueueName",
            "TaskQueueSid",
            "WorkflowName",
            "WorkflowSid",
        ];
        let params = Params::of_query(request, &known)?;
        if params.has("HasAddons") {
            return Err(Fault::not_implemented("the filter HasAddons of Tasks"));
        }
        let statuses = params.text("AssignmentStatus")?.map(statuses_of).transpose()?;
        let expression = params.text("EvaluateTaskAttributes")?;
        if expression.is_some() {
            self.paced(Limited::Expression, "Tasks")?;
        }
        let expression =
            expression.map(|text| expression_of("EvaluateTaskAttributes", text)).transpose()?;
        let priority = params.whole("Priority", 0, i32::MAX as u32)?;
        let (queue, workflow) = (params.text("TaskQueueSid")?, params.text("WorkflowSid")?);
        let (queue_name, workflow_name) =
            (params.text("TaskQueueName")?, params.text("WorkflowName")?);
        let target = params.text("RoutingTarget")?;
        let router = &self.taskrouter;
        let wanted = |task: &&Task| {
            let scope = [("task", &task.attributes)];
            let its_queue = router.queues.get(&task.queue).map(|queue| queue.name.as_str());
            let its_workflow = router.workflows.get(&task.workflow).map(|its| its.name.as_str());
            statuses.as_ref().is_none_or(|statuses| statuses.contains(&task.status))
                && priority.is_none_or(|priority| task.priority == priority)
                && queue.is_none_or(|queue| task.queue.as_str() == queue)
                && queue_name.is_none_or(|name| its_queue == Some(name))
                && workflow.is_none_or(|workflow| task.workflow.as_str() == workflow)
                && workflow_name.is_none_or(|name| its_workflow == Some(name))
                && target.is_none_or(|target| {
                    task.routing_target.as_ref().is_some_and(|its| its.as_str() == target)
                })
                && expression
                    .as_ref()
                    .is_none_or(|wanted| wanted.holds(Scope::new(&scope, &task.attributes)))
        };
        let mut tasks: Vec<&Task> = router.tasks.values().filter(wanted).collect();
        match params.text("Ordering")? {
            None | Some("DateCreated:asc") => tasks.sort_by_key(|task| task.created),
            Some("DateCreated:desc") => tasks.sort_by_key(|t| std::cmp::Reverse(t.created)),
            Some("Priority:asc") => tasks.sort_by_key(|task| task.priority),
            Some("Priority:desc") => tasks.sort_by_key(|t| std::cmp::Reverse(t.priority)),
            Some(other) => {
                return Err(Fault::not_implemented(format_args!("the ordering {other}")));
            }
        }
        let items = tasks.into_iter().map(|task| router.rest_task(task, self.now)).collect();
        page(request, &params, "tasks", items)
    }

    /// The reservations of a task or of a worker, or one of them.
    pub(super) fn rest_reservations(
        &mut self,
        task: Option<&Sid>,
        worker: Option<&Sid>,
        path: &[&str],
        request: &Request,
    ) -> Result<Reply, Fault> {
        match (request.method, path) {
            (Method::Get, []) => self.rest_list_reservations(task, worker, request),
            (Method::Get | Method::Post, [reservation]) => {
                let sid = parsed(SidKind::WR, reservation)?;
                let found = self.taskrouter.reservation(&sid)?;
                let theirs = task.is_none_or(|task| found.task == *task)
                    && worker.is_none_or(|worker| found.worker == *worker);
                if !theirs {
                    return Err(Fault::not_found(&sid));
                }
                if request.method == Method::Get {
                    Params::none(request)?;
                } else {
                    let of_task = if task.is_some() { instruction::SUPERVISOR } else { &[] };
                    let known = [instruction::KNOWN, of_task].concat();
                    let params = Params::of_form(request, &known)?;
                    check_version(request.if_match.as_deref(), found.version)?;
                    self.change_reservation(&sid, &params)?;
                }
                let found = self.taskrouter.reservation(&sid)?;
                let etag = format!("\"{}\"", found.version);
                Ok(Reply::ok(self.taskrouter.rest_reservation(found)).with_etag(etag))
            }
            (method, _) => Err(Fault::not_implemented(format_args!("{method:?} {}", request.path))),
        }
    }

    fn rest_list_reservations(
        &self,
        task: Option<&Sid>,
        worker: Option<&Sid>,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let known = ["Page", "PageSize", "PageToken", "ReservationStatus", "WorkerSid"];
        let known = if task.is_some() { &known[..] } else { &known[..4] };
        let params = Params::of_query(request, known)?;
        let of_worker = params.sid("WorkerSid", SidKind::WK)?;
        let status = params.text("ReservationStatus")?;
        let status = status
            .map(|name| {
                let known = ReservationStatus::named(name);
                known.ok_or_else(|| {
                    invalid("ReservationStatus", format_args!("there is no `{name}`"))
                })
            })
            .transpose()?;
        let offers = self.taskrouter.reservations.values().filter(|offer| {
            task.is_none_or(|task| offer.task == *task)
                && worker.is_none_or(|worker| offer.worker == *worker)
                && of_worker.as_ref().is_none_or(|worker| offer.worker == *worker)
                && status.is_none_or(|status| offer.status == status)
        });
        let items = offers.map(|offer| self.taskrouter.rest_reservation(offer)).collect();
        page(request, &params, "reservations", items)
    }
}

/// `AssignmentStatus` may name several, separated by commas.
fn statuses_of(text: &str) -> Result<Vec<TaskStatus>, Fault> {
    let status = |name: &str| {
        let known = TaskStatus::named(name.trim());
        known.ok_or_else(|| invalid("AssignmentStatus", format_args!("there is no `{name}`")))
    };
    text.split(',').map(status).collect()
}
