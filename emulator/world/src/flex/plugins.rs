//! `flex-api.twilio.com/v1/PluginService`: plugins, their versions, and which of them are released.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::plugin_shape::Shape;
use crate::exchange::{Fault, Method, Reply, Request};
use crate::sid::{Sid, SidKind};
use crate::taskrouter::{PAGING, Params, invalid, page};
use crate::time::Time;
use crate::world::World;

/// When a plugin is loaded that does not say so.
const USUAL_PHASE: u32 = 3;

/// All that the service keeps.
#[derive(Debug, Default)]
pub(crate) struct Plugins {
    pub(super) plugins: BTreeMap<Sid, Plugin>,
    pub(super) versions: BTreeMap<Sid, Version>,
    pub(super) configurations: BTreeMap<Sid, Configuration>,
    /// The last one is active.
    pub(super) releases: Vec<Release>,
}

#[derive(Debug)]
pub(super) struct Plugin {
    pub(super) sid: Sid,
    pub(super) unique_name: String,
    pub(super) friendly_name: String,
    pub(super) description: String,
    pub(super) created: Time,
    pub(super) updated: Time,
}

#[derive(Debug)]
pub(super) struct Version {
    pub(super) sid: Sid,
    pub(super) plugin: Sid,
    pub(super) version: String,
    pub(super) url: String,
    pub(super) changelog: String,
    pub(super) private: bool,
    pub(super) validated: bool,
    /// It can be released no more, and never again.
    pub(super) archived: bool,
    pub(super) created: Time,
}

/// Which versions are loaded together.
#[derive(Debug)]
pub(super) struct Configuration {
    pub(super) sid: Sid,
    pub(super) name: String,
    pub(super) description: String,
    /// Versions, and when each is loaded.
    pub(super) plugins: Vec<(Sid, u32)>,
    pub(super) created: Time,
}

#[derive(Debug)]
pub(super) struct Release {
    pub(super) sid: Sid,
    pub(super) configuration: Sid,
    pub(super) created: Time,
}

/// A plugin that Flex is to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasedPlugin {
    /// Its name.
    pub unique_name: String,
    /// Its version.
    pub version: String,
    /// Where its file was uploaded.
    pub url: String,
    /// When it is loaded.
    pub phase: u32,
}

/// One entry of `Plugins`, JSON within a form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    plugin_version: String,
    phase: Option<u32>,
}

impl Plugins {
    fn plugin(&self, name: &str) -> Result<&Plugin, Fault> {
        let mut plugins = self.plugins.values();
        let wanted = |plugin: &&Plugin| plugin.sid.as_str() == name || plugin.unique_name == name;
        plugins.find(wanted).ok_or_else(|| Fault::not_found(name))
    }

    /// Newest first.
    fn versions_of(&self, plugin: &Sid) -> impl Iterator<Item = &Version> {
        self.versions.values().rev().filter(move |version| version.plugin == *plugin)
    }

    fn version(&self, plugin: &str, name: &str) -> Result<&Version, Fault> {
        let plugin = self.plugin(plugin)?;
        let mut versions = self.versions_of(&plugin.sid);
        let wanted = |version: &&Version| {
            name == "latest" || version.sid.as_str() == name || version.version == name
        };
        versions.find(wanted).ok_or_else(|| Fault::not_found(name))
    }

    fn configuration(&self, sid: &str) -> Result<&Configuration, Fault> {
        let mut all = self.configurations.values();
        all.find(|known| known.sid.as_str() == sid).ok_or_else(|| Fault::not_found(sid))
    }

    fn release(&self, sid: &str) -> Result<&Release, Fault> {
        let found = match sid {
            "active" => self.releases.last(),
            _ => self.releases.iter().find(|release| release.sid.as_str() == sid),
        };
        found.ok_or_else(|| Fault::not_found(sid))
    }
}

impl World {
    /// What Flex is to load; empty while nothing is released.
    pub fn released_plugins(&self) -> Vec<ReleasedPlugin> {
        let kept = &self.plugins;
        let active = kept
            .releases
            .last()
            .and_then(|release| kept.configurations.get(&release.configuration));
        let chosen = active.into_iter().flat_map(|configuration| &configuration.plugins);
        let released = |(version, phase): &(Sid, u32)| {
            let version = kept.versions.get(version)?;
            let plugin = kept.plugins.get(&version.plugin)?;
            Some(ReleasedPlugin {
                unique_name: plugin.unique_name.clone(),
                version: version.version.clone(),
                url: version.url.clone(),
                phase: *phase,
            })
        };
        chosen.filter_map(released).collect()
    }

