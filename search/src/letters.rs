//! What each letter is compared as.
//!
//! Tables of all of Unicode would weigh more than the rest of this crate in the plugin. These
//! cover the alphabets that have small letters or accents; letters of other scripts stand for
//! themselves.

/// What becomes of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It is compared as this small letter.
    Letter(char),
    /// It is compared as these small letters.
    Letters(&'static str),
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
        '\u{370}'..='\u{3ff}' => Kind::Letter(greek(letter)),
        '\u{400}'..='\u{52f}' => Kind::Letter(cyrillic(letter)),
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

fn greek(letter: char) -> char {
    match letter {
        'Ά' | 'ά' => 'α',
        'Έ' | 'έ' => 'ε',
        'Ή' | 'ή' => 'η',
        'Ί' | 'ί' | 'Ϊ' | 'ϊ' | 'ΐ' => 'ι',
        'Ό' | 'ό' => 'ο',
        'Ύ' | 'ύ' | 'Ϋ' | 'ϋ' | 'ΰ' => 'υ',
        'Ώ' | 'ώ' => 'ω',
        'ς' => 'σ',
        'Α'..='Ω' => moved(letter, 32),
        _ => letter,
    }
}

fn cyrillic(letter: char) -> char {
    match letter {
        'Ё' | 'ё' | 'Ѐ' | 'ѐ' => 'е',
        'Й' | 'й' | 'Ѝ' | 'ѝ' => 'и',
        'Ї' | 'ї' => 'і',
        'Ў' | 'ў' => 'у',
        'Ѓ' | 'ѓ' => 'г',
        'Ќ' | 'ќ' => 'к',
        'А'..='Я' => moved(letter, 32),
        '\u{400}'..='\u{40f}' => moved(letter, 80),
        // Further on, capitals and small letters take turns.
        '\u{48a}'..='\u{4bf}' | '\u{4d0}'..='\u{52f}' if (letter as u32).is_multiple_of(2) => {
            moved(letter, 1)
        }
        _ => letter,
    }
}

fn moved(letter: char, places: u32) -> char {
    char::from_u32(letter as u32 + places).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
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
    fn greek_cyrillic_and_armenian_letters_are_what_unicode_says_they_are() {
        // From Ѡ on, letters are of old manuscripts, not of names.
        let ranges = ('Ά'..='ώ').chain('\u{400}'..='\u{45f}').chain('\u{531}'..='\u{556}');
        for letter in ranges.filter(|c| c.is_alphabetic() && *c != 'ς') {
            let plain = by_unicode(letter);
            assert_eq!(
                plain.chars().map(Kind::Letter).collect::<Vec<_>>(),
                [kind(letter)],
                "{letter}"
            );
        }
    }
}
