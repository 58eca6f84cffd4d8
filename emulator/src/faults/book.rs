//! All faults and how often each has struck: decides, for everything that happens, what goes wrong.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};
use twilio_world::{Arrow, Lane, Time};

use super::pattern::Pattern;
use super::rule::{Deed, Delivery, Place, Rule};

/// Something that is about to happen, as a fault looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) place: Place,
    /// The agent whose browser asks, or whose leg it is about; empty if nobody's.
    pub(crate) identity: &'a str,
    pub(crate) host: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) event: &'a str,
    pub(crate) label: &'a str,
    pub(crate) call: &'a str,
    /// Whether an earlier webhook to the same address is held back for this one to overtake.
    pub(crate) overtakes: bool,
}

impl<'a> Asked<'a> {
    /// Something at a place, of which nothing more is known yet.
    pub(crate) fn at(place: Place, method: &'a str, path: &'a str) -> Asked<'a> {
        Asked {
            place,
            identity: "",
            host: "",
            method,
            path,
            event: "",
            label: "",
            call: "",
            overtakes: false,
        }
    }

    /// Between whom it happens.
    pub(crate) fn arrow(&self) -> Arrow {
        let browser = || Lane::Browser(self.identity.to_owned());
        let (from, to) = match self.place {
            Place::Bridge => (browser(), Lane::TaskRouter),
            Place::Functions if self.identity.is_empty() => (Lane::Voice, Lane::Functions),
            Place::Functions => (browser(), Lane::Functions),
            Place::Network | Place::Token => (browser(), browser()),
            Place::Rest => (Lane::Functions, Lane::of_host(self.host)),
            Place::Voice => (browser(), Lane::Voice),
            Place::Webhook => (Lane::Voice, Lane::Functions),
        };
        Arrow::told(from, to)
    }
}

impl fmt::Display for Asked<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [self.method, self.host, self.path, self.event, self.label];
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        out.write_str(&words.join(" "))
    }
}

/// A fault that strikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Strike {
    /// Which fault.
    pub(crate) id: String,
    /// As it was written.
    pub(crate) written: Value,
    pub(crate) deed: Deed,
    /// A wrong answer comes after the work was done.
    pub(crate) after_work: bool,
}

/// All faults that were ever written, in the order written.
#[derive(Debug, Default)]
pub(crate) struct Book {
    faults: Vec<Fault>,
    numbers: u64,
}

#[derive(Debug)]
struct Fault {
    id: String,
    rule: Rule,
    /// As it was written.
    written: Value,
    until: Option<Time>,
    /// How often there was something for it.
    met: u32,
    struck: u32,
}

impl Book {
    /// Arms a fault; gives its id.
    pub(crate) fn arm(&mut self, rule: Rule, written: Value, now: Time) -> String {
        self.numbers += 1;
        let id = format!("f{}", self.numbers);
        let until = rule.lasts.map(|lasts| now + lasts);
        self.faults.push(Fault { id: id.clone(), rule, written, until, met: 0, struck: 0 });
        id
    }

    /// Takes a fault out; whether there was one of that id.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let before = self.faults.len();
        self.faults.retain(|fault| fault.id != id);
        self.faults.len() < before
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    /// The fault that strikes, if any: the first that is due. Those after it only count that
    /// there was something for them.
    pub(crate) fn strike(&mut self, asked: &Asked<'_>, now: Time) -> Option<Strike> {
        let mut strike = None;
        for fault in &mut self.faults {
            if !fault.is_armed(now) || !fault.rule.is_about(asked) {
                continue;
            }
            fault.met = fault.met.saturating_add(1);
            let held = asked.overtakes && fault.rule.deed == Deed::Webhook(Delivery::HoldUntilNext);
            if strike.is_none() && fault.met >= fault.rule.nth && !held {
                fault.struck += 1;
                let Rule { deed, after_work, .. } = fault.rule;
                let (id, written) = (fault.id.clone(), fault.written.clone());
                strike = Some(Strike { id, written, deed, after_work });
            }
        }
        strike
    }

    /// The agents whose network is cut.
    pub(crate) fn cut(&self, now: Time) -> BTreeSet<String> {
        let cuts = self.faults.iter().filter(|fault| fault.rule.deed == Deed::Cut);
        let armed = cuts.filter(|fault| fault.is_armed(now));
        armed.filter_map(|fault| fault.rule.wanted.identity.clone()).map(|who| who.0).collect()
    }

