//! How Serverless writes its resources.

use serde_json::{Value, json};

use super::{
    Build, Deployment, Environment, FileKind, Resource, Serverless, Service, Variable, Version,
};
use crate::sid::Sid;
use crate::time::Time;

const BASE: &str = "https://serverless.twilio.com/v1/Services";

/// Writes for one account, at one time.
#[derive(Clone, Copy)]
pub(super) struct Shape<'a> {
    pub(super) account: &'a Sid,
    pub(super) now: Time,
}

impl Shape<'_> {
    pub(super) fn service(&self, service: &Service) -> Value {
        let url = format!("{BASE}/{}", service.sid);
        json!({
            "account_sid": self.account,
            "date_created": service.created.iso(),
            "date_updated": service.updated.iso(),
            "domain_base": service.domain_base(),
            "friendly_name": service.friendly_name,
            "include_credentials": service.include_credentials,
            "links": {
                "assets": format!("{url}/Assets"),
                "builds": format!("{url}/Builds"),
                "environments": format!("{url}/Environments"),
                "functions": format!("{url}/Functions"),
            },
            "sid": service.sid,
            "ui_editable": service.ui_editable,
            "unique_name": service.unique_name,
            "url": url,
        })
    }

    pub(super) fn resource(&self, service: &Service, resource: &Resource) -> Value {
        let segment = resource.kind.segment();
        let url = format!("{BASE}/{}/{segment}/{}", service.sid, resource.sid);
        let versions = match resource.kind {
            FileKind::Asset => "asset_versions",
            FileKind::Function => "function_versions",
        };
        json!({
            "account_sid": self.account,
            "date_created": resource.created.iso(),
            "date_updated": resource.created.iso(),
            "friendly_name": resource.name,
            "links": { versions: format!("{url}/Versions") },
            "service_sid": service.sid,
            "sid": resource.sid,
            "url": url,
        })
    }

    pub(super) fn version(&self, service: &Service, version: &Version) -> Value {
        let segment = version.kind.segment();
        let url = format!(
            "{BASE}/{}/{segment}/{}/Versions/{}",
            service.sid, version.resource, version.sid
        );
        let mut shown = json!({
            "account_sid": self.account,
            "date_created": version.created.iso(),
            "path": version.path,
            "service_sid": service.sid,
            "sid": version.sid,
            "url": url,
            "visibility": version.visibility.name(),
        });
        match version.kind {
            FileKind::Asset => shown["asset_sid"] = json!(version.resource),
            FileKind::Function => {
                shown["function_sid"] = json!(version.resource);
                shown["links"] = json!({ "function_version_content": format!("{url}/Content") });
            }
        }
        shown
    }

    pub(super) fn build(&self, service: &Service, build: &Build) -> Value {
        let url = format!("{BASE}/{}/Builds/{}", service.sid, build.sid);
        let versions = |kind: FileKind| -> Vec<Value> {
            let versions = build.versions.iter().filter_map(|sid| service.versions.get(sid));
            let wanted = versions.filter(|version| version.kind == kind);
            wanted.map(|version| self.version(service, version)).collect()
        };
        json!({
            "account_sid": self.account,
            "asset_versions": versions(FileKind::Asset),
            "date_created": build.created.iso(),
            "date_updated": build.created.iso(),
            "dependencies": build.dependencies,
            "function_versions": versions(FileKind::Function),
            "links": { "build_status": format!("{url}/Status") },
            "runtime": build.runtime,
            "service_sid": service.sid,
            "sid": build.sid,
            "status": self.status(build),
            "url": url,
        })
    }

    pub(super) fn build_status(&self, service: &Service, build: &Build) -> Value {
        json!({
            "account_sid": self.account,
            "service_sid": service.sid,
            "sid": build.sid,
            "status": self.status(build),
            "url": format!("{BASE}/{}/Builds/{}/Status", service.sid, build.sid),
        })
    }

    fn status(&self, build: &Build) -> &'static str {
        match (build.is_over(self.now), build.fails) {
            (false, _) => "building",
            (true, false) => "completed",
            (true, true) => "failed",
        }
    }

    pub(super) fn environment(&self, service: &Service, environment: &Environment) -> Value {
        let url = format!("{BASE}/{}/Environments/{}", service.sid, environment.sid);
        json!({
            "account_sid": self.account,
            "build_sid": environment.build(),
            "date_created": environment.created.iso(),
            "date_updated": environment.updated.iso(),
            "domain_name": service.domain(environment),
            "domain_suffix": environment.suffix,
            "links": {
                "deployments": format!("{url}/Deployments"),
                "logs": format!("{url}/Logs"),
                "variables": format!("{url}/Variables"),
            },
            "service_sid": service.sid,
            "sid": environment.sid,
            "unique_name": environment.unique_name,
            "url": url,
        })
    }

    pub(super) fn variable(
        &self,
        service: &Service,
        environment: &Environment,
        variable: &Variable,
    ) -> Value {
        let (service, environment) = (&service.sid, &environment.sid);
        json!({
            "account_sid": self.account,
            "date_created": variable.created.iso(),
            "date_updated": variable.updated.iso(),
            "environment_sid": environment,
            "key": variable.key,
            "service_sid": service,
            "sid": variable.sid,
            "url": format!("{BASE}/{service}/Environments/{environment}/Variables/{}", variable.sid),
            "value": variable.value,
        })
    }

    pub(super) fn deployment(
        &self,
        service: &Service,
        environment: &Environment,
        deployment: &Deployment,
    ) -> Value {
        let (service, environment) = (&service.sid, &environment.sid);
        json!({
            "account_sid": self.account,
            "build_sid": deployment.build,
            "date_created": deployment.created.iso(),
            "date_updated": deployment.created.iso(),
            "environment_sid": environment,
            "service_sid": service,
            "sid": deployment.sid,
            "url": format!(
                "{BASE}/{service}/Environments/{environment}/Deployments/{}",
                deployment.sid
            ),
        })
    }
}

impl Serverless {
    /// How many services, environments and builds there are, for the emulator's page.
    pub(crate) fn snapshot(&self) -> Value {
        let services = self.services.values().map(|service| {
            let environments = service.environments.values().map(|environment| {
                json!({ "domain": service.domain(environment), "build": environment.build() })
            });
            json!({
                "builds": service.builds.len(),
                "environments": environments.collect::<Vec<_>>(),
                "unique_name": service.unique_name,
                "versions": service.versions.len(),
            })
        });
        services.collect()
    }
}
