//! The TaskRouter SDK's requests over its event bridge.

use serde_json::{Value, json};

use super::bridge_list::page;
use super::params::{Params, check_version, missing};
use super::task::Reservation;
use super::worker::Channel;
use super::{Activity, instruction};
use crate::exchange::{Fault, Method, Reply};
use crate::sid::{Sid, SidKind};
use crate::world::World;

/// A request of the TaskRouter SDK over its event bridge.
#[derive(Clone, Debug)]
pub struct BridgeRequest {
    /// The method named in the request's body.
    pub method: Method,
    /// The path, such as `Workspaces/WS…/Workers/WK…`.
    pub url: String,
    /// The parameters, as JSON.
    pub params: Value,
    /// The `If-Match` header.
    pub if_match: Option<String>,
    /// The `apiVersion` header: `v1` or `v2`.
    pub api_version: String,
}

impl World {
    /// Answers one request of the TaskRouter SDK in the name of this worker.
    pub fn bridge(&mut self, worker: &Sid, request: &BridgeRequest) -> Reply {
        Reply::from(self.bridge_answer(worker, request))
    }

    fn bridge_answer(&mut self, me: &Sid, request: &BridgeRequest) -> Result<Reply, Fault> {
        let url = request.url.trim_matches('/');
        let parts: Vec<&str> = url.split('/').collect();
        let here = self.taskrouter.account.workspace.clone();
        let path = match parts.as_slice() {
            ["Workspaces", workspace, rest @ ..] if *workspace == here.as_str() => rest,
            // Interactions too: tasks that were not made through a Flex channel have none, and Flex
            // then looks for the conference in Sync.
            _ => return Err(Fault::not_found(&request.url)),
        };
        if request.method == Method::Delete {
            return Err(Fault::not_implemented("DELETE on the event bridge"));
        }
        let get = request.method == Method::Get;
        match path {
            ["Activities"] if get => self.bridge_activities(request),
            ["TaskQueues"] if get => self.bridge_queues(request),
            ["TaskQueues", queue] if get => self.bridge_one_queue(queue, request),
            ["Tasks"] if !get => self.bridge_create_task(me, request),
            ["Tasks", task] => self.bridge_task_request(me, task, request),
            ["Tasks", task, "Reservations", reservation] if !get => {
                self.bridge_supervise(me, task, reservation, request)
            }
            ["Workers"] if get => self.bridge_workers(request),
            ["Workers", worker] => self.bridge_worker_request(me, worker, request),
            ["Workers", worker, "WorkerChannels"] if get => self.bridge_channels(worker, request),
            ["Workers", worker, rest @ ..] if *worker == me.as_str() => {
                self.bridge_own(me, rest, request)
            }
            ["Workers", _, ..] => Err(forbidden("only a worker's own offers and calls")),
            _ => Err(Fault::not_implemented(format_args!("{} on the event bridge", request.url))),
        }
    }

    fn bridge_own(
        &mut self,
        me: &Sid,
        path: &[&str],
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        let get = request.method == Method::Get;
        match path {
            ["Reservations"] if get => self.bridge_reservations(me, request),
            ["Reservations", reservation] => {
                self.bridge_reservation_request(me, reservation, request)
            }
            ["CustomerParticipant"] if !get => {
                let known = ["TaskSid", "Hold", "HoldUrl", "HoldMethod"];
                let params = Params::of_bridge(&request.params, &known)?;
                let task = self.own_task(me, &params)?;
                self.voice_customer_participant(&task, &params.all())?;
                self.task_reply(&task)
            }
            ["WorkerParticipant"] if !get => self.bridge_worker_participant(me, request),
            ["HoldWorkerParticipant"] if !get => {
                let known = ["TaskSid", "TargetWorkerSid", "Hold", "HoldUrl", "HoldMethod"];
                let params = Params::of_bridge(&request.params, &known)?;
                let task = self.own_task(me, &params)?;
                let target = target_worker(&params)?;
                let hold = params.flag("Hold")?.ok_or_else(|| missing("Hold"))?;
                self.voice_hold_worker(&task, &target, hold)?;
                self.task_reply(&task)
            }
            ["KickWorkerParticipant"] if !get => {
                let params = Params::of_bridge(&request.params, &["TaskSid", "TargetWorkerSid"])?;
                let task = self.own_task(me, &params)?;
                self.voice_kick_worker(&task, &target_worker(&params)?)?;
                self.task_reply(&task)
            }
            ["Transfers", rest @ ..] => self.bridge_transfers(me, rest, request),
            _ => Err(Fault::not_implemented(format_args!("{} on the event bridge", request.url))),
        }
    }

    fn bridge_worker_participant(
        &mut self,
        me: &Sid,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        let known = ["ReservationSid", "EndConferenceOnExit", "Mute", "BeepOnExit"];
        let params = Params::of_bridge(&request.params, &known)?;
        let reservation = params.sid("ReservationSid", SidKind::WR)?;
        let reservation = reservation.ok_or_else(|| missing("ReservationSid"))?;
        self.own_reservation(me, &reservation)?;
        self.voice_worker_participant(&reservation, &params.all())?;
        let found = self.taskrouter.reservation(&reservation)?;
        Ok(Reply::ok(self.taskrouter.bare_reservation(found)))
    }

