//! The languages: which one Flex shows, and where its texts are.

use super::{Key, en_us, es_es, es_mx, line_of, pt_br, th, zh_hans};

/// A language that the plugin speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English as in the United States, and for whoever speaks none of these.
    #[default]
    EnUs,
    /// Spanish as in Spain.
    EsEs,
    /// Spanish as in Mexico.
    EsMx,
    /// Portuguese as in Brazil.
    PtBr,
    /// Thai.
    Th,
    /// Chinese in simplified characters; also for readers of traditional ones, who read them more
    /// easily than English.
    ZhHans,
}

impl Language {
    /// The language of a tag like `es-MX`, or the next one to it that there is.
    pub fn of(tag: &str) -> Language {
        let tag = tag.to_ascii_lowercase();
        let (base, region) = tag.split_once(['-', '_']).unwrap_or((&tag, ""));
        match base {
            "es" if region == "mx" => Language::EsMx,
            "es" => Language::EsEs,
            "pt" => Language::PtBr,
            "th" => Language::Th,
            "zh" => Language::ZhHans,
            _ => Language::EnUs,
        }
    }

    /// The tag by which browsers know this language.
    pub fn tag(self) -> &'static str {
        match self {
            Language::EnUs => "en-US",
            Language::EsEs => "es-ES",
            Language::EsMx => "es-MX",
            Language::PtBr => "pt-BR",
            Language::Th => "th",
            Language::ZhHans => "zh-Hans",
        }
    }

    /// The text for a key.
    pub fn text(self, key: Key) -> &'static str {
        let texts = match self {
            Language::EnUs => en_us::TEXTS,
            Language::EsMx => match es_mx::OWN.iter().find(|(own, _)| *own == key) {
                Some((_, text)) => return text,
                None => es_es::TEXTS,
            },
            Language::EsEs => es_es::TEXTS,
            Language::PtBr => pt_br::TEXTS,
            Language::Th => th::TEXTS,
            Language::ZhHans => zh_hans::TEXTS,
        };
        line_of(texts, key)
    }
}

/// The texts of one language, one a line in the order of the keys: a table would add an address
/// and a length for each.
macro_rules! texts {
    ($($key:ident: $text:literal,)*) => {
        pub(super) const TEXTS: &str = concat!($($text, "\n"),*);
        const _: () = super::language::all_in_order(&[$(super::Key::$key),*]);
    };
}
pub(super) use texts;

/// Stops the build if a language lacks a key or has it at another place.
pub(super) const fn all_in_order(keys: &[Key]) {
    assert!(keys.len() == Key::ALL.len(), "a language has a text for every key");
    let mut place = 0;
    while place < keys.len() {
        assert!(keys[place] as usize == place, "the texts are in the order of the keys");
        place += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Language::{self, *};
    use crate::strings::{Key, es_mx};

    const ALL: [Language; 6] = [EnUs, EsEs, EsMx, PtBr, Th, ZhHans];

    /// What is the same in English, and why.
    const SAME: [(Language, Key, &str); 1] =
        [(PtBr, Key::Offline, "Brazil uses the English word, as Flex does")];

    /// What stands between braces. A placeholder has two, as in Flex's own strings.
    fn placeholders(text: &str) -> BTreeSet<&str> {
        let parts = text.split("{{").skip(1);
        parts.map(|part| part.split_once("}}").expect("a placeholder has an end").0).collect()
    }

    #[test]
    fn no_text_is_missing_in_any_language() {
        for language in ALL {
            for key in Key::ALL {
                let text = language.text(*key);
                assert!(!text.trim().is_empty(), "{language:?} {key:?}");
                assert_eq!(text.trim(), text, "{language:?} {key:?}");
            }
            assert_eq!(language.text(Key::ALL[0]), language.text(Key::Title));
        }
    }

    #[test]
    fn every_translation_has_the_placeholders_of_the_english_and_no_others() {
        for language in ALL {
            for key in Key::ALL {
                let (text, english) = (language.text(*key), EnUs.text(*key));
                assert_eq!(placeholders(text), placeholders(english), "{language:?} {key:?}");
                let bare = text.replace("{{", "").replace("}}", "");
                assert!(!bare.contains(['{', '}']), "{language:?} {key:?} has a single brace");
            }
        }
    }

    #[test]
    fn no_translation_is_the_english() {
        for language in &ALL[1..] {
            for key in Key::ALL {
                let same = language.text(*key) == EnUs.text(*key);
                let listed = SAME.iter().any(|(l, k, _)| l == language && k == key);
                assert_eq!(same, listed, "{language:?} {key:?}");
            }
        }
    }

    /// Whoever speaks to the browser says what he sees.
    #[test]
    fn the_name_of_a_button_begins_with_its_letters() {
        let pairs = [(Key::Hold, Key::HoldNamed), (Key::Resume, Key::ResumeNamed)];
        for language in ALL {
            for (seen, name) in pairs {
                let (seen, name) = (language.text(seen), language.text(name));
                assert!(name.starts_with(seen), "{language:?}: {name} begins with {seen}");
            }
        }
    }

    #[test]
    fn each_language_is_known_by_its_own_tag() {
        for language in ALL {
            assert_eq!(Language::of(language.tag()), language);
        }
    }

    #[test]
    fn mexican_spanish_holds_only_what_spain_says_otherwise() {
        let mut keys = Vec::new();
        for (key, text) in es_mx::OWN {
            assert_ne!(*text, EsEs.text(*key), "{key:?}");
            assert!(!keys.contains(key), "{key:?} twice");
            keys.push(*key);
        }
    }

    /// Spain's agents are addressed as `tú`; in Mexico that is too familiar at work.
    #[test]
    fn mexican_agents_are_addressed_as_usted() {
        let familiar = ["tú", "tu", "tus", "te", "ti", "os", "llamarte", "inténtalo", "comprueba"];
        for key in Key::ALL {
            let text = EsMx.text(*key).to_lowercase();
            let mut words = text.split(|c: char| !c.is_alphabetic());
            assert!(words.all(|word| !familiar.contains(&word)), "{key:?}: {text}");
        }
    }

    #[test]
    fn a_language_that_is_not_spoken_falls_back_by_its_base_and_then_to_english() {
        for (tag, language) in [
            ("en-US", EnUs),
            ("en-GB", EnUs),
            ("es-ES", EsEs),
            ("es-MX", EsMx),
            ("es_mx", EsMx),
            ("es", EsEs),
            ("es-AR", EsEs),
            ("pt-BR", PtBr),
            ("pt-PT", PtBr),
            ("pt", PtBr),
            ("th", Th),
            ("th-TH", Th),
            ("zh-Hans", ZhHans),
            ("zh-CN", ZhHans),
            ("zh-Hant", ZhHans),
            ("zh-TW", ZhHans),
            ("ZH", ZhHans),
            ("de-DE", EnUs),
            ("est", EnUs),
            ("default", EnUs),
            ("", EnUs),
            ("-", EnUs),
        ] {
            assert_eq!(Language::of(tag), language, "{tag:?}");
        }
    }
}
