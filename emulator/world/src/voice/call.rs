//! One call (leg) of the account, as Twilio keeps it.

use std::time::Duration;

use super::address::Target;
use super::conference::Callback;
use super::script::Script;
use crate::order::Route;
use crate::sid::Sid;
use crate::time::Time;

/// One leg: a browser, or a simulated party.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) sid: Sid,
    pub(crate) parent: Option<Sid>,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) direction: &'static str,
    pub(crate) status: CallStatus,
    pub(crate) end: End,
    pub(crate) purpose: Purpose,
    pub(crate) callback: Option<Callback>,
    pub(crate) callbacks_sent: u32,
    pub(crate) created: Time,
    pub(crate) updated: Time,
    pub(crate) answered: Option<Time>,
    pub(crate) ended: Option<Time>,
    pub(crate) place: Place,
    /// What runs when the call is answered.
    pub(crate) start: Option<Start>,
    /// How long it may last once it is answered.
    pub(crate) limit: Option<Duration>,
    pub(crate) script: Option<Script>,
    /// The route that the mixer was last told.
    pub(crate) route: Option<Route>,
}

impl Call {
    /// Whether the leg neither failed nor ended yet.
    pub(crate) fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// Whether the leg has been answered and has not ended.
    pub(crate) fn is_in_progress(&self) -> bool {
        self.status == CallStatus::InProgress
    }

    /// The client identity, if a browser is at the other end.
    pub(crate) fn identity(&self) -> Option<&str> {
        match &self.end {
            End::Browser { identity } => Some(identity),
            End::Party { .. } => None,
        }
    }

    /// The address at the other end of the leg.
    pub(crate) fn far_end(&self) -> &str {
        if self.direction == "inbound" { &self.from } else { &self.to }
    }

    /// How long it has been, or was, a conversation.
    pub(crate) fn seconds(&self, now: Time) -> u64 {
        let Some(answered) = self.answered else { return 0 };
        self.ended.unwrap_or(now).seconds() - answered.seconds()
    }

    /// The parameters that Twilio sends with every request on behalf of a call.
    pub(crate) fn form(&self, account: &Sid) -> Vec<(String, String)> {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut form = vec![
            pair("AccountSid", account.as_str()),
            pair("ApiVersion", "2010-04-01"),
            pair("CallSid", self.sid.as_str()),
            pair("CallStatus", self.status.word()),
            pair("Called", &self.to),
            pair("Caller", &self.from),
            pair("Direction", self.direction),
            pair("From", &self.from),
            pair("To", &self.to),
        ];
        if let Some(parent) = &self.parent {
            form.push(pair("ParentCallSid", parent.as_str()));
        }
        form
    }
}

/// Who is at the other end of a leg.
#[derive(Debug)]
pub(crate) enum End {
    /// Every browser that is registered under this client identity.
    Browser { identity: String },
    /// A simulated telephone that speaks a steady tone.
    Party { tone_hz: u32 },
}

/// How far a call has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallStatus {
    Queued,
    Ringing,
    InProgress,
    Completed,
    Busy,
    Failed,
    NoAnswer,
    Canceled,
}

impl CallStatus {
    /// All of them.
    pub(crate) const ALL: [CallStatus; 8] = [
        CallStatus::Queued,
        CallStatus::Ringing,
        CallStatus::InProgress,
        CallStatus::Completed,
        CallStatus::Busy,
        CallStatus::Failed,
        CallStatus::NoAnswer,
        CallStatus::Canceled,
    ];

    /// Twilio's word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            CallStatus::Queued => "queued",
            CallStatus::Ringing => "ringing",
            CallStatus::InProgress => "in-progress",
            CallStatus::Completed => "completed",
            CallStatus::Busy => "busy",
            CallStatus::Failed => "failed",
            CallStatus::NoAnswer => "no-answer",
            CallStatus::Canceled => "canceled",
        }
    }
}

/// What a call was made for: what follows when it is answered, fails or ends.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// `<Dial>` of another call.
    Dialed,
    /// A customer who called in.
    Inbound,
    /// A worker, rung by a reservation's `call` instruction.
    Instructed { reservation: Sid, task: Sid, accept: bool },
    /// The customer of a reservation's `conference` instruction.
    NativeCustomer,
    /// A worker, rung by a reservation's `conference` instruction.
    NativeWorker { reservation: Sid, task: Sid, customer_ends: bool },
    /// A participant made by REST, with a seat kept in the conference.
    Participant,
    /// Made by REST, with TwiML of its own.
    Rest,
}

impl Purpose {
    /// The task for which a worker is rung.
    pub(crate) fn task(&self) -> Option<&Sid> {
        match self {
            Purpose::Instructed { task, .. } | Purpose::NativeWorker { task, .. } => Some(task),
            Purpose::Dialed
            | Purpose::Inbound
            | Purpose::NativeCustomer
            | Purpose::Participant
            | Purpose::Rest => None,
        }
    }
}

/// The TwiML that a call runs when it is answered.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Start {
    At(Target),
    Text(String),
}

/// Where an answered call is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// In a conference.
    Conference(Sid),
    /// With its own TwiML, or not answered yet.
    Own,
    /// Connected with one other call by `<Dial>`; the room is the dialling call's SID.
    Bridge { room: Sid },
    /// In a queue, as this task.
    Queue { task: Sid },
}

/// A simulated telephone and what it does when it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Party {
    /// What it does.
    pub reaction: Reaction,
    /// The steady tone that it speaks, in hertz.
    pub tone_hz: u32,
}

impl Default for Party {
    fn default() -> Party {
        Party { reaction: Reaction::Answers(Duration::from_secs(1)), tone_hz: 980 }
    }
}

/// What a simulated telephone does when it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Is answered after this time.
    Answers(Duration),
    /// Is engaged.
    Busy,
    /// Cannot be reached at all.
    Fails,
    /// Rings until somebody answers for it ([`crate::World::leg_answered`]) or the time is up.
    Rings,
}
