//! What travels between plugin, Functions and Twilio: task attributes, the call record, requests.
//!
//! Unknown fields are ignored everywhere: Twilio and other plugins add their own.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::{
    CallSid, ConferenceSid, QueueSid, ReservationSid, TaskSid, WorkerSid, WorkflowSid,
};
use crate::pii::Pii;

/// Where the Functions answer, below their domain.
pub mod path {
    /// TwiML of the caller's leg; Twilio's signature.
    pub const AGENT_OUTBOUND_JOIN: &str = "/features/internal-call/common/agent-outbound-join";
    /// TwiML of the colleague's leg; Twilio's signature.
    pub const AGENT_JOIN_CONFERENCE: &str = "/features/internal-call/common/agent-join-conference";
    /// The conference's status callback; Twilio's signature.
    pub const CALL_OUTBOUND_JOIN: &str = "/features/internal-call/common/call-outbound-join";
    /// TwiML of a leg that has left the conference; Twilio's signature.
    pub const LEG_ENDED: &str = "/features/internal-call/common/leg-ended";
    /// Decline or cancel; a Flex token.
    pub const CLEANUP_REJECTED_TASK: &str = "/features/internal-call/flex/cleanup-rejected-task";
    /// Put right what a lost message left; a Flex token.
    pub const RECONCILE: &str = "/features/internal-call/flex/reconcile";
    /// What the caller hears until the colleague answers.
    pub const RINGBACK: &str = "/internal-call/ringback.wav";
    /// What a held party hears.
    pub const HOLD_MUSIC: &str = "/internal-call/hold-music.wav";
}

/// Which way a task's call goes, seen from its agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The agent is called: the colleague's task.
    Inbound,
    /// The agent calls: the caller's task.
    Outbound,
}

/// Attributes of the caller's task, written by the plugin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallerAttributes {
    /// The colleague's contact address.
    pub to: Pii<String>,
    /// Always [`Direction::Outbound`].
    pub direction: Direction,
    /// The colleague's name: what the caller sees.
    pub name: Pii<String>,
    /// The caller's name: what the colleague will see.
    #[serde(default)]
    pub from_name: Pii<String>,
    /// The caller's own contact address: the workflow routes the task back by it.
    pub target_worker: Pii<String>,
    /// `"true"`.
    #[serde(default)]
    pub auto_answer: String,
    /// Marks an internal call.
    #[serde(rename = "client_call")]
    pub client_call: bool,
    /// How long the colleague is rung, in seconds; 45 unless given, 5 to 120.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring_timeout: Option<u32>,
    /// The number or address that the call comes from; added by TaskRouter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Pii<String>>,
    /// Added by the server when the caller has joined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference: Option<ConferenceAttributes>,
}

/// Attributes of the colleague's task, written by the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ColleagueAttributes {
    /// The colleague's contact address.
    pub to: Pii<String>,
    /// The caller's contact address.
    pub from: Pii<String>,
    /// Always [`Direction::Inbound`].
    pub direction: Direction,
    /// The caller's name: what the colleague sees.
    pub name: Pii<String>,
    /// The colleague's contact address: the workflow routes the task by it.
    pub target_worker: Pii<String>,
    /// `"false"`: the colleague decides.
    pub auto_answer: String,
    /// Marks an internal call.
    #[serde(rename = "client_call")]
    pub client_call: bool,
    /// `"true"`.
    pub internal: String,
    /// The conference's friendly name, under its historical key.
    pub conference_sid: TaskSid,
    /// The conference to join.
    pub conference: ConferenceAttributes,
    /// The caller's task, as a flat attribute that a task filter can ask for.
    pub parent_task_sid: TaskSid,
}

/// The conference as both tasks name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConferenceAttributes {
    /// The conference, once it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<ConferenceSid>,
    /// Its name: the caller's task.
    pub friendly_name: TaskSid,
    /// The other half of the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participants: Option<ConferenceParticipants>,
}