    /// Every fault, armed or spent, and how often it has struck.
    pub(crate) fn shown(&self, now: Time) -> Value {
        let shown = |fault: &Fault| {
            json!({
                "id": fault.id,
                "rule": fault.written,
                "armed": fault.is_armed(now),
                "until": fault.until.map(|until| until.0),
                "met": fault.met,
                "struck": fault.struck,
            })
        };
        self.faults.iter().map(shown).collect()
    }
}

impl Fault {
    fn is_armed(&self, now: Time) -> bool {
        let more = self.rule.times.is_none_or(|times| self.struck < times);
        more && self.until.is_none_or(|until| now < until)
    }
}

impl Rule {
    /// Whether this is what the fault strikes.
    fn is_about(&self, asked: &Asked<'_>) -> bool {
        let wanted = &self.wanted;
        self.place == asked.place
            && [
                (&wanted.call, asked.call),
                (&wanted.event, asked.event),
                (&wanted.host, asked.host),
                (&wanted.identity, asked.identity),
                (&wanted.label, asked.label),
                (&wanted.method, asked.method),
                (&wanted.path, asked.path),
            ]
            .into_iter()
            .all(|(pattern, text): (&Option<Pattern>, &str)| {
                pattern.as_ref().is_none_or(|pattern| pattern.fits(text))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn armed(book: &mut Book, json: Value, now: Time) -> String {
        book.arm(Rule::read(&json).unwrap(), json, now)
    }

    const WEBHOOK: Asked<'static> = Asked {
        place: Place::Webhook,
        identity: "bob",
        host: "",
        method: "POST",
        path: "/features/callback",
        event: "participant-join",
        label: "worker-WK1",
        call: "CA1",
        overtakes: false,
    };

    const CREATION: Asked<'static> = Asked {
        place: Place::Rest,
        identity: "",
        host: "taskrouter.twilio.com",
        method: "POST",
        path: "/v1/Workspaces/WS1/Tasks",
        event: "",
        label: "",
        call: "",
        overtakes: false,
    };

    const SIGNAL: Asked<'static> = Asked {
        place: Place::Voice,
        identity: "alice",
        host: "",
        method: "",
        path: "",
        event: "invite",
        label: "",
        call: "CA1",
        overtakes: false,
    };

    #[test]
    fn a_fault_strikes_what_it_names_and_nothing_else() {
        let webhook = |more: Value| {
            let mut rule = json!({ "where": "webhook", "do": "drop" });
            rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            rule
        };
        let hang = json!({ "where": "rest", "do": "hang" });
        let refuse =
            |more: (&str, &str)| json!({ "where": "voice", "do": "refuse", more.0: more.1 });
        let hang_at = |more: (&str, &str)| json!({ "where": "rest", "do": "hang", more.0: more.1 });
        for (rule, asked, wanted) in [
            (webhook(json!({})), &WEBHOOK, true),
            (webhook(json!({})), &CREATION, false),
            (webhook(json!({ "path": "/features/callback" })), &WEBHOOK, true),
            (webhook(json!({ "path": "/features/join" })), &WEBHOOK, false),
            (webhook(json!({ "event": "participant-join" })), &WEBHOOK, true),
            (webhook(json!({ "event": "participant-leave" })), &WEBHOOK, false),
            (webhook(json!({ "event": "participant-*", "label": "worker-*" })), &WEBHOOK, true),
            (webhook(json!({ "event": "participant-*", "label": "customer" })), &WEBHOOK, false),
            (webhook(json!({ "call": "CA1", "identity": "bob" })), &WEBHOOK, true),
            (webhook(json!({ "call": "CA1", "identity": "alice" })), &WEBHOOK, false),
            (webhook(json!({ "call": "CA2" })), &WEBHOOK, false),
            (refuse(("event", "invite")), &SIGNAL, true),
            (refuse(("event", "answer")), &SIGNAL, false),
            (refuse(("identity", "bob")), &SIGNAL, false),
            (refuse(("call", "CA1")), &WEBHOOK, false),
            (hang.clone(), &CREATION, true),
            (hang, &WEBHOOK, false),
            (hang_at(("host", "taskrouter.twilio.com")), &CREATION, true),
            (hang_at(("host", "sync.twilio.com")), &CREATION, false),
            (hang_at(("method", "POST")), &CREATION, true),
            (hang_at(("method", "GET")), &CREATION, false),
            (hang_at(("path", "/v1/Workspaces/*/Tasks")), &CREATION, true),
            (hang_at(("path", "/v1/Workspaces/*/Tasks/*")), &CREATION, false),
        ] {
            let mut book = Book::default();
            armed(&mut book, rule.clone(), Time(0));
            assert_eq!(book.strike(asked, Time(0)).is_some(), wanted, "{rule} {asked}");
            assert_eq!(book.shown(Time(0))[0]["struck"], u8::from(wanted), "{rule}");
        }
    }

