//! TaskRouter's REST API, version 1: workers, queues, activities.

use serde_json::{Value, json};

use super::params::{Params, check_version};
use super::queue::expression_of;
use super::worker::Worker;
use crate::exchange::{Fault, Method, Reply, Request};
use crate::expression::Scope;
use crate::order::Order;
use crate::rates::Limited;
use crate::sid::{Sid, SidKind};
use crate::sync::encoded;
use crate::world::World;

/// The parameters of every list.
pub(crate) const PAGING: [&str; 3] = ["Page", "PageSize", "PageToken"];

impl World {
    pub(crate) fn rest_taskrouter(&mut self, request: &Request) -> Result<Reply, Fault> {
        let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        let here = self.taskrouter.account.workspace.clone();
        let path = match parts.as_slice() {
            ["v1", "Workspaces"] => return self.rest_workspaces(request),
            ["v1", "Workspaces", workspace, rest @ ..] if *workspace == here.as_str() => rest,
            _ => return Err(Fault::not_found(&request.path)),
        };
        use Method::{Get, Post};
        match (request.method, path) {
            (Get, []) => {
                Params::none(request)?;
                Ok(Reply::ok(self.taskrouter.rest_workspace()))
            }
            (Get, ["Activities"]) => self.rest_activities(request),
            (Get, ["Activities", sid]) => self.rest_one_activity(sid, request),
            (Get, ["TaskQueues"]) => self.rest_queues(request),
            (Get, ["TaskQueues", "Statistics"]) => self.rest_queue_statistics(request),
            (Get, ["TaskQueues", sid]) => self.rest_one_queue(sid, request),
            (_, ["Tasks", ..]) => self.rest_tasks(&path[1..], request),
            (Get, ["Workers"]) => self.rest_workers(request),
            (_, ["Workers", worker]) => self.rest_one_worker(worker, request),
            (_, ["Workers", worker, "Channels" | "WorkerChannels", rest @ ..]) => {
                self.rest_channels(worker, rest, request)
            }
            (_, ["Workers", worker, "Reservations", rest @ ..]) => {
                let worker = parsed(SidKind::WK, worker)?;
                self.taskrouter.worker(&worker)?;
                self.rest_reservations(None, Some(&worker), rest, request)
            }
            (Get, ["Workflows"]) => self.rest_workflows(request),
            (Post, ["Workflows"]) => self.rest_new_workflow(request),
            (Get | Post, ["Workflows", sid]) => self.rest_one_workflow(sid, request),
            (Method::Delete, ["Workflows", sid]) => self.rest_remove_workflow(sid, request),
            _ => Err(Fault::not_implemented(format_args!("{:?} {}", request.method, request.path))),
        }
    }

    fn rest_activities(&self, request: &Request) -> Result<Reply, Fault> {
        let known = [&["FriendlyName", "Available"][..], &PAGING].concat();
        let params = Params::of_query(request, &known)?;
        let (name, available) = (params.text("FriendlyName")?, params.flag("Available")?);
        let activities = self.taskrouter.account.activities.iter();
        let wanted = activities.filter(|activity| {
            name.is_none_or(|name| activity.name == name)
                && available.is_none_or(|available| activity.available == available)
        });
        let items = wanted.map(|activity| self.taskrouter.rest_activity(activity)).collect();
        page(request, &params, "activities", items)
    }

    fn rest_one_activity(&self, sid: &str, request: &Request) -> Result<Reply, Fault> {
        Params::none(request)?;
        let sid = parsed(SidKind::WA, sid)?;
        let activity = self.taskrouter.account.activity(&sid);
        let activity = activity.ok_or_else(|| Fault::not_found(&sid))?;
        Ok(Reply::ok(self.taskrouter.rest_activity(activity)))
    }

