//! Attributes of one TwiML element: each is asked for by name, and none may be left.

use std::ops::RangeInclusive;

use super::super::address::Target;
use super::super::conference::Music;
use super::TwimlError;
use super::element::Element;
use crate::exchange::Method;

/// What of an element's attributes nobody has asked for yet.
#[derive(Debug)]
pub(super) struct Attributes<'a> {
    element: &'a Element,
    base: &'a str,
    left: Vec<(&'a str, &'a str)>,
}

impl<'a> Attributes<'a> {
    /// All attributes of this element; `base` is the document's address.
    pub(super) fn of(element: &'a Element, base: &'a str) -> Attributes<'a> {
        let left = element.attributes.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        Attributes { element, base, left }
    }

    /// Refuses attributes that nobody asked for.
    pub(super) fn finish(&self) -> Result<(), TwimlError> {
        match self.left.first() {
            None => Ok(()),
            Some((attribute, _)) => Err(TwimlError::Attribute {
                element: self.element.name.clone(),
                attribute: (*attribute).to_owned(),
            }),
        }
    }

    /// Refuses attributes that Twilio has and the emulator has not.
    pub(super) fn not_here(&self, names: &[&str]) -> Result<(), TwimlError> {
        let element = &self.element.name;
        match self.left.iter().find(|(name, _)| names.contains(name)) {
            None => Ok(()),
            Some((name, _)) => Err(TwimlError::Here { what: format!("{name} of <{element}>") }),
        }
    }

    /// Knows these attributes and lets them change nothing.
    pub(super) fn ignore(&mut self, names: &[&str]) {
        self.left.retain(|(name, _)| !names.contains(name));
    }

    /// The attribute as it stands.
    pub(super) fn text(&mut self, name: &'static str) -> Option<String> {
        self.take(name).map(str::to_owned)
    }

    /// `true` or `false`, and no other spelling.
    pub(super) fn boolean(&mut self, name: &'static str) -> Result<Option<bool>, TwimlError> {
        Ok(self.one_of(name, &["true", "false"])?.map(|word| word == "true"))
    }

    /// One of these words.
    pub(super) fn one_of(
        &mut self,
        name: &'static str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, TwimlError> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match words.iter().find(|word| **word == value) {
            Some(word) => Ok(Some(word)),
            None => Err(self.wrong(name, value, "one of its words")),
        }
    }

    /// A whole number in this range.
    pub(super) fn integer(
        &mut self,
        name: &'static str,
        range: RangeInclusive<u64>,
    ) -> Result<Option<u64>, TwimlError> {
        let Some(value) = self.take(name) else { return Ok(None) };
        match value.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            _ => Err(self.wrong(name, value, "a whole number in range")),
        }
    }

    /// `loop`: how often; 0 stands for endlessly, which 1,000 times is on the telephone.
    pub(super) fn times(&mut self) -> Result<u32, TwimlError> {
        let times = self.integer("loop", 0..=1000)?.unwrap_or(1);
        Ok(if times == 0 { 1000 } else { times as u32 })
    }

    /// GET or POST.
    pub(super) fn method(&mut self, name: &'static str) -> Result<Option<Method>, TwimlError> {
        let word = self.one_of(name, &["GET", "POST"])?;
        Ok(word.map(|word| if word == "GET" { Method::Get } else { Method::Post }))
    }

    /// An address in an attribute, resolved.
    pub(super) fn target(
        &mut self,
        name: &'static str,
        method: Method,
    ) -> Result<Option<Target>, TwimlError> {
        match self.take(name) {
            None => Ok(None),
            Some(value) => self.address(value, name, method).map(Some),
        }
    }

    /// An address, resolved.
    pub(super) fn address(
        &self,
        value: &str,
        name: &'static str,
        method: Method,
    ) -> Result<Target, TwimlError> {
        let value = value.trim();
        Target::resolve(self.base, value, method)
            .ok_or_else(|| self.wrong(name, value, "an http address"))
    }

    /// What somebody who waits hears; empty is silence.
    pub(super) fn music(
        &mut self,
        url: &'static str,
        method: &'static str,
    ) -> Result<Music, TwimlError> {
        let method = self.method(method)?.unwrap_or(Method::Post);
        match self.take(url) {
            None => Ok(Music::Default),
            Some("") => Ok(Music::Silence),
            Some(value) => self.address(value, url, method).map(Music::At),
        }
    }

    /// One of the element's values means nothing.
    pub(super) fn wrong(
        &self,
        attribute: &'static str,
        value: &str,
        needed: &'static str,
    ) -> TwimlError {
        self.element.wrong(attribute, value, needed)
    }

    fn take(&mut self, name: &str) -> Option<&'a str> {
        let at = self.left.iter().position(|(left, _)| *left == name)?;
        Some(self.left.swap_remove(at).1)
    }
}
