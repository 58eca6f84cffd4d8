//! What the TaskRouter SDK asks to transfer a task.

use super::bridge::BridgeRequest;
use super::params::{Params, missing};
use super::queue::invalid;
use super::task::{ReservationStatus, TaskStatus};
use super::transfer::{Mode, Transfer, TransferStatus};
use crate::exchange::{Fault, Method, Reply};
use crate::sid::{Sid, SidKind};
use crate::world::World;

impl World {
    /// `Transfers` and `Transfers/TT…` of a worker.
    pub(super) fn bridge_transfers(
        &mut self,
        me: &Sid,
        path: &[&str],
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        match (request.method, path) {
            (Method::Post, []) => self.begin_transfer(me, request),
            (Method::Post, [transfer]) => self.cancel_transfer(me, transfer, request),
            _ => Err(Fault::not_implemented("reading transfers of tasks")),
        }
    }

    fn begin_transfer(&mut self, me: &Sid, request: &BridgeRequest) -> Result<Reply, Fault> {
        let known = ["Attributes", "Mode", "Priority", "ReservationSid", "TaskSid", "To"];
        let params = Params::of_bridge(&request.params, &known)?;
        let transfer = self.transfer_wanted(me, &params)?;
        let attributes = params.attributes()?;
        let priority = params.whole("Priority", 0, u32::MAX)?;
        let (sid, task) = (transfer.sid.clone(), transfer.task.clone());
        let (to, mode) = (transfer.to.clone(), transfer.mode);
        self.voice_transfer_begins(&task)?;
        self.open_transfer(transfer, priority);
        if let Some(attributes) = attributes {
            self.set_task_attributes(&task, attributes);
        }
        self.tell_transfer(&sid, "task.transfer-initiated");
        if to.is(SidKind::WK) {
            self.offer(&task, &to);
        }
        if mode == Mode::Cold {
            self.voice_kick_worker(&task, me)?;
        }
        self.transfer_reply(&sid)
    }

    /// The transfer that is asked for, if it can be.
    fn transfer_wanted(&mut self, me: &Sid, params: &Params) -> Result<Transfer, Fault> {
        let task = self.own_task(me, params)?;
        let reservation = params.sid("ReservationSid", SidKind::WR)?;
        let reservation = reservation.ok_or_else(|| missing("ReservationSid"))?;
        self.check_transfer(me, &task, &reservation)?;
        let mode = match params.text("Mode")? {
            None | Some("WARM") => Mode::Warm,
            Some("COLD") => Mode::Cold,
            Some(other) => return Err(invalid("Mode", format_args!("there is no `{other}`"))),
        };
        let to = self.transfer_target(me, &task, params.required("To")?)?;
        let sid = self.mint(SidKind::TT);
        let found = self.taskrouter.task(&task)?;
        Ok(Transfer {
            sid,
            reservation,
            worker: me.clone(),
            queue: found.queue.clone(),
            workflow: found.workflow.clone(),
            task,
            mode,
            to,
            status: TransferStatus::Initiated,
            failed_reason: None,
            created: self.now,
            updated: self.now,
        })
    }

    fn check_transfer(&self, me: &Sid, task: &Sid, reservation: &Sid) -> Result<(), Fault> {
        self.own_reservation(me, reservation)?;
        let found = self.taskrouter.reservation(reservation)?;
        if found.task != *task {
            return Err(invalid("ReservationSid", "it is of another task"));
        }
        if found.status != ReservationStatus::Accepted {
            let status = found.status.name();
            let message = format!("the reservation {reservation} is {status}, not accepted");
            return Err(Fault::new(400, 20001, message));
        }
        let status = self.taskrouter.task(task)?.status;
        if status != TaskStatus::Assigned {
            let message = format!("the task {task} is {}, not assigned", status.name());
            return Err(Fault::new(400, 20001, message));
        }
        Ok(())
    }

    /// A queue, or another worker who can be offered the task now.
    fn transfer_target(&self, me: &Sid, task: &Sid, to: &str) -> Result<Sid, Fault> {
        let router = &self.taskrouter;
        if let Some(queue) = Sid::parse(SidKind::WQ, to) {
            let known = router.queues.contains_key(&queue);
            let unknown = || invalid("To", format_args!("there is no queue {queue}"));
            return known.then_some(queue.clone()).ok_or_else(unknown);
        }
        let worker = Sid::parse(SidKind::WK, to).filter(|worker| worker != me);
        let found = worker.as_ref().and_then(|worker| router.workers.get(worker));
        let Some((worker, found)) = worker.as_ref().zip(found) else {
            return Err(invalid("To", format_args!("`{to}` is no queue and no other worker")));
        };
        if !found.activity.available {
            let message = format!("Worker {worker} is not available");
            return Err(Fault::new(400, 20001, message));
        }
        if !router.has_room(router.task(task)?, found) {
            let message = format!("Worker {worker} has no capacity for one more task");
            return Err(Fault::new(400, 20001, message));
        }
        Ok(worker.clone())
    }

    fn cancel_transfer(
        &mut self,
        me: &Sid,
        transfer: &str,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        let sid = Sid::parse(SidKind::TT, transfer).ok_or_else(|| Fault::not_found(transfer))?;
        let params = Params::of_bridge(&request.params, &["TaskSid", "TransferStatus"])?;
        let task = self.own_task(me, &params)?;
        let own = |transfer: &&Transfer| transfer.task == task && transfer.worker == *me;
        let found = self.taskrouter.transfers.get(&sid).filter(own);
        let found = found.ok_or_else(|| Fault::not_found(&sid))?;
        if params.required("TransferStatus")? != "canceled" {
            return Err(invalid("TransferStatus", "a worker can make it `canceled` only"));
        }
        if self.taskrouter.task(&task)?.transfer.as_ref() != Some(&sid) {
            let status = found.status.name();
            let message = format!("Transfer {sid} is already {status} . Cannot cancel transfer.");
            return Err(Fault::new(400, 20001, message));
        }
        if found.mode == Mode::Cold {
            return Err(Fault::not_implemented("taking a cold transfer back"));
        }
        self.end_transfer(&sid, TransferStatus::Canceled, None);
        self.withdraw(&task, self.taskrouter.task_by_offers(&task));
        self.tell_transfer(&sid, "task.transfer-canceled");
        self.tell_task(&task, "task.updated");
        self.transfer_reply(&sid)
    }

    fn transfer_reply(&self, sid: &Sid) -> Result<Reply, Fault> {
        let transfer = self.taskrouter.transfers.get(sid).ok_or_else(|| Fault::not_found(sid))?;
        Ok(Reply::ok(self.taskrouter.bridge_transfer(transfer)))
    }
}
