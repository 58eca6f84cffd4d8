//! Attributes of the two tasks of an internal call.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use crate::id::{CallSid, ConferenceSid, QueueSid, TaskSid};
use crate::pii::Pii;

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
    /// The colleague's contact address; for a queue `queue:` and its name.
    pub to: Pii<String>,
    /// Always [`Direction::Outbound`].
    pub direction: Direction,
    /// The colleague's or the queue's name: what the caller sees.
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
    /// The queue whose next agent is called; none if a colleague is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_to_queue_sid: Option<QueueSid>,
    /// How long the colleague is rung, in seconds; 45 unless given, 5 to 120. How long somebody of
    /// the queue is waited for; 300 unless given, 5 to 3,600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ring_timeout: Option<u32>,
    /// Whoever does not answer is to find a notice of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed_calls: Option<bool>,
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
    /// The colleague's contact address; for a queue `queue:` and its name.
    pub to: Pii<String>,
    /// The caller's contact address.
    pub from: Pii<String>,
    /// Always [`Direction::Inbound`].
    pub direction: Direction,
    /// The caller's name: what the colleague sees.
    pub name: Pii<String>,
    /// The colleague's contact address: the workflow routes the task by it. None if a queue is
    /// called, whose workers TaskRouter knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_worker: Option<Pii<String>>,
    /// The name of the queue through which the call comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_to_queue: Option<Pii<String>>,
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
