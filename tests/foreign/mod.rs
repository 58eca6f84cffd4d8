//! What holds of an account's own words, names and languages, whatever somebody has typed.
//!
//! `foreign_text` draws them by chance, and `npm run fuzz` looks for those that matter.

use std::cell::RefCell;

use call_core::wire::turns_direction;
use switchboard::strings::{Key, Language, Words};

thread_local! {
    /// What the account says instead of each sentence. [`Words`] live as long as a page, so what
    /// they are given must not grow with each try.
    static OWN: RefCell<String> = RefCell::default();
}

/// The name in the account's own sentence, where Flex has a language of this tag.
fn shown(tag: &str, template: &str, name: &str) -> String {
    OWN.replace(template.to_owned());
    let words = Words::new(Language::of(tag), |_| Some(OWN.with_borrow(String::clone)));
    words.named(Key::NoAnswer, name)
}

/// Whatever Flex calls its language, whatever the account has put in the place of a sentence, and
/// whoever is named in it, something of no surprising length is shown.
pub(crate) fn can_be_shown(tag: &str, template: &str, name: &str) {
    let sentence = shown(tag, template, name);
    let most = template.len() + name.len() * template.matches("name").count();
    assert!(sentence.len() <= most, "{sentence:?}");

    let plain: String = name.chars().filter(|letter| !turns_direction(*letter)).collect();
    assert_eq!(shown(tag, "{{name}}", name), plain);
}
