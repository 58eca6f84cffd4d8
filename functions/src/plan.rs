//! How a plan asks for calls: it is run again over all answers whenever one more has come.

use call_core::wire::{ErrorCode, FunctionError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::settings::Settings;

/// A Function is stopped by Twilio after ten seconds; two are kept for the way back.
const DEADLINE_MS: u64 = 8_000;
const CALL_TIMEOUT_MS: u64 = 3_000;
const TRIES: u32 = 3;
const FIRST_WAIT_MS: u64 = 250;

/// What a plan is told: the request, and everything that Twilio has answered so far.
#[derive(Clone, Debug, Deserialize)]
pub struct Step {
    /// Which plan.
    pub plan: String,
    /// The environment of the Functions.
    pub settings: Settings,
    /// The request's parameters.
    #[serde(default)]
    pub event: Map<String, Value>,
    /// When the request came, in milliseconds since 1970.
    pub started: u64,
    /// The answers to all calls so far, oldest first.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

/// Twilio's answer to one call.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer {
    /// The HTTP status; 0 if there was no answer.
    pub status: u16,
    /// The body's JSON; `null` if it was none.
    #[serde(default)]
    pub body: Value,
    /// The `ETag` header.
    #[serde(default)]
    pub etag: Option<String>,
    /// When it came, in milliseconds since 1970.
    pub at: u64,
}

/// What the loop does next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Output {
    /// Makes these calls at the same time and tells the answers, in this order.
    Calls(Vec<Call>),
    /// Answers the request.
    Done(Reply),
    /// Gives up: loop and plans do not fit together.
    Fault {
        /// For a developer.
        message: String,
    },
}

/// A call to one of Twilio's hosts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// The HTTP method, or a check of a Flex token.
    pub method: Method,
    /// The first label of the host, such as `taskrouter`.
    pub host: &'static str,
    /// The path with its query.
    pub path: String,
    /// The body's pairs; empty if there is no body.
    pub form: Vec<(&'static str, String)>,
    /// The `If-Match` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub if_match: Option<String>,
    /// How long to wait before, at least, in milliseconds.
    pub wait_ms: u64,
    /// How long to wait for the answer, in milliseconds.
    pub timeout_ms: u64,
}

/// What kind of call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// Takes away.
    Delete,
    /// Reads.
    Get,
    /// Writes.
    Post,
    /// Has the Flex token of the request checked.
    Token,
}

/// The answer to the request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The `Content-Type` header.
    pub content_type: &'static str,
    /// The body.
    pub body: String,
}

impl Reply {
    /// A document for Twilio to carry out on a call.
    pub(crate) fn twiml(body: String) -> Reply {
        Reply { status: 200, content_type: "text/xml", body }
    }

    /// An answer for a browser.
    pub(crate) fn json(body: &impl Serialize) -> Reply {
        let body = serde_json::to_string(body).expect("a reply has text keys only");
        Reply { status: 200, content_type: "application/json", body }
    }

    /// A webhook was taken in.
    pub(crate) fn taken_in() -> Reply {
        Reply { status: 200, content_type: "text/plain", body: String::new() }
    }
}

impl From<FunctionError> for Reply {
    fn from(error: FunctionError) -> Reply {
        Reply { status: error.code.status(), ..Reply::json(&error) }
    }
}

/// Why a plan does not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// These have to be asked first, at the same time.
    Ask(Vec<Call>),
    /// It failed.
    Fail(FunctionError),
}

impl Stop {
    pub(crate) fn fail(code: ErrorCode, message: impl Into<String>) -> Stop {
        Stop::Fail(FunctionError { code, message: message.into(), twilio_code: None })
    }

    /// Twilio refused or failed.
    pub(crate) fn twilio(what: &str, answer: &Answer) -> Stop {
        let (code, outcome) = match answer.status {
            0 => (ErrorCode::Timeout, "was not answered".to_owned()),
            status => (ErrorCode::TwilioError, format!("was answered {status}")),
        };
        let message = format!("{what} {outcome}");
        Stop::Fail(FunctionError { code, message, twilio_code: answer.code() })
    }
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether asking again may help. A 412 to a request without a condition is nobody's change.
    pub(crate) fn is_passing(&self, call: &Call) -> bool {
        match self.status {
            0 | 408 | 429 | 500.. => true,
            412 => call.if_match.is_none(),
            _ => false,
        }
    }

