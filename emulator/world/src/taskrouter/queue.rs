//! Queues and workflows: who may be offered a task, and in which order it is tried.

use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use crate::exchange::Fault;
use crate::expression::{Expression, Scope};
use crate::setup::Setup;
use crate::sid::{Sid, SidKind};
use crate::time::Time;

/// A group of workers.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    pub(crate) sid: Sid,
    pub(crate) name: String,
    /// Who belongs to it, as written.
    pub(crate) target_workers: String,
    pub(crate) expression: Expression,
    pub(crate) created: Time,
    pub(crate) updated: Time,
}

/// Rules that lead tasks to queues.
#[derive(Clone, Debug)]
pub(crate) struct Workflow {
    pub(crate) sid: Sid,
    pub(crate) name: String,
    /// As written, JSON.
    pub(crate) configuration: String,
    rules: Rules,
    /// Seconds that an offer may stay pending.
    pub(crate) reservation_timeout_s: u64,
    pub(crate) created: Time,
    pub(crate) updated: Time,
}

/// One step of a task's way: the queue where it waits.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step {
    pub(crate) queue: Sid,
    /// Who of the queue may have it; everybody if `None`.
    pub(crate) expression: Option<Expression>,
    pub(crate) priority: Option<u32>,
    /// Seconds until it goes on to the next step.
    pub(crate) timeout_s: Option<u64>,
}

impl Step {
    /// A step that waits in this queue for as long as the task lives.
    pub(crate) fn in_queue(queue: Sid) -> Step {
        Step { queue, expression: None, priority: None, timeout_s: None }
    }
}

#[derive(Clone, Debug)]
struct Rules {
    filters: Vec<(Expression, Vec<Step>)>,
    default: Option<Step>,
}

impl Queue {
    /// The queues of the set-up, after the one of everybody.
    pub(crate) fn all(setup: &Setup, account: &Account, now: Time) -> Vec<Queue> {
        let everyone = ("Everyone", "1==1");
        let others = setup.queues.iter().map(|queue| (&*queue.name, &*queue.workers));
        let first = std::iter::once((account.queue.clone(), everyone));
        let others = (2..).map(|number| Sid::numbered(SidKind::WQ, number)).zip(others);
        let new = |(sid, (name, workers))| {
            Queue::new(sid, name, workers, now).expect("a set-up has valid expressions")
        };
        first.chain(others).map(new).collect()
    }

    pub(crate) fn new(sid: Sid, name: &str, target: &str, now: Time) -> Result<Queue, Fault> {
        let expression = expression_of("TargetWorkers", target)?;
        let (name, target_workers) = (name.to_owned(), target.to_owned());
        Ok(Queue { sid, name, target_workers, expression, created: now, updated: now })
    }

    /// Whether a worker with these attributes belongs to it.
    pub(crate) fn has(&self, worker: &Value) -> bool {
        self.expression.holds(Scope::new(&[("worker", worker)], worker))
    }
}

impl Workflow {
    /// The two workflows that every world begins with.
    pub(crate) fn all(setup: &Setup, account: &Account, now: Time) -> [Workflow; 2] {
        let queue = account.queue.as_str();
        let anyone = json!({ "task_routing": {
            "filters": [],
            "default_filter": { "queue": queue },
        } });
        let known_worker = json!({
            "filter_friendly_name": "Internal Call",
            "expression": "1==1",
            "targets": [{
                "queue": queue,
                "expression": "task.targetWorker==worker.contact_uri",
                "priority": 1000,
            }],
        });
        let filters = if setup.internal_call_filter { vec![known_worker] } else { vec![] };
        let internal = json!({ "task_routing": { "filters": filters } });
        let new = |sid: &Sid, name, configuration: Value| {
            let timeout = setup.reservation_timeout_s;
            Workflow::new(sid.clone(), name, &configuration.to_string(), timeout, now)
                .expect("the first workflows have valid configurations")
        };
        [
            new(&account.workflow, "Assign to Anyone", anyone),
            new(&account.internal_call_workflow, "Internal Call", internal),
        ]
    }

