//! Lists, page by page, in the envelope of `2010-04-01`.

use serde_json::{Value, json};

use super::form::Form;
use crate::exchange::{Fault, Reply};

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    number: usize,
    size: usize,
}

impl Page {
    /// The list's own parameters.
    pub(super) fn of(form: &mut Form) -> Result<Page, Fault> {
        let size = form.integer("PageSize", 1..=1000)?.unwrap_or(50) as usize;
        let number = form.integer("Page", 0..=1_000_000)?.unwrap_or(0) as usize;
        // The number alone says where a page begins; real tokens are opaque.
        form.text("PageToken");
        Ok(Page { number, size })
    }

    /// The page of these items, newest first as Twilio lists them.
    pub(super) fn reply(self, name: &str, uri: &str, items: Vec<Value>) -> Reply {
        let start = self.number * self.size;
        let more = items.len() > start + self.size;
        let shown: Vec<Value> = items.into_iter().skip(start).take(self.size).collect();
        let end = if shown.is_empty() { start } else { start + shown.len() - 1 };
        let at = |number: usize| format!("{uri}?PageSize={}&Page={number}", self.size);
        let mut body = json!({
            "end": end,
            "first_page_uri": at(0),
            "next_page_uri": more.then(|| at(self.number + 1)),
            "page": self.number,
            "page_size": self.size,
            "previous_page_uri": (self.number > 0).then(|| at(self.number - 1)),
            "start": start,
            "uri": at(self.number),
        });
        body[name] = Value::Array(shown);
        Reply::ok(body)
    }
}
