//! The parameters of a request: only those that are known, only values that make sense.

use std::fmt::Display;

use serde_json::{Value, json};

use super::queue::invalid;
use crate::exchange::{Fault, Request};
use crate::sid::{Sid, SidKind};

/// The parameters of one request, every one of them known.
#[derive(Debug)]
pub(crate) struct Params {
    pairs: Vec<(String, Value)>,
}

impl Params {
    /// The form of a REST request that changes something. Twilio's helper library drops the body
    /// of requests without a content type; an empty body is therefore refused, not ignored.
    pub(crate) fn of_form(request: &Request, known: &[&str]) -> Result<Params, Fault> {
        if let Some((name, _)) = request.query.first() {
            let message = format!("the parameter {name} belongs into the body");
            return Err(Fault::new(400, 20001, message));
        }
        if request.form.is_empty() {
            return Err(Fault::new(400, 20001, "the body is empty: a form is needed"));
        }
        Params::of_pairs(&request.form, known)
    }

    /// The query of a REST request that reads.
    pub(crate) fn of_query(request: &Request, known: &[&str]) -> Result<Params, Fault> {
        Params::of_pairs(&request.query, known)
    }

    /// No parameters at all.
    pub(crate) fn none(request: &Request) -> Result<(), Fault> {
        Params::of_pairs(&request.query, &[])?;
        Params::of_pairs(&request.form, &[]).map(drop)
    }

    fn of_pairs(pairs: &[(String, String)], known: &[&str]) -> Result<Params, Fault> {
        Params { pairs: pairs.iter().map(|(k, v)| (k.clone(), json!(v))).collect() }.only(known)
    }

    /// The `params` of an event bridge request.
    pub(crate) fn of_bridge(params: &Value, known: &[&str]) -> Result<Params, Fault> {
        let fields = params.as_object();
        if fields.is_none() && !params.is_null() {
            return Err(Fault::new(400, 20001, "params is not an object"));
        }
        let fields = fields.into_iter().flatten();
        let pairs = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
        Params { pairs }.only(known)
    }

    fn only(self, known: &[&str]) -> Result<Params, Fault> {
        for (number, (name, _)) in self.pairs.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let message = format!("the parameter {name} is unknown here");
                return Err(Fault::new(400, 20001, message));
            }
            if self.pairs[..number].iter().any(|(earlier, _)| earlier == name) {
                return Err(invalid(name, "it is given twice"));
            }
        }
        Ok(self)
    }

    fn value(&self, name: &str) -> Option<&Value> {
        self.pairs.iter().find(|(its, _)| its == name).map(|(_, value)| value)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Fault> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(invalid(name, format_args!("{other} is not a text"))),
        }
    }

    pub(crate) fn required<'a>(&'a self, name: &str) -> Result<&'a str, Fault> {
        self.text(name)?.ok_or_else(|| missing(name))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Fault> {
        match self.value(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(Value::String(text)) if text == "true" => Ok(Some(true)),
            Some(Value::String(text)) if text == "false" => Ok(Some(false)),
            Some(other) => Err(invalid(name, format_args!("{other} is neither true nor false"))),
        }
    }

    /// A whole number from `least` to `most`.
    pub(crate) fn whole<N>(&self, name: &str, least: N, most: N) -> Result<Option<N>, Fault>
    where
        N: std::str::FromStr + PartialOrd + Display,
    {
        let text = match self.value(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        match text.parse::<N>() {
            Ok(number) if least <= number && number <= most => Ok(Some(number)),
            _ => Err(invalid(name, format_args!("{text} is not a number from {least} to {most}"))),
        }
    }

    pub(crate) fn sid(&self, name: &str, kind: SidKind) -> Result<Option<Sid>, Fault> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match Sid::parse(kind, text) {
            Some(sid) => Ok(Some(sid)),
            None => Err(invalid(name, format_args!("`{text}` is not a {kind:?} SID"))),
        }
    }

    /// `Attributes`: an object, or an object written as JSON.
    pub(crate) fn attributes(&self) -> Result<Option<Value>, Fault> {
        let parsed = match self.value("Attributes") {
            None => return Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map_err(|error| invalid("Attributes", format_args!("not JSON: {error}")))?,
            Some(value) => value.clone(),
        };
        match parsed.is_object() {
            true => Ok(Some(parsed)),
            false => Err(invalid("Attributes", format_args!("{parsed} is not an object"))),
        }
    }

    /// All of them as one object, for the machine that carries out an instruction.
    pub(crate) fn all(&self) -> Value {
        Value::Object(self.pairs.iter().cloned().collect())
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.value(name).is_some()
    }
}

pub(crate) fn missing(name: &str) -> Fault {
    Fault::new(400, 20001, format!("the parameter {name} is missing"))
}

/// 412 unless the version that the client knows is the current one.
pub(crate) fn check_version(if_match: Option<&str>, version: u64) -> Result<(), Fault> {
    let known = if_match.map(|text| text.trim_start_matches("W/").trim_matches('"'));
    match known {
        None | Some("*") => Ok(()),
        Some(known) if known == version.to_string() => Ok(()),
        Some(known) => Err(Fault::new(
            412,
            20412,
            format!("precondition failed: the version is {version}, not {known}"),
        )),
    }
}
