//! Reads a fault strictly: what does not go together is refused, and told what would.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::pattern::Pattern;
use super::rule::{Deed, Delivery, Place, Rule, RuleError, Signal, Wanted, Wrong, list};

/// The longest wait of any fault: longer than Twilio, a browser or an agent waits for anything.
const LONGEST: u64 = 600_000;

/// Twilio's REST hosts, as a fault may name them.
const HOSTS: [&str; 8] = [
    "api.twilio.com",
    "flex-api.twilio.com",
    "iam.twilio.com",
    "serverless-upload.twilio.com",
    "serverless.twilio.com",
    "studio.twilio.com",
    "sync.twilio.com",
    "taskrouter.twilio.com",
];

const METHODS: [&str; 3] = ["DELETE", "GET", "POST"];

/// A fault as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "where")]
    place: Place,
    #[serde(rename = "do")]
    deed: String,
    call: Option<String>,
    event: Option<String>,
    host: Option<String>,
    identity: Option<String>,
    label: Option<String>,
    method: Option<String>,
    path: Option<String>,
    after_work: Option<bool>,
    delay_ms: Option<u64>,
    status: Option<u16>,
    nth: Option<u32>,
    times: Option<u32>,
    for_ms: Option<u64>,
}

impl Rule {
    /// The fault that this JSON describes.
    pub(crate) fn read(json: &Value) -> Result<Rule, RuleError> {
        let written = Written::deserialize(json);
        let written = written.map_err(|error| RuleError::Form(error.to_string()))?;
        let deed = written.deed()?;
        written.check(deed)?;
        let pattern = |text: Option<String>| text.map(Pattern);
        Ok(Rule {
            place: written.place,
            deed,
            after_work: written.after_work.unwrap_or(false),
            nth: written.nth.unwrap_or(1),
            times: written.times,
            lasts: written.for_ms.map(Duration::from_millis),
            wanted: Wanted {
                call: pattern(written.call),
                event: pattern(written.event),
                host: pattern(written.host),
                identity: pattern(written.identity),
                label: pattern(written.label),
                method: pattern(written.method),
                path: pattern(written.path),
            },
        })
    }
}

impl Written {
    fn deed(&self) -> Result<Deed, RuleError> {
        if !self.place.deeds().contains(&self.deed.as_str()) {
            return Err(RuleError::Deed { place: self.place });
        }
        let wait = || self.delay_ms.map(Duration::from_millis);
        Ok(match (self.place, self.deed.as_str()) {
            (Place::Webhook, "delay") => {
                Deed::Webhook(Delivery::Delay(self.needed("delay_ms", wait())?))
            }
            (Place::Voice, "drop") => Deed::Voice(Signal::Drop),
            (_, "bad_json") => Deed::Answer(Wrong::BadJson),
            (_, "cut") => Deed::Cut,
            (_, "delay") => Deed::Answer(Wrong::Delay(self.needed("delay_ms", wait())?)),
            (_, "double") => Deed::Webhook(Delivery::Double(wait().unwrap_or_default())),
            (_, "drop") => Deed::Webhook(Delivery::Drop),
            (_, "empty") => Deed::Answer(Wrong::Empty),
            (_, "expire") => Deed::Expire,
            (_, "hang") => Deed::Answer(Wrong::Hang),
            (_, "hold_until_next") => Deed::Webhook(Delivery::HoldUntilNext),
            (_, "html") => Deed::Answer(Wrong::Html),
            (_, "lose_answer") => Deed::Webhook(Delivery::LoseAnswer),
            (_, "outdate") => Deed::Outdate,
            (_, "redirect") => Deed::Answer(Wrong::Redirect),
            (_, "refuse") => Deed::Voice(Signal::Refuse),
            (_, "reset") => Deed::Answer(Wrong::Reset),
            (_, "restart") => Deed::Restart,
            (_, "status") => Deed::Answer(Wrong::Status(self.needed("status", self.status)?)),
            (place, _) => return Err(RuleError::Deed { place }),
        })
    }

    fn needed<T>(&self, field: &'static str, value: Option<T>) -> Result<T, RuleError> {
        let deed = self.deed.clone();
        value.ok_or(RuleError::Missing { place: self.place, deed, field })
    }