/// The other half of a call as the caller's task names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConferenceParticipants {
    /// The caller's own leg.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<CallSid>,
    /// The colleague's task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_sid: Option<TaskSid>,
}

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
    /// What the colleague wrote when declining.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_note: Option<Pii<String>>,
    /// The highest sequence number that the conference has told.
    pub seq: u64,
    /// When the record was made, in milliseconds since 1970.
    pub created_at: u64,
    /// When it was last changed, in milliseconds since 1970.
    pub updated_at: u64,
    /// How long the colleague is rung, in seconds.
    pub ring_timeout_s: u32,
    /// Who calls.
    pub caller: Party,
    /// Who is called.
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
    /// Why it left, in Twilio's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_reason: Option<String>,
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
    /// reconciliation three seconds later.
    pub expires_at: u64,
}

/// What the server has done and still has to do for a call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Work {
    /// Since when somebody is making the colleague's task, in milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_at: Option<u64>,
    /// The caller's task names the conference and the colleague's task.
    #[serde(default)]
    pub mirrored: bool,
    /// The conference is known to be over.
    #[serde(default)]
    pub conference_over: bool,
    /// Tasks that are wrapping, completed or canceled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed_tasks: Vec<TaskSid>,
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

/// Declines a call (with the colleague's task) or cancels it (with the caller's).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CleanupRequest {
    /// The agent's Flex token.
    #[serde(rename = "Token")]
    pub token: Pii<String>,
    /// The agent's own task.
    pub task_sid: TaskSid,
    /// The conference's name; the server looks it up if it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conference_name: Option<TaskSid>,
    /// A few words for the caller, at most 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Pii<String>>,
    /// A UUID; a repetition with the same one gets the same answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// Asks the server to put right what a lost message left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReconcileRequest {
    /// The agent's Flex token.
    #[serde(rename = "Token")]
    pub token: Pii<String>,
    /// The caller's or the colleague's task; without it, calls that nobody looks after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_sid: Option<TaskSid>,
    /// A UUID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// The answer to a [`CleanupRequest`] or a [`ReconcileRequest`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlReply {
    /// Whether the call is another than before.
    pub changed: bool,
    /// How far the call has come; missing if there is no such call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CallState>,
    /// Why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_reason: Option<EndReason>,
}

/// What a Function answers instead, with the HTTP status of [`ErrorCode::status`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FunctionError {
    /// What kind of failure.
    pub code: ErrorCode,
    /// For a developer.
    pub message: String,
    /// Twilio's own number, if Twilio refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twilio_code: Option<u32>,
}

/// Kinds of failure of a Function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request was not understood.
    BadRequest,
    /// The call is over.
    ConferenceEnded,
    /// Something else happened at the same time.
    Conflict,
    /// Not this agent's call.
    Forbidden,
    /// The address cannot be called.
    InvalidDestination,
    /// The party has left.
    ParticipantGone,
    /// The colleague cannot take the call.
    TargetUnavailable,
    /// Twilio did not answer in time.
    Timeout,
    /// Twilio refused or failed.
    TwilioError,
}

impl ErrorCode {
    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            ErrorCode::BadRequest => 400,
            ErrorCode::ConferenceEnded => 410,
            ErrorCode::Conflict | ErrorCode::TargetUnavailable => 409,
            ErrorCode::Forbidden => 403,
            ErrorCode::InvalidDestination => 422,
            ErrorCode::ParticipantGone => 404,
            ErrorCode::Timeout => 504,
            ErrorCode::TwilioError => 502,
        }
    }
}

macro_rules! sids_as_text {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                $name::parse(&text).map_err(de::Error::custom)
            }
        }
    )*};
}

sids_as_text! { CallSid ConferenceSid QueueSid ReservationSid TaskSid WorkerSid WorkflowSid }

impl<T: Serialize> Serialize for Pii<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.reveal().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Pii<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Pii::new)
    }
}

/// The participant label of an agent.
pub fn agent_label(worker: &WorkerSid) -> String {
    format!("worker-{worker}")
}

/// The agent whom a participant label names, if it names one.
pub fn labelled_agent(label: &str) -> Option<WorkerSid> {
    WorkerSid::parse(label.strip_prefix("worker-")?).ok()
}
