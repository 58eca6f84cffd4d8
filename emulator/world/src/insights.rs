//! Flex's searchable indexes of workers, queues and offers.

use serde_json::{Value, json};

use crate::exchange::Fault;
use crate::expression::{Expression, Scope};
use crate::sid::Sid;
use crate::taskrouter::{Reservation, ReservationStatus};
use crate::taskrouter::{Task, Worker};
use crate::world::World;

/// Twilio answers a search with no more items than this.
const MOST: usize = 200;

impl World {
    /// The items of an index that match a query, key and data, at most as many as Twilio gives.
    /// An empty query matches everything.
    pub fn insights(&self, index: &str, query: &str) -> Result<Vec<(String, Value)>, Fault> {
        let query = match query.trim() {
            "" => None,
            text => Some(Expression::parse(text).map_err(|error| {
                Fault::new(400, 20001, format!("the query `{text}` is invalid: {error}"))
            })?),
        };
        let matches = |item: &(Sid, Value)| {
            let roots = [("data", &item.1)];
            query.as_ref().is_none_or(|query| query.holds(Scope::new(&roots, &Value::Null)))
        };
        let router = &self.taskrouter;
        let items: Box<dyn Iterator<Item = (Sid, Value)> + '_> = match index {
            "tr-queue" => Box::new(router.queues.values().map(|queue| {
                let data = json!({
                    "date_updated": queue.updated.iso(),
                    "queue_name": queue.name,
                    "queue_sid": queue.sid,
                    "workspace_sid": router.account().workspace,
                });
                (queue.sid.clone(), data)
            })),
            "tr-reservation" => Box::new(router.reservations.values().filter_map(|offer| {
                let task = router.tasks.get(&offer.task)?;
                Some((offer.sid.clone(), self.reservation_item(offer, task)))
            })),
            "tr-worker" => Box::new(
                router
                    .workers
                    .values()
                    .map(|worker| (worker.sid.clone(), self.worker_item(worker))),
            ),
            other => return Err(Fault::not_implemented(format_args!("the index {other}"))),
        };
        let found = items.filter(matches).take(MOST);
        Ok(found.map(|(key, data)| (key.to_string(), data)).collect())
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
