//! Records of one call, as they come to the desk that follows it.

use std::sync::LazyLock;

use crate::bytes::{Bytes, Example};
use crate::{foreign, told};

/// Nobody sees more of one call that can be told apart.
const MOST_RECORDS: usize = 8;

static RECORD: LazyLock<Example> = LazyLock::new(|| Example::new(foreign::record()));

/// Where the changes of the first record begin.
pub const HEAD: usize = 0;

/// Some records, one after another.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let mut records = Vec::new();
    while !bytes.is_over() && records.len() < MOST_RECORDS {
        records.push(bytes.almost(&RECORD));
    }
    told(&records);
    foreign::desk_bears(records);
}
