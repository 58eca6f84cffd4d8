//! What could not be attached to this Flex: named, while all else goes on.

use call_core::desk::Capability;

use crate::host::{HostError, log};

/// The capabilities that are switched off, in the order in which that was found out.
#[derive(Debug, Default)]
pub struct Off {
    capabilities: Vec<Capability>,
}

impl Off {
    /// What was attached; or nothing, and the capability that needed it is off.
    pub fn unless<T>(
        &mut self,
        attached: Result<T, HostError>,
        capability: Capability,
    ) -> Option<T> {
        attached.map_err(|error| self.switch(capability, &error)).ok()
    }

    /// All that is off, each once.
    pub fn capabilities(self) -> Vec<Capability> {
        self.capabilities
    }

    fn switch(&mut self, capability: Capability, error: &HostError) {
        log(name(capability), error);
        if !self.capabilities.contains(&capability) {
            self.capabilities.push(capability);
        }
    }
}

fn name(capability: Capability) -> &'static str {
    match capability {
        Capability::Dialer => "dialer",
        Capability::CallPanel => "call_panel",
        Capability::Hiding => "hiding",
        Capability::Wording => "wording",
        Capability::Calls => "internal_call",
        Capability::Colleagues => "directory",
        Capability::MultiCall => "multi_call",
    }
}
