//! How the plugin service writes its resources.

use serde_json::{Value, json};

use super::plugins::{Configuration, Plugin, Plugins, Release, Version};
use crate::sid::Sid;

const BASE: &str = "https://flex-api.twilio.com/v1/PluginService";

/// Writes for one account.
pub(super) struct Shape<'a> {
    pub(super) account: &'a Sid,
}

impl Shape<'_> {
    pub(super) fn plugin(&self, plugin: &Plugin) -> Value {
        let url = format!("{BASE}/Plugins/{}", plugin.sid);
        json!({
            "account_sid": self.account,
            "archived": false,
            "date_created": plugin.created.iso(),
            "date_updated": plugin.updated.iso(),
            "description": plugin.description,
            "friendly_name": plugin.friendly_name,
            "links": { "plugin_versions": format!("{url}/Versions") },
            "sid": plugin.sid,
            "unique_name": plugin.unique_name,
            "url": url,
        })
    }

    pub(super) fn version(&self, version: &Version) -> Value {
        json!({
            "account_sid": self.account,
            "archived": version.archived,
            "changelog": version.changelog,
            "date_created": version.created.iso(),
            "plugin_sid": version.plugin,
            "plugin_url": version.url,
            "private": version.private,
            "sid": version.sid,
            "url": format!("{BASE}/Plugins/{}/Versions/{}", version.plugin, version.sid),
            "validated": version.validated,
            "version": version.version,
        })
    }

    pub(super) fn configuration(&self, configuration: &Configuration) -> Value {
        let url = format!("{BASE}/Configurations/{}", configuration.sid);
        json!({
            "account_sid": self.account,
            "archived": false,
            "date_created": configuration.created.iso(),
            "description": configuration.description,
            "links": { "plugins": format!("{url}/Plugins") },
            "name": configuration.name,
            "sid": configuration.sid,
            "url": url,
        })
    }

    /// The plugins of a configuration.
    pub(super) fn configured(&self, kept: &Plugins, configuration: &Configuration) -> Vec<Value> {
        let of = &configuration.sid;
        let shown = |(version, phase): &(Sid, u32)| {
            let version = kept.versions.get(version)?;
            let plugin = kept.plugins.get(&version.plugin)?;
            Some(json!({
                "account_sid": self.account,
                "changelog": version.changelog,
                "configuration_sid": of,
                "date_created": version.created.iso(),
                "description": plugin.description,
                "friendly_name": plugin.friendly_name,
                "phase": phase,
                "plugin_archived": false,
                "plugin_sid": plugin.sid,
                "plugin_url": version.url,
                "plugin_version_archived": version.archived,
                "plugin_version_sid": version.sid,
                "private": version.private,
                "unique_name": plugin.unique_name,
                "url": format!("{BASE}/Configurations/{of}/Plugins/{}", plugin.sid),
                "version": version.version,
            }))
        };
        configuration.plugins.iter().filter_map(shown).collect()
    }

    pub(super) fn release(&self, release: &Release) -> Value {
        json!({
            "account_sid": self.account,
            "configuration_sid": release.configuration,
            "date_created": release.created.iso(),
            "sid": release.sid,
            "url": format!("{BASE}/Releases/{}", release.sid),
        })
    }
}
