//! What each letter is compared as.
//!
//! Tables of all of Unicode would weigh more than the rest of this crate in the plugin. These
//! cover the alphabets that have small letters or accents. Greek and Cyrillic letters are compared
//! by their Latin form: so a name in one alphabet is found by typing it in another. Letters of
//! other scripts stand for themselves.

/// What becomes of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is compared as this small letter.
    Letter(char),
    /// It is compared as these small letters.
    Letters(&'static str),
    /// It is a Greek υ: an u behind a vowel, as in ου, else an y.
    Upsilon,
    /// It is an accent or an apostrophe, which nobody has to type.
    Nothing,
    /// It stands between words.
    Space,
}

/// The letters from À on, without their accents; a dot stands for "see elsewhere".
const LATIN: &str = "\
    aaaaaa.ceeeeiiii.nooooo.ouuuuy..aaaaaa.ceeeeiiii.nooooo.ouuuuy.yaaaaaaccccccccddddeeeeeeeeee\
    gggggggghhhhiiiiiiiiii..jjkkkllllllllllnnnnnnnnnoooooo..rrrrrrssssssssttttttuuuuuuuuuuuuwwyy\
    yzzzzzzsbb.......dd......ff....i..l.....oo.............uu....zz......................aaiioou\
    uuuuuuuuu.aaaa..ggggkkoooo..j...gg..nnaa....aaaaeeeeiiiioooorrrruuuusstt..hh.d....aaeeoooooo\
    ooyylnt...accltsz..b..eejj..rryy";

/// The same from Ḁ on.
const LATIN_MORE: &str = "\
    aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooooooopppprrrr\
    rrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwy......aaaaaaaaaaaaaaaaaaaaaaaa\
    eeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......";

/// The Latin form of the letters from ά on, one after another.
const GREEK: &str = "a e i i y a v g d e z i th i k l m n x o p r s s t ^ f ch ps o i y o ^ o";

/// The same from а on; a dash stands for what is written and not said.
const CYRILLIC: &str = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya \
    e e dj g ye dz i i j lj nj c k i u dz";

/// What becomes of a character.
pub(crate) fn kind(letter: char) -> Kind {
    match letter {
        'a'..='z' | '0'..='9' => Kind::Letter(letter),
        'A'..='Z' => Kind::Letter(letter.to_ascii_lowercase()),
        // O'Brien is one word, and typed as one.
        '\'' | '`' | '\u{b4}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' => Kind::Nothing,
        '\0'..='\u{bf}' | '×' | '÷' => Kind::Space,
        '\u{c0}'..='\u{24f}' => latin(letter, LATIN, '\u{c0}'),
        '\u{1e00}'..='\u{1eff}' => latin(letter, LATIN_MORE, '\u{1e00}'),
        'ə' | 'ɛ' => Kind::Letter('e'),
        'ɔ' => Kind::Letter('o'),
        '\u{370}'..='\u{3ff}' => greek(letter),
        '\u{400}'..='\u{52f}' => cyrillic(letter),
        // Armenian capitals stand 48 places before the small letters.
        '\u{531}'..='\u{556}' => Kind::Letter(moved(letter, 48)),
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' => Kind::Nothing,
        '\u{fff9}'..='\u{fffd}' => Kind::Nothing,
        '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{303f}' => Kind::Space,
        _ => Kind::Letter(letter),
    }
}

fn latin(letter: char, table: &str, first: char) -> Kind {
    let place = letter as usize - first as usize;
    match (letter, table.as_bytes().get(place)) {
        (_, Some(plain @ b'a'..=b'z')) => Kind::Letter(char::from(*plain)),
        ('ß' | 'ẞ', _) => Kind::Letters("ss"),
        ('Æ' | 'æ' | 'Ǽ' | 'ǽ' | 'Ǣ' | 'ǣ', _) => Kind::Letters("ae"),
        ('Œ' | 'œ', _) => Kind::Letters("oe"),
        ('Þ' | 'þ', _) => Kind::Letters("th"),
        ('Ĳ' | 'ĳ', _) => Kind::Letters("ij"),
        ('Ð' | 'ð', _) => Kind::Letter('d'),
        ('Ǿ' | 'ǿ' | 'Ɔ', _) => Kind::Letter('o'),
        ('Ə' | 'Ɛ' | 'Ǝ' | 'ǝ', _) => Kind::Letter('e'),
        ('\u{1c4}'..='\u{1c6}' | '\u{1f1}'..='\u{1f3}', _) => Kind::Letters("dz"),
        ('\u{1c7}'..='\u{1c9}', _) => Kind::Letters("lj"),
        ('\u{1ca}'..='\u{1cc}', _) => Kind::Letters("nj"),
        _ => Kind::Letter(letter),
    }
}

