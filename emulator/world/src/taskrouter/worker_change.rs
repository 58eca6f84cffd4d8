//! Changes of a worker: activity and attributes.

use super::bridge::{BridgeRequest, forbidden};
use super::params::{Params, check_version};
use super::queue::invalid;
use super::task::ReservationStatus;
use super::worker::Worker;
use crate::exchange::{Fault, Method, Reply};
use crate::order::Order;
use crate::sid::{Sid, SidKind};
use crate::world::World;

impl World {
    pub(super) fn bridge_worker_request(
        &mut self,
        me: &Sid,
        worker: &str,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        let sid = Sid::parse(SidKind::WK, worker).ok_or_else(|| Fault::not_found(worker))?;
        let version = self.taskrouter.worker(&sid)?.version;
        if request.method == Method::Post {
            let known = ["ActivitySid", "Attributes", "RejectPendingReservations"];
            let params = Params::of_bridge(&request.params, &known)?;
            if sid != *me && !self.taskrouter.worker(me)?.supervises() {
                return Err(forbidden("only supervisors change other workers"));
            }
            check_version(request.if_match.as_deref(), version)?;
            self.change_worker(&sid, &params)?;
        }
        Ok(Reply::ok(self.taskrouter.bridge_worker(self.taskrouter.worker(&sid)?)))
    }

    /// Carries out `ActivitySid` and `Attributes`.
    pub(super) fn change_worker(&mut self, worker: &Sid, params: &Params) -> Result<(), Fault> {
        let attributes = params.attributes()?;
        let reject = params.flag("RejectPendingReservations")?.unwrap_or(false);
        if let Some(activity) = params.sid("ActivitySid", SidKind::WA)? {
            self.set_activity(worker, &activity, reject)?;
        }
        if let Some(attributes) = attributes {
            self.change_worker_then_tell(worker, "worker.attributes.update", |worker| {
                worker.attributes = attributes;
            });
        }
        Ok(())
    }

    /// Puts a worker into an activity. While something is offered to him he must first answer it,
    /// or let it be rejected.
    pub(super) fn set_activity(
        &mut self,
        worker: &Sid,
        activity: &Sid,
        reject_pending: bool,
    ) -> Result<(), Fault> {
        let found = self.taskrouter.account.activity(activity).cloned();
        let activity = found.ok_or_else(|| {
            invalid("ActivitySid", format_args!("there is no activity {activity}"))
        })?;
        let offers = self.taskrouter.reservations.values();
        let pending = offers
            .filter(|offer| offer.worker == *worker && offer.status == ReservationStatus::Pending);
        let pending: Vec<Sid> = pending.map(|offer| offer.sid.clone()).collect();
        if reject_pending && !activity.available {
            for offer in pending {
                self.move_reservation(&offer, ReservationStatus::Rejected)?;
            }
        } else if !pending.is_empty() {
            let count = pending.len();
            let message = format!("{worker} cannot change its activity: {count} pending offers");
            return Err(Fault::new(400, 20001, message));
        }
        let now = self.now;
        self.change_worker_then_tell(worker, "worker.activity.update", |worker| {
            worker.activity = activity;
            worker.activity_since = now;
            worker.idle_since = now;
        });
        Ok(())
    }

    fn change_worker_then_tell(
        &mut self,
        worker: &Sid,
        event: &str,
        change: impl FnOnce(&mut Worker),
    ) {
        let Some(found) = self.taskrouter.workers.get_mut(worker) else { return };
        change(found);
        found.changed(self.now);
        self.tell_worker(worker, event);
    }

    fn tell_worker(&mut self, worker: &Sid, event: &str) {
        let Ok(found) = self.taskrouter.worker(worker) else { return };
        let payload = self.taskrouter.bridge_worker(found);
        self.tell(worker, event, payload);
        self.order(Order::IndexChanged { index: "tr-worker", key: worker.to_string() });
        self.look_soon();
    }
}
