//! Flex's own REST: the account's configuration, and the service that keeps its plugins.

mod configuration;
mod plugin_shape;
mod plugins;

use crate::exchange::{Fault, Reply, Request};
use crate::world::World;

pub(crate) use configuration::Configuration;
pub(crate) use plugins::Plugins;
pub use plugins::ReleasedPlugin;

impl World {
    pub(crate) fn rest_flex(&mut self, request: &Request) -> Result<Reply, Fault> {
        let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v1", "Configuration"] => self.rest_configuration(request),
            ["v1", "PluginService", rest @ ..] => self.rest_plugins(rest, request),
            _ => Err(Fault::not_implemented(format_args!("{:?} {}", request.method, request.path))),
        }
    }
}
