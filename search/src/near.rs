//! How well what was typed fits one word: that it stands there, or almost.

use crate::vocabulary::{Word, letters};

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

impl Cell {
    /// In a query of several words even a short one may hold a slip: the others say who is meant.
    pub(crate) fn of(typed: &Word, word: &Word, alone: bool) -> Cell {
        let opens = typed.length > 3 && typed.text.starts_with(&*word.text);
        Cell { fit: Fit::of(typed, word, alone), opens }
    }
}

impl Fit {
    /// How well `typed` fits `word`.
    fn of(typed: &Word, word: &Word, alone: bool) -> Option<Fit> {
        // Most words are told apart by their letters alone.
        let strange = (typed.letters & !word.letters).count_ones();
        if strange == 0 {
            match inside(&typed.text, &word.text) {
                Some(0) if typed.text.len() == word.text.len() => return Some(Fit::Whole),
                Some(0) => return Some(Fit::Start),
                Some(_) => return Some(Fit::Inside),
                None => {}
            }
        }
        let tells = typed.length > 2 && (!alone || typed.sound.tells());
        if tells && typed.sound.is_like(word.sound) {
            return Some(match within(typed, &word.text, 2) {
                Some(0 | 1) => Fit::OneSlipAlike,
                Some(_) => Fit::TwoSlipsAlike,
                None => Fit::Sound,
            });
        }
        mistyped(typed, word, strange, alone)
    }
}

/// Where in a word it stands. Words are short: the standard library's way would be longer.
pub(crate) fn inside(typed: &str, word: &str) -> Option<usize> {
    word.as_bytes().windows(typed.len().max(1)).position(|part| part == typed.as_bytes())
}

fn mistyped(typed: &Word, word: &Word, strange: u32, alone: bool) -> Option<Fit> {
    let (most, most_begun) = match typed.length {
        0 | 1 => return None,
        2 | 3 if alone => return None,
        2 | 3 => (1, 0),
        4..=6 => (1, 1),
        _ => (2, 2),
    };
    if strange > most || word.length + most < typed.length {
        return None;
    }
    // Another number is somebody else's.
    if typed.text.bytes().any(|letter| letter.is_ascii_digit()) {
        return None;
    }
    if word.length <= typed.length + most
        && let Some(slips) = within(typed, &word.text, most)
    {
        return Some(if slips < 2 { Fit::OneSlip } else { Fit::TwoSlips });
    }
    if most_begun == 0 {
        return None;
    }
    // He has not typed the end yet; a slip may have made what he typed shorter or longer.
    let begun = |length: u32| {
        let end = word.text.char_indices().nth(length as usize).map(|(at, _)| at)?;
        within(typed, &word.text[..end], most_begun)
    };
    let slips = (typed.length - 1..=typed.length + 1).filter_map(begun).min()?;
    Some(if slips < 2 { Fit::BegunOneSlip } else { Fit::BegunTwoSlips })
}

/// How many slips make one of the other, if no more than `most`.
fn within(typed: &Word, word: &str, most: u32) -> Option<u32> {
    // A slip changes two kinds of letters at most.
    let differing = (typed.letters ^ letters(word)).count_ones();
    if differing > 2 * most {
        return None;
    }
    let slips = strsim::osa_distance(&typed.text, word) as u32;
    (slips <= most).then_some(slips)
}
