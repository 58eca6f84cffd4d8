//! TwiML: what a call is told to do, read as strictly as a judge can.

mod attributes;
mod element;

use std::time::Duration;

use thiserror::Error;

use attributes::Attributes;
use element::Element;

use super::address::Target;
use super::conference::{Callback, CallbackEvents, Music};
use crate::exchange::Method;
use crate::sid::{Sid, SidKind};

/// Why a document cannot be run. Twilio ends the call and files the error with the account.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum TwimlError {
    /// The document names an attribute that its element does not have.
    #[error("<{element}> has no attribute {attribute}")]
    Attribute { element: String, attribute: String },
    /// Twilio knows it, and the emulator does not have it.
    #[error("the emulator does not implement {what}")]
    Here { what: String },
    /// An element lacks what it cannot do without.
    #[error("<{element}> needs {needed}")]
    Missing { element: String, needed: &'static str },
    /// An attribute or a text has a value that means nothing there.
    #[error("{attribute} of <{element}> is {value:?}, not {needed}")]
    Value { element: String, attribute: &'static str, value: String, needed: &'static str },
    /// An element stands where it means nothing.
    #[error("<{element}> is nothing that {parent} can hold")]
    Verb { element: String, parent: String },
    /// The text is no XML document.
    #[error("the document is not XML: {0}")]
    Xml(String),
}

impl TwimlError {
    /// Twilio's number for it.
    pub(crate) fn code(&self) -> u32 {
        match self {
            TwimlError::Attribute { .. } | TwimlError::Verb { .. } => 12200,
            TwimlError::Here { .. } => 20501,
            TwimlError::Missing { .. } | TwimlError::Value { .. } => 12300,
            TwimlError::Xml(_) => 12100,
        }
    }
}

/// Verbs that Twilio has and the emulator has not.
const NOT_HERE: &[&str] =
    &["Connect", "Gather", "Leave", "Pay", "Prompt", "Record", "Refer", "Sms", "Start", "Stop"];

/// One step of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Verb {
    Dial(Box<Dial>),
    Enqueue(Box<Enqueue>),
    Hangup,
    Pause(Duration),
    Play { target: Target, times: u32 },
    Redirect(Target),
    Reject { busy: bool },
    Say { text: String, times: u32 },
}

/// `<Dial>`: connects the call with somebody.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dial {
    pub(crate) action: Option<Target>,
    pub(crate) caller_id: Option<String>,
    pub(crate) timeout: Duration,
    pub(crate) whom: Whom,
}

/// Whom `<Dial>` connects the call with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Whom {
    /// A conference.
    Conference(Box<Joining>),
    /// Whoever of these answers first: numbers, `client:` and `sip:` addresses.
    Parties(Vec<String>),
}

/// How a leg joins a conference.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Joining {
    pub(crate) name: String,
    pub(crate) callback: Option<Callback>,
    pub(crate) coaching: Option<Sid>,
    pub(crate) end_on_exit: bool,
    pub(crate) label: Option<String>,
    pub(crate) max_participants: usize,
    pub(crate) muted: bool,
    pub(crate) start_on_enter: bool,
    pub(crate) wait: Music,
}

impl Joining {
    /// Joins the conference of this name as `<Conference>` without attributes does.
    pub(crate) fn plainly(name: impl Into<String>) -> Joining {
        Joining {
            name: name.into(),
            callback: None,
            coaching: None,
            end_on_exit: false,
            label: None,
            max_participants: 250,
            muted: false,
            start_on_enter: true,
            wait: Music::Default,
        }
    }
}

/// `<Enqueue workflowSid>`: makes a task of the call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Enqueue {
    pub(crate) action: Option<Target>,
    pub(crate) attributes: serde_json::Value,
    pub(crate) wait: Music,
    pub(crate) workflow: Sid,
}

/// Reads a document; addresses in it are resolved against its own.
pub(crate) fn parse(text: &str, base: &str) -> Result<Vec<Verb>, TwimlError> {
    let root = element::read(text)?;
    if root.name != "Response" {
        return Err(TwimlError::Verb { element: root.name, parent: "a document".to_owned() });
    }
    let attributes = Attributes::of(&root, base);
    attributes.finish()?;
    root.no_text()?;
    root.children.iter().map(|child| verb(child, base)).collect()
}

