//! Whether the plugin and its Functions are of one release.

use alloc::borrow::ToOwned;
use alloc::vec;
use alloc::vec::Vec;

use super::{Effect, Reason};

/// The release of this plugin.
pub const RELEASE: &str = env!("CARGO_PKG_VERSION");

/// What has been told about the two.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Releases {
    told: bool,
}

impl Releases {
    /// The Functions have said which release they are of. Another one than ours still serves the
    /// calls of this page; whoever can deploy both is told, once.
    pub(super) fn heard(&mut self, functions: &str, can_mend: bool) -> Vec<Effect> {
        if functions == RELEASE || !can_mend || self.told {
            return Vec::new();
        }
        self.told = true;
        vec![Effect::Notify(Reason::OtherRelease { functions: functions.to_owned() })]
    }
}