    /// That everything said goes with the deed, and is something that there can be.
    fn check(&self, deed: Deed) -> Result<(), RuleError> {
        let wanted = self.fields(deed);
        for field in self.said() {
            if !wanted.contains(&field) {
                let (place, deed) = (self.place, self.deed.clone());
                return Err(RuleError::Foreign { place, deed, field, wanted });
            }
        }
        if matches!(self.place, Place::Network | Place::Token) {
            self.needed("identity", self.identity.as_ref())?;
        }
        let text = |field, value: &Option<String>, known: &[&str]| match value {
            Some(value) if !known.contains(&value.as_str()) => {
                Err(RuleError::Value { field, wanted: format!("one of {}", list(known)) })
            }
            _ => Ok(()),
        };
        text("host", &self.host, &HOSTS)?;
        text("method", &self.method, &METHODS)?;
        self.check_path()?;
        let number = |field, value: Option<u64>, least: u64, most: u64| match value {
            Some(value) if !(least..=most).contains(&value) => {
                Err(RuleError::Value { field, wanted: format!("from {least} to {most}") })
            }
            _ => Ok(()),
        };
        number("delay_ms", self.delay_ms, 0, LONGEST)?;
        number("for_ms", self.for_ms, 1, LONGEST)?;
        number("nth", self.nth.map(u64::from), 1, u64::from(u32::MAX))?;
        number("status", self.status.map(u64::from), 400, 599)?;
        number("times", self.times.map(u64::from), 1, u64::from(u32::MAX))
    }

    /// The bridge's paths begin with `Workspaces`, all others with `/`.
    fn check_path(&self) -> Result<(), RuleError> {
        let Some(path) = &self.path else { return Ok(()) };
        let begin = if self.place == Place::Bridge { "Workspaces" } else { "/" };
        if path.starts_with(begin) || path.starts_with('*') {
            return Ok(());
        }
        let wanted = format!("a path that begins with {begin} or *, such as {begin}* or **");
        Err(RuleError::Value { field: "path", wanted })
    }

