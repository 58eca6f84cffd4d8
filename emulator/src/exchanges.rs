//! What was asked of Twilio's hosts, kept until somebody holds it against what Twilio publishes.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use twilio_world::{Method, Reply, Request};

/// So many exchanges are kept while nobody takes them; the oldest are lost first.
const MOST: usize = 2_000;

/// What was asked since it was last taken.
#[derive(Debug, Default)]
pub(crate) struct Exchanges {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Whole exchanges with hosts whose interface is published.
    whole: VecDeque<Value>,
    lost: u64,
    /// Requests to all other hosts: what was asked where, and the status; each but once.
    asked: BTreeSet<(String, String, u16)>,
}

impl Exchanges {
    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a whole exchange.
    pub(crate) fn keep(&self, request: &Request, reply: &Reply) {
        let method = match request.method {
            Method::Delete => "DELETE",
            Method::Get => "GET",
            Method::Post => "POST",
        };
        let exchange = json!({
            "host": request.host,
            "method": method,
            "path": request.path,
            "query": request.query,
            "form": request.form,
            "json": request.json,
            "if_match": request.if_match,
            "status": reply.status,
            "reply": reply.body,
        });
        let mut kept = self.locked();
        if kept.whole.len() == MOST {
            kept.whole.pop_front();
            kept.lost += 1;
        }
        kept.whole.push_back(exchange);
    }

    /// Keeps that this was asked of a host, in Twilio's words: `GET Workspaces/{WS}`.
    pub(crate) fn ask(&self, host: &str, what: &str, status: u16) {
        self.locked().asked.insert((host.to_owned(), without_sids(what), status));
    }

    /// Gives everything away.
    pub(crate) fn take(&self) -> Value {
        let Kept { whole, lost, asked } = std::mem::take(&mut *self.locked());
        json!({ "whole": whole, "lost": lost, "asked": asked })
    }
}

/// The text with `{WT}` in the place of each SID of that kind.
fn without_sids(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let sid = rest.get(..34).filter(|part| is_sid(part));
        let taken = match sid {
            Some(sid) => {
                plain.push_str(&format!("{{{}}}", &sid[..2]));
                sid.len()
            }
            None => {
                plain.push(next);
                next.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    plain
}

fn is_sid(text: &str) -> bool {
    let (kind, number) = text.as_bytes().split_at(2);
    kind.iter().all(u8::is_ascii_uppercase) && number.iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_request_for_another_thing_is_the_same() {
        let sid = |kind: &str| format!("{kind}{}", "0a".repeat(16));
        for (text, plain) in [
            (format!("GET Workers/{}", sid("WK")), "GET Workers/{WK}"),
            (format!("GET /Maps/{}.CS/Items", sid("WT")), "GET /Maps/{WT}.CS/Items"),
            ("GET /é/x".to_owned(), "GET /é/x"),
            (sid("WT"), "{WT}"),
        ] {
            assert_eq!(without_sids(&text), plain);
        }
    }

    #[test]
    fn what_nobody_takes_is_lost_and_counted() {
        let exchanges = Exchanges::default();
        let request = Request {
            host: "api.twilio.com".to_owned(),
            method: Method::Get,
            path: "/".to_owned(),
            query: Vec::new(),
            form: Vec::new(),
            json: None,
            basic: None,
            if_match: None,
        };
        for _ in 0..=MOST {
            exchanges.keep(&request, &Reply::deleted());
            exchanges.ask("flex.twilio.com", "GET /", 200);
        }
        let taken = exchanges.take();
        assert_eq!(taken["lost"], 1);
        assert_eq!(taken["whole"].as_array().map(Vec::len), Some(MOST));
        assert_eq!(taken["asked"], json!([["flex.twilio.com", "GET /", 200]]));
        assert_eq!(exchanges.take()["whole"], json!([]));
    }
}
