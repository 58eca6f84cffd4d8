//! Lists on the event bridge: pages of `contents`, continued by `after_sid` or by `next_token`.

use serde_json::{Value, json};

use super::bridge::BridgeRequest;
use super::params::Params;
use super::queue::{Queue, expression_of, invalid};
use super::worker::Worker;
use crate::exchange::{Fault, Reply};
use crate::expression::Scope;
use crate::sid::Sid;
use crate::world::World;

/// The most items of one page.
const LONGEST_PAGE: usize = 1000;

/// One page of these items, which are in their order. Only what is on the page is given its shape.
pub(super) fn page<T>(
    items: &[T],
    sid: impl Fn(&T) -> &Sid,
    shape: impl Fn(&T) -> Value,
    params: &Value,
    known: &[&str],
) -> Result<Reply, Fault> {
    let known = [known, &["AfterSid", "NextToken", "PageSize"]].concat();
    let params = Params::of_bridge(params, &known)?;
    let size = params.whole("PageSize", 1, LONGEST_PAGE)?.unwrap_or(50);
    let after = params.text("AfterSid")?.or(params.text("NextToken")?);
    let start = match after {
        None => 0,
        Some(after) => {
            let found = items.iter().position(|item| sid(item).as_str() == after);
            1 + found.ok_or_else(|| invalid("AfterSid", format_args!("there is no {after}")))?
        }
    };
    let end = items.len().min(start + size);
    // Continued by the last item that was told, and only if there are more.
    let next = (end < items.len()).then(|| sid(&items[end - 1]));
    let contents: Vec<Value> = items[start..end].iter().map(shape).collect();
    let mut body = json!({ "contents": contents, "meta": { "next_token": next } });
    if let Some(next) = next {
        body["after_sid"] = json!(next);
    }
    Ok(Reply::ok(body))
}

impl World {
    pub(super) fn bridge_workers(&self, request: &BridgeRequest) -> Result<Reply, Fault> {
        const FILTERS: [&str; 5] =
            ["ActivityName", "ActivitySid", "FriendlyName", "Ordering", "TargetWorkersExpression"];
        let known = [&FILTERS[..], &["AfterSid", "NextToken", "PageSize"]].concat();
        let params = Params::of_bridge(&request.params, &known)?;
        let expression = params.text("TargetWorkersExpression")?;
        let expression =
            expression.map(|text| expression_of("TargetWorkersExpression", text)).transpose()?;
        let (name, sid) = (params.text("ActivityName")?, params.text("ActivitySid")?);
        let friendly_name = params.text("FriendlyName")?;
        let wanted = |worker: &&Worker| {
            name.is_none_or(|name| worker.activity.name == name)
                && sid.is_none_or(|sid| worker.activity.sid.as_str() == sid)
                && friendly_name.is_none_or(|name| worker.identity == name)
                && expression.as_ref().is_none_or(|wanted| {
                    let view = self.taskrouter.worker_in_expressions(worker);
                    wanted.holds(Scope::new(&[("worker", &view)], &view))
                })
        };
        let mut workers: Vec<&Worker> = self.taskrouter.workers.values().filter(wanted).collect();
        match params.text("Ordering")? {
            None => {}
            Some("DateStatusChanged:asc") => workers.sort_by_key(|worker| worker.activity_since),
            Some("DateStatusChanged:desc") => {
                workers.sort_by_key(|worker| std::cmp::Reverse(worker.activity_since));
            }
            Some(other) => {
                return Err(Fault::not_implemented(format_args!("the ordering {other}")));
            }
        }
        let shape = |worker: &&Worker| self.taskrouter.bridge_worker(worker);
        page(&workers, |worker| &worker.sid, shape, &request.params, &FILTERS)
    }

    pub(super) fn bridge_queues(&self, request: &BridgeRequest) -> Result<Reply, Fault> {
        const FILTERS: [&str; 3] = ["FriendlyName", "Ordering", "WorkerSid"];
        let known = [&FILTERS[..], &["AfterSid", "NextToken", "PageSize"]].concat();
        let params = Params::of_bridge(&request.params, &known)?;
        let name = params.text("FriendlyName")?;
        if params.has("WorkerSid") {
            return Err(Fault::not_implemented("queues of one worker on the event bridge"));
        }
        let queues = self.taskrouter.queues.values();
        let mut queues: Vec<&Queue> =
            queues.filter(|queue| name.is_none_or(|name| queue.name == name)).collect();
        match params.text("Ordering")? {
            None | Some("DateUpdated:asc") => queues.sort_by_key(|queue| queue.updated),
            Some("DateUpdated:desc") => {
                queues.sort_by_key(|queue| std::cmp::Reverse(queue.updated));
            }
            Some(other) => {
                return Err(Fault::not_implemented(format_args!("the ordering {other}")));
            }
        }
        let shape = |queue: &&Queue| self.taskrouter.bridge_queue(queue);
        page(&queues, |queue| &queue.sid, shape, &request.params, &FILTERS)
    }
}