fn greek(letter: char) -> Kind {
    let small = match letter {
        'Ά' => 'ά',
        'Έ'..='Ί' => moved(letter, 37),
        'Ό' => 'ό',
        'Ύ' | 'Ώ' => moved(letter, 63),
        'ΐ' => 'ί',
        'Α'..='Ϋ' => moved(letter, 32),
        _ => letter,
    };
    spelled(small, 'ά', GREEK)
}

fn cyrillic(letter: char) -> Kind {
    let small = match letter {
        '\u{400}'..='\u{40f}' => moved(letter, 80),
        'А'..='Я' => moved(letter, 32),
        // Letters of Kazakh, Tatar and Kyrgyz, and the Ukrainian ґ; capitals and small ones take
        // turns.
        'Ґ' | 'ґ' | 'Ғ' | 'ғ' => 'г',
        'Қ' | 'қ' => 'к',
        'Ң' | 'ң' => 'н',
        'Ү' | 'ү' | 'Ұ' | 'ұ' => 'у',
        'Һ' | 'һ' => return Kind::Letter('h'),
        'Ә' | 'ә' => 'а',
        'Ө' | 'ө' => 'о',
        _ => letter,
    };
    spelled(small, 'а', CYRILLIC)
}

/// The Latin form of a letter, by a table that begins with another one.
fn spelled(letter: char, first: char, table: &'static str) -> Kind {
    let place = (letter as usize).checked_sub(first as usize);
    match place.and_then(|place| table.split(' ').nth(place)) {
        Some("-") => Kind::Nothing,
        Some("^") => Kind::Upsilon,
        Some(latin) => Kind::Letters(latin),
        None => Kind::Letter(letter),
    }
}

fn moved(letter: char, places: u32) -> char {
    char::from_u32(letter as u32 + places).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    extern crate std;

    use alloc::string::String;
    use alloc::vec::Vec;

    use unicode_normalization::UnicodeNormalization;

    use super::{Kind, kind};

    /// What Unicode itself says: small, decomposed, without accents.
    fn by_unicode(letter: char) -> String {
        let small: String = letter.to_lowercase().collect();
        let parts: Vec<char> = small.nfd().collect();
        // Lower-casing İ leaves a dot behind.
        parts.into_iter().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
    }

    #[test]
    fn letters_with_accents_are_what_unicode_says_they_are() {
        let mut letters = 0;
        for letter in ('\u{c0}'..='\u{24f}').chain('\u{1e00}'..='\u{1eff}') {
            let plain = by_unicode(letter);
            if plain.len() == 1 && plain.chars().all(|c| c.is_ascii_lowercase()) {
                let plain = plain.chars().next().unwrap();
                assert_eq!(kind(letter), Kind::Letter(plain), "{letter}");
                letters += 1;
            }
        }
        assert_eq!(letters, 488);
    }

    #[test]
    fn armenian_letters_are_what_unicode_says_they_are() {
        for letter in '\u{531}'..='\u{556}' {
            assert_eq!(Kind::Letter(letter.to_lowercase().next().unwrap()), kind(letter));
        }
    }

    #[test]
    fn greek_and_cyrillic_letters_are_latin_ones_and_capitals_are_small_ones() {
        let names = ('Ά'..='ώ').chain('\u{400}'..='\u{45f}');
        let more = "ҐґҒғҚқҢңҮүҰұҺһӘәӨө".chars();
        for letter in names.chain(more).filter(|letter| letter.is_alphabetic()) {
            let small = by_unicode(letter).chars().next().unwrap();
            // Unicode thinks that й is an и with an accent. Two dots say that υ stands alone.
            if !"ЙйΫϋΰ".contains(letter) {
                assert_eq!(kind(letter), kind(small), "{letter}");
            }
            match kind(letter) {
                Kind::Letters(latin) => assert!(latin.bytes().all(|l| l.is_ascii_lowercase())),
                Kind::Letter(latin) => assert_eq!(latin, 'h', "{letter}"),
                Kind::Nothing => assert!("ЪъЬь".contains(letter), "{letter}"),
                Kind::Upsilon => assert_eq!(small, 'υ', "{letter}"),
                Kind::Space => panic!("{letter}"),
            }
        }
    }
}