    fn rest_queues(&self, request: &Request) -> Result<Reply, Fault> {
        let filters = ["FriendlyName", "EvaluateWorkerAttributes", "WorkerSid", "Ordering"];
        let params = Params::of_query(request, &[&filters[..], &PAGING].concat())?;
        if let Some(filter) = filters[1..].iter().find(|filter| params.has(filter)) {
            return Err(Fault::not_implemented(format_args!("the filter {filter} of TaskQueues")));
        }
        let name = params.text("FriendlyName")?;
        let queues = self.taskrouter.queues.values();
        let wanted = queues.filter(|queue| name.is_none_or(|name| queue.name == name));
        let items = wanted.map(|queue| self.taskrouter.rest_queue(queue)).collect();
        page(request, &params, "task_queues", items)
    }

    fn rest_one_queue(&self, sid: &str, request: &Request) -> Result<Reply, Fault> {
        Params::none(request)?;
        let sid = parsed(SidKind::WQ, sid)?;
        let queue = self.taskrouter.queues.get(&sid).ok_or_else(|| Fault::not_found(&sid))?;
        Ok(Reply::ok(self.taskrouter.rest_queue(queue)))
    }

    fn rest_workers(&mut self, request: &Request) -> Result<Reply, Fault> {
        let filters = [
            "ActivityName",
            "ActivitySid",
            "Available",
            "FriendlyName",
            "TargetWorkersExpression",
            "TaskQueueName",
            "TaskQueueSid",
            "Ordering",
        ];
        let params = Params::of_query(request, &[&filters[..], &PAGING].concat())?;
        if params.has("Ordering") {
            return Err(Fault::not_implemented("the ordering of Workers"));
        }
        let (name, sid) = (params.text("ActivityName")?, params.text("ActivitySid")?);
        let (friendly, available) = (params.text("FriendlyName")?, params.flag("Available")?);
        let expression = params.text("TargetWorkersExpression")?;
        if expression.is_some() {
            self.paced(Limited::Expression, "Workers")?;
        }
        let expression =
            expression.map(|text| expression_of("TargetWorkersExpression", text)).transpose()?;
        let (queue_sid, queue_name) = (params.text("TaskQueueSid")?, params.text("TaskQueueName")?);
        let mut queues = self.taskrouter.queues.values();
        let queue = queues.find(|queue| {
            queue_sid == Some(queue.sid.as_str()) || queue_name == Some(queue.name.as_str())
        });
        let no_queue = queue.is_none() && (queue_sid.is_some() || queue_name.is_some());
        let wanted = |worker: &&Worker| {
            let view = self.taskrouter.worker_in_expressions(worker);
            !no_queue
                && name.is_none_or(|name| worker.activity.name == name)
                && sid.is_none_or(|sid| worker.activity.sid.as_str() == sid)
                && friendly.is_none_or(|name| worker.identity == name)
                && available.is_none_or(|available| worker.activity.available == available)
                && queue.is_none_or(|queue| queue.has(&view))
                && expression
                    .as_ref()
                    .is_none_or(|wanted| wanted.holds(Scope::new(&[("worker", &view)], &view)))
        };
        let workers = self.taskrouter.workers.values().filter(wanted);
        let items = workers.map(|worker| self.taskrouter.rest_worker(worker)).collect();
        page(request, &params, "workers", items)
    }

    fn rest_one_worker(&mut self, sid: &str, request: &Request) -> Result<Reply, Fault> {
        let sid = parsed(SidKind::WK, sid)?;
        let version = self.taskrouter.worker(&sid)?.version;
        match request.method {
            Method::Get => Params::none(request)?,
            Method::Post => {
                let known =
                    ["ActivitySid", "Attributes", "FriendlyName", "RejectPendingReservations"];
                let params = Params::of_form(request, &known)?;
                if params.has("FriendlyName") {
                    return Err(Fault::not_implemented("renaming a worker"));
                }
                check_version(request.if_match.as_deref(), version)?;
                self.change_worker(&sid, &params)?;
            }
            Method::Delete => return Err(Fault::not_implemented("deleting a worker")),
        }
        let worker = self.taskrouter.worker(&sid)?;
        let etag = format!("\"{}\"", worker.version);
        Ok(Reply::ok(self.taskrouter.rest_worker(worker)).with_etag(etag))
    }

