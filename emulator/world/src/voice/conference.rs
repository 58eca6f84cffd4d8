//! One conference: who sits in it, how, and what is told about it.

use super::address::Target;
use super::twiml::Joining;
use crate::sid::Sid;
use crate::time::Time;

/// One conference. A name belongs to one conference at a time; when that has ended, the next who
/// joins under the name makes a new one.
#[derive(Debug)]
pub(crate) struct Conference {
    pub(crate) sid: Sid,
    pub(crate) name: String,
    pub(crate) status: ConferenceStatus,
    /// Address and events of the first participant; what others ask for is not heard.
    pub(crate) callback: Option<Callback>,
    pub(crate) sequence: u32,
    pub(crate) seats: Vec<Seat>,
    /// The task whose `conference` instruction made it: Flex shows and controls such a one.
    pub(crate) task: Option<Sid>,
    pub(crate) created: Time,
    pub(crate) updated: Time,
    pub(crate) ended_because: Option<EndReason>,
    pub(crate) ended_by: Option<Sid>,
}

impl Conference {
    /// Whether the conference has not ended.
    pub(crate) fn is_live(&self) -> bool {
        self.status != ConferenceStatus::Completed
    }

    /// The seat of this call.
    pub(crate) fn seat(&self, call: &Sid) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.call == *call)
    }

    /// The seat of this call, to be changed.
    pub(crate) fn seat_mut(&mut self, call: &Sid) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.call == *call)
    }

    /// The calls that have joined.
    pub(crate) fn joined(&self) -> Vec<Sid> {
        self.seats.iter().filter(|seat| seat.joined).map(|seat| seat.call.clone()).collect()
    }
}

/// How far a conference has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ConferenceStatus {
    /// Those who are there wait.
    Init,
    /// Two have met, one of whom may start it.
    InProgress,
    Completed,
}

impl ConferenceStatus {
    /// Twilio's word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            ConferenceStatus::Init => "init",
            ConferenceStatus::InProgress => "in-progress",
            ConferenceStatus::Completed => "completed",
        }
    }
}

/// One participant, from the moment he is rung.
#[derive(Clone, Debug)]
pub(crate) struct Seat {
    pub(crate) call: Sid,
    pub(crate) role: Role,
    pub(crate) label: Option<String>,
    pub(crate) joined: bool,
    pub(crate) muted: bool,
    /// What he hears while he is on hold.
    pub(crate) hold: Option<Music>,
    pub(crate) coaching: Option<Sid>,
    pub(crate) start_on_enter: bool,
    pub(crate) end_on_exit: bool,
    pub(crate) max_participants: usize,
    pub(crate) wait: Music,
    pub(crate) created: Time,
    pub(crate) updated: Time,
}

impl Seat {
    /// A seat for a call that joins in this way.
    pub(crate) fn new(call: Sid, joining: &Joining, role: Role, now: Time) -> Seat {
        Seat {
            call,
            role,
            label: joining.label.clone(),
            joined: false,
            muted: joining.muted,
            hold: None,
            coaching: joining.coaching.clone(),
            start_on_enter: joining.start_on_enter,
            end_on_exit: joining.end_on_exit,
            max_participants: joining.max_participants,
            wait: joining.wait.clone(),
            created: now,
            updated: now,
        }
    }
}

/// What a participant is to Flex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Customer,
    /// Nothing: he came by TwiML or REST.
    Plain,
    /// A supervisor who listens.
    Supervisor {
        worker: Sid,
    },
    Worker {
        worker: Sid,
        reservation: Sid,
    },
}

/// What somebody hears who waits or is on hold.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Music {
    /// A sound, or TwiML, at this address.
    At(Target),
    /// Twilio's own.
    Default,
    Silence,
}

/// Where to tell what happens, and what of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Callback {
    pub(crate) target: Target,
    pub(crate) events: CallbackEvents,
}

/// A set of event words such as `join` or `end`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CallbackEvents(Vec<&'static str>);

impl Default for CallbackEvents {
    /// What Twilio tells when nothing is asked for.
    fn default() -> CallbackEvents {
        CallbackEvents(vec!["start", "end"])
    }
}

impl CallbackEvents {
    const CALL: [&str; 4] = ["initiated", "ringing", "answered", "completed"];
    const CONFERENCE: [&str; 9] =
        ["start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"];

    /// Reads words of a conference; `Err` is the word that is none.
    pub(crate) fn parse(text: &str, separator: char) -> Result<CallbackEvents, String> {
        CallbackEvents::among(&CallbackEvents::CONFERENCE, text.split(separator))
    }

    /// Reads words of a call; `Err` is the word that is none.
    pub(crate) fn of_call<'a>(
        words: impl Iterator<Item = &'a str>,
    ) -> Result<CallbackEvents, String> {
        CallbackEvents::among(&CallbackEvents::CALL, words)
    }

    /// The end of a call alone.
    pub(crate) fn completed() -> CallbackEvents {
        CallbackEvents(vec!["completed"])
    }

    /// Whether this event is told.
    pub(crate) fn has(&self, event: &str) -> bool {
        self.0.contains(&event)
    }

    fn among<'a>(
        known: &'static [&'static str],
        words: impl Iterator<Item = &'a str>,
    ) -> Result<CallbackEvents, String> {
        let words = words.map(str::trim).filter(|word| !word.is_empty());
        let find = |word: &str| known.iter().find(|k| **k == word).copied().ok_or(word.to_owned());
        words.map(find).collect::<Result<_, _>>().map(CallbackEvents)
    }
}

/// Why a conference ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndReason {
    Api,
    EndOnExitKicked,
    EndOnExitLeft,
    LastKicked,
    LastLeft,
}

impl EndReason {
    /// Twilio's word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            EndReason::Api => "conference-ended-via-api",
            EndReason::EndOnExitKicked => "participant-with-end-conference-on-exit-kicked",
            EndReason::EndOnExitLeft => "participant-with-end-conference-on-exit-left",
            EndReason::LastKicked => "last-participant-kicked",
            EndReason::LastLeft => "last-participant-left",
        }
    }

    /// The same for a person to read: Twilio publishes that there is such a message, not its words.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            EndReason::Api => "Conference ended via API",
            EndReason::EndOnExitKicked | EndReason::EndOnExitLeft => {
                "Participant with end-conference-on-exit left"
            }
            EndReason::LastKicked | EndReason::LastLeft => "Last participant left",
        }
    }
}

/// Why a participant left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeaveReason {
    /// The conference was completed by REST.
    EndedByApi,
    /// He was rung and never came.
    AddFailed,
    /// Somebody left whose leaving ends the conference.
    EndedByModerator,
    HungUp,
    /// REST took him out, or sent his call elsewhere.
    Updated,
}

impl LeaveReason {
    /// Twilio's word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            LeaveReason::EndedByApi => "conference_ended_via_api",
            LeaveReason::AddFailed => "participant_add_failed",
            LeaveReason::EndedByModerator => "moderator_ended_conference",
            LeaveReason::HungUp => "participant_hung_up",
            LeaveReason::Updated => "participant_updated_via_api",
        }
    }
}
