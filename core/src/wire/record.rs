//! The record of an internal call, as it lies in Sync.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{ControlReply, DeclineReason};
use crate::id::{CallSid, ConferenceSid, QueueSid, TaskSid, WorkerSid};
use crate::pii::Pii;

/// One internal call as the server keeps it: the Sync document [`CallRecord::document_name`].
///
/// Only Functions write it. Both agents' screens are drawn from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallRecord {
    /// The version of this shape: 1.
    pub v: u8,
    /// The conference's friendly name: the caller's task.
    pub conference_name: TaskSid,
    /// The conference, once it exists.
    pub conference_sid: Option<ConferenceSid>,
    /// How far the call has come.
    pub state: CallState,
    /// Why it ended; only when it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<EndReason>,
    /// Why the colleague declined, if he said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_note: Option<DeclineReason>,
    /// The highest sequence number that the conference has told.
    pub seq: u64,
    /// When the record was made, in milliseconds since 1970.
    pub created_at: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at: u64,
    /// When they began to talk, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<u64>,
    /// How long the colleague is rung, or somebody of the queue waited for, in seconds.
    pub ring_timeout_s: u32,
    /// The queue whose next agent was called, if it was no colleague of the caller's choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<QueueSid>,
    /// Who calls.
    pub caller: Party,
    /// Who is called: the queue by its name, until it is known who of it took the call.
    pub colleague: Party,
    /// The legs that were ever seen, by call.
    pub legs: BTreeMap<CallSid, Leg>,
    /// Who is still being rung. The first colleague's key is [`PENDING_COLLEAGUE`].
    pub pending: BTreeMap<String, Pending>,
    /// What the server has done and still has to do.
    pub work: Work,
    /// The last requests that changed something, so that a repetition gets the same answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<AnsweredRequest>,
}

/// The key of the first colleague in [`CallRecord::pending`].
pub const PENDING_COLLEAGUE: &str = "colleague";

impl CallRecord {
    /// The name of the Sync document that holds the record of this caller's task.
    pub fn document_name(conference_name: &TaskSid) -> String {
        format!("internal_call.{conference_name}")
    }
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CallState {
    /// The caller is not yet in the conference.
    Setup,
    /// The caller waits, the colleague is rung.
    Ringing,
    /// They talk.
    Active,
    /// It is over, for good.
    Ended,
}

/// Why a call ended, so that the caller can be told in words. Later ones outweigh earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// The caller gave up before the colleague answered.
    Canceled,
    /// The colleague could not be rung at all.
    Unreachable,
    /// The colleague was calling the caller at that moment; that call goes on instead.
    Crossed,
    /// The colleague did not answer in time.
    NoAnswer,
    /// The colleague declined.
    Declined,
    /// They had talked, and one of them hung up.
    HungUp,
}

/// One side of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Party {
    /// The agent, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_sid: Option<WorkerSid>,
    /// The agent's task, once it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_sid: Option<TaskSid>,
    /// The agent's name.
    pub name: Pii<String>,
    /// The agent's contact address.
    pub address: Pii<String>,
}

/// One leg of the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Leg {
    /// Who it is.
    pub kind: LegKind,
    /// Which part it plays.
    pub role: LegRole,
    /// The agent, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_sid: Option<WorkerSid>,
    /// The participant label.
    pub label: String,
    /// Whether it is in the conference.
    pub status: LegStatus,
    /// Hears hold music.
    pub hold: bool,
    /// Is not heard.
    pub muted: bool,
    /// Is heard by one other leg alone.
    pub coaching: bool,
    /// The sequence number of the last message about it that counted.
    pub seq: u64,
    /// What parties have done to it through the server.
    #[serde(default, skip_serializing_if = "Orders::are_none")]
    pub orders: Orders,
    /// Why it left, in Twilio's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_reason: Option<String>,
}

/// What parties have done to a leg through the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Orders {
    /// How many orders Twilio has carried out.
    #[serde(default)]
    pub done: u32,
    /// A message contradicts the last order: the conference has to be looked at.
    #[serde(default)]
    pub doubtful: bool,
    /// Who has put it on hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_by: Option<WorkerSid>,
    /// Who has muted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_by: Option<WorkerSid>,
}

impl Orders {
    fn are_none(&self) -> bool {
        *self == Orders::default()
    }
}

/// Who a leg is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LegKind {
    /// An agent of the contact centre.
    Agent,
    /// Somebody outside.
    External,
    /// Somebody who listens in; never counts as a party.
    Supervisor,
}

/// Which part a leg plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LegRole {
    /// Joined later.
    Added,
    /// Was called.
    Callee,
    /// Called.
    Caller,
}

/// Whether a leg is in the conference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LegStatus {
    /// In the conference.
    Joined,
    /// Gone, for good.
    Left,
}

/// Somebody who is being rung.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// Who is rung.
    pub kind: LegKind,
    /// The task that is offered, once it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_sid: Option<TaskSid>,
    /// The name of who is rung.
    pub name: Pii<String>,
    /// The address that is rung.
    pub address: Pii<String>,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// Until when, in milliseconds since 1970. The caller's plugin asks for a
    /// reconciliation three seconds later,
    /// and every 25 seconds until then.
    pub expires_at: u64,
}

/// What the server has done and still has to do for a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// Since when somebody is making the colleague's task, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<u64>,
    /// Since when it is known that whoever is rung has accepted, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_since: Option<u64>,
    /// The caller's task names the conference and the colleague's task.
    #[serde(default)]
    pub mirrored: bool,
    /// Somebody has looked whether the colleague was calling the caller.
    #[serde(default)]
    pub crossing_looked: bool,
    /// Somebody has looked who took the call.
    #[serde(default)]
    pub taker_known: bool,
    /// A colleague who misses the call is to find a notice of it, and has none yet.
    #[serde(default, skip_serializing_if = "is_false")]
    pub owes_notice: bool,
    /// The conference is known to be over.
    #[serde(default)]
    pub conference_over: bool,
    /// Tasks that are wrapping, completed or canceled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_tasks: Vec<TaskSid>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands on what it has")]
fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A request that changed something, and what it was told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredRequest {
    /// The request's own identifier.
    pub id: String,
    /// What it was told.
    pub reply: ControlReply,
}
