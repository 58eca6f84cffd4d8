//! How well what was typed fits one word: that it stands there, or almost.

use crate::vocabulary::{Traits, Word, letters};

/// How well a typed word fits one word of a name, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// It is that word.
    Whole,
    /// The word begins with it.
    Start,
    /// It stands inside the word.
    Inside,
    /// One slip of the finger away, and said alike.
    OneSlipAlike,
    /// The word, one slip away.
    OneSlip,
    /// The beginning of the word, one slip away.
    BegunOneSlip,
    /// Two slips away, and said alike.
    TwoSlipsAlike,
    /// Spelled otherwise, and said alike.
    Sound,
    /// The word, two slips away.
    TwoSlips,
    /// The beginning of the word, two slips away.
    BegunTwoSlips,
}

/// What there is to say of a typed word and one of the vocabulary.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cell {
    pub(crate) fit: Option<Fit>,
    /// What was typed begins with that word, and may run on into the next one.
    pub(crate) opens: bool,
}

/// A word that was typed, and how much in it is forgiven.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sought<'a> {
    pub(crate) word: Word<'a>,
    /// How many letters it has.
    pub(crate) length: usize,
    /// So many slips are forgiven, ...
    slips: u32,
    /// ... and so many in what was typed to its end only in part.
    slips_begun: u32,
    /// It is enough that it sounds alike.
    tells: bool,
}

impl<'a> Sought<'a> {
    /// In a query of several words even a short one may hold a slip: the others say who is meant.
    pub(crate) fn new(text: &'a str, alone: bool) -> Sought<'a> {
        let word = Word::new(text);
        let length = word.length();
        let (slips, slips_begun) = match length {
            // Another number is somebody else's.
            _ if text.bytes().any(|letter| letter.is_ascii_digit()) => (0, 0),
            0 | 1 => (0, 0),
            2 | 3 if alone => (0, 0),
            2 | 3 => (1, 0),
            4..=6 => (1, 1),
            _ => (2, 2),
        };
        let tells = length > 2 && (!alone || word.traits.sound.tells());
        Sought { word, length, slips, slips_begun, tells }
    }

    /// Whether a look at the word itself is worth it: most are told apart by their letters alone.
    pub(crate) fn may_fit(&self, known: Traits) -> bool {
        let typed = self.word.traits;
        (typed.letters & !known.letters).count_ones() <= self.slips
            || self.may_open(known)
            || self.sounds_like(known)
    }

    /// How well it fits a word.
    pub(crate) fn cell(&self, known: Word<'_>) -> Cell {
        let opens = self.may_open(known.traits) && self.word.text.starts_with(known.text);
        Cell { fit: self.fit(known), opens }
    }

    fn may_open(&self, known: Traits) -> bool {
        self.length > 3 && known.letters & !self.word.traits.letters == 0
    }

    fn sounds_like(&self, known: Traits) -> bool {
        self.tells && self.word.traits.sound.is_like(known.sound)
    }

    fn fit(&self, known: Word<'_>) -> Option<Fit> {
        match inside(self.word.text, known.text) {
            Some(0) if self.word.text.len() == known.text.len() => return Some(Fit::Whole),
            Some(0) => return Some(Fit::Start),
            Some(_) => return Some(Fit::Inside),
            None => {}
        }
        if self.sounds_like(known.traits) {
            return Some(match self.slips_to(known.text, 2) {
                Some(0 | 1) => Fit::OneSlipAlike,
                Some(_) => Fit::TwoSlipsAlike,
                None => Fit::Sound,
            });
        }
        self.mistyped(known)
    }

    fn mistyped(&self, known: Word<'_>) -> Option<Fit> {
        let length = known.length();
        let farthest = self.slips as usize;
        if self.slips == 0 || length + farthest < self.length {
            return None;
        }
        if length <= self.length + farthest
            && let Some(slips) = self.slips_to(known.text, self.slips)
        {
            return Some(if slips < 2 { Fit::OneSlip } else { Fit::TwoSlips });
        }
        if self.slips_begun == 0 {
            return None;
        }
        // He has not typed the end yet; a slip may have made what he typed shorter or longer.
        let begun = |length: usize| {
            let end = known.text.char_indices().nth(length).map(|(at, _)| at)?;
            self.slips_to(&known.text[..end], self.slips_begun)
        };
        let slips = (self.length - 1..=self.length + 1).filter_map(begun).min()?;
        Some(if slips < 2 { Fit::BegunOneSlip } else { Fit::BegunTwoSlips })
    }

    /// How many slips make one of the other, if no more than `most`.
    fn slips_to(&self, known: &str, most: u32) -> Option<u32> {
        // A slip changes two kinds of letters at most.
        let differing = (self.word.traits.letters ^ letters(known)).count_ones();
        if differing > 2 * most {
            return None;
        }
        let slips = strsim::osa_distance(self.word.text, known) as u32;
        (slips <= most).then_some(slips)
    }
}

/// Where in a word it stands. Words are short: the standard library's way would be longer.
pub(crate) fn inside(typed: &str, word: &str) -> Option<usize> {
    word.as_bytes().windows(typed.len().max(1)).position(|part| part == typed.as_bytes())
}
