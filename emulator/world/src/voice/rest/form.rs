//! A request's parameters, taken strictly: known names, fitting values, nothing left.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::super::address::Target;
use super::super::conference::{Callback, CallbackEvents, Music};
use crate::exchange::{Fault, Method};
use crate::sid::{Sid, SidKind};

/// Parameters that nobody has asked for yet.
#[derive(Debug)]
pub(super) struct Form {
    left: Vec<(String, String)>,
}

impl Form {
    /// The parameters of an update or a creation; one without any is refused, as are those that
    /// the emulator knows but does not have.
    pub(super) fn of(pairs: &[(String, String)], not_here: &[&str]) -> Result<Form, Fault> {
        if pairs.is_empty() {
            return Err(Fault::new(400, 20001, "The request has no parameters"));
        }
        Form::of_query(pairs, not_here)
    }

    /// The parameters of a list, which may be none.
    pub(super) fn of_query(pairs: &[(String, String)], not_here: &[&str]) -> Result<Form, Fault> {
        if let Some((name, _)) = pairs.iter().find(|(name, _)| not_here.contains(&&**name)) {
            return Err(Fault::not_implemented(format_args!("the parameter {name}")));
        }
        Ok(Form { left: pairs.to_vec() })
    }

    /// Refuses parameters that nobody asked for.
    pub(super) fn finish(self) -> Result<(), Fault> {
        match self.left.first() {
            None => Ok(()),
            Some((name, _)) => Err(Fault::new(400, 20001, format!("Unknown parameter {name}"))),
        }
    }

    /// The parameter as it stands.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let at = self.left.iter().position(|(left, _)| left == name)?;
        Some(self.left.remove(at).1)
    }

    /// A parameter that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, Fault> {
        let missing = || Fault::new(400, 21201, format!("No '{name}' is specified"));
        self.text(name).filter(|text| !text.is_empty()).ok_or_else(missing)
    }

    /// `true` or `false`, and no other spelling.
    pub(super) fn flag(&mut self, name: &str) -> Result<Option<bool>, Fault> {
        match self.text(name).as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(other) => Err(wrong(name, other)),
        }
    }

    /// One of these words.
    pub(super) fn one_of(
        &mut self,
        name: &str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, Fault> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let found = words.iter().find(|word| **word == text);
        found.map(|word| Some(*word)).ok_or_else(|| wrong(name, &text))
    }

    /// A whole number in this range.
    pub(super) fn integer(
        &mut self,
        name: &str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, Fault> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(wrong(name, &text)),
        }
    }

    /// So many seconds.
    pub(super) fn seconds(
        &mut self,
        name: &str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<Duration>, Fault> {
        Ok(self.integer(name, range)?.map(Duration::from_secs))
    }

    /// An absolute address and the method that its own parameter names.
    pub(super) fn target(
        &mut self,
        url: &str,
        method: &str,
        usual: Method,
    ) -> Result<Option<Target>, Fault> {
        let method = match self.one_of(method, &["GET", "POST"])? {
            None => usual,
            Some("GET") => Method::Get,
            Some(_) => Method::Post,
        };
        let Some(text) = self.text(url) else { return Ok(None) };
        Target::resolve("", &text, method)
            .map(Some)
            .ok_or_else(|| Fault::new(400, 21205, format!("{url} is not a valid URL: {text}")))
    }

    /// What somebody hears who waits; empty is silence.
    pub(super) fn music(&mut self, url: &str, method: &str) -> Result<Option<Music>, Fault> {
        if self.left.iter().any(|(name, value)| name == url && value.is_empty()) {
            self.text(url);
            self.text(method);
            return Ok(Some(Music::Silence));
        }
        Ok(self.target(url, method, Method::Post)?.map(Music::At))
    }

    /// A call's own status callback.
    pub(super) fn call_callback(&mut self) -> Result<Option<Callback>, Fault> {
        let words = self.words("StatusCallbackEvent");
        let target = self.target("StatusCallback", "StatusCallbackMethod", Method::Post)?;
        let events = match words.as_slice() {
            [] => CallbackEvents::completed(),
            words => CallbackEvents::of_call(words.iter().map(String::as_str))
                .map_err(|word| wrong("StatusCallbackEvent", &word))?,
        };
        Ok(target.map(|target| Callback { target, events }))
    }

    /// A conference's status callback.
    pub(super) fn conference_callback(&mut self) -> Result<Option<Callback>, Fault> {
        let words = self.words("ConferenceStatusCallbackEvent").join(" ");
        let method = "ConferenceStatusCallbackMethod";
        let target = self.target("ConferenceStatusCallback", method, Method::Post)?;
        let events = if words.is_empty() {
            CallbackEvents::default()
        } else {
            CallbackEvents::parse(&words, ' ')
                .map_err(|word| wrong("ConferenceStatusCallbackEvent", &word))?
        };
        Ok(target.map(|target| Callback { target, events }))
    }

    /// The call that is coached: `None` unless something is said about coaching.
    pub(super) fn coaching(&mut self) -> Result<Option<Option<Sid>>, Fault> {
        let coached = self.text("CallSidToCoach");
        let sid = coached
            .as_deref()
            .map(|text| Sid::parse(SidKind::CA, text).ok_or_else(|| wrong("CallSidToCoach", text)));
        match (self.flag("Coaching")?, sid.transpose()?) {
            (Some(true), None) => Err(Fault::new(400, 13240, "Coaching needs CallSidToCoach")),
            (Some(true), Some(sid)) => Ok(Some(Some(sid))),
            (Some(false), _) => Ok(Some(None)),
            (None, Some(sid)) => Ok(Some(Some(sid))),
            (None, None) => Ok(None),
        }
    }

    /// All words of a parameter that may come several times, or once with spaces.
    fn words(&mut self, name: &str) -> Vec<String> {
        let mut words = Vec::new();
        while let Some(text) = self.text(name) {
            words.extend(text.split_whitespace().map(str::to_owned));
        }
        words
    }
}

fn wrong(name: &str, value: &str) -> Fault {
    Fault::new(400, 20001, format!("Invalid value {value:?} of the parameter {name}"))
}
