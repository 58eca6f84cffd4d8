//! What libFuzzer tries on every reader of foreign text: a file each family.
//!
//! | target      | whose text                                            | what must hold                   |
//! |-------------|-------------------------------------------------------|----------------------------------|
//! | `words`     | SIDs, labels, own words, addresses, an account's texts | taken as meant, or not at all    |
//! | `wire`      | JSON of records, attributes, requests and answers     | read and written alike, or refused |
//! | `desk`      | records of calls that follow each other               | the agent is shown something     |
//! | `functions` | requests, and what Twilio answers meanwhile           | every plan ends, in form         |
//! | `names`     | names of colleagues, and what is typed to find them   | marks are inside of names        |
//! | `program`   | WebAssembly, and the text that it travels as          | the same program, or refused     |
//!
//! What must hold is said by the tests of each crate, in `tests/foreign`: there texts are drawn by
//! chance; here libFuzzer is told which branches one took, and goes on from those that took new
//! ones. JavaScript's own values, which `src/host` reads field by field, need a browser, and
//! have their tests there.

mod bytes;
pub mod change;
pub mod desk;
mod dictionary;
pub mod functions;
pub mod names;
pub mod program;
pub mod wire;
pub mod words;

#[path = "../../core/tests/foreign/mod.rs"]
mod foreign;
#[path = "../../core/tests/almost/places.rs"]
mod places;
#[path = "../../core/tests/support/mod.rs"]
mod support;

use std::fmt::Debug;

/// Tells what the bytes mean, if whoever runs a single finding again has asked for it.
fn told(meaning: impl Debug) {
    if std::env::var_os("FUZZ_TELLS").is_some() {
        eprintln!("means: {meaning:#?}");
    }
}
