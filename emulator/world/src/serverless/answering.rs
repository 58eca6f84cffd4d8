//! What answers at an address of Twilio's Functions.

use std::sync::Arc;

use super::{FileKind, Version, Visibility};
use crate::sid::Sid;
use crate::world::World;

/// A deployed build with its surroundings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// The build, `ZB…`.
    pub build: Sid,
    /// Its assets and Functions.
    pub files: Vec<DeployedFile>,
    /// The environment's variables and, where the service includes them, the account's credentials.
    pub variables: Vec<(String, String)>,
}

/// One file of a build, as Twilio keeps it: by its version, without a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeployedFile {
    /// The version, `ZN…`.
    pub sid: Sid,
    /// Whether it is served or run.
    pub kind: FileKind,
    /// Where it answers.
    pub path: String,
    /// Who may ask for it.
    pub visibility: Visibility,
    /// What was uploaded.
    pub content: Arc<[u8]>,
}

impl From<&Version> for DeployedFile {
    fn from(version: &Version) -> DeployedFile {
        DeployedFile {
            sid: version.sid.clone(),
            kind: version.kind,
            path: version.path.clone(),
            visibility: version.visibility,
            content: version.content.clone(),
        }
    }
}

impl Deployed {
    /// The file of this kind at this path.
    pub fn file(&self, kind: FileKind, path: &str) -> Option<&DeployedFile> {
        self.files.iter().find(|file| file.kind == kind && file.path == path)
    }
}

impl World {
    /// What answers at this domain; `None` if nothing was deployed there.
    pub fn deployed_at(&self, domain: &str) -> Option<Deployed> {
        let services = self.serverless.services.values();
        let mut environments =
            services.flat_map(|service| service.environments.values().map(move |e| (service, e)));
        let (service, environment) =
            environments.find(|(service, environment)| service.domain(environment) == domain)?;
        let build = service.builds.get(environment.build()?)?;
        let versions = build.versions.iter().filter_map(|sid| service.versions.get(sid));
        let variables = environment.variables.values();
        let mut variables: Vec<_> =
            variables.map(|variable| (variable.key.clone(), variable.value.clone())).collect();
        if service.include_credentials {
            let account = self.account();
            variables.push(("ACCOUNT_SID".to_owned(), account.sid.to_string()));
            variables.push(("AUTH_TOKEN".to_owned(), account.auth_token.clone()));
        }
        let files = versions.map(DeployedFile::from).collect();
        Some(Deployed { build: build.sid.clone(), files, variables })
    }
}
