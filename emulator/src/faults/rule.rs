//! One fault as data: where it is, what it strikes, what it does, how often.

use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use super::pattern::Pattern;

/// Where a fault is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Requests of an agent's Flex to TaskRouter's event bridge.
    Bridge,
    /// Requests to the Functions, from whomever.
    Functions,
    /// Everything that an agent's browser asks, and the sound.
    Network,
    /// Requests to Twilio's REST, from the Functions.
    Rest,
    /// An agent's Flex token.
    Token,
    /// What an agent's browser says to Voice.
    Voice,
    /// What Twilio sends: status callbacks and requests for TwiML.
    Webhook,
}

impl Place {
    /// What a rule may want of something here.
    pub(super) fn wants(self) -> &'static [&'static str] {
        match self {
            Place::Bridge | Place::Functions => &["identity", "method", "path"],
            Place::Network | Place::Token => &["identity"],
            Place::Rest => &["host", "method", "path"],
            Place::Voice => &["call", "event", "identity"],
            Place::Webhook => &["call", "event", "identity", "label", "path"],
        }
    }

    /// What may go wrong here.
    pub(super) fn deeds(self) -> &'static [&'static str] {
        match self {
            Place::Bridge | Place::Rest => &["delay", "hang", "reset", "status"],
            Place::Functions => &[
                "bad_json", "delay", "empty", "hang", "html", "redirect", "reset", "restart",
                "status",
            ],
            Place::Network => &["cut"],
            Place::Token => &["expire", "outdate"],
            Place::Voice => &["drop", "refuse"],
            Place::Webhook => &["delay", "double", "drop", "hold_until_next", "lose_answer"],
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Place::Bridge => "bridge",
            Place::Functions => "functions",
            Place::Network => "network",
            Place::Rest => "rest",
            Place::Token => "token",
            Place::Voice => "voice",
            Place::Webhook => "webhook",
        })
    }
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// A request is answered wrongly.
    Answer(Wrong),
    /// An agent's browser is off the network.
    Cut,
    /// Every token of an agent ends now.
    Expire,
    /// Every token of an agent but the newest ends now.
    Outdate,
    /// The process of the Functions is killed and started again.
    Restart,
    /// A browser's message to Voice is not taken as it should be.
    Voice(Signal),
    /// A webhook does not arrive as it should.
    Webhook(Delivery),
}

/// How a request is answered wrongly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// 200, and JSON that ends too early.
    BadJson,
    /// The right answer, late.
    Delay(Duration),
    /// 200, and nothing.
    Empty,
    /// Never.
    Hang,
    /// 200, and a page.
    Html,
    /// To a page elsewhere.
    Redirect,
    /// The connection ends without an answer.
    Reset,
    /// With this status.
    Status(u16),
}

/// How a browser's message to Voice is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Signal {
    /// It never arrives.
    Drop,
    /// It is answered with an error.
    Refuse,
}

/// How a webhook goes astray.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// It comes late.
    Delay(Duration),
    /// It comes twice: at the same time, or the second so much later.
    Double(Duration),
    /// It never comes.
    Drop,
    /// The next one to the same address overtakes it.
    HoldUntilNext,
    /// It comes, but Twilio never gets the answer.
    LoseAnswer,
}

/// One fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) place: Place,
    pub(crate) wanted: Wanted,
    pub(crate) deed: Deed,
    /// The wrong answer comes after the work was done.
    pub(crate) after_work: bool,
    /// It strikes from the so many-th occurrence on; the first is 1.
    pub(crate) nth: u32,
    /// How often it strikes; `None` if there is no end to it.
    pub(crate) times: Option<u32>,
    /// How long it is armed; `None` until it is removed.
    pub(crate) lasts: Option<Duration>,
}

/// What a fault strikes. Whatever is not said may be anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) call: Option<Pattern>,
    pub(crate) event: Option<Pattern>,
    pub(crate) host: Option<Pattern>,
    pub(crate) identity: Option<Pattern>,
    pub(crate) label: Option<Pattern>,
    pub(crate) method: Option<Pattern>,
    pub(crate) path: Option<Pattern>,
}

/// Why something is no fault: always a mistake of whoever wrote it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub(crate) enum RuleError {
    #[error("a {place} fault's `do` must be one of {}", list(.place.deeds()))]
    Deed { place: Place },
    #[error("`{field}` does not go with `{deed}` at {place}; there may be {}", list(.wanted))]
    Foreign { place: Place, deed: String, field: &'static str, wanted: Vec<&'static str> },
    #[error("not a fault: {0}")]
    Form(String),
    #[error("`{deed}` at {place} needs `{field}`")]
    Missing { place: Place, deed: String, field: &'static str },
    #[error("`{field}` must be {wanted}")]
    Value { field: &'static str, wanted: String },
}

/// Names, as a sentence lists them.
pub(super) fn list(names: &[&str]) -> String {
    names.join(", ")
}