    /// Which of five equal things at one second's distance a fault strikes: `x` or `.`.
    fn struck(rule: Value) -> String {
        let mut book = Book::default();
        armed(&mut book, rule, Time(0));
        let strikes = (0..5).map(|at| book.strike(&CREATION, Time(at * 1000)));
        strikes.map(|strike| if strike.is_some() { 'x' } else { '.' }).collect()
    }

    #[test]
    fn a_fault_strikes_as_often_and_as_long_as_it_says() {
        for (more, wanted) in [
            (json!({}), "xxxxx"),
            (json!({ "times": 1 }), "x...."),
            (json!({ "times": 2 }), "xx..."),
            (json!({ "nth": 3 }), "..xxx"),
            (json!({ "nth": 2, "times": 1 }), ".x..."),
            (json!({ "for_ms": 3000 }), "xxx.."),
            (json!({ "for_ms": 3001 }), "xxxx."),
            (json!({ "for_ms": 3000, "nth": 2, "times": 5 }), ".xx.."),
        ] {
            let mut rule = json!({ "where": "rest", "do": "hang" });
            rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            assert_eq!(struck(rule), wanted, "{more}");
        }
    }

    #[test]
    fn one_fault_strikes_at_a_time_and_the_others_count_along() {
        let mut book = Book::default();
        let rule = |status: u16, more: (&str, u32)| json!({ "where": "rest", "do": "status", "status": status, more.0: more.1 });
        armed(&mut book, rule(503, ("times", 1)), Time(0));
        armed(&mut book, rule(412, ("nth", 2)), Time(0));
        let ids: Vec<_> = (0..3).map(|_| book.strike(&CREATION, Time(0)).unwrap().id).collect();
        assert_eq!(ids, ["f1", "f2", "f2"]);
        assert!(book.remove("f2"));
        assert!(!book.remove("f2"));
        assert_eq!(book.strike(&CREATION, Time(0)), None);
    }

    #[test]
    fn what_overtakes_is_not_held_itself_but_may_go_wrong_otherwise() {
        let mut book = Book::default();
        armed(&mut book, json!({ "where": "webhook", "do": "hold_until_next" }), Time(0));
        let overtaking = Asked { overtakes: true, ..WEBHOOK };
        let mut strikes = |asked| book.strike(asked, Time(0)).map(|strike| strike.deed);
        let held = Some(Deed::Webhook(Delivery::HoldUntilNext));
        assert_eq!(strikes(&WEBHOOK), held);
        assert_eq!(strikes(&overtaking), None);
        assert_eq!(strikes(&WEBHOOK), held);
        armed(&mut book, json!({ "where": "webhook", "do": "drop" }), Time(0));
        let deed = book.strike(&overtaking, Time(0)).map(|strike| strike.deed);
        assert_eq!(deed, Some(Deed::Webhook(Delivery::Drop)));
    }

    #[test]
    fn whose_network_is_cut_and_until_when() {
        let mut book = Book::default();
        let cut = |who: &str| json!({ "where": "network", "do": "cut", "identity": who });
        let mut brief = cut("alice");
        brief["for_ms"] = json!(20);
        armed(&mut book, brief, Time(10));
        let bobs = armed(&mut book, cut("bob"), Time(10));
        armed(&mut book, cut("bob"), Time(10));
        let who = |book: &Book, at| book.cut(Time(at)).into_iter().collect::<Vec<_>>().join(" ");
        assert_eq!(who(&book, 29), "alice bob");
        assert_eq!(who(&book, 30), "bob");
        book.remove(&bobs);
        assert_eq!(who(&book, 30), "bob", "the other fault still holds");
        book.clear();
        assert_eq!(who(&book, 30), "");
    }
}
