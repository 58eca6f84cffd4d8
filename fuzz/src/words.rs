//! Short texts: identifiers, labels, own words, addresses, favourites, an account's own sentences.

use crate::bytes::Bytes;
use crate::{foreign, told};

#[path = "../../tests/foreign/mod.rs"]
mod account;

/// Three texts, each in every place where somebody's text may stand.
pub fn tried(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let [one, other, third] = [bytes.text(), bytes.text(), bytes.text()];
    told((&one, &other, &third));
    foreign::identifiers(&one);
    foreign::names_of_things(&one);
    foreign::own_words(&one);
    foreign::favourites(&one);
    foreign::only_what_can_be_called_is(&one, &other);
    account::can_be_shown(&third, &one, &other);
}
