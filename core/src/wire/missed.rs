//! Calls that an agent has missed, as they lie in Sync and as a browser is told of them.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::id::{TaskSid, WorkerSid};

/// Calls that one agent has missed: a Sync document of hers, and the answer to her browser.
///
/// Only Functions write it, and no browser can name it (`functions/src/rest/missed.rs`). Its
/// rule is in `missed.rs`, beside this folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MissedCalls {
    /// The latest first.
    pub missed: Vec<MissedCall>,
}

/// One call that was missed. Whoever reads it knows the colleague's name from elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MissedCall {
    /// Which call: its caller's task.
    pub call: TaskSid,
    /// Who called.
    pub caller: WorkerSid,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// Which missed calls an agent wants to see no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clearing {
    /// All of them.
    All,
    /// This one.
    Call(TaskSid),
    /// Those of this colleague.
    Of(WorkerSid),
}
