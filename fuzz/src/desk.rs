//! Records of one call, as they come to the desk that follows it.

use crate::bytes::Bytes;
use crate::{foreign, told};

/// Nobody sees more of one call that can be told apart.
const MOST_RECORDS: usize = 8;

/// Some records, one after another.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let example = foreign::record();
    let mut records = Vec::new();
    while !bytes.is_over() && records.len() < MOST_RECORDS {
        records.push(bytes.almost(&example));
    }
    told(&records);
    foreign::desk_bears(records);
}
