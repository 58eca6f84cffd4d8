//! The account's own words, names and languages at random: whatever somebody has typed is shown.

#![cfg(not(target_arch = "wasm32"))]

use call_core::wire::turns_direction;
use proptest::prelude::*;
use switchboard::strings::{Key, Language, Words};

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
        let own = template.clone();
        let shown = Words::new(Language::of(&tag), move |_| Some(own.clone()));
        let sentence = shown.named(Key::NoAnswer, &name);
        let most = template.len() + name.len() * template.matches("name").count();
        prop_assert!(sentence.len() <= most, "{:?}", sentence);

        let alone = Words::new(Language::of(&tag), |_| Some("{{name}}".into()));
        let plain: String = name.chars().filter(|letter| !turns_direction(*letter)).collect();
        prop_assert_eq!(alone.named(Key::NoAnswer, &name), plain);
    }
}
