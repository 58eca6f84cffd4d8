//! `serverless.twilio.com/v1`: services, files, builds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::shape::Shape;
use super::{Build, FileKind, Resource, Service, found, taken};
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::{Sid, SidKind};
use crate::taskrouter::{PAGING, Params, invalid, page};
use crate::world::World;

/// The runtimes that Twilio offers.
const RUNTIMES: [&str; 3] = ["node20", "node22", "node24"];
/// So many services an account may have.
const MOST_SERVICES: usize = 50;
/// What runs where nothing is asked for.
const USUAL_RUNTIME: &str = "node22";

impl World {
    pub(crate) fn rest_serverless(&mut self, request: &Request) -> Result<Reply, Fault> {
        let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        let ["v1", "Services", path @ ..] = parts.as_slice() else {
            return Err(Fault::not_found(&request.path));
        };
        use Method::{Delete, Get, Post};
        match (request.method, path) {
            (Get, []) => self.list_services(request),
            (Post, []) => self.create_service(request),
            (Get, [service]) => self.fetch_service(service, request),
            (Post, [service]) => self.update_service(service, request),
            (Delete, [service]) => self.remove_service(service, request),
            (_, [service, "Environments", rest @ ..]) => {
                self.rest_environments(service, rest, request)
            }
            (Get, [service, "Builds"]) => self.list_builds(service, request),
            (Post, [service, "Builds"]) => self.create_build(service, request),
            (Get, [service, "Builds", build]) => self.fetch_build(service, build, request),
            (Delete, [service, "Builds", build]) => self.remove_build(service, build, request),
            (Get, [service, "Builds", build, "Status"]) => {
                Params::none(request)?;
                let service = self.serverless.service(service)?;
                Ok(Reply::ok(self.shape().build_status(service, service.build(build)?)))
            }
            (method, [service, files, rest @ ..]) => match (FileKind::of_segment(files), rest) {
                (Some(kind), []) if method == Get => self.list_files(service, kind, request),
                (Some(kind), []) if method == Post => self.create_file(service, kind, request),
                (Some(kind), [file]) if method == Delete => {
                    self.remove_file(service, kind, file, request)
                }
                (Some(kind), [file, "Versions"]) if method == Get => {
                    self.list_versions(service, kind, file, request)
                }
                _ => Err(missing(request)),
            },
            _ => Err(missing(request)),
        }
    }

    pub(super) fn shape(&self) -> Shape<'_> {
        Shape { account: &self.account().sid, now: self.now }
    }

    fn list_services(&self, request: &Request) -> Result<Reply, Fault> {
        let services = newest_first(&self.serverless.services);
        list(request, "services", services.map(|service| self.shape().service(service)).collect())
    }

    fn create_service(&mut self, request: &Request) -> Result<Reply, Fault> {
        let known = ["UniqueName", "FriendlyName", "IncludeCredentials", "UiEditable"];
        let params = Params::of_form(request, &known)?;
        let unique_name = label(&params, "UniqueName", 50)?;
        if self.serverless.service(&unique_name).is_ok() {
            return Err(taken("service", &unique_name));
        }
        if self.serverless.services.len() == MOST_SERVICES {
            let why = format!("Services are limited to less than or equal to {MOST_SERVICES}");
            return Err(Fault::new(400, 20001, why));
        }
        let service = Service {
            sid: self.mint(SidKind::ZS),
            friendly_name: params.required("FriendlyName")?.to_owned(),
            include_credentials: params.flag("IncludeCredentials")?.unwrap_or(true),
            ui_editable: params.flag("UiEditable")?.unwrap_or(false),
            unique_name,
            created: self.now,
            updated: self.now,
            resources: BTreeMap::new(),
            versions: BTreeMap::new(),
            builds: BTreeMap::new(),
            environments: BTreeMap::new(),
        };
        let reply = self.shape().service(&service);
        self.serverless.services.insert(service.sid.clone(), service);
        Ok(Reply::created(reply))
    }

    fn fetch_service(&self, service: &str, request: &Request) -> Result<Reply, Fault> {
        Params::none(request)?;
        Ok(Reply::ok(self.shape().service(self.serverless.service(service)?)))
    }

    fn update_service(&mut self, service: &str, request: &Request) -> Result<Reply, Fault> {
        let known = ["FriendlyName", "IncludeCredentials", "UiEditable"];
        let params = Params::of_form(request, &known)?;
        let now = self.now;
        let changed = self.serverless.service_mut(service)?;
        if let Some(name) = params.text("FriendlyName")? {
            changed.friendly_name = name.to_owned();
        }
        changed.include_credentials =
            params.flag("IncludeCredentials")?.unwrap_or(changed.include_credentials);
        changed.ui_editable = params.flag("UiEditable")?.unwrap_or(changed.ui_editable);
        changed.updated = now;
        Ok(Reply::ok(self.shape().service(self.serverless.service(service)?)))
    }

    fn list_files(&self, service: &str, kind: FileKind, request: &Request) -> Result<Reply, Fault> {
        let service = self.serverless.service(service)?;
        let files = newest_first(&service.resources).filter(|file| file.kind == kind);
        let files = files.map(|file| self.shape().resource(service, file)).collect();
        list(request, &kind.segment().to_lowercase(), files)
    }

    fn create_file(
        &mut self,
        service: &str,
        kind: FileKind,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["FriendlyName"])?;
        let name = params.required("FriendlyName")?.to_owned();
        let (sid, created) = (self.mint(SidKind::ZH), self.now);
        let changed = self.serverless.service_mut(service)?;
        changed.resources.insert(sid.clone(), Resource { sid: sid.clone(), kind, name, created });
        let service = self.serverless.service(service)?;
        let file = service.resource(kind, sid.as_str())?;
        Ok(Reply::created(self.shape().resource(service, file)))
    }

    fn list_versions(
        &self,
        service: &str,
        kind: FileKind,
        file: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let service = self.serverless.service(service)?;
        let file = service.resource(kind, file)?;
        let versions = newest_first(&service.versions).filter(|one| one.resource == file.sid);
        let key = match kind {
            FileKind::Asset => "asset_versions",
            FileKind::Function => "function_versions",
        };
        list(request, key, versions.map(|one| self.shape().version(service, one)).collect())
    }

    fn list_builds(&self, service: &str, request: &Request) -> Result<Reply, Fault> {
        let service = self.serverless.service(service)?;
        let builds = newest_first(&service.builds);
        list(request, "builds", builds.map(|one| self.shape().build(service, one)).collect())
    }

    fn fetch_build(&self, service: &str, build: &str, request: &Request) -> Result<Reply, Fault> {
        Params::none(request)?;
        let service = self.serverless.service(service)?;
        Ok(Reply::ok(self.shape().build(service, service.build(build)?)))
    }

    fn create_build(&mut self, service: &str, request: &Request) -> Result<Reply, Fault> {
        let lists = ["AssetVersions", "FunctionVersions"];
        let (versions, others): (Vec<_>, Vec<_>) =
            request.form.iter().cloned().partition(|(name, _)| lists.contains(&name.as_str()));
        // A build of nothing but files has no other parameter, and that is no empty body.
        let rest = Request { form: others, ..request.clone() };
        let params = match (rest.form.is_empty(), versions.is_empty()) {
            (true, false) => None,
            _ => Some(Params::of_form(&rest, &["Dependencies", "Runtime"])?),
        };
        let text = |name| params.as_ref().map_or(Ok(None), |params| params.text(name));
        // Twilio's tool for Flex asks for `latest`.
        let runtime = text("Runtime")?.filter(|runtime| *runtime != "latest");
        let runtime = runtime.unwrap_or(USUAL_RUNTIME).to_owned();
        if !RUNTIMES.contains(&runtime.as_str()) {
            return Err(invalid("Runtime", format_args!("{runtime} is not offered")));
        }
        let dependencies = dependencies(text("Dependencies")?)?;
        let (sid, created) = (self.mint(SidKind::ZB), self.now);
        let versions = self.serverless.service(service)?.versions_named(&versions)?;
        self.serverless.begun += 1;
        let fails = self.setup.failing_build == Some(self.serverless.begun);
        let build = Build { sid: sid.clone(), versions, dependencies, runtime, fails, created };
        self.serverless.service_mut(service)?.builds.insert(sid.clone(), build);
        let service = self.serverless.service(service)?;
        Ok(Reply::created(self.shape().build(service, service.build(sid.as_str())?)))
    }
}