    fn rest_channels(
        &mut self,
        worker: &str,
        path: &[&str],
        request: &Request,
    ) -> Result<Reply, Fault> {
        let sid = parsed(SidKind::WK, worker)?;
        let worker = self.taskrouter.worker(&sid)?;
        let [channel] = path else {
            let params = Params::of_query(request, &PAGING)?;
            let channels = worker.channels.iter();
            let items = channels.map(|channel| self.taskrouter.rest_channel(worker, channel));
            return page(request, &params, "channels", items.collect());
        };
        let same = |its: &&super::worker::Channel| {
            its.name == *channel
                || [&its.sid, &its.task_channel].iter().any(|s| s.as_str() == *channel)
        };
        let name = worker.channels.iter().find(same).ok_or_else(|| Fault::not_found(channel))?.name;
        match request.method {
            Method::Get => Params::none(request)?,
            Method::Post => {
                let params = Params::of_form(request, &["Available", "Capacity"])?;
                self.change_channel(&sid, name, &params)?;
            }
            Method::Delete => return Err(Fault::not_implemented("deleting a worker channel")),
        }
        let worker = self.taskrouter.worker(&sid)?;
        let channel = worker.channel(name).ok_or_else(|| Fault::not_found(channel))?;
        Ok(Reply::ok(self.taskrouter.rest_channel(worker, channel)))
    }

    fn change_channel(&mut self, worker: &Sid, name: &str, params: &Params) -> Result<(), Fault> {
        let capacity = params.whole("Capacity", 0, 50)?;
        let available = params.flag("Available")?;
        let now = self.now;
        let Some(found) = self.taskrouter.workers.get_mut(worker) else { return Ok(()) };
        found.changed(now);
        for channel in found.channels.iter_mut().filter(|channel| channel.name == name) {
            channel.capacity = capacity.unwrap_or(channel.capacity);
            channel.available = available.unwrap_or(channel.available);
            channel.updated = now;
        }
        let found = self.taskrouter.worker(worker)?;
        let channel = found.channel(name).ok_or_else(|| Fault::not_found(name))?;
        let payload = self.taskrouter.bridge_channel(found, channel);
        let changes = [
            (capacity.is_some(), "worker.capacity.update"),
            (available.is_some(), "worker.channel.availability.update"),
        ];
        for (_, event) in changes.into_iter().filter(|(changed, _)| *changed) {
            self.tell(worker, event, payload.clone());
        }
        self.order(Order::IndexChanged { index: "tr-worker", key: worker.to_string() });
        self.look_soon();
        Ok(())
    }
}

/// One page of a list, with the addresses of the pages around it.
pub(crate) fn page(
    request: &Request,
    params: &Params,
    key: &str,
    items: Vec<Value>,
) -> Result<Reply, Fault> {
    let size = params.whole("PageSize", 1, 1000)?.unwrap_or(50);
    let number = params.whole("Page", 0, usize::MAX)?.unwrap_or(0);
    let total = items.len();
    let start = number.saturating_mul(size).min(total);
    let shown: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let filters = request.query.iter().filter(|(name, _)| !PAGING.contains(&name.as_str()));
    let filters: String =
        filters.map(|(name, value)| format!("&{name}={}", encoded(value))).collect();
    let url = |page: usize| {
        let (host, path) = (&request.host, &request.path);
        format!("https://{host}{path}?PageSize={size}&Page={page}{filters}")
    };
    let more = start + shown.len() < total;
    Ok(Reply::ok(json!({
        key: shown,
        "meta": {
            "first_page_url": url(0),
            "key": key,
            "next_page_url": more.then(|| url(number + 1)),
            "page": number,
            "page_size": size,
            "previous_page_url": number.checked_sub(1).map(url),
            "url": url(number),
        },
    })))
}

/// 404 unless the text is an identifier of this kind.
pub(crate) fn parsed(kind: SidKind, text: &str) -> Result<Sid, Fault> {
    Sid::parse(kind, text).ok_or_else(|| Fault::not_found(text))
}
