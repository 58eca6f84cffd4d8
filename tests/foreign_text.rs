//! The account's own words, names and languages at random: whatever somebody has typed is shown.

#![cfg(not(target_arch = "wasm32"))]

mod foreign;

use proptest::prelude::*;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "(\\{\\{|\\}\\}|[{} ]|name|é|-|_|\u{202E}|zh|es){0,12}"]
}

proptest! {
    #[test]
    fn any_words_and_any_name_can_be_shown(
        tag in words(),
        template in words(),
        name in words(),
    ) {
        foreign::can_be_shown(&tag, &template, &name);
    }
}
