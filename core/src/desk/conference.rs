//! The participants of an internal call as Flex's own screens are to show them.

use alloc::string::String;
use alloc::vec::Vec;

use crate::id::{CallSid, ConferenceSid, TaskSid, WorkerSid};
use crate::pii::Pii;

/// One internal call in the terms of Flex's conference state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conference {
    /// The agent's own task, under which Flex files it.
    pub task: TaskSid,
    /// The conference, once it exists.
    pub sid: Option<ConferenceSid>,
    /// How far it has come.
    pub status: ConferenceStatus,
    /// Who is in it, the agent himself first.
    pub participants: Vec<Participant>,
}

impl Conference {
    /// The parties who are in the call now; supervisors and those still ringing do not count.
    pub fn live(&self) -> usize {
        self.participants.iter().filter(|p| p.status == ParticipantStatus::Joined).count()
    }
}

/// How far a conference has come, in Flex's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConferenceStatus {
    /// Parties are in it.
    Active,
    /// It is over.
    Closed,
    /// Nobody has joined yet.
    Setup,
}

/// One tile of the call canvas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    /// How Flex is to take it.
    pub part: Part,
    /// The leg, once it exists.
    pub call: Option<CallSid>,
    /// The agent, if it is one.
    pub worker: Option<WorkerSid>,
    /// The name to show.
    pub name: Pii<String>,
    /// Whether he is in the call.
    pub status: ParticipantStatus,
    /// Hears hold music.
    pub on_hold: bool,
    /// Is not heard.
    pub muted: bool,
}

/// How Flex is to take a participant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The agent at this desk.
    Myself,
    /// The other agent, shown in the place of a customer: Flex's hold button and its
    /// list of tasks look for one. There is never a second.
    Peer,
    /// A further agent.
    Agent,
}

/// Whether a participant is in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParticipantStatus {
    /// His Flex rings.
    Connecting,
    /// In the call.
    Joined,
    /// Left a moment ago; Flex says so.
    RecentlyLeft,
    /// Gone; Flex shows nothing.
    Left,
}
