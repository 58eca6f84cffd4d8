//! JSON that travels between browsers, Functions and Sync.

use crate::bytes::Bytes;
use crate::{foreign, told};

/// One text, almost one of four examples, read as everything that travels.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let example = match bytes.below(4) {
        0 => foreign::record(),
        1 => foreign::callers(),
        2 => foreign::colleagues(),
        _ => foreign::exchange(),
    };
    let json = bytes.almost_json(&example);
    told(&json);
    foreign::travels(&json);
}
