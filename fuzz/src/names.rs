//! Names of colleagues, and what an agent types to find one.

use crate::bytes::Bytes;
use crate::told;

#[path = "../../search/tests/foreign/mod.rs"]
mod foreign;

/// Enough that one may be preferred to another.
const MOST_NAMES: usize = 6;

/// A query, and some names.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let query = bytes.text();
    let mut names = Vec::new();
    while !bytes.is_over() && names.len() < MOST_NAMES {
        names.push(bytes.text());
    }
    told((&query, &names));
    foreign::marks_can_be_cut_out(&names, &query);
}
