//! What is taken away at Twilio Serverless, and what has to go before it.

use super::{Environment, FileKind, Service, found};
use crate::exchange::{Fault, Reply, Request};
use crate::sid::Sid;
use crate::taskrouter::Params;
use crate::world::World;

impl World {
    /// With all that is in it: nothing answers at its addresses any more.
    pub(super) fn remove_service(
        &mut self,
        service: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        Params::none(request)?;
        let sid = self.serverless.service(service)?.sid.clone();
        self.serverless.services.remove(&sid);
        Ok(Reply::deleted())
    }

    pub(super) fn remove_environment(
        &mut self,
        service: &str,
        environment: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        Params::none(request)?;
        let changed = self.serverless.service_mut(service)?;
        let sid = changed.environment(environment)?.sid.clone();
        changed.environments.remove(&sid);
        Ok(Reply::deleted())
    }

    /// Not while an environment answers with it.
    pub(super) fn remove_build(
        &mut self,
        service: &str,
        build: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        Params::none(request)?;
        let changed = self.serverless.service_mut(service)?;
        let sid = changed.build(build)?.sid.clone();
        if changed.environments.values().filter_map(Environment::build).any(|one| *one == sid) {
            return Err(in_use(&sid));
        }
        changed.builds.remove(&sid);
        Ok(Reply::deleted())
    }

    /// With all its versions; not while a build has one of them.
    pub(super) fn remove_file(
        &mut self,
        service: &str,
        kind: FileKind,
        file: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        Params::none(request)?;
        let changed = self.serverless.service_mut(service)?;
        let sid = changed.resource(kind, file)?.sid.clone();
        if changed.is_built(&sid) {
            return Err(in_use(&sid));
        }
        changed.versions.retain(|_, version| version.resource != sid);
        changed.resources.remove(&sid);
        Ok(Reply::deleted())
    }
}

impl Service {
    /// Whether a build has a version of this file.
    fn is_built(&self, file: &Sid) -> bool {
        let mut versions = self.builds.values().flat_map(|build| &build.versions);
        versions.any(|sid| {
            found(&self.versions, sid.as_str()).is_ok_and(|version| version.resource == *file)
        })
    }
}

/// 400: something else needs it.
fn in_use(sid: &Sid) -> Fault {
    Fault::new(400, 20001, format!("{sid} is in use"))
}
