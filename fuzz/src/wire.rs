//! JSON that travels between browsers, Functions and Sync.

use std::sync::LazyLock;

use crate::bytes::{Bytes, Example};
use crate::{foreign, told};

static EXAMPLES: LazyLock<[Example; 4]> = LazyLock::new(|| {
    let all = [foreign::record(), foreign::callers(), foreign::colleagues(), foreign::exchange()];
    all.map(Example::new)
});

/// Where the changes of the example begin, behind which one it is and how it becomes text.
pub const HEAD: usize = 2;

/// One text, almost one of four examples, read as everything that travels.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let example = &EXAMPLES[bytes.below(EXAMPLES.len())];
    let json = bytes.almost_json(example);
    told(&json);
    foreign::travels(&json);
}
