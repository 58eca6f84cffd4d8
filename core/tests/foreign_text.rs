//! Text of others' making, at random: none of it breaks a parser, and what is taken was meant.
//!
//! `PROPTEST_CASES=1000000 cargo test --package call-core --test foreign_text` looks longer,
//! and `npm run fuzz` with what the parsers tell of themselves.

mod almost;
mod foreign;
mod support;

use proptest::collection::vec;
use proptest::prelude::*;

use almost::{almost, almost_json, odd_text};

proptest! {
    #[test]
    fn identifiers_are_taken_as_they_are_or_not_at_all(text in odd_text()) {
        foreign::identifiers(&text);
    }

    #[test]
    fn a_label_is_an_agents_own_or_nobodys(text in odd_text()) {
        foreign::names_of_things(&text);
    }

    #[test]
    fn own_words_are_one_short_line(text in odd_text()) {
        foreign::own_words(&text);
    }

    #[test]
    fn favourites_that_were_read_are_kept_as_they_are(lines in vec(odd_text(), 0..4)) {
        foreign::favourites(&lines.join("\n"));
    }

    #[test]
    fn what_travels_is_read_or_refused(
        record in almost_json(foreign::record()),
        callers in almost_json(foreign::callers()),
        colleagues in almost_json(foreign::colleagues()),
        exchange in almost_json(foreign::exchange()),
    ) {
        for json in [record, callers, colleagues, exchange] {
            foreign::travels(&json);
        }
    }

    #[test]
    fn a_desk_bears_any_record(records in vec(almost(foreign::record()), 1..4)) {
        foreign::desk_bears(records);
    }

    #[test]
    fn only_addresses_that_can_be_called_are_called(mine in odd_text(), his in odd_text()) {
        foreign::only_what_can_be_called_is(&mine, &his);
    }
}