    pub(super) fn rest_plugins(
        &mut self,
        path: &[&str],
        request: &Request,
    ) -> Result<Reply, Fault> {
        let account = self.account().sid.clone();
        let shape = Shape { account: &account };
        use Method::{Get, Post};
        match (request.method, path) {
            (Get, ["Plugins"]) => {
                let all = self.plugins.plugins.values().rev();
                list(request, "plugins", all.map(|plugin| shape.plugin(plugin)).collect())
            }
            (Post, ["Plugins"]) => self.create_plugin(&shape, request),
            (Get, ["Plugins", plugin]) => Ok(Reply::ok(shape.plugin(self.plugins.plugin(plugin)?))),
            (Post, ["Plugins", plugin]) => self.update_plugin(&shape, plugin, request),
            (Get, ["Plugins", plugin, "Versions"]) => {
                let plugin = &self.plugins.plugin(plugin)?.sid;
                let all = self.plugins.versions_of(plugin);
                list(request, "plugin_versions", all.map(|one| shape.version(one)).collect())
            }
            (Post, ["Plugins", plugin, "Versions"]) => self.create_version(&shape, plugin, request),
            (Get, ["Plugins", plugin, "Versions", version]) => {
                Ok(Reply::ok(shape.version(self.plugins.version(plugin, version)?)))
            }
            (Post, ["Plugins", plugin, "Versions", version, "Archive"]) => {
                Params::none(request)?;
                self.archive_version(&shape, plugin, version)
            }
            (Get, ["Configurations"]) => {
                let all = self.plugins.configurations.values().rev();
                list(request, "configurations", all.map(|one| shape.configuration(one)).collect())
            }
            (Post, ["Configurations"]) => self.create_configuration(&shape, request),
            (Get, ["Configurations", sid]) => {
                Ok(Reply::ok(shape.configuration(self.plugins.configuration(sid)?)))
            }
            (Get, ["Configurations", sid, "Plugins"]) => {
                let configuration = self.plugins.configuration(sid)?;
                list(request, "plugins", shape.configured(&self.plugins, configuration))
            }
            (Get, ["Releases"]) => {
                let all = self.plugins.releases.iter().rev();
                list(request, "releases", all.map(|one| shape.release(one)).collect())
            }
            (Post, ["Releases"]) => self.create_release(&shape, request),
            (Get, ["Releases", sid]) => Ok(Reply::ok(shape.release(self.plugins.release(sid)?))),
            _ => Err(Fault::not_implemented(format_args!("{:?} {}", request.method, request.path))),
        }
    }

    fn create_plugin(&mut self, shape: &Shape<'_>, request: &Request) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["UniqueName", "FriendlyName", "Description"])?;
        let unique_name = params.required("UniqueName")?.to_owned();
        if self.plugins.plugin(&unique_name).is_ok() {
            return Err(Fault::new(409, 20409, format!("the plugin {unique_name} is there")));
        }
        let plugin = Plugin {
            sid: self.mint(SidKind::FP),
            friendly_name: params.text("FriendlyName")?.unwrap_or(&unique_name).to_owned(),
            description: params.text("Description")?.unwrap_or_default().to_owned(),
            unique_name,
            created: self.now,
            updated: self.now,
        };
        let reply = shape.plugin(&plugin);
        self.plugins.plugins.insert(plugin.sid.clone(), plugin);
        Ok(Reply::created(reply))
    }