impl Service {
    /// The versions that a build names, each of them there and none at another's path.
    fn versions_named(&self, named: &[(String, String)]) -> Result<Vec<Sid>, Fault> {
        let mut versions = Vec::new();
        let mut paths = Vec::new();
        for (parameter, sid) in named {
            let version = found(&self.versions, sid)?;
            let kind = match parameter.as_str() {
                "AssetVersions" => FileKind::Asset,
                _ => FileKind::Function,
            };
            if version.kind != kind {
                return Err(invalid(parameter, format_args!("{sid} is of the other kind")));
            }
            if paths.contains(&(kind.segment(), &version.path)) {
                let path = &version.path;
                return Err(invalid(parameter, format_args!("{path} is there twice")));
            }
            paths.push((kind.segment(), &version.path));
            versions.push(version.sid.clone());
        }
        Ok(versions)
    }
}

/// The packages of a build. Twilio's own tool writes the list as a text within quotation marks.
fn dependencies(text: Option<&str>) -> Result<Value, Fault> {
    let Some(text) = text else { return Ok(Value::Array(Vec::new())) };
    let bare = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let parsed: Value =
        serde_json::from_str(bare).map_err(|error| invalid("Dependencies", error))?;
    let packages = parsed.as_array().into_iter().flatten();
    for package in packages {
        let version = package["version"].as_str().unwrap_or_default();
        let installable = package["name"].is_string()
            && (version == "latest"
                || version
                    .trim_start_matches(['^', '~'])
                    .starts_with(|c: char| c.is_ascii_digit()));
        if !installable {
            let why = format_args!("no matching version found for {package}");
            return Err(invalid("Dependencies", why));
        }
    }
    match parsed.is_array() {
        true => Ok(parsed),
        false => Err(invalid("Dependencies", "it is not a list")),
    }
}

/// A name that can be part of an address.
pub(super) fn label(params: &Params, name: &str, longest: usize) -> Result<String, Fault> {
    let text = params.required(name)?;
    let fits = (1..=longest).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    match fits {
        true => Ok(text.to_owned()),
        false => Err(invalid(name, format_args!("`{text}` cannot be part of an address"))),
    }
}

/// Twilio's lists begin with what was made last.
pub(super) fn newest_first<T>(all: &BTreeMap<Sid, T>) -> impl Iterator<Item = &T> {
    all.values().rev()
}

/// One page of a list that has no filters.
pub(super) fn list(request: &Request, key: &str, items: Vec<Value>) -> Result<Reply, Fault> {
    page(request, &Params::of_query(request, &PAGING)?, key, items)
}

pub(super) fn missing(request: &Request) -> Fault {
    Fault::not_implemented(format_args!("{:?} {}", request.method, request.path))
}
