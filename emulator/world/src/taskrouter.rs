//! TaskRouter: workers, queues, workflows, tasks and the offers (reservations) of tasks to workers.

mod account;

use serde_json::Value;

pub use account::{Account, Activity};

use crate::exchange::{Fault, Method, Reply, Request};
use crate::setup::Setup;
use crate::sid::{Sid, SidKind};
use crate::time::Time;
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

/// TaskRouter's own state.
#[derive(Debug)]
pub(crate) struct TaskRouter {
    account: Account,
}

impl TaskRouter {
    /// The workspace that the set-up asks for, with nothing to do yet.
    pub(crate) fn new(_setup: &Setup, _now: Time) -> TaskRouter {
        TaskRouter { account: Account::made_up() }
    }

    /// When an offer, a task or a renewed offer is due.
    pub(crate) fn next_deadline(&self) -> Option<Time> {
        None
    }
}

impl World {
    /// The account's fixed identifiers and names.
    pub fn account(&self) -> &Account {
        &self.taskrouter.account
    }

    /// Answers one request of the TaskRouter SDK in the name of this worker.
    pub fn bridge(&mut self, _worker: &Sid, request: &BridgeRequest) -> Reply {
        Fault::not_implemented(&request.url).into()
    }

    /// The worker who logs in by this name.
    pub fn worker_of(&self, _identity: &str) -> Option<Sid> {
        None
    }

    /// The name by which this worker logs in.
    pub fn identity_of(&self, _worker: &Sid) -> Option<String> {
        None
    }

    /// Where this worker is called: `contact_uri` of the attributes.
    pub(crate) fn contact_uri_of(&self, _worker: &Sid) -> Option<String> {
        None
    }

    /// The worker has Flex open.
    pub fn worker_connected(&mut self, _worker: &Sid) {}

    /// The worker's last Flex page is gone.
    pub fn worker_disconnected(&mut self, _worker: &Sid) {}

    pub(crate) fn rest_taskrouter(&mut self, request: &Request) -> Result<Reply, Fault> {
        Err(Fault::not_found(&request.path))
    }

    pub(crate) fn snapshot_taskrouter(&self) -> Value {
        Value::Null
    }

    pub(crate) fn left_over_taskrouter(&self) -> Vec<String> {
        Vec::new()
    }

    pub(crate) fn advance_taskrouter(&mut self) {}

    /// The worker's leg of a conference or call instruction was answered: the offer is accepted.
    pub(crate) fn reservation_accepted_by_leg(&mut self, _reservation: &Sid, _call: &Sid) {}

    /// The worker's leg could not be made, was not answered or was refused.
    pub(crate) fn reservation_leg_failed(&mut self, _reservation: &Sid, _reason: &str) {}

    /// Writes these keys over the task's attributes and tells the workers who have the task.
    pub(crate) fn merge_task_attributes(&mut self, _task: &Sid, _patch: Value) {}

    /// The conference of a conference-instruction task is over: its accepted offer wraps up.
    pub(crate) fn conference_task_ended(&mut self, _task: &Sid) {}

    /// The caller hung up before anybody answered: task and offer are cancelled.
    pub(crate) fn customer_left_queue(&mut self, _task: &Sid) {}

    /// Makes the task of an inbound call.
    pub(crate) fn enqueue(&mut self, _workflow: &Sid, _attributes: Value) -> Sid {
        self.mint(SidKind::WT)
    }

    /// The task's attributes; `None` if there is no such task.
    pub(crate) fn task_attributes(&self, _task: &Sid) -> Option<Value> {
        None
    }
}
