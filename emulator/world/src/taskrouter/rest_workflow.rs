//! TaskRouter's REST API: the workspace and its workflows.

use super::params::{Params, missing};
use super::queue::{Workflow, invalid};
use super::rest::{PAGING, page, parsed};
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::SidKind;
use crate::world::World;

/// The longest time that a workflow may leave an offer pending, in seconds.
const LONGEST_OFFER_S: u64 = 86_400;
/// How long an offer is pending where nothing else is said, in seconds.
const USUAL_OFFER_S: u64 = 120;

/// What may be said of a workflow and changes it.
const CHANGEABLE: [&str; 3] = ["Configuration", "FriendlyName", "TaskReservationTimeout"];
/// What the emulator does not have.
const CALLBACKS: [&str; 2] = ["AssignmentCallbackUrl", "FallbackAssignmentCallbackUrl"];

impl World {
    /// An account with Flex has one workspace.
    pub(super) fn rest_workspaces(&self, request: &Request) -> Result<Reply, Fault> {
        if request.method != Method::Get {
            return Err(Fault::not_implemented("making a workspace"));
        }
        let params = Params::of_query(request, &[&["FriendlyName"][..], &PAGING].concat())?;
        let workspace = self.taskrouter.rest_workspace();
        let wanted =
            params.text("FriendlyName")?.is_none_or(|name| workspace["friendly_name"] == name);
        page(request, &params, "workspaces", if wanted { vec![workspace] } else { Vec::new() })
    }

    pub(super) fn rest_new_workflow(&mut self, request: &Request) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &[&CHANGEABLE[..], &CALLBACKS].concat())?;
        if let Some(name) = CALLBACKS.iter().find(|name| params.has(name)) {
            return Err(Fault::not_implemented(format_args!("{name} of workflows")));
        }
        let name = params.text("FriendlyName")?.ok_or_else(|| missing("FriendlyName"))?.to_owned();
        let timeout = params.whole("TaskReservationTimeout", 1, LONGEST_OFFER_S)?;
        let timeout = timeout.unwrap_or(USUAL_OFFER_S);
        let configuration = params.required("Configuration")?;
        let sid = self.mint(SidKind::WW);
        let workflow = Workflow::new(sid.clone(), &name, configuration, timeout, self.now)?;
        self.check_queues(&workflow)?;
        let reply = self.taskrouter.rest_workflow(&workflow);
        self.taskrouter.workflows.insert(sid, workflow);
        Ok(Reply::created(reply))
    }

    pub(super) fn rest_workflows(&self, request: &Request) -> Result<Reply, Fault> {
        let params = Params::of_query(request, &[&["FriendlyName"][..], &PAGING].concat())?;
        let name = params.text("FriendlyName")?;
        let workflows = self.taskrouter.workflows.values();
        let wanted = workflows.filter(|workflow| name.is_none_or(|name| workflow.name == name));
        let items = wanted.map(|workflow| self.taskrouter.rest_workflow(workflow)).collect();
        page(request, &params, "workflows", items)
    }

    pub(super) fn rest_one_workflow(
        &mut self,
        sid: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let sid = parsed(SidKind::WW, sid)?;
        let found = self.taskrouter.workflows.get(&sid).ok_or_else(|| Fault::not_found(&sid))?;
        let mut workflow = found.clone();
        if request.method == Method::Get {
            Params::none(request)?;
            return Ok(Reply::ok(self.taskrouter.rest_workflow(&workflow)));
        }
        let others = [&CALLBACKS[..], &["ReEvaluateTasks"]].concat();
        let params = Params::of_form(request, &[&CHANGEABLE[..], &others].concat())?;
        if let Some(name) = others.iter().find(|name| params.has(name)) {
            return Err(Fault::not_implemented(format_args!("{name} of workflows")));
        }
        if let Some(configuration) = params.text("Configuration")? {
            workflow.configure(configuration)?;
            self.check_queues(&workflow)?;
        }
        if let Some(name) = params.text("FriendlyName")? {
            workflow.name = name.to_owned();
        }
        let timeout = params.whole("TaskReservationTimeout", 1, LONGEST_OFFER_S)?;
        workflow.reservation_timeout_s = timeout.unwrap_or(workflow.reservation_timeout_s);
        workflow.updated = self.now;
        let reply = self.taskrouter.rest_workflow(&workflow);
        self.taskrouter.workflows.insert(sid, workflow);
        Ok(Reply::ok(reply))
    }

    /// Not while a task of it goes on.
    pub(super) fn rest_remove_workflow(
        &mut self,
        sid: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        Params::none(request)?;
        let sid = parsed(SidKind::WW, sid)?;
        if !self.taskrouter.workflows.contains_key(&sid) {
            return Err(Fault::not_found(&sid));
        }
        let mut tasks = self.taskrouter.tasks.values();
        if tasks.any(|task| task.workflow == sid && !task.status.is_final()) {
            return Err(Fault::new(400, 20001, format!("the workflow {sid} has tasks")));
        }
        self.taskrouter.workflows.remove(&sid);
        Ok(Reply::deleted())
    }

    /// 400 if the workflow leads to a queue that is not there.
    fn check_queues(&self, workflow: &Workflow) -> Result<(), Fault> {
        let gone = workflow.queues().find(|queue| !self.taskrouter.queues.contains_key(queue));
        match gone {
            Some(queue) => Err(invalid("Configuration", format_args!("there is no queue {queue}"))),
            None => Ok(()),
        }
    }
}