    fn update_plugin(
        &mut self,
        shape: &Shape<'_>,
        name: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["FriendlyName", "Description"])?;
        let (sid, now) = (self.plugins.plugin(name)?.sid.clone(), self.now);
        if let Some(plugin) = self.plugins.plugins.get_mut(&sid) {
            plugin.friendly_name =
                params.text("FriendlyName")?.unwrap_or(&plugin.friendly_name).to_owned();
            plugin.description =
                params.text("Description")?.unwrap_or(&plugin.description).to_owned();
            plugin.updated = now;
        }
        Ok(Reply::ok(shape.plugin(self.plugins.plugin(name)?)))
    }

    fn create_version(
        &mut self,
        shape: &Shape<'_>,
        plugin: &str,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let known =
            ["Version", "PluginUrl", "Changelog", "Private", "CliVersion", "ValidateStatus"];
        let params = Params::of_form(request, &known)?;
        let text = |name| params.required(name).map(str::to_owned);
        let (version, url) = (text("Version")?, text("PluginUrl")?);
        if self.plugins.version(plugin, &version).is_ok() {
            return Err(Fault::new(409, 20409, format!("the version {version} is there")));
        }
        let version = Version {
            plugin: self.plugins.plugin(plugin)?.sid.clone(),
            sid: self.mint(SidKind::FV),
            version,
            url,
            changelog: params.text("Changelog")?.unwrap_or_default().to_owned(),
            private: params.flag("Private")?.unwrap_or(true),
            validated: params.text("ValidateStatus")? == Some("success"),
            archived: false,
            created: self.now,
        };
        let reply = shape.version(&version);
        self.plugins.versions.insert(version.sid.clone(), version);
        Ok(Reply::created(reply))
    }

    /// For good, and not while Flex loads it.
    fn archive_version(
        &mut self,
        shape: &Shape<'_>,
        plugin: &str,
        version: &str,
    ) -> Result<Reply, Fault> {
        let archived = self.plugins.version(plugin, version)?;
        let (sid, name) = (archived.sid.clone(), archived.version.clone());
        let owner = self.plugins.plugin(plugin)?.unique_name.clone();
        let mut loaded = self.released_plugins().into_iter();
        if archived.archived || loaded.any(|one| one.unique_name == owner && one.version == name) {
            let why = format!("the version {name} is released, or archived already");
            return Err(Fault::new(400, 20001, why));
        }
        if let Some(version) = self.plugins.versions.get_mut(&sid) {
            version.archived = true;
        }
        let mut shown = shape.version(self.plugins.version(plugin, sid.as_str())?);
        // Here, and only here, it is not published that this is told.
        shown.as_object_mut().and_then(|shown| shown.remove("validated"));
        Ok(Reply::ok(shown))
    }

    fn create_configuration(
        &mut self,
        shape: &Shape<'_>,
        request: &Request,
    ) -> Result<Reply, Fault> {
        let (chosen, others): (Vec<_>, Vec<_>) =
            request.form.iter().cloned().partition(|(name, _)| name == "Plugins");
        let rest = Request { form: others, ..request.clone() };
        let params = Params::of_form(&rest, &["Name", "Description"])?;
        let plugins = chosen.iter().map(|(_, text)| self.chosen(text));
        let plugins = plugins.collect::<Result<_, Fault>>()?;
        let configuration = Configuration {
            name: params.required("Name")?.to_owned(),
            description: params.text("Description")?.unwrap_or_default().to_owned(),
            sid: self.mint(SidKind::FJ),
            plugins,
            created: self.now,
        };
        let reply = shape.configuration(&configuration);
        self.plugins.configurations.insert(configuration.sid.clone(), configuration);
        Ok(Reply::created(reply))
    }

    fn chosen(&self, text: &str) -> Result<(Sid, u32), Fault> {
        let chosen: Chosen =
            serde_json::from_str(text).map_err(|error| invalid("Plugins", error))?;
        let mut versions = self.plugins.versions.keys();
        let version = versions.find(|version| version.as_str() == chosen.plugin_version);
        let version = version.ok_or_else(|| Fault::not_found(&chosen.plugin_version))?;
        if self.plugins.versions.get(version).is_some_and(|version| version.archived) {
            return Err(invalid("Plugins", format_args!("{version} is archived")));
        }
        Ok((version.clone(), chosen.phase.unwrap_or(USUAL_PHASE)))
    }

    fn create_release(&mut self, shape: &Shape<'_>, request: &Request) -> Result<Reply, Fault> {
        let params = Params::of_form(request, &["ConfigurationId"])?;
        let configuration = params.required("ConfigurationId")?;
        let configuration = self.plugins.configuration(configuration)?.sid.clone();
        let release = Release { sid: self.mint(SidKind::FK), configuration, created: self.now };
        let reply = shape.release(&release);
        self.plugins.releases.push(release);
        Ok(Reply::created(reply))
    }
}

fn list(request: &Request, key: &str, items: Vec<Value>) -> Result<Reply, Fault> {
    page(request, &Params::of_query(request, &PAGING)?, key, items)
}
