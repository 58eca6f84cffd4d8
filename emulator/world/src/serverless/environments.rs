//! `serverless.twilio.com/v1/Services/{ZS}/Environments`: addresses, variables, deployments.

use std::collections::BTreeMap;

use serde_json::Value;

use super::rest::{label, list, missing, newest_first};
use super::shape::Shape;
use super::{Deployment, Environment, Service, Variable, found, taken};
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::SidKind;
use crate::taskrouter::{Params, invalid};
use crate::world::World;

impl World {
    pub(super) fn rest_environments(
        &mut self,
        service: &str,
        path: &[&str],
        request: &Request,
    ) -> Result<Reply, Fault> {
        use Method::{Delete, Get, Post};
        match (request.method, path) {
            (Get, []) => self.list_environments(service, request),
            (Post, []) => self.create_environment(service, request),
            (Get, [environment]) => self.fetch_environment(service, environment, request),
            (Delete, [environment]) => self.remove_environment(service, environment, request),
            (Get, [environment, "Deployments"]) => {
                self.list_within(service, environment, request, "deployments", deployments)
            }
            (Post, [environment, "Deployments"]) => self.deploy(service, environment, request),
            (Get, [environment, "Variables"]) => {
                self.list_within(service, environment, request, "variables", variables)
            }
            (Post, [environment, "Variables"]) => {
                self.create_variable(service, environment, request)
            }
            (Post, [environment, "Variables", variable]) => {
                self.update_variable(service, environment, variable, request)
            }
            (Delete, [environment, "Variables", variable]) => {
                let environment =
                    self.serverless.service_mut(service)?.environment_mut(environment)?;
                let sid = found(&environment.variables, variable)?.sid.clone();
                environment.variables.remove(&sid);
                Ok(Reply::deleted())
            }
            _ => Err(missing(request)),
        }
    }

    fn list_environments(&self, service: &str, request: &Request) -> Result<Reply, Fault> {
        let service = self.serverless.service(service)?;
        let all = newest_first(&service.environments);
        let all = all.map(|one| self.shape().environment(service, one)).collect();
        list(request, "environments", all)
    }

    fn create_environment(&mut self, service: &str, request: &Request) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["UniqueName", "DomainSuffix"])?;
        let unique_name = label(&params, "UniqueName", 100)?;
        let suffix = params.text("DomainSuffix")?.filter(|suffix| !suffix.is_empty());
        let suffix = suffix.map(|_| label(&params, "DomainSuffix", 16)).transpose()?;
        let (sid, now) = (self.mint(SidKind::ZE), self.now);
        let changed = self.serverless.service_mut(service)?;
        let same = |other: &Environment| other.unique_name == unique_name || other.suffix == suffix;
        if changed.environments.values().any(same) {
            return Err(taken("environment", &unique_name));
        }
        let environment = Environment {
            sid: sid.clone(),
            unique_name,
            suffix,
            variables: BTreeMap::new(),
            deployments: Vec::new(),
            created: now,
            updated: now,
        };
        changed.environments.insert(sid.clone(), environment);
        let service = self.serverless.service(service)?;
        let environment = service.environment(sid.as_str())?;
        Ok(Reply::created(self.shape().environment(service, environment)))
    }

    fn fetch_environment(
        &self,
        service: &str,
        environment: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        Params::none(request)?;
        let service = self.serverless.service(service)?;
        Ok(Reply::ok(self.shape().environment(service, service.environment(environment)?)))
    }

    /// A list of what one environment has.
    fn list_within(
        &self,
        service: &str,
        environment: &str,
        request: &Request,
        key: &str,
        items: fn(Shape<'_>, &Service, &Environment) -> Vec<Value>,
    ) -> Result<Reply, Fault> {
        let service = self.serverless.service(service)?;
        let environment = service.environment(environment)?;
        list(request, key, items(self.shape(), service, environment))
    }

    /// From now on another build answers; Functions that are at work end with their own.
    fn deploy(
        &mut self,
        service: &str,
        environment: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["BuildSid", "IsPlugin"])?;
        params.flag("IsPlugin")?;
        let (sid, now) = (self.mint(SidKind::ZD), self.now);
        let changed = self.serverless.service_mut(service)?;
        let build = changed.build(params.required("BuildSid")?)?;
        if !build.is_completed(now) {
            return Err(invalid("BuildSid", "the build is not completed"));
        }
        let deployment = Deployment { sid, build: build.sid.clone(), created: now };
        let into = changed.environment_mut(environment)?;
        into.updated = now;
        into.deployments.push(deployment);
        let service = self.serverless.service(service)?;
        let environment = service.environment(environment)?;
        let last = environment.deployments.last().ok_or_else(|| Fault::not_found("deployment"))?;
        Ok(Reply::created(self.shape().deployment(service, environment, last)))
    }

    fn create_variable(
        &mut self,
        service: &str,
        environment: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["Key", "Value"])?;
        let key = params.required("Key")?.to_owned();
        let value = params.required("Value")?.to_owned();
        let (sid, now) = (self.mint(SidKind::ZV), self.now);
        let changed = self.serverless.service_mut(service)?.environment_mut(environment)?;
        if changed.variables.values().any(|other| other.key == key) {
            return Err(taken("variable", &key));
        }
        let variable = Variable { sid: sid.clone(), key, value, created: now, updated: now };
        changed.variables.insert(sid.clone(), variable);
        let shown = self.shown_variable(service, environment, sid.as_str())?;
        Ok(Reply::created(shown))
    }

    fn update_variable(
        &mut self,
        service: &str,
        environment: &str,
        variable: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["Key", "Value"])?;
        let now = self.now;
        let changed = self.serverless.service_mut(service)?.environment_mut(environment)?;
        let sid = found(&changed.variables, variable)?.sid.clone();
        if let Some(changed) = changed.variables.get_mut(&sid) {
            changed.key = params.text("Key")?.unwrap_or(&changed.key).to_owned();
            changed.value = params.text("Value")?.unwrap_or(&changed.value).to_owned();
            changed.updated = now;
        }
        Ok(Reply::ok(self.shown_variable(service, environment, variable)?))
    }

    fn shown_variable(
        &self,
        service: &str,
        environment: &str,
        variable: &str,
    ) -> Result<Value, Fault> {
        let service = self.serverless.service(service)?;
        let environment = service.environment(environment)?;
        let variable = found(&environment.variables, variable)?;
        Ok(self.shape().variable(service, environment, variable))
    }
}

/// Newest first: the first one is what answers.
fn deployments(shape: Shape<'_>, service: &Service, environment: &Environment) -> Vec<Value> {
    let all = environment.deployments.iter().rev();
    all.map(|one| shape.deployment(service, environment, one)).collect()
}

fn variables(shape: Shape<'_>, service: &Service, environment: &Environment) -> Vec<Value> {
    let all = newest_first(&environment.variables);
    all.map(|one| shape.variable(service, environment, one)).collect()
}
