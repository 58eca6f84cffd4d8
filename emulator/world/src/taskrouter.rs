//! TaskRouter: workers, queues, workflows, tasks and the offers (reservations) of tasks to workers.

mod account;
mod bridge;
mod bridge_list;
mod bridge_shape;
mod bridge_transfer;
mod change;
mod instruction;
mod made_up;
mod params;
mod queue;
mod rest;
mod rest_shape;
mod rest_statistics;
mod rest_task;
mod rest_workflow;
mod routing;
mod snapshot;
mod task;
mod task_change;
mod transfer;
mod worker;
mod worker_change;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

pub(crate) use account::ACTIVITIES;
pub use account::{Account, Activity};
pub use bridge::BridgeRequest;
pub(crate) use params::Params;
pub(crate) use queue::{Queue, invalid};
pub(crate) use rest::{PAGING, page};
pub(crate) use task::{Reservation, ReservationStatus, Task};
pub(crate) use worker::Worker;

use change::{DAY_S, NewTask};
use queue::Workflow;
use task::Instruction;
use transfer::Transfer;

use crate::exchange::Fault;
use crate::setup::Setup;
use crate::sid::Sid;
use crate::time::Time;
use crate::tokens::Tokens;
use crate::world::World;

/// TaskRouter's own state.
#[derive(Debug)]
pub(crate) struct TaskRouter {
    account: Account,
    /// When the workspace was made.
    began: Time,
    pub(crate) workers: BTreeMap<Sid, Worker>,
    pub(crate) queues: BTreeMap<Sid, Queue>,
    workflows: BTreeMap<Sid, Workflow>,
    pub(crate) tasks: BTreeMap<Sid, Task>,
    pub(crate) reservations: BTreeMap<Sid, Reservation>,
    transfers: BTreeMap<Sid, Transfer>,
    pub(crate) tokens: Tokens,
    /// When waiting tasks are to be offered next.
    look_at: Option<Time>,
}

impl TaskRouter {
    /// The workspace that the set-up asks for, with nothing to do yet.
    pub(crate) fn new(setup: &Setup, now: Time) -> TaskRouter {
        let account = Account::made_up(setup);
        let workers = Worker::all(setup, &account, now).into_iter();
        let queues = Queue::all(setup, &account, now).into_iter();
        let workflows = Workflow::all(setup, &account, now).into_iter();
        let workflows = workflows.take(if setup.switchboard { 2 } else { 1 });
        TaskRouter {
            workers: workers.map(|worker| (worker.sid.clone(), worker)).collect(),
            queues: queues.map(|queue| (queue.sid.clone(), queue)).collect(),
            workflows: workflows.map(|workflow| (workflow.sid.clone(), workflow)).collect(),
            tasks: BTreeMap::new(),
            reservations: BTreeMap::new(),
            transfers: BTreeMap::new(),
            tokens: Tokens::default(),
            look_at: None,
            began: now,
            account,
        }
    }

    /// When the account was made.
    pub(crate) fn began(&self) -> Time {
        self.began
    }

    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    fn worker(&self, sid: &Sid) -> Result<&Worker, Fault> {
        self.workers.get(sid).ok_or_else(|| Fault::not_found(sid))
    }

    fn task(&self, sid: &Sid) -> Result<&Task, Fault> {
        self.tasks.get(sid).ok_or_else(|| Fault::not_found(sid))
    }

    fn reservation(&self, sid: &Sid) -> Result<&Reservation, Fault> {
        self.reservations.get(sid).ok_or_else(|| Fault::not_found(sid))
    }

    /// The task's offers that are pending, accepted or wrapping.
    fn open_offers(&self, task: &Sid) -> Vec<Sid> {
        let of_task = self.reservations.values().filter(|offer| offer.task == *task);
        of_task.filter(|offer| offer.status.is_open()).map(|offer| offer.sid.clone()).collect()
    }

