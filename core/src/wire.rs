//! What travels between plugin, Functions and Twilio: task attributes, the call record, requests.
//!
//! Unknown fields are ignored everywhere: Twilio and other plugins add their own.

mod attributes;
mod decline;
mod missed;
mod record;
mod request;

use alloc::format;
use alloc::string::String;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

pub use attributes::{
    CallerAttributes, ColleagueAttributes, ConferenceAttributes, ConferenceParticipants, Direction,
};
pub use decline::{DeclineReason, LONGEST_WORDS, turns_direction};
pub use missed::{Clearing, MissedCall, MissedCalls};
pub use record::{
    AnsweredRequest, CallRecord, CallState, EndReason, Leg, LegKind, LegRole, LegStatus, Orders,
    PENDING_COLLEAGUE, Party, Pending, Work,
};
pub use request::{
    CleanupRequest, ControlOp, ControlReply, ControlRequest, ErrorCode, FunctionError, ListedQueue,
    QueuesReply, ReconcileRequest,
};

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
    /// Which queues can be called, and what they are like; a Flex token.
    pub const QUEUES: &str = "/features/internal-call/flex/queues";
    /// Whose calls the agent has missed, and which of them are to be forgotten; a Flex token.
    pub const MISSED_CALLS: &str = "/features/internal-call/flex/missed-calls";
    /// Hold, mute, remove, end; a Flex token.
    pub const CONTROL: &str = "/features/internal-call/flex/control";
    /// What the caller hears until the colleague answers.
    pub const RINGBACK: &str = "/internal-call/ringback.wav";
    /// What a held party hears.
    pub const HOLD_MUSIC: &str = "/internal-call/hold-music.wav";
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
