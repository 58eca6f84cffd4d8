//! Parameters of a request, read strictly: a value of another kind is refused, never guessed.

use call_core::id::{TaskSid, WorkerSid};
use call_core::wire::{ErrorCode, labelled_agent};
use serde_json::{Map, Value};

use crate::plan::Stop;

/// The longest text that anybody has a reason to send.
const LONGEST: usize = 1_000;

/// The parameters of one request.
pub(crate) struct Parameters<'a> {
    event: &'a Map<String, Value>,
}

fn refused(name: &str, needed: &str) -> Stop {
    Stop::fail(ErrorCode::BadRequest, format!("{name} is not {needed}"))
}

impl<'a> Parameters<'a> {
    pub(crate) fn new(event: &'a Map<String, Value>) -> Parameters<'a> {
        Parameters { event }
    }

    /// A text, if there is one. An empty one counts as none, as in a form.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&'a str>, Stop> {
        match self.event.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) if text.len() <= LONGEST => Ok(Some(text)),
            Some(_) => Err(refused(name, "one text")),
        }
    }

    /// Something that the text must be.
    pub(crate) fn wanted<T>(
        &self,
        name: &str,
        needed: &str,
        parse: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<T, Stop> {
        self.text(name)?.and_then(parse).ok_or_else(|| refused(name, needed))
    }

    /// Something that the text must be if there is one.
    pub(crate) fn perhaps<T>(
        &self,
        name: &str,
        needed: &str,
        parse: impl FnOnce(&'a str) -> Option<T>,
    ) -> Result<Option<T>, Stop> {
        match self.text(name)? {
            None => Ok(None),
            Some(text) => parse(text).map(Some).ok_or_else(|| refused(name, needed)),
        }
    }

    /// `true` or `false`; false if it is missing.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, Stop> {
        let flag = self.perhaps(name, "true or false", |text| text.parse().ok())?;
        Ok(flag.unwrap_or(false))
    }

    /// A task.
    pub(crate) fn task(&self, name: &str) -> Result<TaskSid, Stop> {
        self.wanted(name, "a task", |text| TaskSid::parse(text).ok())
    }

    /// The agent whom a participant label names.
    pub(crate) fn agent_label(&self, name: &str) -> Result<WorkerSid, Stop> {
        self.wanted(name, "an agent's label", labelled_agent)
    }
}