fn verb(element: &Element, base: &str) -> Result<Verb, TwimlError> {
    match element.name.as_str() {
        "Dial" => dial(element, base),
        "Enqueue" => enqueue(element, base),
        "Hangup" => plain(element, base, Verb::Hangup),
        "Pause" => {
            let mut attributes = Attributes::of(element, base);
            let seconds = attributes.integer("length", 1..=600)?.unwrap_or(1);
            attributes.finish()?;
            element.empty()?;
            Ok(Verb::Pause(Duration::from_secs(seconds)))
        }
        "Play" => {
            let mut attributes = Attributes::of(element, base);
            let times = attributes.times()?;
            let target = attributes.address(&element.text, "text", Method::Get)?;
            attributes.finish()?;
            element.no_children()?;
            Ok(Verb::Play { target, times })
        }
        "Redirect" => {
            let mut attributes = Attributes::of(element, base);
            let method = attributes.method("method")?.unwrap_or(Method::Post);
            let target = attributes.address(&element.text, "text", method)?;
            attributes.finish()?;
            element.no_children()?;
            Ok(Verb::Redirect(target))
        }
        "Reject" => {
            let mut attributes = Attributes::of(element, base);
            let reason = attributes.one_of("reason", &["rejected", "busy"])?;
            attributes.finish()?;
            element.empty()?;
            Ok(Verb::Reject { busy: reason == Some("busy") })
        }
        "Say" => {
            let mut attributes = Attributes::of(element, base);
            let times = attributes.times()?;
            attributes.ignore(&["voice", "language"]);
            attributes.finish()?;
            element.no_children()?;
            Ok(Verb::Say { text: element.text.trim().to_owned(), times })
        }
        name if NOT_HERE.contains(&name) => Err(TwimlError::Here { what: format!("<{name}>") }),
        _ => Err(element.misplaced("<Response>")),
    }
}

fn plain(element: &Element, base: &str, verb: Verb) -> Result<Verb, TwimlError> {
    Attributes::of(element, base).finish()?;
    element.empty()?;
    Ok(verb)
}

fn dial(element: &Element, base: &str) -> Result<Verb, TwimlError> {
    let mut attributes = Attributes::of(element, base);
    let method = attributes.method("method")?.unwrap_or(Method::Post);
    let action = attributes.target("action", method)?;
    let timeout = attributes.integer("timeout", 5..=600)?.unwrap_or(30);
    let caller_id = attributes.text("callerId");
    // What changes nothing that the emulator shows is only checked.
    attributes.boolean("answerOnBridge")?;
    attributes.boolean("hangupOnStar")?;
    attributes.boolean("sequential")?;
    attributes.one_of("record", &["do-not-record", "false"])?;
    attributes.not_here(&[
        "recordingStatusCallback",
        "recordingStatusCallbackEvent",
        "recordingStatusCallbackMethod",
        "recordingTrack",
        "referMethod",
        "referUrl",
        "ringTone",
        "timeLimit",
        "trim",
    ])?;
    attributes.finish()?;
    Ok(Verb::Dial(Box::new(Dial {
        action,
        caller_id,
        timeout: Duration::from_secs(timeout),
        whom: whom(element, base)?,
    })))
}

fn whom(dial: &Element, base: &str) -> Result<Whom, TwimlError> {
    match dial.children.as_slice() {
        [] if !dial.text.trim().is_empty() => Ok(Whom::Parties(vec![dial.text.trim().to_owned()])),
        [] => Err(dial.lacks("somebody to call")),
        [only] if only.name == "Conference" => {
            dial.no_text()?;
            Ok(Whom::Conference(Box::new(joining(only, base)?)))
        }
        several => {
            dial.no_text()?;
            several
                .iter()
                .map(|noun| party(noun, base))
                .collect::<Result<_, _>>()
                .map(Whom::Parties)
        }
    }
}