    /// The workers whose desktop shows the task: those with an open offer of it, and those whose
    /// offer has just ended together with it.
    fn holders(&self, task: &Sid) -> Vec<Sid> {
        let ended = self.tasks.get(task).is_some_and(|task| task.status.is_final());
        let shows = |offer: &&Reservation| {
            let with_it = ended && offer.status == ReservationStatus::Completed;
            offer.task == *task && (offer.status.is_open() || with_it)
        };
        let holders = self.reservations.values().filter(shows).map(|offer| offer.worker.clone());
        // Whoever is handed back what he has handed over has two offers of it.
        holders.collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl World {
    /// The account's fixed identifiers and names.
    pub fn account(&self) -> &Account {
        &self.taskrouter.account
    }

    /// The worker who logs in by this name.
    pub fn worker_of(&self, identity: &str) -> Option<Sid> {
        let mut workers = self.taskrouter.workers.values();
        workers.find(|worker| worker.identity == identity).map(|worker| worker.sid.clone())
    }

    /// The name by which this worker logs in.
    pub fn identity_of(&self, worker: &Sid) -> Option<String> {
        self.taskrouter.workers.get(worker).map(|worker| worker.identity.clone())
    }

    /// Where this worker is called: `contact_uri` of the attributes.
    pub(crate) fn contact_uri_of(&self, worker: &Sid) -> Option<String> {
        let worker = self.taskrouter.workers.get(worker)?;
        worker.attributes.get("contact_uri").and_then(Value::as_str).map(str::to_owned)
    }

    /// The worker has Flex open.
    pub fn worker_connected(&mut self, worker: &Sid) {
        self.set_connected(worker, true);
    }

    /// The worker's last Flex page is gone.
    pub fn worker_disconnected(&mut self, worker: &Sid) {
        self.set_connected(worker, false);
    }

    fn set_connected(&mut self, worker: &Sid, connected: bool) {
        if let Some(worker) = self.taskrouter.workers.get_mut(worker) {
            worker.connected = connected;
        }
    }

    /// The worker's leg of a conference or call instruction was answered: the offer is accepted,
    /// unless a call instruction left accepting to the worker.
    pub(crate) fn reservation_accepted_by_leg(&mut self, reservation: &Sid, call: &Sid) {
        let Ok(found) = self.taskrouter.reservation(reservation) else { return };
        let accepts = found.instruction != Some(Instruction::Call { accept: false });
        if accepts && found.status == ReservationStatus::Pending {
            self.move_reservation(reservation, ReservationStatus::Accepted)
                .expect("a pending reservation can be accepted");
        } else {
            let what = format!("{call} answered; {reservation} stays {}", found.status.name());
            self.note("voice", "TaskRouter", &what, Value::Null);
        }
    }

    /// The worker's leg could not be made, was not answered or was refused. A conference
    /// instruction then counts as a refusal; a call instruction leaves the offer pending.
    pub(crate) fn reservation_leg_failed(&mut self, reservation: &Sid, reason: &str) {
        let Ok(found) = self.taskrouter.reservation(reservation) else { return };
        let pending = found.status == ReservationStatus::Pending;
        if !pending || found.instruction != Some(Instruction::Conference) {
            return;
        }
        let status = match reason {
            "no-answer" => ReservationStatus::Timeout,
            _ => ReservationStatus::Rejected,
        };
        self.move_reservation(reservation, status).expect("a pending reservation can be refused");
    }

    /// Writes these keys over the task's attributes and tells the workers who have the task.
    pub(crate) fn merge_task_attributes(&mut self, task: &Sid, patch: Value) {
        let Some(attributes) = self.task_attributes(task) else { return };
        let mut merged: Map<String, Value> = attributes.as_object().cloned().unwrap_or_default();
        merged.extend(patch.as_object().cloned().unwrap_or_default());
        self.set_task_attributes(task, Value::Object(merged));
    }

    /// A worker has left the conference of his task, which goes on: his offer wraps up.
    pub(crate) fn worker_left_conference(&mut self, reservation: &Sid) {
        let Ok(found) = self.taskrouter.reservation(reservation) else { return };
        let conferenced = found.instruction == Some(Instruction::Conference);
        if conferenced && found.status == ReservationStatus::Accepted {
            self.move_reservation(reservation, ReservationStatus::Wrapping)
                .expect("an accepted reservation can wrap up");
        }
    }

    /// The conference of a conference-instruction task is over: whoever has accepted wraps up.
    pub(crate) fn conference_task_ended(&mut self, task: &Sid) {
        let offers = self.taskrouter.reservations.values().filter(|offer| offer.task == *task);
        let offers: Vec<Sid> = offers.map(|offer| offer.sid.clone()).collect();
        for offer in offers {
            self.worker_left_conference(&offer);
        }
        self.abandon_transfer(task);
    }

    /// The caller hung up before anybody answered: task and offer are cancelled.
    pub(crate) fn customer_left_queue(&mut self, task: &Sid) {
        self.cancel_task(task, "hangup");
    }

    /// Makes the task of an inbound call.
    pub(crate) fn enqueue(&mut self, workflow: &Sid, attributes: Value) -> Sid {
        self.enqueue_at("voice", workflow, attributes)
    }

    /// A simulated customer writes and waits in the default queue. His task is there and no
    /// conversation: the emulator has none.
    pub fn customer_writes(&mut self, name: &str) -> Sid {
        let workflow = self.account().workflow.clone();
        let attributes = json!({ "customerName": name, "from": name, "name": name });
        self.enqueue_at("chat", &workflow, attributes)
    }

    fn enqueue_at(&mut self, channel: &'static str, workflow: &Sid, attributes: Value) -> Sid {
        self.create_task(NewTask {
            attributes,
            channel,
            workflow: workflow.clone(),
            priority: 0,
            timeout_s: DAY_S,
            routing_target: None,
            ignore_capacity: false,
            queue: None,
            virtual_start: None,
        })
    }

    /// The task's attributes; `None` if there is no such task.
    pub(crate) fn task_attributes(&self, task: &Sid) -> Option<Value> {
        self.taskrouter.tasks.get(task).map(|task| task.attributes.clone())
    }
}
