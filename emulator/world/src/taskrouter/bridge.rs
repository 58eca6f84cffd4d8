//! The TaskRouter SDK's requests over its event bridge.

use serde_json::{Value, json};

use super::change::{DAY_S, NewTask};
use super::params::{Params, check_version, missing};
use super::queue::invalid;
use super::task::{ReservationStatus, TaskStatus};
use super::worker::{CHANNELS, Worker};
use super::{bridge_list, instruction};
use crate::exchange::{Fault, Method, Reply};
use crate::order::Order;
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
        let reply = Reply::from(self.bridge_answer(worker, request));
        let who = self.identity_of(worker).unwrap_or_default();
        let method = if request.method == Method::Get { "GET" } else { "POST" };
        let what = format!("{method} {} -> {}", request.url, reply.status);
        let detail = json!({ "params": request.params, "reply": reply.body });
        self.note("bridge", &who, &what, detail);
        reply
    }

    fn bridge_answer(&mut self, me: &Sid, request: &BridgeRequest) -> Result<Reply, Fault> {
        let url = request.url.trim_matches('/');
        let parts: Vec<&str> = url.split('/').collect();
        let here = self.taskrouter.account.workspace.clone();
        let path = match parts.as_slice() {
            ["Workspaces", workspace, rest @ ..] if *workspace == here.as_str() => rest,
            // Tasks that were not made through a Flex channel have no interaction; Flex then looks
            // for the conference in Sync.
            ["v1", "Interactions", ..] => return Err(Fault::not_found(&request.url)),
            _ => return Err(Fault::not_found(&request.url)),
        };
        let get = request.method == Method::Get;
        match path {
            ["Activities"] if get => self.bridge_activities(request),
            ["TaskQueues"] if get => self.bridge_queues(request),
            ["TaskQueues", queue] if get => self.bridge_one_queue(queue, request),
            ["Tasks"] if !get => self.bridge_create_task(me, request),
            ["Tasks", task] => self.bridge_task_request(me, task, request),
            ["Tasks", task, "Reservations", reservation] if !get => {
                self.bridge_supervise(task, reservation, request)
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
            ["Transfers", ..] => Err(Fault::not_implemented("transfers of tasks")),
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
    fn own_task(&self, me: &Sid, params: &Params) -> Result<Sid, Fault> {
        let task = params.sid("TaskSid", SidKind::WT)?.ok_or_else(|| missing("TaskSid"))?;
        self.taskrouter.task(&task)?;
        match self.taskrouter.holders(&task).contains(me) {
            true => Ok(task),
            false => Err(forbidden("only tasks that the worker has")),
        }
    }

    fn own_reservation(&self, me: &Sid, reservation: &Sid) -> Result<(), Fault> {
        let found = self.taskrouter.reservation(reservation)?;
        (found.worker == *me).then_some(()).ok_or_else(|| Fault::not_found(reservation))
    }

    fn task_reply(&self, task: &Sid) -> Result<Reply, Fault> {
        Ok(Reply::ok(self.bridge_task(self.taskrouter.task(task)?)))
    }

    fn bridge_create_task(&mut self, me: &Sid, request: &BridgeRequest) -> Result<Reply, Fault> {
        let known = [
            "Attributes",
            "RoutingTarget",
            "TaskChannelSid",
            "TaskChannelUniqueName",
            "TaskQueueSid",
            "VirtualStartTime",
            "WorkflowSid",
        ];
        let params = Params::of_bridge(&request.params, &known)?;
        if params.has("VirtualStartTime") {
            return Err(Fault::not_implemented("VirtualStartTime on the event bridge"));
        }
        let target = params.sid("RoutingTarget", SidKind::WK)?;
        if target.as_ref().is_some_and(|target| target != me) {
            return Err(forbidden("only tasks for the worker himself"));
        }
        let channel = params.text("TaskChannelUniqueName")?.or(params.text("TaskChannelSid")?);
        let workflow = params.sid("WorkflowSid", SidKind::WW)?;
        let workflow = workflow.ok_or_else(|| missing("WorkflowSid"))?;
        let queue = params.sid("TaskQueueSid", SidKind::WQ)?;
        self.check_way("WorkflowSid", &workflow, queue.as_ref())?;
        let task = self.create_task(NewTask {
            attributes: params.attributes()?.unwrap_or_else(|| json!({})),
            channel: self.channel_of(channel.unwrap_or("default"))?,
            workflow,
            priority: 0,
            timeout_s: DAY_S,
            ignore_capacity: target.is_some(),
            routing_target: target,
            queue,
            virtual_start: None,
        });
        self.task_reply(&task)
    }

    /// 400 if there is no such workflow or queue.
    pub(super) fn check_way(
        &self,
        name: &str,
        workflow: &Sid,
        queue: Option<&Sid>,
    ) -> Result<(), Fault> {
        if !self.taskrouter.workflows.contains_key(workflow) {
            return Err(invalid(name, format_args!("there is no workflow {workflow}")));
        }
        match queue.filter(|queue| !self.taskrouter.queues.contains_key(queue)) {
            Some(queue) => Err(invalid("TaskQueueSid", format_args!("there is no queue {queue}"))),
            None => Ok(()),
        }
    }

    /// The task channel of this unique name or identifier.
    pub(super) fn channel_of(&self, named: &str) -> Result<&'static str, Fault> {
        let account = &self.taskrouter.account;
        let same = |name: &&str| {
            *name == named || account.task_channel(name).is_some_and(|sid| sid.as_str() == named)
        };
        CHANNELS
            .into_iter()
            .find(same)
            .ok_or_else(|| invalid("TaskChannel", format_args!("there is no channel `{named}`")))
    }

    fn bridge_task_request(
        &mut self,
        me: &Sid,
        task: &str,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        let task = Sid::parse(SidKind::WT, task).ok_or_else(|| Fault::not_found(task))?;
        let version = self.taskrouter.task(&task)?.version;
        if request.method == Method::Get {
            Params::of_bridge(&request.params, &[])?;
            return self.task_reply(&task);
        }
        let known = ["Attributes", "AssignmentStatus", "Reason"];
        let params = Params::of_bridge(&request.params, &known)?;
        let supervises = self.taskrouter.worker(me)?.supervises();
        if !supervises && !self.taskrouter.holders(&task).contains(me) {
            return Err(forbidden("only tasks that the worker has"));
        }
        check_version(request.if_match.as_deref(), version)?;
        self.change_task(&task, &params)?;
        self.task_reply(&task)
    }

    /// Carries out `Attributes` and `AssignmentStatus`.
    pub(super) fn change_task(&mut self, task: &Sid, params: &Params) -> Result<(), Fault> {
        let attributes = params.attributes()?;
        let status = params.text("AssignmentStatus")?;
        let status = status
            .map(|name| {
                let allowed = TaskStatus::named(name);
                let allowed = allowed.filter(|s| s.is_final() || *s == TaskStatus::Wrapping);
                allowed.ok_or_else(|| {
                    invalid("AssignmentStatus", format_args!("a task cannot be made `{name}`"))
                })
            })
            .transpose()?;
        let reason = params.text("Reason")?.map(str::to_owned);
        match status {
            Some(status) => self.move_task(task, status, reason)?,
            None if reason.is_some() => {
                return Err(invalid("Reason", "it goes with an AssignmentStatus only"));
            }
            None => {}
        }
        if let Some(attributes) = attributes {
            self.set_task_attributes(task, attributes);
        }
        Ok(())
    }

    fn bridge_supervise(
        &mut self,
        task: &str,
        reservation: &str,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
        Sid::parse(SidKind::WT, task).ok_or_else(|| Fault::not_found(task))?;
        let known = ["Instruction", "Supervisor", "SupervisorMode", "To", "From"];
        let params = Params::of_bridge(&request.params, &known)?;
        let reservation =
            Sid::parse(SidKind::WR, reservation).ok_or_else(|| Fault::not_found(reservation))?;
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
        let params = Params::of_bridge(&request.params, instruction::KNOWN)?;
        self.change_reservation(&sid, &params)?;
        Ok(Reply::ok(self.taskrouter.bare_reservation(self.taskrouter.reservation(&sid)?)))
    }

    fn bridge_worker_request(
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

    fn bridge_activities(&self, request: &BridgeRequest) -> Result<Reply, Fault> {
        let account = &self.taskrouter.account;
        let items = account.activities.iter();
        let items = items.map(|a| (a.sid.clone(), self.taskrouter.bridge_activity(a)));
        bridge_list::page(items.collect(), &request.params, &[])
    }

    fn bridge_channels(&self, worker: &str, request: &BridgeRequest) -> Result<Reply, Fault> {
        let sid = Sid::parse(SidKind::WK, worker).ok_or_else(|| Fault::not_found(worker))?;
        let worker = self.taskrouter.worker(&sid)?;
        let items = worker.channels.iter();
        let items = items.map(|c| (c.sid.clone(), self.taskrouter.bridge_channel(worker, c)));
        bridge_list::page(items.collect(), &request.params, &[])
    }

    fn bridge_one_queue(&self, queue: &str, request: &BridgeRequest) -> Result<Reply, Fault> {
        Params::of_bridge(&request.params, &[])?;
        let sid = Sid::parse(SidKind::WQ, queue).ok_or_else(|| Fault::not_found(queue))?;
        let queue = self.taskrouter.queues.get(&sid).ok_or_else(|| Fault::not_found(&sid))?;
        Ok(Reply::ok(self.taskrouter.bridge_queue(queue)))
    }

    fn bridge_reservations(&self, me: &Sid, request: &BridgeRequest) -> Result<Reply, Fault> {
        let mine = self.taskrouter.reservations.values().filter(|offer| offer.worker == *me);
        let open = mine.filter(|offer| offer.status.is_open());
        let items = open.map(|offer| (offer.sid.clone(), self.bridge_reservation(offer)));
        bridge_list::page(items.collect(), &request.params, &["Active"])
    }
}

fn target_worker(params: &Params) -> Result<Sid, Fault> {
    params.sid("TargetWorkerSid", SidKind::WK)?.ok_or_else(|| missing("TargetWorkerSid"))
}

/// 403: a Flex token does not allow it.
fn forbidden(only: &str) -> Fault {
    Fault::new(403, 20003, format!("the token does not allow this: {only}"))
}
