//! What a name is compared by: small letters without accents, words apart by one space.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::kind::{Kind, kind};

/// A text as it is compared, which still knows where each of its letters came from.
#[derive(Clone, Debug)]
pub struct Folded {
    text: String,
    /// For every byte of `text`, where its letter begins in the original.
    origins: Vec<u16>,
    /// The length of the original.
    end: u16,
}

impl Folded {
    /// A text as it is compared. Names are cut at 64 KiB; nobody has a longer one.
    pub fn new(original: &str) -> Folded {
        Folded::of_first(usize::MAX, original)
    }

    /// What was typed to find somebody, of which the first 256 letters are looked at.
    pub fn typed(text: &str) -> Folded {
        Folded::of_first(256, text)
    }

    fn of_first(letters: usize, original: &str) -> Folded {
        let mut folded = Folded { text: String::new(), origins: Vec::new(), end: 0 };
        for (at, letter) in original.char_indices().take(letters) {
            let Ok(end) = u16::try_from(at + letter.len_utf8()) else { break };
            let start = folded.end;
            folded.end = end;
            folded.push(letter, start);
        }
        if folded.text.ends_with(' ') {
            folded.text.pop();
            folded.origins.pop();
        }
        folded
    }

    /// Its words, in order.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.text.split(' ').filter(|word| !word.is_empty())
    }

    /// Whether the other stands in it, wherever; nothing stands in every text.
    pub fn holds(&self, other: &Folded) -> bool {
        let sought = other.text.as_bytes();
        // The standard library's way would be longer, and names are short.
        sought.is_empty() || self.text.as_bytes().windows(sought.len()).any(|part| part == sought)
    }

    /// Where a part of the folded text stands in the original, accents included.
    pub fn origin(&self, place: Range<usize>) -> Range<usize> {
        let at = |byte: usize| usize::from(*self.origins.get(byte).unwrap_or(&self.end));
        at(place.start)..self.letter_end(place.end)
    }

    /// The end of the letter before a place: half of an `æ` marks all of it.
    fn letter_end(&self, place: usize) -> usize {
        let Some(last) = place.checked_sub(1).map(|before| self.origins[before]) else {
            return 0;
        };
        let next = self.origins[place..].iter().find(|origin| **origin > last);
        usize::from(*next.unwrap_or(&self.end))
    }

    fn push(&mut self, letter: char, origin: u16) {
        match kind(letter) {
            Kind::Letter(letter) => self.append(letter.encode_utf8(&mut [0; 4]), origin),
            Kind::Letters(letters) => self.append(letters, origin),
            Kind::Upsilon if self.text.ends_with(['a', 'e', 'o']) => self.append("u", origin),
            Kind::Upsilon => self.append("y", origin),
            Kind::Nothing => {}
            Kind::Space if self.text.is_empty() || self.text.ends_with(' ') => {}
            Kind::Space => self.append(" ", origin),
        }
    }

    fn append(&mut self, letters: &str, origin: u16) {
        self.text.push_str(letters);
        self.origins.extend(core::iter::repeat_n(origin, letters.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::Folded;

    #[test]
    fn names_fold_to_what_people_type() {
        for (name, folded) in [
            ("Zoë MÜLLER", "zoe muller"),
            ("Zoe\u{308} Mu\u{308}ller", "zoe muller"),
            ("Seán O'Brien", "sean obrien"),
            ("Seán O’Brien", "sean obrien"),
            ("Jean-Luc  Picard ", "jean luc picard"),
            ("Bob\u{fffc} Ba\u{fffd}ker", "bob baker"),
            ("(Łukasz), Żółć.", "lukasz zolc"),
            ("Weiß Æsa Ørsted Đorđe Þór", "weiss aesa orsted dorde thor"),
            ("İpek Işık", "ipek isik"),
            ("Νίκος Παπαδόπουλος", "nikos papadopoulos"),
            ("ΕΥΓΕΝΊΑ Κυριάκου Ψύχου", "eugenia kyriakou psychou"),
            ("Юлий Ёжиков-Щукин", "yuliy ezhikov shchukin"),
            ("Ю\u{301}лия ІҐ Ільєнко", "yuliya ig ilyenko"),
            ("ПЁТР Хрущёв", "petr khrushchev"),
            ("Әсел Қасымов", "asel kasymov"),
            ("Արամ", "արամ"),
            ("Əli ƏLİ əli", "eli eli eli"),
            ("Kɔfi Ɔti Ɛsi ɛsi", "kofi oti esi esi"),
            ("Œuf œuf Ĳs ĳs", "oeuf oeuf ijs ijs"),
            ("Ðóra ðóra Ǿ ǿ", "dora dora o o"),
            ("Ǆ ǅ ǆ Ǳ ǲ ǳ", "dz dz dz dz dz dz"),
            ("Ǉ ǈ ǉ Ǌ ǋ ǌ", "lj lj lj nj nj nj"),
            ("Ґ ґ Ӏ Ө ө", "g g Ӏ o o"),
            ("สมชาย", "สมชาย"),
            ("王伟", "王伟"),
            ("bob_smith 2", "bob smith 2"),
            ("…", ""),
            ("", ""),
        ] {
            assert_eq!(Folded::new(name).text, folded, "{name}");
        }
    }

    #[test]
    fn a_name_is_its_words_and_one_without_letters_has_none() {
        for (name, words) in [
            (" Jean-Luc  Picard ", &["jean", "luc", "picard"][..]),
            ("Bob", &["bob"]),
            (" … ", &[]),
            ("", &[]),
        ] {
            assert!(Folded::new(name).words().eq(words.iter().copied()), "{name}");
        }
    }

    #[test]
    fn a_place_in_the_folded_text_is_found_in_the_name() {
        for (name, part, origin) in [
            ("Zoë Müller", "zoe", "Zoë"),
            ("Zoe\u{308} M", "zoe", "Zoe\u{308}"),
            ("Zoë Müller", "mul", "Mül"),
            ("Weiß", "s", "ß"),
            ("Æsa", "e", "Æ"),
            ("O'Brien", "obr", "O'Br"),
            ("Anna", "na", "na"),
            ("Щукин", "sh", "Щ"),
            ("Игорь Щукин", "igor", "Игорь"),
        ] {
            let folded = Folded::new(name);
            let at = folded.text.find(part).expect("the part is in the folded text");
            assert_eq!(&name[folded.origin(at..at + part.len())], origin, "{part} in {name}");
        }
    }

    #[test]
    fn a_text_holds_another_wherever_it_stands_there() {
        let holds = |text: &str, other: &str| Folded::new(text).holds(&Folded::new(other));
        for other in ["", " … ", "arzte", "ÄRZ", "billing a", "ing Är"] {
            assert!(holds("Billing Ärzte", other), "{other}");
        }
        for other in ["arztin", "billingarzte", "billing arzte and more"] {
            assert!(!holds("Billing Ärzte", other), "{other}");
        }
        assert!(holds("", "") && !holds("", "a"));
    }
}
