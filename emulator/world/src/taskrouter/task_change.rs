//! Making and changing tasks, from a browser and from the REST API alike.

use serde_json::json;

use super::bridge::{BridgeRequest, forbidden};
use super::change::{DAY_S, NewTask};
use super::params::{Params, check_version, missing};
use super::queue::invalid;
use super::task::TaskStatus;
use super::worker::{CHANNELS, task_channel};
use crate::exchange::{Fault, Method, Reply};
use crate::sid::{Sid, SidKind};
use crate::world::World;

impl World {
    pub(super) fn bridge_create_task(
        &mut self,
        me: &Sid,
        request: &BridgeRequest,
    ) -> Result<Reply, Fault> {
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
            channel: channel_of(channel.unwrap_or("default"))?,
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

    pub(super) fn bridge_task_request(
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
}

/// The task channel of this unique name or identifier.
pub(super) fn channel_of(named: &str) -> Result<&'static str, Fault> {
    let same = |name: &&str| {
        *name == named || task_channel(name).is_some_and(|channel| channel.as_str() == named)
    };
    let found = CHANNELS.into_iter().find(same);
    found.ok_or_else(|| invalid("TaskChannel", format_args!("there is no channel `{named}`")))
}