    /// Whether the request may have been carried out although the answer does not say so.
    pub(crate) fn is_unclear(&self) -> bool {
        matches!(self.status, 0 | 408 | 500..)
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str()
    }

    /// Twilio's own error number.
    pub(crate) fn code(&self) -> Option<u32> {
        self.body.get("code")?.as_u64()?.try_into().ok()
    }
}

/// The plan's only way out.
pub(crate) struct Io<'a> {
    answers: std::slice::Iter<'a, Answer>,
    started: u64,
    now: u64,
}

impl<'a> Io<'a> {
    pub(crate) fn new(step: &'a Step) -> Io<'a> {
        Io { answers: step.answers.iter(), started: step.started, now: step.started }
    }

    /// The time of the last answer, in milliseconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.now
    }

    /// Asks once.
    pub(crate) fn ask(&mut self, call: Call) -> Result<&'a Answer, Stop> {
        let [answer] = self.ask_all([call])?;
        Ok(answer)
    }

    /// Asks several things once, at the same time.
    pub(crate) fn ask_all<const N: usize>(
        &mut self,
        mut calls: [Call; N],
    ) -> Result<[&'a Answer; N], Stop> {
        if let Some((answers, later)) = self.answers.as_slice().split_first_chunk::<N>() {
            self.answers = later.iter();
            self.now = answers.iter().map(|answer| answer.at).fold(self.now, u64::max);
            return Ok(answers.each_ref());
        }
        let wait_ms = calls.iter().map(|call| call.wait_ms).max().unwrap_or_default();
        let spent = self.now.saturating_sub(self.started) + wait_ms;
        match DEADLINE_MS.checked_sub(spent) {
            None | Some(0) => Err(Stop::fail(ErrorCode::Timeout, "twilio was too slow")),
            Some(left) => {
                calls.iter_mut().for_each(|call| call.timeout_ms = left.min(CALL_TIMEOUT_MS));
                Err(Stop::Ask(calls.into()))
            }
        }
    }

    /// Asks, and again if asking again may help. For reads, and for writes that may be repeated.
    pub(crate) fn insist(&mut self, call: Call) -> Result<&'a Answer, Stop> {
        self.insist_knowing(call).map(|(answer, _)| answer)
    }

    /// The same, and whether an earlier try may have been carried out unseen.
    pub(crate) fn insist_knowing(&mut self, call: Call) -> Result<(&'a Answer, bool), Stop> {
        let answer = self.ask(call.clone())?;
        self.again_knowing(call, answer)
    }

    /// Asks again for what was answered so, if that may help: the rest of [`Io::insist`].
    pub(crate) fn again(&mut self, call: Call, first: &'a Answer) -> Result<&'a Answer, Stop> {
        self.again_knowing(call, first).map(|(answer, _)| answer)
    }

    fn again_knowing(
        &mut self,
        mut call: Call,
        first: &'a Answer,
    ) -> Result<(&'a Answer, bool), Stop> {
        let mut answer = first;
        let mut unseen = false;
        for tries in 1..TRIES {
            if !answer.is_passing(&call) {
                break;
            }
            unseen |= answer.is_unclear();
            call.wait_ms = FIRST_WAIT_MS << (tries - 1);
            answer = self.ask(call.clone())?;
        }
        Ok((answer, unseen))
    }
}

impl Call {
    pub(crate) fn get(host: &'static str, path: String) -> Call {
        let form = Vec::new();
        Call { method: Method::Get, host, path, form, if_match: None, wait_ms: 0, timeout_ms: 0 }
    }

    pub(crate) fn delete(host: &'static str, path: String) -> Call {
        Call { method: Method::Delete, ..Call::get(host, path) }
    }

    pub(crate) fn post(
        host: &'static str,
        path: String,
        form: Vec<(&'static str, String)>,
    ) -> Call {
        Call { method: Method::Post, form, ..Call::get(host, path) }
    }

    pub(crate) fn if_match(mut self, tag: &str) -> Call {
        self.if_match = Some(tag.to_owned());
        self
    }

    /// Has the request's Flex token checked.
    pub(crate) fn token() -> Call {
        Call { method: Method::Token, ..Call::get("iam", String::new()) }
    }
}