fn party(noun: &Element, base: &str) -> Result<String, TwimlError> {
    let attributes = Attributes::of(noun, base);
    attributes.not_here(&[
        "method",
        "password",
        "sendDigits",
        "statusCallback",
        "statusCallbackEvent",
        "statusCallbackMethod",
        "url",
        "username",
    ])?;
    attributes.finish()?;
    noun.no_children()?;
    let text = noun.text.trim();
    match noun.name.as_str() {
        _ if text.is_empty() => Err(noun.lacks("an address")),
        "Client" => Ok(format!("client:{text}")),
        "Number" | "Sip" => Ok(text.to_owned()),
        _ => Err(noun.misplaced("<Dial>")),
    }
}

fn joining(noun: &Element, base: &str) -> Result<Joining, TwimlError> {
    let mut attributes = Attributes::of(noun, base);
    let name = noun.text.trim();
    if name.is_empty() {
        return Err(noun.lacks("the conference's name"));
    }
    let mut joining = Joining::plainly(name);
    joining.callback = callback(&mut attributes)?;
    if let Some(coach) = attributes.text("coach") {
        let needed = "the SID of the call that is coached";
        let coached = Sid::parse(SidKind::CA, &coach);
        joining.coaching = Some(coached.ok_or_else(|| noun.wrong("coach", &coach, needed))?);
    }
    joining.label = attributes.text("participantLabel");
    joining.muted = attributes.boolean("muted")?.unwrap_or(false);
    joining.start_on_enter = attributes.boolean("startConferenceOnEnter")?.unwrap_or(true);
    joining.end_on_exit = attributes.boolean("endConferenceOnExit")?.unwrap_or(false);
    if let Some(most) = attributes.integer("maxParticipants", 2..=250)? {
        joining.max_participants = most as usize;
    }
    joining.wait = attributes.music("waitUrl", "waitMethod")?;
    attributes.one_of("beep", &["true", "false", "onEnter", "onExit"])?;
    attributes.one_of("jitterBufferSize", &["off", "small", "medium", "large"])?;
    attributes.one_of("record", &["do-not-record"])?;
    attributes.not_here(&[
        "eventCallbackUrl",
        "recordingStatusCallback",
        "recordingStatusCallbackEvent",
        "recordingStatusCallbackMethod",
        "trim",
    ])?;
    attributes.ignore(&["region"]);
    attributes.finish()?;
    noun.no_children()?;
    Ok(joining)
}

fn callback(attributes: &mut Attributes<'_>) -> Result<Option<Callback>, TwimlError> {
    let method = attributes.method("statusCallbackMethod")?.unwrap_or(Method::Post);
    let events = match attributes.text("statusCallbackEvent") {
        None => CallbackEvents::default(),
        Some(text) => CallbackEvents::parse(&text, ' ').map_err(|unknown| {
            let needed = "of start end join leave mute hold modify speaker announcement";
            attributes.wrong("statusCallbackEvent", &unknown, needed)
        })?,
    };
    let target = attributes.target("statusCallback", method)?;
    Ok(target.map(|target| Callback { target, events }))
}

fn enqueue(element: &Element, base: &str) -> Result<Verb, TwimlError> {
    let mut attributes = Attributes::of(element, base);
    let method = attributes.method("method")?.unwrap_or(Method::Post);
    let action = attributes.target("action", method)?;
    let wait = attributes.music("waitUrl", "waitUrlMethod")?;
    let workflow = attributes.text("workflowSid").ok_or_else(|| element.lacks("workflowSid"))?;
    let workflow = Sid::parse(SidKind::WW, &workflow)
        .ok_or_else(|| element.wrong("workflowSid", &workflow, "a workflow's SID"))?;
    attributes.finish()?;
    element.no_text()?;
    let attributes = match element.children.as_slice() {
        [] => serde_json::json!({}),
        [task] if task.name == "Task" => {
            Attributes::of(task, base).finish()?;
            let object = serde_json::from_str(&task.text).ok().filter(serde_json::Value::is_object);
            object.ok_or_else(|| task.wrong("text", &task.text, "a JSON object"))?
        }
        [other, ..] => return Err(other.misplaced("<Enqueue>")),
    };
    Ok(Verb::Enqueue(Box::new(Enqueue { action, attributes, wait, workflow })))
}
