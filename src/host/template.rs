//! The well-known project template for Flex, which may be at work in the same page.

use call_core::desk::Template;

use super::manager::Manager;

/// Words that a feature of the template puts into Flex's table of strings as it attaches itself.
/// Accounts give the template's plugin a name of their own, build it with any part of its features
/// and share its flags with us, so neither name nor flag tells what is at work. These do.
const INTERNAL_CALL: &str = "PSInternalCallCallAgent";
const MULTI_CALL: &str = "PSMultiCallBroken";

impl Manager {
    /// With what the template has attached itself to this Flex; to be asked once all plugins have
    /// started.
    pub fn template(&self) -> Template {
        let has = |key| self.own_words(key).is_some();
        Template { internal_call: has(INTERNAL_CALL), multi_call: has(MULTI_CALL) }
    }
}