    pub(crate) fn new(
        sid: Sid,
        name: &str,
        configuration: &str,
        reservation_timeout_s: u64,
        now: Time,
    ) -> Result<Workflow, Fault> {
        Ok(Workflow {
            sid,
            name: name.to_owned(),
            configuration: configuration.to_owned(),
            rules: rules_of(configuration)?,
            reservation_timeout_s,
            created: now,
            updated: now,
        })
    }

    /// Changes the rules; tasks already on their way keep theirs.
    pub(crate) fn configure(&mut self, configuration: &str) -> Result<(), Fault> {
        self.rules = rules_of(configuration)?;
        self.configuration = configuration.to_owned();
        Ok(())
    }

    /// The way of a task with these attributes; empty if no filter is for it.
    pub(crate) fn steps(&self, task: &Value) -> Vec<Step> {
        let roots = [("task", task)];
        let scope = Scope::new(&roots, task);
        let filter = self.rules.filters.iter().find(|(filter, _)| filter.holds(scope));
        match filter {
            Some((_, steps)) => steps.clone(),
            None => self.rules.default.iter().cloned().collect(),
        }
    }

    /// The queues that it can lead to.
    pub(crate) fn queues(&self) -> impl Iterator<Item = &Sid> {
        let steps = self.rules.filters.iter().flat_map(|(_, steps)| steps);
        steps.chain(&self.rules.default).map(|step| &step.queue)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Configuration {
    task_routing: Routing,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Routing {
    #[serde(default)]
    filters: Vec<Filter>,
    default_filter: Option<Target>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(rename = "filter_friendly_name", alias = "friendly_name")]
    _name: Option<String>,
    expression: String,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Target {
    queue: String,
    expression: Option<String>,
    priority: Option<Number>,
    timeout: Option<Number>,
}

/// Twilio's console writes numbers as strings.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Number(u32),
    Text(String),
}

impl Number {
    fn value(&self) -> Result<u32, Fault> {
        match self {
            Number::Number(number) => Ok(*number),
            Number::Text(text) => text
                .parse()
                .map_err(|_| invalid("Configuration", format_args!("`{text}` is not a number"))),
        }
    }
}

fn rules_of(configuration: &str) -> Result<Rules, Fault> {
    let configuration: Configuration =
        serde_json::from_str(configuration).map_err(|error| invalid("Configuration", error))?;
    let routing = configuration.task_routing;
    let filters = routing.filters.iter().map(|filter| {
        let expression = expression_of("Configuration", &filter.expression)?;
        let steps = filter.targets.iter().map(step_of).collect::<Result<_, Fault>>()?;
        Ok((expression, steps))
    });
    Ok(Rules {
        filters: filters.collect::<Result<_, Fault>>()?,
        default: routing.default_filter.as_ref().map(step_of).transpose()?,
    })
}

fn step_of(target: &Target) -> Result<Step, Fault> {
    let queue = Sid::parse(SidKind::WQ, &target.queue).ok_or_else(|| {
        invalid("Configuration", format_args!("`{}` is not a queue", target.queue))
    })?;
    let expression = target.expression.as_deref();
    Ok(Step {
        queue,
        expression: expression.map(|text| expression_of("Configuration", text)).transpose()?,
        priority: target.priority.as_ref().map(Number::value).transpose()?,
        timeout_s: target.timeout.as_ref().map(Number::value).transpose()?.map(u64::from),
    })
}

pub(super) fn expression_of(parameter: &str, text: &str) -> Result<Expression, Fault> {
    Expression::parse(text)
        .map_err(|error| invalid(parameter, format_args!("`{text}` is not an expression: {error}")))
}

/// 400: a parameter's value is not what it must be.
pub(crate) fn invalid(parameter: &str, why: impl std::fmt::Display) -> Fault {
    Fault::new(400, 20001, format!("the parameter {parameter} is invalid: {why}"))
}
