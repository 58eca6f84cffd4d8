//! Flex's searchable indexes of workers, queues and offers.

use serde_json::{Value, json};

use crate::exchange::Fault;
use crate::expression::{Expression, Scope};
use crate::rates::Limited;
use crate::sid::{Sid, SidKind};
use crate::taskrouter::{Queue, Reservation, ReservationStatus};
use crate::taskrouter::{Task, Worker};
use crate::world::World;

/// Twilio answers a query with no more items than this.
pub const MOST_FOUND: usize = 200;

/// A list in a query is shorter than this (`docs/api/errors/54510`), and there are fewer operators
/// (`54509`).
const PARTS: usize = 30;

impl World {
    /// Answers a query of one client, who may not ask too often.
    ///
    /// # Errors
    /// The query is none, or is one too many.
    pub fn queried(
        &mut self,
        identity: &str,
        index: &str,
        query: &str,
    ) -> Result<Vec<(String, Value)>, Fault> {
        self.paced(Limited::Query, identity)?;
        self.insights(index, query)
    }

    /// The items of an index that match a query, key and data, at most as many as Twilio gives.
    /// An empty query matches everything.
    pub fn insights(&self, index: &str, query: &str) -> Result<Vec<(String, Value)>, Fault> {
        let query = parsed(query)?;
        let router = &self.taskrouter;
        let items: Box<dyn Iterator<Item = (&Sid, Value)> + '_> = match index {
            "tr-queue" => {
                Box::new(router.queues.values().map(|queue| (&queue.sid, self.queue_item(queue))))
            }
            "tr-reservation" => Box::new(router.reservations.values().filter_map(|offer| {
                let task = router.tasks.get(&offer.task)?;
                Some((&offer.sid, self.reservation_item(offer, task)))
            })),
            "tr-worker" => Box::new(
                router.workers.values().map(|worker| (&worker.sid, self.worker_item(worker))),
            ),
            other => return Err(Fault::not_implemented(format_args!("the index {other}"))),
        };
        let found = items.filter(|(_, data)| matches(query.as_ref(), data)).take(MOST_FOUND);
        Ok(found.map(|(key, data)| (key.to_string(), data)).collect())
    }

    /// One item of an index, if there is such a one and it matches a query.
    pub fn insights_item(&self, index: &str, query: &str, key: &str) -> Option<Value> {
        let query = parsed(query).ok()?;
        let router = &self.taskrouter;
        let data = match index {
            "tr-queue" => {
                let queue = router.queues.get(&Sid::parse(SidKind::WQ, key)?)?;
                self.queue_item(queue)
            }
            "tr-reservation" => {
                let offer = router.reservations.get(&Sid::parse(SidKind::WR, key)?)?;
                self.reservation_item(offer, router.tasks.get(&offer.task)?)
            }
            _ => self.worker_item(router.workers.get(&Sid::parse(SidKind::WK, key)?)?),
        };
        matches(query.as_ref(), &data).then_some(data)
    }

    fn queue_item(&self, queue: &Queue) -> Value {
        json!({
            "date_updated": queue.updated.iso(),
            "queue_name": queue.name,
            "queue_sid": queue.sid,
            "workspace_sid": self.taskrouter.account().workspace,
        })
    }

    fn worker_item(&self, worker: &Worker) -> Value {
        json!({
            "activity_name": worker.activity.name,
            "activity_sid": worker.activity.sid,
            "attributes": worker.attributes,
            "date_activity_changed": worker.activity_since.iso(),
            "date_updated": worker.updated.iso(),
            "friendly_name": worker.identity,
            "worker_sid": worker.sid,
            "workspace_sid": self.taskrouter.account().workspace,
        })
    }

    fn reservation_item(&self, offer: &Reservation, task: &Task) -> Value {
        let router = &self.taskrouter;
        // The index has a word of its own for wrapping, which Flex turns back.
        let wraps_up = offer.status == ReservationStatus::Wrapping;
        let status = if wraps_up { "wrapup" } else { offer.status.name() };
        json!({
            "attributes": task.attributes,
            "date_created": offer.created.iso(),
            "date_updated": offer.updated.iso(),
            "queue_name": router.queues.get(&task.queue).map(|queue| &queue.name),
            "queue_sid": task.queue,
            "reservation_sid": offer.sid,
            "status": status,
            "task_channel_unique_name": task.channel,
            "task_priority": task.priority,
            "task_routing_target": task.routing_target,
            "task_sid": task.sid,
            "task_status": task.status.name(),
            "worker_name": self.identity_of(&offer.worker),
            "worker_sid": offer.worker,
            "workspace_sid": router.account().workspace,
        })
    }
}

/// The condition of a query; an empty one has none.
fn parsed(query: &str) -> Result<Option<Expression>, Fault> {
    let text = query.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let expression = Expression::parse(text).map_err(|error| {
        Fault::new(400, 20001, format!("the query `{text}` is invalid: {error}"))
    })?;
    if expression.operators() >= PARTS {
        return Err(Fault::new(400, 54509, "Query expression contains too many operators"));
    }
    if expression.longest_list() >= PARTS {
        let message = "Query expression contains an array with too many items";
        return Err(Fault::new(400, 54510, message));
    }
    Ok(Some(expression))
}

fn matches(query: Option<&Expression>, data: &Value) -> bool {
    let roots = [("data", data)];
    query.is_none_or(|query| query.holds(Scope::new(&roots, &Value::Null)))
}
