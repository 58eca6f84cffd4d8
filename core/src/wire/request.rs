//! What a browser asks of the Functions, and what they answer.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{CallState, DeclineReason, EndReason};
use crate::id::{CallSid, QueueSid, TaskSid};
use crate::pii::Pii;

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
    /// Why the agent declines. A form has its code in `reason`, or own words in `words`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeclineReason>,
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

/// Acts on a leg of a call, or on all of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ControlRequest {
    /// The agent's Flex token.
    #[serde(rename = "Token")]
    pub token: Pii<String>,
    /// What to do.
    pub op: ControlOp,
    /// The call: the caller's task.
    pub conference_name: TaskSid,
    /// The leg; none for [`ControlOp::End`] alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<CallSid>,
    /// A UUID; a repetition with the same one gets the same answer.
    pub request_id: String,
}

/// What can be done to a leg of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ControlOp {
    /// End the call for all.
    End,
    /// Let it hear music and nobody, and be heard by nobody.
    Hold,
    /// Let nobody hear it.
    Mute,
    /// Take it out of the call.
    Remove,
    /// Let it talk again.
    Unhold,
    /// Let it be heard again.
    Unmute,
}

impl ControlOp {
    /// All of them.
    pub const ALL: [ControlOp; 6] = [
        ControlOp::End,
        ControlOp::Hold,
        ControlOp::Mute,
        ControlOp::Remove,
        ControlOp::Unhold,
        ControlOp::Unmute,
    ];

    /// The word for it in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            ControlOp::End => "end",
            ControlOp::Hold => "hold",
            ControlOp::Mute => "mute",
            ControlOp::Remove => "remove",
            ControlOp::Unhold => "unhold",
            ControlOp::Unmute => "unmute",
        }
    }
}

/// The answer to a [`CleanupRequest`], a [`ControlRequest`] or a [`ReconcileRequest`].
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

/// The answer to a browser that asks for the queues.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueuesReply {
    /// All of them, in the order of their names.
    pub queues: Vec<ListedQueue>,
}

/// One queue that can be called, at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedQueue {
    /// Which.
    pub sid: QueueSid,
    /// Its name.
    pub name: Pii<String>,
    /// How many calls wait in it: nobody has accepted them.
    pub waiting: u32,
    /// How many of its workers are in an activity in which calls come to them.
    pub available: u32,
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
