//! Text and JSON as nobody should send them: at random, or a good example with some places spoilt.

#![allow(dead_code, reason = "each test binary uses a part of it")]

mod places;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use places::{places, spoil};

/// What has a meaning somewhere: in HTML, in XML, in addresses, in templates, in forms, in text.
const ODD: [&str; 26] = [
    "",
    " ",
    "\0",
    "\r\n",
    "\t",
    "\"",
    "'",
    "`",
    "<",
    "</Response>",
    "&amp;",
    "]]>",
    "{{",
    "}}",
    "%00",
    "../",
    "?a=b&c#d",
    "true",
    "null",
    "-1",
    "client:",
    "sip:",
    "@",
    "+1",
    "\u{202E}",
    "👩‍👩‍👧",
];

/// Any text, most of it with something that has a meaning.
pub(crate) fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        vec(prop_oneof![select(&ODD[..]).prop_map(str::to_owned), ".{0,6}"], 0..6)
            .prop_map(|parts| parts.concat()),
        "(worker-)?(AC|CA|CF|WK|WQ|WR|WT|WW)[0-9a-f]{31,33}",
        "(worker-)?(CA|CF|WK|WT)[0-9a-fA-Gx]{31,33}[ /.]?",
        "(client:|sip:|tel:|\\+)?[0-9a-z@.]{0,18}",
        (select(&ODD[1..]), 200_usize..1_200).prop_map(|(part, times)| part.repeat(times)),
    ]
}

/// A value that nobody expects.
pub(crate) fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => odd_text().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => select(vec![json!(null), json!([]), json!({}), json!([[null]]), json!({ "a": [{}] })]),
    ]
}

/// The example with up to four of its places replaced or taken away.
pub(crate) fn almost(example: Value) -> impl Strategy<Value = Value> {
    let places = places(&example);
    let change = (0..places.len(), proptest::option::of(odd()));
    vec(change, 0..5).prop_map(move |changes| {
        let mut spoilt = example.clone();
        for (place, instead) in changes {
            spoil(&mut spoilt, &places[place], instead);
        }
        spoilt
    })
}

/// The same as text, which need not be JSON at all.
pub(crate) fn almost_json(example: Value) -> impl Strategy<Value = String> {
    let spoilt = almost(example).prop_map(|spoilt| spoilt.to_string()).boxed();
    let cut = (spoilt.clone(), any::<prop::sample::Index>()).prop_map(|(text, at)| {
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        text[..ends[at.index(ends.len())]].to_owned()
    });
    prop_oneof![4 => spoilt, 1 => cut, 1 => odd_text()]
}
