//! Twilio Serverless: what is uploaded, built and deployed, and what then answers where.

mod answering;
mod environments;
mod removing;
mod rest;
mod shape;
mod uploads;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

pub use answering::{Deployed, DeployedFile};
pub use uploads::Upload;

use crate::exchange::Fault;
use crate::sid::Sid;
use crate::time::Time;

/// How long a build takes: long enough that whoever asks at once sees it under way.
const BUILDING: Duration = Duration::from_millis(400);

/// All services of the account.
#[derive(Debug, Default)]
pub(crate) struct Serverless {
    services: BTreeMap<Sid, Service>,
    /// How many builds have been begun.
    begun: usize,
}

/// One project: what was uploaded to it and where it answers.
#[derive(Debug)]
struct Service {
    sid: Sid,
    unique_name: String,
    friendly_name: String,
    /// Whether its Functions are given the account's SID and token.
    include_credentials: bool,
    ui_editable: bool,
    created: Time,
    updated: Time,
    resources: BTreeMap<Sid, Resource>,
    versions: BTreeMap<Sid, Version>,
    builds: BTreeMap<Sid, Build>,
    environments: BTreeMap<Sid, Environment>,
}

/// What a file is to Twilio.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Served as it is.
    Asset,
    /// Run.
    Function,
}

impl FileKind {
    /// `Assets` or `Functions`, as a path says it.
    fn of_segment(segment: &str) -> Option<FileKind> {
        match segment {
            "Assets" => Some(FileKind::Asset),
            "Functions" => Some(FileKind::Function),
            _ => None,
        }
    }

    fn segment(self) -> &'static str {
        match self {
            FileKind::Asset => "Assets",
            FileKind::Function => "Functions",
        }
    }
}

/// Who may ask for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody.
    Public,
    /// Only Twilio, by its signature.
    Protected,
    /// Only the Functions beside it.
    Private,
}

impl Visibility {
    /// The visibility of this name; Twilio's tool for Flex writes it large.
    fn named(name: &str) -> Option<Visibility> {
        let all = [Visibility::Public, Visibility::Protected, Visibility::Private];
        all.into_iter().find(|visibility| visibility.name().eq_ignore_ascii_case(name))
    }

    /// As Twilio writes it.
    pub fn name(self) -> &'static str {
        match self {
            Visibility::Public => "public",
            Visibility::Protected => "protected",
            Visibility::Private => "private",
        }
    }
}

/// An asset or a Function, without its content.
#[derive(Debug)]
struct Resource {
    sid: Sid,
    kind: FileKind,
    name: String,
    created: Time,
}

/// What was uploaded once of a resource.
#[derive(Debug)]
struct Version {
    sid: Sid,
    resource: Sid,
    kind: FileKind,
    path: String,
    visibility: Visibility,
    content: Arc<[u8]>,
    created: Time,
}

/// Versions that belong together, and the packages that they need.
#[derive(Debug)]
struct Build {
    sid: Sid,
    versions: Vec<Sid>,
    /// `[{ name, version }, …]`
    dependencies: Value,
    runtime: String,
    /// Whether Twilio cannot make it.
    fails: bool,
    created: Time,
}

impl Build {
    fn is_over(&self, now: Time) -> bool {
        now >= self.created + BUILDING
    }

    fn is_completed(&self, now: Time) -> bool {
        self.is_over(now) && !self.fails
    }
}

/// Where one build answers, and with which variables.
#[derive(Debug)]
struct Environment {
    sid: Sid,
    unique_name: String,
    suffix: Option<String>,
    variables: BTreeMap<Sid, Variable>,
    /// The last one is what answers.
    deployments: Vec<Deployment>,
    created: Time,
    updated: Time,
}

#[derive(Debug)]
struct Variable {
    sid: Sid,
    key: String,
    value: String,
    created: Time,
    updated: Time,
}

#[derive(Debug)]
struct Deployment {
    sid: Sid,
    build: Sid,
    created: Time,
}

impl Environment {
    /// The build that answers.
    fn build(&self) -> Option<&Sid> {
        self.deployments.last().map(|deployment| &deployment.build)
    }
}

impl Service {
    /// The first part of its addresses: its name, and digits that nobody else has.
    fn domain_base(&self) -> String {
        let digits = &self.sid.digits()[28..];
        format!("{}-{digits}", self.unique_name)
    }

    /// Where an environment answers.
    fn domain(&self, environment: &Environment) -> String {
        let base = self.domain_base();
        match &environment.suffix {
            Some(suffix) => format!("{base}-{suffix}.twil.io"),
            None => format!("{base}.twil.io"),
        }
    }

    fn resource(&self, kind: FileKind, sid: &str) -> Result<&Resource, Fault> {
        let mut resources = self.resources.values();
        let found = resources.find(|found| found.kind == kind && found.sid.as_str() == sid);
        found.ok_or_else(|| Fault::not_found(sid))
    }

    fn build(&self, sid: &str) -> Result<&Build, Fault> {
        found(&self.builds, sid)
    }

    fn environment(&self, sid: &str) -> Result<&Environment, Fault> {
        found(&self.environments, sid)
    }

    fn environment_mut(&mut self, sid: &str) -> Result<&mut Environment, Fault> {
        let mut environments = self.environments.values_mut();
        let found = environments.find(|environment| environment.sid.as_str() == sid);
        found.ok_or_else(|| Fault::not_found(sid))
    }
}

impl Serverless {
    /// The service of this SID or unique name.
    fn service(&self, name: &str) -> Result<&Service, Fault> {
        let mut services = self.services.values();
        let wanted =
            |service: &&Service| service.sid.as_str() == name || service.unique_name == name;
        services.find(wanted).ok_or_else(|| Fault::not_found(name))
    }

    fn service_mut(&mut self, name: &str) -> Result<&mut Service, Fault> {
        let mut services = self.services.values_mut();
        let wanted =
            |service: &&mut Service| service.sid.as_str() == name || service.unique_name == name;
        services.find(wanted).ok_or_else(|| Fault::not_found(name))
    }
}

/// 404 unless something of this SID is there.
fn found<'a, T>(all: &'a BTreeMap<Sid, T>, sid: &str) -> Result<&'a T, Fault> {
    let pair = all.iter().find(|(known, _)| known.as_str() == sid);
    pair.map(|(_, found)| found).ok_or_else(|| Fault::not_found(sid))
}

/// 409: something of this name is there.
fn taken(what: &str, name: &str) -> Fault {
    Fault::new(409, 20409, format!("the {what} {name} is there already"))
}