    /// All that may be said beside `where` and `do`.
    fn fields(&self, deed: Deed) -> Vec<&'static str> {
        let mut fields = self.place.wants().to_vec();
        let of_deed: &[&'static str] = match deed {
            Deed::Answer(Wrong::Delay(_)) => &["after_work", "delay_ms"],
            Deed::Answer(Wrong::Status(_)) => &["after_work", "status"],
            Deed::Answer(
                Wrong::BadJson
                | Wrong::Empty
                | Wrong::Hang
                | Wrong::Html
                | Wrong::Redirect
                | Wrong::Reset,
            ) => &["after_work"],
            Deed::Webhook(Delivery::Delay(_) | Delivery::Double(_)) => &["delay_ms"],
            Deed::Restart => return Vec::new(),
            Deed::Cut
            | Deed::Expire
            | Deed::Outdate
            | Deed::Voice(_)
            | Deed::Webhook(Delivery::Drop | Delivery::HoldUntilNext | Delivery::LoseAnswer) => &[],
        };
        let of_schedule: &[&'static str] = match deed {
            Deed::Answer(_) | Deed::Voice(_) | Deed::Webhook(_) => &["nth", "times", "for_ms"],
            Deed::Cut => &["for_ms"],
            Deed::Expire | Deed::Outdate | Deed::Restart => &[],
        };
        fields.extend_from_slice(of_deed);
        fields.extend_from_slice(of_schedule);
        fields
    }

    /// The names of what is said beside `where` and `do`.
    fn said(&self) -> Vec<&'static str> {
        [
            ("call", self.call.is_some()),
            ("event", self.event.is_some()),
            ("host", self.host.is_some()),
            ("identity", self.identity.is_some()),
            ("label", self.label.is_some()),
            ("method", self.method.is_some()),
            ("path", self.path.is_some()),
            ("after_work", self.after_work.is_some()),
            ("delay_ms", self.delay_ms.is_some()),
            ("status", self.status.is_some()),
            ("nth", self.nth.is_some()),
            ("times", self.times.is_some()),
            ("for_ms", self.for_ms.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, said)| said.then_some(name))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What a fault does, in one word, or why it is none.
    fn read(json: Value) -> Result<Deed, String> {
        Rule::read(&json).map(|rule| rule.deed).map_err(|error| error.to_string())
    }

    #[test]
    fn every_deed_is_read_at_its_place() {
        let ms = Duration::from_millis;
        for (json, wanted) in [
            (json!({ "where": "webhook", "do": "drop" }), Deed::Webhook(Delivery::Drop)),
            (
                json!({ "where": "webhook", "do": "double" }),
                Deed::Webhook(Delivery::Double(Duration::ZERO)),
            ),
            (
                json!({ "where": "webhook", "do": "double", "delay_ms": 9, "times": 1 }),
                Deed::Webhook(Delivery::Double(ms(9))),
            ),
            (
                json!({ "where": "webhook", "do": "delay", "delay_ms": 5000, "event": "participant-*" }),
                Deed::Webhook(Delivery::Delay(ms(5000))),
            ),
            (
                json!({ "where": "webhook", "do": "hold_until_next", "label": "worker-*" }),
                Deed::Webhook(Delivery::HoldUntilNext),
            ),
            (
                json!({ "where": "webhook", "do": "lose_answer", "identity": "bob" }),
                Deed::Webhook(Delivery::LoseAnswer),
            ),
            (
                json!({ "where": "rest", "do": "status", "status": 412, "host": "sync.twilio.com", "nth": 2 }),
                Deed::Answer(Wrong::Status(412)),
            ),
            (
                json!({ "where": "rest", "do": "hang", "after_work": true, "for_ms": 30_000 }),
                Deed::Answer(Wrong::Hang),
            ),
            (
                json!({ "where": "bridge", "do": "delay", "delay_ms": 1, "path": "Workspaces/*/Tasks" }),
                Deed::Answer(Wrong::Delay(ms(1))),
            ),
            (
                json!({ "where": "functions", "do": "reset", "path": "/features/**" }),
                Deed::Answer(Wrong::Reset),
            ),
            (json!({ "where": "functions", "do": "html" }), Deed::Answer(Wrong::Html)),
            (json!({ "where": "functions", "do": "empty" }), Deed::Answer(Wrong::Empty)),
            (json!({ "where": "functions", "do": "redirect" }), Deed::Answer(Wrong::Redirect)),
            (json!({ "where": "functions", "do": "bad_json" }), Deed::Answer(Wrong::BadJson)),
            (json!({ "where": "functions", "do": "restart" }), Deed::Restart),
            (json!({ "where": "network", "do": "cut", "identity": "bob" }), Deed::Cut),
            (
                json!({ "where": "voice", "do": "drop", "identity": "bob", "event": "listen" }),
                Deed::Voice(Signal::Drop),
            ),
            (
                json!({ "where": "voice", "do": "refuse", "event": "invite", "times": 1 }),
                Deed::Voice(Signal::Refuse),
            ),
            (json!({ "where": "token", "do": "expire", "identity": "bob" }), Deed::Expire),
            (json!({ "where": "token", "do": "outdate", "identity": "bob" }), Deed::Outdate),
        ] {
            assert_eq!(read(json.clone()), Ok(wanted), "{json}");
        }
    }

    #[test]
    fn what_is_no_fault_is_told_what_was_needed() {
        for (json, wanted) in [
            (json!([]), "not a fault: invalid"),
            (json!({}), "not a fault: missing field `where`"),
            (json!({ "where": "rest" }), "not a fault: missing field `do`"),
            (
                json!({ "where": "sky", "do": "drop" }),
                "unknown variant `sky`, expected one of `bridge`",
            ),
            (
                json!({ "where": "rest", "do": "hang", "wen": 1 }),
                "unknown field `wen`, expected one of",
            ),
            (
                json!({ "where": "rest", "do": "drop" }),
                "a rest fault's `do` must be one of delay, hang, reset, status",
            ),
            (
                json!({ "where": "webhook", "do": "restart" }),
                "must be one of delay, double, drop, hold_until_next, lose_answer",
            ),
            (json!({ "where": "voice", "do": "hang" }), "must be one of drop, refuse"),
            (json!({ "where": "rest", "do": "status" }), "`status` at rest needs `status`"),
            (json!({ "where": "bridge", "do": "delay" }), "`delay` at bridge needs `delay_ms`"),
            (json!({ "where": "network", "do": "cut" }), "`cut` at network needs `identity`"),
            (
                json!({ "where": "network", "do": "cut", "identity": "bob", "times": 1 }),
                "`times` does not go with `cut` at network; there may be identity, for_ms",
            ),
            (
                json!({ "where": "webhook", "do": "drop", "delay_ms": 1 }),
                "`delay_ms` does not go with `drop` at webhook",
            ),
            (
                json!({ "where": "functions", "do": "restart", "path": "/a" }),
                "`path` does not go with `restart` at functions",
            ),
            (
                json!({ "where": "rest", "do": "hang", "host": "example.com" }),
                "`host` must be one of api.twilio.com,",
            ),
            (
                json!({ "where": "rest", "do": "hang", "method": "get" }),
                "`method` must be one of DELETE, GET, POST",
            ),
            (
                json!({ "where": "rest", "do": "hang", "path": "v1/Workspaces" }),
                "`path` must be a path that begins with / or *",
            ),
            (
                json!({ "where": "bridge", "do": "hang", "path": "/Workspaces" }),
                "`path` must be a path that begins with Workspaces or *",
            ),
            (
                json!({ "where": "rest", "do": "status", "status": 200 }),
                "`status` must be from 400 to 599",
            ),
            (json!({ "where": "rest", "do": "hang", "nth": 0 }), "`nth` must be from 1"),
            (json!({ "where": "rest", "do": "hang", "times": 0 }), "`times` must be from 1"),
            (json!({ "where": "rest", "do": "hang", "for_ms": 0 }), "`for_ms` must be from 1"),
            (
                json!({ "where": "rest", "do": "delay", "delay_ms": 600_001 }),
                "`delay_ms` must be from 0 to 600000",
            ),
        ] {
            let why = read(json.clone()).expect_err("not a fault");
            assert!(why.contains(wanted), "{json}: {why}");
        }
    }
}
