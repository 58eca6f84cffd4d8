//! What has happened, line by line: for the emulator's page, and for tests.

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::time::Time;

/// One line of what happened.
#[derive(Clone, Debug, Serialize)]
pub struct LogEntry {
    /// Running number, from 1.
    pub number: usize,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// `rest`, `bridge`, `event`, `functions`, `twiml`, `webhook`, `voice`, `sync`, `control`,
    /// `fault` or `missing`.
    pub kind: String,
    /// Who was at the other end: a worker's name, a host, a Function.
    pub who: String,
    /// What, in one line, without personal data beyond the world's own made-up people.
    pub what: String,
    /// More, for a reader who opens the line; tokens are hidden.
    pub detail: Value,
    /// Who spoke to whom; nothing for what is of no interest to anybody else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrow: Option<Arrow>,
}

/// One arrow between two of those who take part in a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arrow {
    /// Who asks or tells.
    pub from: Lane,
    /// Who is asked or told.
    pub to: Lane,
    /// The HTTP status of the answer, if it is a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// When it was asked, in milliseconds since 1970, if the answer took its time: the line is
    /// written some time after the answer, so the moment cannot be had from the line's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub began: Option<u64>,
    /// How long the answer took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub took_ms: Option<u64>,
}

impl Arrow {
    /// Something told, to which there is no answer.
    pub fn told(from: Lane, to: Lane) -> Arrow {
        Arrow { from, to, status: None, began: None, took_ms: None }
    }

    /// A request that was answered at once.
    pub fn answered(from: Lane, to: Lane, status: u16) -> Arrow {
        Arrow { status: Some(status), ..Arrow::told(from, to) }
    }

    /// The same, asked at one time and answered at another.
    #[must_use]
    pub fn between(self, began: Time, ended: Time) -> Arrow {
        let took_ms = Some(ended.0.saturating_sub(began.0));
        Arrow { began: Some(began.0), took_ms, ..self }
    }
}

/// One who takes part in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lane {
    /// The browser of the agent of this identity.
    Browser(String),
    /// The Functions.
    Functions,
    /// Twilio's Sync.
    Sync,
    /// Twilio's TaskRouter.
    TaskRouter,
    /// Another part of Twilio.
    Twilio,
    /// Twilio's Voice: legs and conferences.
    Voice,
}

impl Lane {
    /// The part of Twilio that answers at this host.
    pub fn of_host(host: &str) -> Lane {
        match host.split('.').next() {
            Some("api") => Lane::Voice,
            Some("sync") => Lane::Sync,
            Some("taskrouter") => Lane::TaskRouter,
            _ => Lane::Twilio,
        }
    }
}

impl Serialize for Lane {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Lane::Browser(identity) => serializer.collect_str(&format_args!("browser:{identity}")),
            Lane::Functions => serializer.serialize_str("functions"),
            Lane::Sync => serializer.serialize_str("sync"),
            Lane::TaskRouter => serializer.serialize_str("taskrouter"),
            Lane::Twilio => serializer.serialize_str("twilio"),
            Lane::Voice => serializer.serialize_str("voice"),
        }
    }
}

/// The same without the tokens in it: as a field, or as a pair of a form.
pub(crate) fn without_tokens(mut detail: Value) -> Value {
    hide_tokens(&mut detail);
    detail
}

fn hide_tokens(value: &mut Value) {
    match value {
        Value::Array(items) => match items.as_mut_slice() {
            [Value::String(name), secret @ Value::String(_)] if is_token(name) => hide(secret),
            items => items.iter_mut().for_each(hide_tokens),
        },
        Value::Object(fields) => {
            for (name, field) in fields {
                if is_token(name) && field.is_string() {
                    hide(field);
                } else {
                    hide_tokens(field);
                }
            }
        }
        Value::Bool(_) | Value::Null | Value::Number(_) | Value::String(_) => {}
    }
}

fn is_token(name: &str) -> bool {
    name.eq_ignore_ascii_case("token")
}

fn hide(secret: &mut Value) {
    *secret = Value::from("(hidden)");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tokens_are_hidden_wherever_they_stand() {
        for (detail, wanted) in [
            (json!({ "Token": "abc" }), json!({ "Token": "(hidden)" })),
            (json!({ "a": [{ "token": "abc" }] }), json!({ "a": [{ "token": "(hidden)" }] })),
            (
                json!({ "form": [["Token", "abc"], ["To", "bob"]] }),
                json!({ "form": [["Token", "(hidden)"], ["To", "bob"]] }),
            ),
            (json!({ "token": { "ttl": 5 } }), json!({ "token": { "ttl": 5 } })),
            (json!(["To", "token"]), json!(["To", "token"])),
        ] {
            assert_eq!(without_tokens(detail), wanted);
        }
    }

    #[test]
    fn lanes_are_named_for_the_page() {
        let arrow =
            Arrow::answered(Lane::Browser("bob".into()), Lane::of_host("sync.twilio.com"), 200);
        let wanted = json!({
            "from": "browser:bob", "to": "sync", "status": 200, "began": 1_003, "took_ms": 7,
        });
        assert_eq!(json!(arrow.between(Time(1_003), Time(1_010))), wanted);
        let told = Arrow::told(Lane::of_host("taskrouter.twilio.com"), Lane::Functions);
        assert_eq!(json!(told), json!({ "from": "taskrouter", "to": "functions" }));
        for (host, wanted) in [("api.twilio.com", "voice"), ("iam.twilio.com", "twilio")] {
            assert_eq!(json!(Lane::of_host(host)), wanted);
        }
    }
}
