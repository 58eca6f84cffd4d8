//! The agent's calls as a screen shows them.

use alloc::string::String;

use super::MultiCall;
use crate::id::ReservationSid;
use crate::pii::Pii;

/// One call as a screen shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The agent's reservation.
    pub line: ReservationSid,
    /// Whom it is with.
    pub name: Pii<String>,
    /// How it stands.
    pub state: State,
    /// Since when, in milliseconds of the browser's clock.
    pub since: u64,
    /// The agent has muted himself in it.
    pub muted: bool,
    /// Nobody in it hears him any more, for certain.
    pub unheard: bool,
}

/// How a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The agent is in it.
    Live,
    /// The agent is not heard in it, and some other party is not on hold yet.
    Parking,
    /// The agent is not heard in it, and all other parties are on hold.
    Parked,
    /// The agent is about to be heard in it again.
    Resuming,
}

impl Shown {
    /// The agent is in it, or about to be.
    pub fn is_live(&self) -> bool {
        matches!(self.state, State::Live | State::Resuming)
    }
}

/// The agent has to be told his calls apart: there are several, or he is not in the only one.
pub fn need_telling_apart(calls: &[Shown]) -> bool {
    match calls {
        [] => false,
        [call] => call.state != State::Live,
        _ => true,
    }
}

impl MultiCall {
    /// Whom a call is with is known better than when it was opened: somebody of a queue took it.
    pub fn rename(&mut self, line: &ReservationSid, name: Pii<String>) {
        if let Some(line) = self.lines.iter_mut().find(|known| known.id == *line) {
            line.name = name;
        }
    }
}