    /// The task named by `TaskSid`, of which the worker must have an open offer.
    pub(super) fn own_task(&self, me: &Sid, params: &Params) -> Result<Sid, Fault> {
        let task = params.sid("TaskSid", SidKind::WT)?.ok_or_else(|| missing("TaskSid"))?;
        self.taskrouter.task(&task)?;
        match self.taskrouter.holders(&task).contains(me) {
            true => Ok(task),
            false => Err(forbidden("only tasks that the worker has")),
        }
    }

    pub(super) fn own_reservation(&self, me: &Sid, reservation: &Sid) -> Result<(), Fault> {
        let found = self.taskrouter.reservation(reservation)?;
        (found.worker == *me).then_some(()).ok_or_else(|| Fault::not_found(reservation))
    }

    pub(super) fn task_reply(&self, task: &Sid) -> Result<Reply, Fault> {
        Ok(Reply::ok(self.bridge_task(self.taskrouter.task(task)?)))
    }

    fn bridge_supervise(
        &mut self,
        me: &Sid,
        task: &str,
        reservation: &str,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        Sid::parse(SidKind::WT, task).ok_or_else(|| Fault::not_found(task))?;
        let known = ["Instruction", "Supervisor", "SupervisorMode", "To", "From"];
        let params = Params::of_bridge(&request.params, &known)?;
        let reservation =
            Sid::parse(SidKind::WR, reservation).ok_or_else(|| Fault::not_found(reservation))?;
        let himself = params.sid("Supervisor", SidKind::WK)?.is_some_and(|named| named == *me);
        if !himself || !self.taskrouter.worker(me)?.supervises() {
            return Err(forbidden("only supervisors join other workers' calls"));
        }
        self.change_reservation(&reservation, &params)?;
        Ok(Reply::ok(json!({})))
    }

    fn bridge_reservation_request(
        &mut self,
        me: &Sid,
        reservation: &str,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        let sid =
            Sid::parse(SidKind::WR, reservation).ok_or_else(|| Fault::not_found(reservation))?;
        self.own_reservation(me, &sid)?;
        if request.method == Method::Get {
            Params::of_bridge(&request.params, &[])?;
            return Ok(Reply::ok(self.bridge_reservation(self.taskrouter.reservation(&sid)?)));
        }
        check_version(request.if_match.as_deref(), self.taskrouter.reservation(&sid)?.version)?;
        let params =
            Params::of_bridge(&request.params, &[instruction::KNOWN, instruction::SDK].concat())?;
        self.change_reservation(&sid, &params)?;
        Ok(Reply::ok(self.taskrouter.bare_reservation(self.taskrouter.reservation(&sid)?)))
    }

    fn bridge_activities(&self, request: &BridgeRequest) -> Result<Reply, Fault> {
        let activities = &self.taskrouter.account.activities;
        let shape = |activity: &Activity| self.taskrouter.bridge_activity(activity);
        page(activities, |activity| &activity.sid, shape, &request.params, &[])
    }

    fn bridge_channels(&self, worker: &str, request: &BridgeRequest) -> Result<Reply, Fault> {
        let sid = Sid::parse(SidKind::WK, worker).ok_or_else(|| Fault::not_found(worker))?;
        let worker = self.taskrouter.worker(&sid)?;
        let shape = |channel: &Channel| self.taskrouter.bridge_channel(worker, channel);
        page(&worker.channels, |channel| &channel.sid, shape, &request.params, &[])
    }

    fn bridge_one_queue(&self, queue: &str, request: &BridgeRequest) -> Result<Reply, Fault> {
        Params::of_bridge(&request.params, &[])?;
        let sid = Sid::parse(SidKind::WQ, queue).ok_or_else(|| Fault::not_found(queue))?;
        let queue = self.taskrouter.queues.get(&sid).ok_or_else(|| Fault::not_found(&sid))?;
        Ok(Reply::ok(self.taskrouter.bridge_queue(queue)))
    }

    fn bridge_reservations(&self, me: &Sid, request: &BridgeRequest) -> Result<Reply, Fault> {
        let mine = self.taskrouter.reservations.values().filter(|offer| offer.worker == *me);
        let open: Vec<&Reservation> = mine.filter(|offer| offer.status.is_open()).collect();
        let shape = |offer: &&Reservation| self.bridge_reservation(offer);
        page(&open, |offer| &offer.sid, shape, &request.params, &["Active"])
    }
}

fn target_worker(params: &Params) -> Result<Sid, Fault> {
    params.sid("TargetWorkerSid", SidKind::WK)?.ok_or_else(|| missing("TargetWorkerSid"))
}

/// 403: a Flex token does not allow it.
pub(super) fn forbidden(only: &str) -> Fault {
    Fault::new(403, 20003, format!("the token does not allow this: {only}"))
}
