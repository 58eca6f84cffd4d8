//! Missed calls: which are kept, and for how long.

use crate::id::{TaskSid, WorkerSid};
use crate::wire::{Clearing, MissedCall, MissedCalls};

/// Nobody calls back after so long.
const KEPT_MS: u64 = 7 * 24 * 3_600_000;

/// More than anybody calls back.
const MOST: usize = 20;

impl MissedCalls {
    /// How long a missed call is kept, in seconds.
    pub const KEPT_S: u64 = KEPT_MS / 1_000;

    /// One more was missed. A call that is known already is the same call.
    pub fn add(&mut self, call: MissedCall) {
        if self.missed.iter().any(|known| known.call == call.call) {
            return;
        }
        // Not sorted, which weighs more in the plugin: they come in the order of time but for few.
        let place = self.missed.iter().position(|known| known.at < call.at);
        self.missed.insert(place.unwrap_or(self.missed.len()), call);
        self.missed.truncate(MOST);
    }

    /// Forgets those that are too old.
    pub fn age(&mut self, now: u64) {
        self.missed.retain(|known| now.saturating_sub(known.at) < KEPT_MS);
    }

    /// Forgets those that the agent wants to see no longer.
    pub fn clear(&mut self, clearing: &Clearing) {
        self.missed.retain(|known| !clearing.is_about(known));
    }
}

impl Clearing {
    /// The text for it in a request.
    pub fn as_str(&self) -> &str {
        match self {
            Clearing::All => "all",
            Clearing::Call(call) => call.as_str(),
            Clearing::Of(caller) => caller.as_str(),
        }
    }

    /// What a request's text means, if it means anything.
    pub fn parse(text: &str) -> Option<Clearing> {
        let call = || TaskSid::parse(text).ok().map(Clearing::Call);
        let caller = || WorkerSid::parse(text).ok().map(Clearing::Of);
        if text == "all" { Some(Clearing::All) } else { call().or_else(caller) }
    }

    fn is_about(&self, missed: &MissedCall) -> bool {
        match self {
            Clearing::All => true,
            Clearing::Call(call) => *call == missed.call,
            Clearing::Of(caller) => *caller == missed.caller,
        }
    }
}
