//! Beside the well-known project template for Flex, which has features of the same names, switched on
//! by the same flags of the account.

use alloc::vec;
use alloc::vec::Vec;

use super::{Effect, Reason};

/// With which of the features that Switchboard has, too, the template is at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Template {
    /// Calls between colleagues.
    pub internal_call: bool,
    /// Several calls at once.
    pub multi_call: bool,
}

impl Template {
    /// Switchboard stays off, all of it. The template cannot be asked to stand back; two that answer
    /// one call lose it; and a call that the template answers is a stranger to our several calls,
    /// which keep its microphone closed.
    pub fn answers_calls(self) -> bool {
        self.internal_call || self.multi_call
    }

    /// Its features, as its own pages call them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let each = [(self.internal_call, "internal-call"), (self.multi_call, "multi-call")];
        each.into_iter().filter_map(|(has, name)| has.then_some(name))
    }

    /// Agents have calls from the template and nothing to do about it; whoever can take its features
    /// out is told.
    pub(super) fn found(self, can_mend: bool) -> Vec<Effect> {
        if !self.answers_calls() || !can_mend {
            return Vec::new();
        }
        vec![Effect::Notify(Reason::BesideTemplate { template: self })]
    }
}
